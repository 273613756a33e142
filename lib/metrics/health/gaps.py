"""How long ago each active circle last met, against its cadence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.schema import TABS
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import MoreParts
from lib.metrics.core.remember import remembered, rows_of_any_time
from lib.words.phrases import counted

USUAL_CADENCE = TABS["circles"].column("cadence_days").default
"""Days from one session to the next that are assumed where a circle's cadence is not recorded."""
GAP_FLAGGED = 1.5
GAP_NEEDS_HELP = 2.0
"""Gaps longer than this many times the cadence are flagged; or the circle needs help."""


@rows_of_any_time
def gaps(facts: Facts) -> pd.DataFrame:
    """How long ago each active circle met, in the order of the circles tab.

    Columns: circle (str), days_since_last (float64: days since its last held session, or before the first since its
    start, NaN without either), cadence_days (float64), unclear (int64: `unclear_since_last`), ratio (float64: days per
    day of cadence; NaN where a session is unclear, because the gap may be shorter), flagged (bool: ratio > 1.5),
    is_assumed (bool: no cadence is recorded, and the default stands for it).
    """
    circles = facts.active_circles
    days = facts.days_since_last.to_numpy(dtype=np.float64)
    cadence_days = circles["cadence_days"].to_numpy(dtype=np.float64, na_value=np.nan)
    unclear = unclear_since_last(facts).reindex(circles["circle"], fill_value=0).to_numpy()
    ratio = days / np.where((cadence_days > 0) & (unclear == 0), cadence_days, np.nan)
    columns = {
        "days_since_last": days,
        "cadence_days": cadence_days,
        "unclear": unclear,
        "ratio": ratio,
        "flagged": ratio > GAP_FLAGGED,
        "is_assumed": facts.log.is_assumed("circles", "cadence_days")[circles.index].to_numpy(),
    }
    return pd.DataFrame({"circle": circles["circle"].array, **columns})


def unclear_since_last(facts: Facts) -> pd.Series:
    """Sessions that may have taken place since each circle's last held one, because the cell that says so was not
    understood (int64, by circle); circles without any have no entry."""
    return _unclear_since_last(facts.any_time)


@remembered
def _unclear_since_last(facts: Facts) -> pd.Series:
    rows = facts.sessions
    rows = rows[rows["is_unclear"] & ~(rows["planned"] > facts.as_of)]
    if rows.empty:
        return pd.Series([], pd.Index([], dtype="str"), dtype="int64")
    last = facts.held.groupby("circle")["on"].max().reindex(rows["circle"])
    may_be = ~(rows["planned"] <= last.set_axis(rows.index))
    return rows.loc[may_be, "circle"].value_counts()


def unclear_in_words(number: int, since: str = "") -> str:
    """Why it is not known when a circle last met, as a clause; "" if it is."""
    return f"whether {counted(number, 'session')}{since} took place was not understood" if number else ""


def gap_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of cadence, about the day as_of whatever the period.

    For the program: circles_flagged (int, active circles with a gap of more than 1.5 × cadence). By circle:
    days_since_last (int, None before its first session), gap_flagged (bool); both None for circles that are not active.
    """
    none = {"days_since_last": None, "gap_flagged": None}
    by_circle: dict[str, dict[str, Any]] = {circle: dict(none) for circle in facts.log.circles["circle"]}
    table = gaps(facts)
    have_met = set(facts.held["circle"].unique())
    for circle, days, flagged in table[["circle", "days_since_last", "flagged"]].itertuples(index=False):
        by_circle[circle] = {
            "days_since_last": int(days) if circle in have_met else None,
            "gap_flagged": flagged,
        }
    return {"circles_flagged": int(table["flagged"].sum())}, by_circle
