"""Process health: units of each figure about how circles work (see `lib.metrics.core.rates` for the frames).

An empty log gives empty frames of units.
"""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, medians, units
from lib.metrics.core.remember import remembered
from lib.metrics.health import presence
from lib.metrics.health.gaps import gap_parts

ON_TIME_WITHIN_DAYS = 7


@remembered
def participation(facts: Facts) -> pd.DataFrame:
    """Expected person-sessions of held sessions; hit = present. Parts: excused, absent (both in N). Guests, unrecorded
    attendance and circles that list only those present are left out."""
    rows = facts.person_sessions
    no_absences, not_recorded = presence.of_such_a_circle(facts), ~rows["recorded"]
    why, why_not_recorded = presence.no_absences(facts), presence.not_recorded(facts)
    unknown = [(no_absences, why), (not_recorded, why_not_recorded)]
    return units(
        rows,
        on=rows["on"],
        hit=rows["present"] == "yes",
        excluded=[
            (~rows["expected"], "not an active member of the circle that day"),
            *(unknown if why != why_not_recorded else [(no_absences | not_recorded, why)]),
        ],
        parts={"excused": rows["present"] == "excused", "absent": rows["present"] == "no"},
    )


def prework(facts: Facts) -> pd.DataFrame:
    """Expected person-sessions whose prework is recorded; hit = on time. Parts: late, no."""
    rows = facts.person_sessions
    return units(
        rows,
        on=rows["on"],
        hit=rows["prework"] == "on time",
        excluded=[
            (~rows["expected"], "not an active member of the circle that day"),
            (~rows["recorded"], presence.not_recorded(facts)),
            (rows["prework"].isna(), "prework not recorded"),
        ],
        parts={"late": rows["prework"] == "late", "no": rows["prework"] == "no"},
    )


def cadence(facts: Facts) -> pd.DataFrame:
    """Sessions planned by as_of, including cancelled ones; hit = held within 7 days of the planned day.

    A session marked as held without a day counts as held elsewhere, but its day cannot be compared with the planned
    one: it is left out, and so is one that was logged without having been planned. Parts: cancelled, held.
    """
    rows = facts.sessions[facts.sessions["planned"] <= facts.as_of]
    days_off, is_held = (rows["held"] - rows["planned"]).dt.days.abs(), rows["state"] == "held"
    return units(
        rows,
        on=rows["planned"],
        hit=is_held & (days_off <= ON_TIME_WITHIN_DAYS),
        excluded=[
            (is_held & rows["held"].isna(), "held without a date"),
            (rows["is_unclear"], "status not understood"),
            (rows["is_unplanned"], "logged without having been planned"),
        ],
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


def timebox(facts: Facts) -> pd.DataFrame:
    """Held sessions with minutes; hit = at most 10 % over the circle's timebox, or extended by choice. Part: extended.

    Sessions without minutes or a timebox are left out.
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
    """More parts of timebox, for the program and by circle: timed (int: sessions in N), median_overrun_minutes (float:
    minutes beyond the timebox, negative if sessions end early; None without any)."""
    rows = facts.held[["circle", "minutes"]].loc[frame.index[frame["reason"].isna().to_numpy()]]
    over = rows["minutes"] - _timeboxes(facts, rows)
    circles = facts.log.circles["circle"].to_list()
    return medians(over, rows["circle"], circles, "timed", "median_overrun_minutes")


def _timeboxes(facts: Facts, sessions: pd.DataFrame) -> pd.Series:
    """The timebox of each session's circle in minutes (Int64, missing without one, and in a log that only has the
    names of its circles: then the usual length is no agreement that sessions can be held against)."""
    circles = facts.log.circles
    if not any(tab == "circles" and column != "circle" for tab, column in facts.log.recorded):
        return pd.Series(pd.NA, index=sessions.index, dtype="Int64")
    agreed = circles["timebox_minutes"].reset_index(drop=True)
    return agreed.reindex(positions_in(sessions["circle"], pd.Index(circles["circle"]))).set_axis(
        sessions.index
    )


def reflection(facts: Facts) -> pd.DataFrame:
    """Expected person-sessions from a circle's second held session on; hit = an asynchronous reflection since the
    previous session."""
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


DEFINITIONS = (
    Definition(
        "participation",
        "Participation",
        "The share of members expected at held sessions who were present. Excused members count as expected; guests do "
        "not count.",
        participation,
        (("attendance", "present"),),
        target="target_participation",
        has_series=True,
        part="Sessions",
        on_overview=True,
        about_people=True,
    ),
    Definition(
        "cadence",
        "Cadence",
        "The share of sessions planned by now, including cancelled ones, that were held within 7 days of the planned "
        "date.",
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
        "The share of members expected at held sessions who sent their prework on time, where it was recorded.",
        prework,
        (("attendance", "prework"),),
        target="target_prework",
        has_series=True,
        part="Sessions",
        on_overview=True,
        about_people=True,
    ),
    Definition(
        "everyone_spoke",
        "Everyone spoke",
        "The share of held sessions in which everyone spoke, where this was recorded.",
        everyone_spoke,
        (("sessions", "everyone_spoke"),),
        has_series=True,
        part="Sessions",
        on_overview=True,
        about_people=True,
    ),
    Definition(
        "timebox",
        "Within the timebox",
        "The share of sessions that took at most 10 % longer than agreed, or were extended by choice, where minutes "
        "were recorded. A circle without a timebox in the circles tab is held to 90 minutes.",
        timebox,
        (("sessions", "minutes"),),
        has_series=True,
        more=overrun_parts,
        part="Sessions",
    ),
    Definition(
        "reflection",
        "Reflection between sessions",
        "After a circle's first session: the share of expected members who had shared a reflection since the previous "
        "session.",
        reflection,
        (("attendance", "reflection"),),
        has_series=True,
        part="Sessions",
        about_people=True,
    ),
)
