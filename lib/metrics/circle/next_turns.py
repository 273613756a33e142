"""Who has which role in a circle's next session: the people that the log names, else a suggestion."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lib.log.format.frames import items
from lib.metrics.circle.history import names
from lib.metrics.circle.people import turns
from lib.metrics.core.facts import Facts
from lib.metrics.health import rotation


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has a role in the next session: the people named in the log, else a suggestion from `rotation.next_up`."""

    role: rotation.Role
    people: tuple[str, ...]
    is_suggested: bool


def planned_session(facts: Facts) -> pd.Series | None:
    """The row of the next planned session: the first on or after as_of, else the last one before it; None without."""
    if facts.active_circles.empty:
        return None
    rows = facts.sessions[facts.sessions["state"] == "planned"].sort_values(["planned", "session"])
    rows = rows[~(rows["is_unclear"] & (rows["planned"] < facts.as_of))]
    held = facts.held["on"].max()
    rows = rows[~(rows["planned"] <= held)]
    coming = rows[rows["planned"] >= facts.as_of]
    return None if rows.empty else coming.iloc[0] if len(coming) else rows.iloc[-1]


def text_of(row: pd.Series | None, column: str) -> str | None:
    """The text in a column of a session, None where there is none or no session."""
    return row[column] if row is not None and isinstance(row[column], str) else None


def turns_of_next_session(facts: Facts) -> tuple[Turn, ...]:
    """One per role: those named in the log, else who is suggested."""
    known, suggested, planned = names(facts), next_up(facts), planned_session(facts)
    found = []
    for role in rotation.ROLES:
        people = _named(facts, planned, role) or tuple(filter(None, [suggested.get(role)]))
        found.append(Turn(role, tuple(known.get(person, person) for person in people), role in suggested))
    return tuple(found)


def next_up(facts: Facts) -> dict[rotation.Role, str]:
    """The member who is suggested for each role of the next session. A role that the log does not record, or for which
    it names somebody, is left out. Nobody is suggested for a second role, or beside one that the log names them for,
    while others are free."""
    table, planned = turns(facts), planned_session(facts)
    named = {role: _named(facts, planned, role) for role in rotation.ROLES}
    taken = {person for people in named.values() for person in people}
    found: dict[rotation.Role, str] = {}
    for role in rotation.ROLES:
        order = rotation.next_up(table, role)
        if not named[role] and order and rotation.is_recorded(facts, role):
            found[role] = next((key for key in order if key not in taken), order[0])
            taken.add(found[role])
    return found


def _named(facts: Facts, planned: pd.Series | None, role: rotation.Role) -> tuple[str, ...]:
    cell = text_of(planned, role)
    if cell is None:
        return ()
    return (cell,) if cell in names(facts) else tuple(items(pd.Series([cell], dtype="str")))
