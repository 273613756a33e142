"""The disclosure rule: which averages of answers on a scale from 1 to 5 may be shown, and how precisely.

It works on one table: one wave and one question, with one cell per circle that holds the number of its answers and
their sum. Every respondent is taken for an insider: two of them together, who know their own answers and everything
that was published, must not learn anybody else's answer to within one point. What to hide and where to cut is decided
from the counts alone, never from the answers, so being hidden says nothing about the answers.

1. A cell with fewer than k answers is hidden. k is never less than 5 for scores and 6 for single answers: with fewer,
   no two ranges exist that are both safe. Then the next smallest cell is hidden, until the hidden cells hold at least k
   answers from at least 2 circles, or all cells are hidden.
2. The hidden cells together form one more cell, the rest, which is shown if it holds at least k answers from at least 2
   circles. The total is shown if the rest is shown, or if nothing is hidden. Filters combine what is published; nothing
   else is ever counted.
3. Averages are rounded to 0.1 and cut off at both ends of the scale ("4.0 or higher"). In a cell with n answers, two
   insiders leave n - 2 others. Those can be anywhere in a range of r points only if their sum can reach n - 2 + r, even
   if both insiders answered 5: so the sum below which all is "or lower" is n + 8 + r, and the cut is (8 + r)/n from the
   end. Single answers are whole numbers and keep r = 2; scores keep r > 1. For the rest it is at least (k - 1)/n, so
   that the average of any group of fewer than k people in it keeps a range of one point.
4. Single answers of a cell with fewer than 10 are shown in three ranges: low, middle, high.
5. A total must not undo the cuts of its cells. Of a total to 0.1, the lowest steps become one, up to 10 points above
   the least sum that its cells allow if any of them is cut at the bottom, and the highest likewise. (Two insiders can
   raise that least sum by at most 8, wherever they are, and a range of 2 has to remain.) Where no step is left, the
   total is what its cells say.

tests/metrics/pulse/test_insiders.py proves it with integer programs.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

FLOOR = 3
SCORES = ("safety",)
"""Questions whose answers are averages of several items."""
FEWEST_SCORES, FEWEST_ANSWERS = 5, 6
SMALL = 10
"""Single answers of a cell with fewer are shown in three ranges."""
LOWEST, HIGHEST = 1.0, 5.0
WIDEST = 0.25
"""Cells combined are shown as one number up to this width, and as a range beyond it."""

PUBLISHED = "published"
BELOW = "below the reporting threshold"
NO_ANSWERS = "no answers"
OR_HIGHER, OR_LOWER, BAND = "or higher", "or lower", "range"
TABLE = ["wave", "question"]
CELL_COLUMNS = tuple("wave question cell circle state n left_out value low high bound".split())

_ROUNDING = 0.05
_TINY = 1e-9
_OF_SCORES, _OF_ANSWERS = 9, 10
"""How far the sum of a cell must be able to get from either end: 8 + r of rule 3."""


def threshold(k: float) -> int:
    """`k` as it is applied to comments and to counts: a whole number, never below FLOOR (3)."""
    return max(int(k), FLOOR)


def fewest(question: str, k: float) -> int:
    """The fewest answers to `question` with which a cell is shown: `k`, but never less than rule 1 says."""
    return max(threshold(k), FEWEST_SCORES if question in SCORES else FEWEST_ANSWERS)


def published(sums: pd.DataFrame, k: int) -> pd.DataFrame:
    """The publishable cells of some tables.

    In: wave, question, circle (str, unique together), n (int64), sum (float64), left_out (int64).
    Out: the columns of CELL_COLUMNS, sorted by table, then circles by name, then rest, then total. cell: circle, rest
    or total; circle is missing in the latter two. n, left_out: Int64; value, low, high: float64. All five are missing
    below the threshold; without answers all but n, which is 0. The true average is in low..high. bound: "or higher",
    "or lower", "range" (only low..high is known) or "". No rows in, no rows out.
    """
    cells = sums[sums["n"] > 0].sort_values([*TABLE, "n", "circle"]).reset_index(drop=True)
    is_score = cells["question"].isin(SCORES)
    cells = cells.assign(
        fewest=[fewest(question, k) for question in cells["question"]],
        reach=np.where(is_score, _OF_SCORES, _OF_ANSWERS),
    )
    is_hidden = _hidden(cells)
    circles = cells.assign(cell="circle", shown=~is_hidden)
    pieces = _coded(pd.concat([circles, _rest(cells[is_hidden], k)], ignore_index=True))
    silent = sums[sums["n"] == 0].assign(cell="circle", state=NO_ANSWERS, bound="", left_out=np.nan)
    pieces = pd.concat([pieces, silent.drop(columns="sum")], ignore_index=True)
    return arranged(pd.concat([pieces, _totals(pieces, cells)], ignore_index=True))


def _totals(pieces: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """All pieces combined, by table, more precisely where rule 5 allows it."""
    totals = whole(pieces).assign(cell="total", circle=None)
    grain = np.where(pieces["question"].isin(SCORES), 1 / 7, 1.0)
    sums = {end: pieces["n"].astype("float64") * pieces[end] / grain for end in ("low", "high")}
    found = pieces[TABLE].assign(
        low=np.ceil(sums["low"] - _TINY) * grain,
        high=np.floor(sums["high"] + _TINY) * grain,
        is_low=pieces["bound"] == OR_LOWER,
        is_high=pieces["bound"] == OR_HIGHER,
    )
    least = found.groupby(TABLE).agg({"low": "sum", "high": "sum", "is_low": "any", "is_high": "any"})
    true = cells.groupby(TABLE)[["sum", "n"]].sum().reindex(least.index)
    n = true["n"].to_numpy(dtype="float64")
    lowest = np.where(least["is_low"], (least["low"] + _OF_ANSWERS) / n, -np.inf)
    highest = np.where(least["is_high"], (least["high"] - _OF_ANSWERS) / n, np.inf)
    low, high = (totals[end].to_numpy(dtype="float64") for end in ("low", "high"))
    below, above = _step(true["sum"].to_numpy() / n, low, high, lowest, highest)
    is_cut_below, is_cut_above = np.isnan(below), np.isnan(above)
    which = [~is_cut_below & ~is_cut_above, ~is_cut_above, ~is_cut_below]
    value = np.select(which, [below + _ROUNDING, above - _ROUNDING, below + _ROUNDING], totals["value"])
    return totals.assign(
        value=np.round(value, 1),
        low=np.where(is_cut_below, low, below),
        high=np.where(is_cut_above, high, above),
        bound=np.select(which, ["", OR_LOWER, OR_HIGHER], totals["bound"]),
    )


def _step(true: Floats, low: Floats, high: Floats, lowest: Floats, highest: Floats) -> tuple[Floats, Floats]:
    """The step of a total that holds its true average: the ends of steps (0.05, 0.15, ...) next to it, NaN where there
    is none between `low` and `high` that is also in lowest..highest."""
    ends = np.arange(10, 50) / 10 + _ROUNDING
    within = (ends > low[:, None] + _TINY) & (ends < high[:, None] - _TINY)
    # "4.6 or lower" must be safe for readers who take it to the letter, without its rounding.
    within &= ends - _ROUNDING >= lowest[:, None] - _TINY
    within &= ends + _ROUNDING <= highest[:, None] + _TINY
    is_under = ends <= true[:, None] + _TINY
    below = np.where(within & is_under, ends, -np.inf).max(axis=1)
    above = np.where(within & ~is_under, ends, np.inf).min(axis=1)
    return np.where(np.isinf(below), np.nan, below), np.where(np.isinf(above), np.nan, above)


def no_cells() -> pd.DataFrame:
    """A table without rows."""
    return arranged(pd.DataFrame({name: [] for name in CELL_COLUMNS}))


def arranged(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of CELL_COLUMNS in order and with their types; rows sorted as in `published`."""
    kinds = {"n": "Int64", "left_out": "Int64", "value": "float64", "low": "float64", "high": "float64"}
    texts = dict.fromkeys(("wave", "question", "cell", "circle", "state", "bound"), "str")
    order = frame["cell"].map({"circle": 0, "rest": 1, "total": 2})
    rows = frame.assign(order=order).sort_values([*TABLE, "order", "circle"], ignore_index=True)
    return rows[list(CELL_COLUMNS)].astype(kinds | texts)


