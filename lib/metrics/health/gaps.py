"""How long ago each active circle last met, against its cadence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import MoreParts

GAP_FLAGGED = 1.5
GAP_NEEDS_HELP = 2.0
"""Gaps longer than this many times the cadence are flagged; or the circle needs help."""


def gaps(facts: Facts) -> pd.DataFrame:
    """How long ago each active circle met, in the order of the circles tab.

    Columns: circle (str), days_since_last (float64: days since its last held session, or before the first since its
    start, NaN without either), cadence_days (float64), ratio (float64, their quotient), flagged (bool: ratio > 1.5).
    """
    circles = facts.active_circles
    days = facts.days_since_last.to_numpy(dtype=np.float64)
    cadence_days = circles["cadence_days"].to_numpy(dtype=np.float64, na_value=np.nan)
    ratio = days / np.where(cadence_days > 0, cadence_days, np.nan)
    columns = {
        "days_since_last": days,
        "cadence_days": cadence_days,
        "ratio": ratio,
        "flagged": ratio > GAP_FLAGGED,
    }
    return pd.DataFrame({"circle": circles["circle"].array, **columns})


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
