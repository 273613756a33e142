"""Circles side by side: a table of all figures, a circle within the program's range, habits that go together.

Nothing here ranks people or shows a cause.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure, counted_reason
from lib.metrics.core.remember import remembered
from lib.metrics.dictionary import DICTIONARY, keys_of
from lib.metrics.program import status
from lib.metrics.program.program import Program

State: TypeAlias = Literal[
    "reached", "missed", "known", "few", "too early", "nothing yet", "withheld", "not recorded"
]
STATES: tuple[State, ...] = (
    "missed",
    "reached",
    "known",
    "few",
    "too early",
    "nothing yet",
    "withheld",
    "not recorded",
)
"""missed, reached: the value against the target, if N >= 5. known: without a target. few: N < 5, a fraction only. too
early: fewer than 3 held sessions. nothing yet: there was nothing to count. withheld: about too few people for this
viewer. not recorded: the log does not say."""
MIN_CIRCLES = 5
"""A range of fewer circles would reveal which circles they are."""
MIN_FOR_HABITS = 8
FALSE_DISCOVERIES = 0.1
"""The share of the pairs of habits said to go together that may do so by chance."""


@remembered
def table(program: Program, keys: tuple[str, ...] | None = None) -> pd.DataFrame:
    """One row per active circle and figure: the circles most in need first, figures in the order of `keys`.

    Columns: circle, key, label, text (str; text as `Figure.text`), value (float64), n, N (Int64), state (category,
    STATES), why (str: what is missing or left out, in words; "" if nothing is), status (str: the circle's state, see
    `status.judge`), need (int64: the circle's place in that order, from 0). Default keys: all of health and coaching.
    No circles: no rows.
    """
    keys = keys_of("health", "coaching") if keys is None else keys
    judged = status.by_need(program.status)
    rows = []
    for place, (circle, state, held) in enumerate(
        zip(judged["circle"], judged["status"], judged["held"], strict=True)
    ):
        for key in keys:
            figure = program.circles[circle][key]
            rows.append(
                (
                    circle,
                    key,
                    figure.label,
                    figure.text,
                    figure.value,
                    figure.n,
                    figure.N,
                    state_of(figure, held),
                    why(figure),
                    state,
                    place,
                )
            )
    columns = ["circle", "key", "label", "text", "value", "n", "N", "state", "why", "status", "need"]
    types = dict.fromkeys(["circle", "key", "label", "text", "why", "status"], "str")
    types |= {"value": "float64", "n": "Int64", "N": "Int64", "need": "int64"}
    frame = pd.DataFrame(rows, columns=columns).astype(types)
    return frame.assign(state=pd.Categorical(frame["state"], categories=STATES))


def state_of(figure: Figure, held: int) -> State:
    """What can be said about the figure of a circle that has held `held` sessions."""
    if figure.missing:
        return "withheld" if figure.is_withheld else "not recorded"
    if held < status.MIN_HELD:
        return "too early"
    if figure.value is None:
        return "not recorded" if figure.excluded else "nothing yet"
    if figure.is_small:
        return "few"
    return "known" if figure.is_met is None else "reached" if figure.is_met else "missed"


def why(figure: Figure) -> str:
    """What a figure lacks, or what was left out of it: "2 not recorded, 1 held without a date"; "" if nothing."""
    return figure.missing or ", ".join(
        counted_reason(reason, count) for reason, count in figure.excluded.items()
    )


def matrix(program: Program, keys: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Values by active circle with at least 3 held sessions (index) and figure (columns, float64); NaN if N < 5.

    Default keys: all habits in the dictionary.
    """
    if keys is None:
        keys = tuple(key for key, definition in DICTIONARY.items() if definition.is_habit)
    old_enough = program.status.loc[program.status["status"] != status.TOO_EARLY, "circle"].to_list()

    def value(figure: Figure) -> float:
        is_comparable = isinstance(figure.value, float) and (figure.N or 0) >= MIN_FOR_PERCENT
        return float(figure.value) if is_comparable else np.nan  # type: ignore[arg-type]

    columns = {key: [value(program.circles[circle][key]) for circle in old_enough] for key in keys}
    return pd.DataFrame(columns, index=pd.Index(old_enough, dtype="str", name="circle"), dtype="float64")


def ranges(program: Program, keys: tuple[str, ...] | None = None) -> pd.DataFrame:
    """How the values of circles are spread: one row per key (the index), in order.

    Columns: label (str), circles (int64: how many can be compared, see `matrix`), q10, q25, median, q75, q90 (float64:
    quantiles across circles; NaN with fewer than 5 circles).
    """
    values = matrix(program, keys)
    count = values.notna().sum()
    names = {"q10": 0.1, "q25": 0.25, "median": 0.5, "q75": 0.75, "q90": 0.9}
    spread = values.quantile(list(names.values())).T.set_axis(list(names), axis=1).astype("float64")
    spread.loc[count < MIN_CIRCLES] = np.nan
    spread.insert(0, "circles", count.astype("int64"))
    spread.insert(0, "label", pd.Series({key: DICTIONARY[str(key)].label for key in values}, dtype="str"))
    return spread


@remembered
def against(program: Program, circle: str, keys: tuple[str, ...] | None = None) -> pd.DataFrame:
    """A circle within the range of the program's circles: `ranges` with three more columns.

    text (str, as `Figure.text`), value (float64, NaN if it cannot be compared), words (str): "in the usual range",
    "below the usual range" or "above the usual range", which goes from the 10 % to the 90 % quantile; "" if there is
    nothing to compare. Raises KeyError for an unknown circle.
    """
    found = ranges(program, keys)
    figures = program.circles[circle]
    values = matrix(program, keys)
    value = values.reindex([circle]).iloc[0].astype("float64")
    is_below, is_above = value < found["q10"], value > found["q90"]
    is_inside = (value >= found["q10"]) & (value <= found["q90"])
    words = np.select(
        [is_below, is_above, is_inside],
        ["below the usual range", "above the usual range", "in the usual range"],
        "",
    )
    text = pd.Series({key: figures[str(key)].text for key in found.index}, dtype="str")
    return found.assign(text=text, value=value, words=pd.Series(words, index=found.index, dtype="str"))


@remembered
def habits(program: Program, keys: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Which habits go together: pairs of figures compared over circles, the strongest association first.

    Columns: one, other (str: keys), circles (int64: in which both can be compared), rho (float64: Spearman's rank
    correlation), p (float64, two-sided), stands_out (bool: significant with at most one false discovery in ten,
    Benjamini and Hochberg 1995), words (str). Only pairs with at least 8 circles and with differences between them.
    No pair: no rows.
    """
    values = matrix(program, keys)
    known = values.notna().to_numpy().astype(np.int64)
    together = known.T @ known
    rho = values.corr(method="spearman", min_periods=MIN_FOR_HABITS).to_numpy()
    one, other = np.triu_indices(len(values.columns), k=1)
    there = ~np.isnan(rho[one, other]) & (together[one, other] >= MIN_FOR_HABITS)
    one, other = one[there], other[there]
    strength, circles = rho[one, other], together[one, other]
    p = _p_values(strength, circles)
    labels = [DICTIONARY[str(key)].label for key in values]
    words = [
        f"Where “{labels[a]}” is high, “{labels[b]}” is more often {'high' if r > 0 else 'low'} ({n:,} circles)"
        for a, b, r, n in zip(one, other, strength, circles, strict=True)
    ]
    names = pd.Series(list(values.columns), dtype="str")
    rows = pd.DataFrame(
        {
            "one": names.take(one).array,
            "other": names.take(other).array,
            "circles": circles,
            "rho": strength,
            "p": p,
            "stands_out": _stand_out(p),
            "words": pd.Series(words, dtype="str"),
        }
    )
    return rows.iloc[np.argsort(-np.abs(strength), kind="stable")].reset_index(drop=True)


def _p_values(rho: NDArray[np.float64], circles: NDArray[np.int64]) -> NDArray[np.float64]:
    """Two-sided p-values of rank correlations, by Student's t with n - 2 degrees of freedom."""
    from scipy.stats import t

    with np.errstate(divide="ignore"):
        return 2 * t.sf(np.abs(rho) * np.sqrt((circles - 2) / np.maximum(1 - rho**2, 0)), circles - 2)


def _stand_out(p: NDArray[np.float64]) -> NDArray[np.bool_]:
    from scipy.stats import false_discovery_control

    return false_discovery_control(p) <= FALSE_DISCOVERIES if len(p) else np.zeros(0, dtype=np.bool_)