def whole(cells: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Cells combined by table (or by the columns `by`), using only what is published of them.

    In: rows of `published`, of each person's answer at most once. Out: the columns of `by` (wave, question), state, n,
    left_out, value, low, high, bound; one row per table. Published cells are weighted by n. value is the middle of the
    resulting range, and bound says so where it is wide; if all are cut off on the same side, so is the result, and a
    single one stays as it is. If nothing is published, or the cells include a hidden rest: below the threshold, without
    numbers. If there are no answers at all: no answers, with n 0.
    """
    n = cells["n"].where(cells["state"] == PUBLISHED, 0).astype("float64")
    weighted = {
        "n": n,
        "left_out": cells["left_out"].where(n > 0, 0).astype("float64"),
        "low": (n * cells["low"]).fillna(0),
        "high": (n * cells["high"]).fillna(0),
        "shown": n > 0,
        "not_above": (n > 0) & (cells["bound"] != OR_HIGHER),
        "not_below": (n > 0) & (cells["bound"] != OR_LOWER),
        "below": cells["state"] == BELOW,
        "withheld": (cells["state"] == BELOW) & (cells["cell"] == "rest"),
        "only": cells["value"].fillna(0),
        "ranged": (n > 0) & (cells["bound"] == BAND),
    }
    by = by or TABLE
    sums = pd.DataFrame(weighted).groupby([cells[name] for name in by], sort=True).sum()
    is_shown = (sums["n"] > 0) & (sums["withheld"] == 0)
    is_one = is_shown & (sums["shown"] == 1)
    low, high = (sums[end] / sums["n"].where(is_shown) for end in ("low", "high"))
    above, below = is_shown & (sums["not_above"] == 0), is_shown & (sums["not_below"] == 0)
    is_wide = (is_shown & ~is_one & (high - low > WIDEST)) | (is_one & (sums["ranged"] > 0))
    ends = [_down(low + _ROUNDING), _up(high - _ROUNDING)]
    found = {
        "state": np.select([is_shown, sums["below"] > 0], [PUBLISHED, BELOW], NO_ANSWERS),
        "n": sums["n"].where(is_shown | (sums["below"] == 0)),
        "left_out": sums["left_out"].where(is_shown),
        "value": np.select([is_one, above, below], [sums["only"], *ends], np.round((low + high) / 2, 1)),
        "low": low,
        "high": high,
        "bound": np.select([above, below, is_wide], [OR_HIGHER, OR_LOWER, BAND], ""),
    }
    return pd.DataFrame(found, index=sums.index).reset_index()


def _hidden(cells: pd.DataFrame) -> pd.Series:
    """Which cells rule 1 hides (bool). `cells` must be sorted by table and n."""
    tables = cells.groupby(TABLE, sort=False)["n"]
    before, rank = tables.cumsum() - cells["n"], tables.cumcount()
    k = cells["fewest"]
    return (tables.transform("min") < k) & ((cells["n"] < k) | (before < k) | (rank < 2))


def _rest(hidden: pd.DataFrame, k: int) -> pd.DataFrame:
    """One row per table with hidden cells: their sums, how far they `reach`, and whether the rest is `shown`."""
    tables = hidden.groupby(TABLE, sort=False)
    rest = tables[["n", "sum", "left_out"]].sum().assign(circles=tables.size()).reset_index()
    of_circles = tables[["fewest", "reach"]].max().reset_index(drop=True)
    return rest.assign(
        cell="rest",
        circle=None,
        reach=of_circles["reach"].clip(lower=threshold(k) - 1),
        shown=(rest["n"] >= of_circles["fewest"]) & (rest["circles"] >= 2),
    )


def _coded(cells: pd.DataFrame) -> pd.DataFrame:
    """Averages rounded and cut off by rules 3 and 4; missing where not `shown`."""
    n, reach = (cells[name].to_numpy(dtype="float64") for name in ("n", "reach"))
    is_score = cells["question"].isin(SCORES).to_numpy()
    cut = LOWEST + reach / n
    bottom = np.where(is_score, _up(cut + 2 * _TINY), _up(cut))
    top = np.round(LOWEST + HIGHEST - bottom, 1)
    rounded = np.round(cells["sum"].to_numpy(dtype="float64") / n, 1)
    above, below = rounded >= top - _TINY, rounded <= bottom + _TINY
    ranged = ~is_score & (n < SMALL) & ~above & ~below
    value = np.select([above, below, ranged], [top, bottom, (LOWEST + HIGHEST) / 2], rounded)
    frame = cells.assign(
        value=value,
        low=np.select([below, ranged], [LOWEST, bottom + _ROUNDING], value - _ROUNDING),
        high=np.select([above, ranged], [HIGHEST, top - _ROUNDING], value + _ROUNDING),
        bound=np.select([above, below, ranged], [OR_HIGHER, OR_LOWER, BAND], ""),
        state=PUBLISHED,
    )
    hide = ~cells["shown"].to_numpy(dtype=bool)
    numbers = {
        name: frame[name].astype("float64").mask(hide) for name in ("n", "left_out", "value", "low", "high")
    }
    return frame.assign(
        **numbers, bound=frame["bound"].mask(hide, ""), state=frame["state"].mask(hide, BELOW)
    )


def _down(value: Floats | pd.Series) -> Floats:
    return np.round(np.floor(np.asarray(value) * 10 + _TINY) / 10, 1)


def _up(value: Floats | pd.Series) -> Floats:
    return np.round(np.ceil(np.asarray(value) * 10 - _TINY) / 10, 1)
