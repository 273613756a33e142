"""Process health: units of each figure about how circles work (see `lib.metrics.rates` for the frames)."""

from __future__ import annotations

import pandas as pd

from lib.metrics.facts import Facts
from lib.metrics.rates import units

ON_TIME_WITHIN_DAYS = 7
GAP_FLAGGED = 1.5
GAP_NEEDS_HELP = 2.0


def participation(facts: Facts) -> pd.DataFrame:
    """Expected person-sessions of held sessions; hit = present; `excused` apart; guests and unrecorded out."""
    rows = facts.person_sessions
    return units(
        rows,
        on=rows["on"],
        hit=rows["present"] == "yes",
        excluded=[
            (~rows["expected"], "not an active member of the circle that day"),
            (~rows["recorded"], "attendance not recorded"),
        ],
        parts={"excused": rows["present"] == "excused", "absent": rows["present"] == "no"},
    )


def prework(facts: Facts) -> pd.DataFrame:
    """Expected person-sessions with prework recorded; hit = on time; `late` and `no` apart."""
    rows = facts.person_sessions
    return units(
        rows,
        on=rows["on"],
        hit=rows["prework"] == "on time",
        excluded=[
            (~rows["expected"], "not an active member of the circle that day"),
            (~rows["recorded"], "attendance not recorded"),
            (rows["prework"].isna(), "prework not recorded"),
        ],
        parts={"late": rows["prework"] == "late", "no": rows["prework"] == "no"},
    )


def cadence(facts: Facts) -> pd.DataFrame:
    """Sessions planned by as_of, cancelled ones included; hit = held within 7 days of the planned day."""
    rows = facts.sessions[facts.sessions["planned"] <= facts.as_of]
    days_off = (rows["held"] - rows["planned"]).dt.days.abs()
    is_held = rows["state"] == "held"
    return units(
        rows,
        on=rows["planned"],
        hit=is_held & (days_off <= ON_TIME_WITHIN_DAYS),
        excluded=[(is_held & rows["held"].isna(), "held without a date")],
        parts={"cancelled": rows["state"] == "cancelled", "held": is_held},
    )


def everyone_spoke(facts: Facts) -> pd.DataFrame:
    """Held sessions where it was recorded; hit = yes."""
    rows = facts.held
    return units(
        rows,
        on=rows["on"],
        hit=rows["everyone_spoke"],
        excluded=[(rows["everyone_spoke"].isna(), "not recorded")],
    )


def snapshot(facts: Facts) -> pd.DataFrame:
    """Cases (held sessions with a case); hit = with a data snapshot. An empty cell says there was none."""
    rows = facts.held[facts.held["case"].notna()]
    return units(rows, on=rows["on"], hit=rows["snapshot"].notna() & (rows["snapshot"] != "no"))


def gaps(facts: Facts) -> pd.DataFrame:
    """One row an active circle: circle, days_since_last (float), cadence_days, ratio, flagged (> 1.5 × cadence)."""
    circles = facts.active_circles.set_index("circle")
    days = facts.days_since_last
    cadence_days = circles["cadence_days"].astype("float64")
    ratio = days / cadence_days.where(cadence_days > 0)
    return pd.DataFrame(
        {
            "days_since_last": days,
            "cadence_days": cadence_days,
            "ratio": ratio,
            "flagged": ratio > GAP_FLAGGED,
        }
    ).reset_index()
