"""The disclosure rule: which averages of answers on a scale from 1 to 5 may be shown, and how precisely.

It works on one table: one wave and one question, with one cell per circle that holds the number of its answers and
their sum. What to hide is decided from the counts alone, never from the answers, so being hidden says nothing about
the answers.

1. A cell with fewer than k answers (k is never less than 3) is hidden. Then the next smallest cell is hidden, until the
   hidden cells hold at least k answers from at least 2 circles, or all cells are hidden.
2. The hidden cells together form one more cell, the rest, which is shown if it holds at least k answers from at least 2
   circles. The total is shown if the rest is shown, or if nothing is hidden. Filters combine what is published; nothing
   else is ever counted.
3. Averages are rounded to 0.1 and cut off near both ends of the scale ("4.8 or higher"). For a circle with n answers
   the cut is 1/n from the end, so that every single answer could still be anywhere in a range of at least one point.
   For the rest it is (k - 1)/n, but at most 0.8, so that the same is true for the average of any group of fewer than k
   people in it (where k > 5 leaves that room: n people leave a group of m a range of at most 4 (n - m)/m).

This protects answers even from people who know every published number, every count, and the exact sums behind the
averages that are not cut. A total is the true average to 0.1 where nothing in its table is cut; otherwise it is
combined from the published cells.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

FLOOR = 3
LOWEST, HIGHEST = 1.0, 5.0
DEEPEST_CUT = 0.8

PUBLISHED = "published"
BELOW = "below the reporting threshold"
NO_ANSWERS = "no answers"
OR_HIGHER, OR_LOWER = "or higher", "or lower"
TABLE = ["wave", "question"]
CELL_COLUMNS = (
    "wave",
    "question",
    "cell",
    "circle",
    "state",
    "n",
    "left_out",
    "value",
    "low",
    "high",
    "bound",
)

_ROUNDING = 0.05
_TINY = 1e-9


def threshold(k: float) -> int:
    """`k` as it is applied: a whole number, never below FLOOR (3)."""
    return max(int(k), FLOOR)


def published(sums: pd.DataFrame, k: int) -> pd.DataFrame:
    """The publishable cells of some tables.

    In: wave, question, circle (str, unique together), n (int64), sum (float64), left_out (int64).
    Out: the columns of CELL_COLUMNS, sorted by table, then circles by name, then rest, then total. cell: circle, rest
    or total; circle is missing in the latter two. n, left_out: Int64; value, low, high: float64. All five are missing
    below the threshold; without answers all but n, which is 0. The true average is in low..high. bound: "or higher",
    "or lower" or "". No rows in, no rows out.
    """
    k = threshold(k)
    cells = sums[sums["n"] > 0].sort_values([*TABLE, "n", "circle"]).reset_index(drop=True)
    is_hidden = _hidden(cells, k)
    circles = cells.assign(cell="circle", cut=1 / cells["n"], shown=~is_hidden)
    pieces = _coded(pd.concat([circles, _rest(cells[is_hidden], k)], ignore_index=True))
    silent = sums[sums["n"] == 0].assign(cell="circle", state=NO_ANSWERS, bound="", left_out=np.nan)
    pieces = pd.concat([pieces, silent.drop(columns="sum")], ignore_index=True)
    return arranged(pd.concat([pieces, _totals(pieces, cells)], ignore_index=True))


def _totals(pieces: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """All pieces combined, by table: the true average if none of them is cut."""
    totals = whole(pieces).assign(cell="total", circle=None)
    is_cut = (pieces["bound"] != "").groupby([pieces[name] for name in TABLE]).any()
    true = cells.groupby(TABLE)[["sum", "n"]].sum()
    rounded = (true["sum"] / true["n"]).reindex(is_cut.index).mask(is_cut).round(1).to_numpy()
    exact = totals["value"].notna() & ~np.isnan(rounded)
    return totals.assign(
        value=totals["value"].mask(exact, rounded),
        low=totals["low"].mask(exact, rounded - _ROUNDING),
        high=totals["high"].mask(exact, rounded + _ROUNDING),
    )


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


def whole(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells combined by table, using only what is published of them.

    In: rows of `published` except totals. Out: wave, question, state, n, left_out, value, low, high, bound; one row per
    table. Published cells are weighted by n, and value is the middle of the resulting range; if all of them are cut off
    on the same side, so is the result. If nothing is published, or the cells include a hidden rest: below the
    threshold, without numbers. If there are no answers at all: no answers, with n 0.
    """
    n = cells["n"].where(cells["state"] == PUBLISHED, 0).astype("float64")
    weighted = {
        "n": n,
        "left_out": cells["left_out"].where(n > 0, 0).astype("float64"),
        "low": (n * cells["low"]).fillna(0),
        "high": (n * cells["high"]).fillna(0),
        "not_above": (n > 0) & (cells["bound"] != OR_HIGHER),
        "not_below": (n > 0) & (cells["bound"] != OR_LOWER),
        "below": cells["state"] == BELOW,
        "withheld": (cells["state"] == BELOW) & (cells["cell"] == "rest"),
    }
    sums = pd.DataFrame(weighted).groupby([cells[name] for name in TABLE], sort=True).sum()
    is_shown = (sums["n"] > 0) & (sums["withheld"] == 0)
    low, high = (sums[end] / sums["n"].where(is_shown) for end in ("low", "high"))
    above, below = is_shown & (sums["not_above"] == 0), is_shown & (sums["not_below"] == 0)
    ends = [_down(low + _ROUNDING), _up(high - _ROUNDING)]
    found = {
        "state": np.select([is_shown, sums["below"] > 0], [PUBLISHED, BELOW], NO_ANSWERS),
        "n": sums["n"].where(is_shown | (sums["below"] == 0)),
        "left_out": sums["left_out"].where(is_shown),
        "value": np.select([above, below], ends, np.round((low + high) / 2, 1)),
        "low": low,
        "high": high,
        "bound": np.select([above, below], [OR_HIGHER, OR_LOWER], ""),
    }
    return pd.DataFrame(found, index=sums.index).reset_index()


