"""Actions that are done, without a day: how many, and which circles leave too many of them undated to say when or how
soon things get done."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.figure import UNDATED, Figure
from lib.words.phrases import counted, plural

TOO_MANY_UNDATED = "not told: most that are done have no date"
MIN_UNDATED = 3

__all__ = ["TOO_MANY_UNDATED", "UNDATED", "of_circles_without_days", "undated_in_words"]


def of_circles_without_days(rows: pd.DataFrame, done: pd.Series, day: pd.Series) -> pd.Series:
    """Which of these actions are of a circle that left half of its done ones or more, and at least MIN_UNDATED, without
    a day (bool).

    `rows` needs the column circle. The rest of such a circle are mostly those that are late or still open, so a share
    or a duration counted from them would say that nothing gets done.
    """
    circle = rows["circle"]
    finished = done.groupby(circle).transform("sum")
    undated = (done & day.isna()).groupby(circle).transform("sum")
    return (undated >= MIN_UNDATED) & (2 * undated >= finished)


def undated_in_words(figure: Figure) -> str:
    """Why a figure that left out undated actions has nothing to tell: "16 done actions have no date"."""
    number = figure.excluded.get(UNDATED, 0)
    if not number:
        return "most actions that are done have no date"
    return f"{counted(number, 'done action')} {plural(number, 'has', 'have')} no date"
