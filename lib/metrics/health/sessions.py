"""Process health: units of each figure about how circles work (see `lib.metrics.core.rates` for the frames).

Frames that `facts` makes from an empty log give empty frames of units.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, medians, units
from lib.metrics.core.remember import remembered

ON_TIME_WITHIN_DAYS = 7
GAP_FLAGGED = 1.5
GAP_NEEDS_HELP = 2.0


@remembered
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
    """Expected person-sessions with prework recorded for that person; hit = on time; `late` and `no` apart."""
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
    """Sessions planned by as_of, cancelled ones included; hit = held within 7 days of the planned day.

    A session marked held without a day counts as held elsewhere, but cannot be held against its planned day: excluded.
    """
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


def gap_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of cadence, about the day as_of whatever the period.

    Program: circles_flagged (int, active circles with a gap of more than 1.5 × cadence). Circle: days_since_last (int,
    None before its first session), gap_flagged (bool); both None for circles that are not active.
    """
    none = {"days_since_last": None, "gap_flagged": None}
    by_circle: dict[str, dict[str, Any]] = {circle: dict(none) for circle in facts.log.circles["circle"]}
    table = gaps(facts)
    have_met = set(facts.held["circle"].unique())
    ever_held = [circle in have_met for circle in table["circle"]]
    for circle, days, flagged, held in zip(
        table["circle"],
        table["days_since_last"].to_list(),
        table["flagged"].to_list(),
        ever_held,
        strict=True,
    ):
        by_circle[circle] = {"days_since_last": int(days) if held else None, "gap_flagged": flagged}
    return {"circles_flagged": int(table["flagged"].sum())}, by_circle


def everyone_spoke(facts: Facts) -> pd.DataFrame:
    """Held sessions where it was recorded; hit = yes."""
    rows = facts.held
    return units(
        rows,
        on=rows["on"],
        hit=rows["everyone_spoke"],
        excluded=[(rows["everyone_spoke"].isna(), "not recorded")],
    )


def timebox(facts: Facts) -> pd.DataFrame:
    """Held sessions with minutes; hit = at most 10 % over the circle's timebox, or extended by choice.

    `extended`: by choice.
    """
    rows = facts.held
    agreed = _timeboxes(facts, rows)
    extended = rows["extended_by_choice"].fillna(False).astype(bool)
    return units(
        rows,
        on=rows["on"],
        hit=(10 * rows["minutes"] <= 11 * agreed) | extended,
        excluded=[(rows["minutes"].isna(), "minutes not recorded"), (agreed.isna(), "no timebox agreed")],
        parts={"extended": extended},
    )


def overrun_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of timebox: timed (int: sessions in N), median_overrun_minutes (float: minutes beyond the timebox,
    below 0 where sessions end early; None without any)."""
    rows = facts.held[["circle", "minutes"]].loc[frame.index[frame["reason"].isna().to_numpy()]]
    over = rows["minutes"] - _timeboxes(facts, rows)
    circles = facts.log.circles["circle"].to_list()
    return medians(over, rows["circle"], circles, "timed", "median_overrun_minutes")


def _timeboxes(facts: Facts, sessions: pd.DataFrame) -> pd.Series:
    """The minutes agreed in each session's circle (Int64)."""
    circles = facts.log.circles
    agreed = circles["timebox_minutes"].reset_index(drop=True)
    return agreed.reindex(positions_in(sessions["circle"], pd.Index(circles["circle"]))).set_axis(
        sessions.index
    )


def reflection(facts: Facts) -> pd.DataFrame:
    """Expected person-sessions from a circle's second held session on; hit = an asynchronous reflection since the
    session before."""
    rows = facts.person_sessions
    number = facts.held["number"].to_numpy()[rows["session"].cat.codes.to_numpy()]
    return units(
        rows,
        on=rows["on"],
        hit=rows["reflection"],
        excluded=[
            (~rows["expected"], "not an active member of the circle that day"),
            (number == 1, "no session before the first"),
            (~rows["recorded"], "attendance not recorded"),
            (rows["reflection"].isna(), "reflection not recorded"),
        ],
    )


def gaps(facts: Facts) -> pd.DataFrame:
    """How long ago each active circle met, in the order of the tab circles.

    Columns: circle (str), days_since_last (float64: days since its last held session, before the first since its
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


DEFINITIONS = (
    Definition(
        "participation",
        "Participation",
        "Of the members expected at a held session, the share who were present. Excused members count as expected; "
        "guests do not count.",
        participation,
        (("attendance", "present"),),
        target="target_participation",
        has_series=True,
        part="Sessions",
        on_overview=True,
    ),
    Definition(
        "cadence",
        "Cadence",
        "Of the sessions planned by now, cancelled ones included, the share held within 7 days of the planned date.",
        cadence,
        (("sessions", "held"),),
        target="target_cadence",
        has_series=True,
        more=gap_parts,
        part="Sessions",
        on_overview=True,
    ),
    Definition(
        "prework",
        "Prework on time",
        "Of the members expected at held sessions whose prework was recorded, the share who sent it on time.",
        prework,
        (("attendance", "prework"),),
        target="target_prework",
        has_series=True,
        part="Sessions",
        on_overview=True,
    ),
    Definition(
        "everyone_spoke",
        "Everyone spoke",
        "Of the held sessions where it was recorded, the share in which everyone spoke.",
        everyone_spoke,
        (("sessions", "everyone_spoke"),),
        has_series=True,
        part="Sessions",
        on_overview=True,
    ),
    Definition(
        "timebox",
        "Within the timebox",
        "Of the sessions whose minutes were recorded, the share that ended within the agreed time and 10 %, or were "
        "extended by choice.",
        timebox,
        (("sessions", "minutes"),),
        has_series=True,
        more=overrun_parts,
        part="Sessions",
    ),
    Definition(
        "reflection",
        "Reflection between sessions",
        "Of the members expected at a session, from the second one on, the share who had shared a reflection since the "
        "session before.",
        reflection,
        (("attendance", "reflection"),),
        has_series=True,
        part="Sessions",
    ),
)