def _hidden(cells: pd.DataFrame, k: int) -> pd.Series:
    """Which cells rule 1 hides (bool). `cells` must be sorted by table and n."""
    tables = cells.groupby(TABLE, sort=False)["n"]
    before, rank = tables.cumsum() - cells["n"], tables.cumcount()
    return (tables.transform("min") < k) & ((cells["n"] < k) | (before < k) | (rank < 2))


def _rest(hidden: pd.DataFrame, k: int) -> pd.DataFrame:
    """One row per table with hidden cells: their sums, how far to `cut` the average, and whether it is `shown`."""
    tables = hidden.groupby(TABLE, sort=False)
    rest = tables[["n", "sum", "left_out"]].sum().assign(circles=tables.size()).reset_index()
    return rest.assign(
        cell="rest",
        circle=None,
        cut=((k - 1) / rest["n"]).clip(upper=DEEPEST_CUT),
        shown=(rest["n"] >= k) & (rest["circles"] >= 2),
    )


def _coded(cells: pd.DataFrame) -> pd.DataFrame:
    """Averages rounded and cut off by rule 3; missing where not `shown`."""
    cut = cells["cut"].to_numpy(dtype="float64")
    top, bottom = _down(HIGHEST - cut), _up(LOWEST + cut)
    rounded = np.round(cells["sum"].to_numpy(dtype="float64") / cells["n"].to_numpy(dtype="float64"), 1)
    above, below = rounded >= top - _TINY, rounded <= bottom + _TINY
    value = np.select([above, below], [top, bottom], rounded)
    frame = cells.assign(
        value=value,
        low=np.where(below, LOWEST, value - _ROUNDING),
        high=np.where(above, HIGHEST, value + _ROUNDING),
        bound=np.select([above, below], [OR_HIGHER, OR_LOWER], ""),
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
