"""Whether a circle could do without any one person: second people in each role, and first turns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.frames import items
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded
from lib.metrics.core.rates import MoreParts, Tally, units
from lib.metrics.core.remember import remembered
from lib.metrics.health.rotation import ROLES, turns
from lib.metrics.sponsorship.answers import sponsors

_HELD = ("facilitator", "note_taker")
_NOT_RECORDED = {
    "lead": "lead not recorded",
    "facilitator": "facilitator not recorded",
    "note_taker": "note-taker not recorded",
}


def backup(facts: Facts) -> pd.DataFrame:
    """The roles lead, facilitator and note-taker of each active circle; hit = a second person has held it: two leads
    are named, or two people had the turn in sessions held by as_of. A role that is not recorded is left out.

    Parts: lead_alone, facilitator_alone, note_taker_alone: the roles that only one person has held."""
    circles = facts.active_circles["circle"].astype("str").reset_index(drop=True)
    leads = circles.map(dict(sponsors(facts).leads)).fillna(0)
    frames = [pd.DataFrame({"circle": circles, "role": "lead", "people": leads})]
    for role in _HELD:
        people = _people(facts, role).reindex(circles).fillna(0)
        frames.append(pd.DataFrame({"circle": circles, "role": role, "people": people.to_numpy()}))
    rows = pd.concat(frames, ignore_index=True)
    alone = rows["people"] == 1
    return units(
        rows,
        on=pd.Series(facts.as_of, index=rows.index, dtype="datetime64[s]"),
        hit=rows["people"] > 1,
        excluded=[
            ((rows["role"] == role) & (rows["people"] == 0), why) for role, why in _NOT_RECORDED.items()
        ],
        parts={f"{role}_alone": alone & (rows["role"] == role) for role in _NOT_RECORDED},
    )


def handovers(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of backup, for the program and by circle: handovers (changes of a circle's lead by as_of, as far as
    they were made in Pharos) and handover_days (median days from such a change to the next session that the circle
    held; None without one)."""
    held = {str(circle): some["on"].sort_values() for circle, some in facts.held.groupby("circle")}
    circles = facts.log.circles["circle"].to_list()
    days: dict[str, list[int | None]] = {circle: [] for circle in circles}
    for circle, changed in sponsors(facts).lead_changes.items():
        for day in changed if circle in days else ():
            if day > facts.as_of:
                continue
            later = (
                held[circle][held[circle] >= day] if circle in held else pd.Series([], dtype="datetime64[s]")
            )
            days[circle].append(None if later.empty else int((pd.Timestamp(later.iloc[0]) - day).days))

    def parts(some: list[int | None]) -> dict[str, Any]:
        known = [each for each in some if each is not None]
        return {"handovers": len(some), "handover_days": float(np.median(known)) if known else None}

    every = [each for some in days.values() for each in some]
    return parts(every), {circle: parts(some) for circle, some in days.items()}


def _people(facts: Facts, role: str) -> pd.Series:
    """How many different people had the role in the sessions of each circle (by circle)."""
    named = items(facts.held[role])
    people = pd.DataFrame({"circle": facts.held["circle"].loc[named.index], "person": folded(named)})
    return people.drop_duplicates().groupby("circle")["person"].size()


@remembered
def _first_turns(facts: Facts) -> pd.DataFrame:
    """One row per person on a circle's roster and role: the first session in which they had it.

    Columns: circle (str), roster (int64: position in the members tab), role (str), on (datetime64[s])."""
    held = facts.held
    frames = []
    for role in ROLES:
        found = turns(facts, role)
        found = found.sort_values("session", kind="stable").drop_duplicates("roster")
        at = found["session"].to_numpy()
        columns = {"circle": held["circle"].to_numpy()[at], "on": held["on"].to_numpy()[at]}
        frames.append(pd.DataFrame({"roster": found["roster"].to_numpy(), "role": role, **columns}))
    rows = pd.concat(frames, ignore_index=True)
    return rows.astype({"circle": "str", "role": "str", "on": "datetime64[s]", "roster": "int64"})


def first_turns(facts: Facts) -> Tally:
    """Members who, in the period, facilitated, took notes or brought a case for the first time: n = N, by circle.

    Parts, by role: presenter, facilitator, note_taker. Someone with two first turns counts once in n."""
    rows = _first_turns(facts)
    rows = rows[facts.in_period(rows["on"]).to_numpy()]
    members = rows.groupby("circle")["roster"].nunique()
    counts = {"n": members, "N": members}
    counts |= {role: rows[rows["role"] == role].groupby("circle").size() for role in ROLES}
    names = pd.Index(facts.log.circles["circle"].astype("str"))
    frame = pd.DataFrame({name: column.reindex(names, fill_value=0) for name, column in counts.items()})
    return Tally(frame.astype(np.int64))


DEFINITIONS = (
    Definition(
        "backup",
        "Roles with a backup",
        "Of the roles lead, facilitator and note-taker in each circle, the share that a second person has held. "
        "Changes of a lead made in Pharos are counted, with the days until the circle next met.",
        backup,
        (("sessions", "facilitator", "note_taker"),),
        or_needs=(("circles", "lead"),),
        needs_rows=("sessions",),
        windowed=False,
        retold=True,
        more=handovers,
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
        about_people=True,
    ),
    Definition(
        "first_turns",
        "First turns",
        "Members who facilitated, took notes or brought a case for the first time. A member may have had several of "
        "these first turns.",
        needs=(("sessions", "facilitator", "note_taker", "presenter"),),
        unit="count",
        of_sessions=True,
        tally=first_turns,
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
        about_people=True,
    ),
)
