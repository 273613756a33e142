"""Whose turn it was: presenting, facilitating, taking notes.

A turn is a person's name in the cell of a held session. Sessions where the role is not recorded are skipped.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lists import listed
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Tally
from lib.metrics.core.remember import remembered

Role: TypeAlias = Literal["presenter", "facilitator", "note_taker"]
ROLES: tuple[Role, ...] = ("presenter", "facilitator", "note_taker")


@remembered
def turns(facts: Facts, role: Role) -> pd.DataFrame:
    """One row per held session and person on its circle's roster, past or present, who had this role.

    Columns: session (int64: position in facts.held), roster (int64: position in the members tab). Turns of people who
    are not on the roster are left out.
    """
    held, members = facts.held, facts.log.members
    people, circles = pd.Index(members["member"].unique()), pd.Index(facts.log.circles["circle"])
    width = max(len(people), 1)
    session, person = listed(held[role], people)
    on_roster = pd.Index(
        positions_in(members["circle"], circles) * width + positions_in(members["member"], people)
    )
    roster = on_roster.get_indexer(positions_in(held["circle"], circles)[session] * width + person)
    found = pd.DataFrame({"session": session, "roster": roster})
    return found[found["roster"] >= 0].drop_duplicates()


def is_recorded(facts: Facts, role: Role) -> bool:
    """Whether there is a rotation to continue: the role has a column, and a turn in it once sessions were held."""
    return facts.log.has("sessions", role) and bool(facts.held.empty or facts.held[role].notna().any())


def presenters(facts: Facts) -> Tally:
    """Rotation of presenters: see `_rotation`."""
    return _rotation(facts, "presenter")


def facilitators(facts: Facts) -> Tally:
    """Rotation of facilitators: see `_rotation`."""
    return _rotation(facts, "facilitator")


def note_takers(facts: Facts) -> Tally:
    """Rotation of note-takers: see `_rotation`."""
    return _rotation(facts, "note_taker")


def _rotation(facts: Facts, role: Role) -> Tally:
    """Distinct people in the role, looking back as many sessions with the role recorded as a circle has active members.

    By active circle: N = these sessions, fewer than its active members if fewer were held; n = distinct people on the
    roster who had the role in them, at most N. Parts: active (active members), ever (active members who have ever had
    the role). Left out: sessions in between where the role is not recorded.
    """
    held, circles = facts.held, pd.Index(facts.active_circles["circle"])
    circle_of = positions_in(held["circle"], circles)
    members = _count(positions_in(facts.active_members["circle"], circles), len(circles))
    recorded = held[role].notna().to_numpy() & (circle_of >= 0)
    rank = _newest_first(circle_of, recorded)
    in_window = recorded & (rank < np.append(members, 0)[circle_of])
    looked_at = _count(circle_of[in_window], len(circles))

    found = turns(facts, role)
    session, roster = found["session"].to_numpy(), found["roster"].to_numpy()
    lately = np.unique(roster[in_window[session]])
    circle_of_roster = positions_in(facts.log.members["circle"], circles)
    distinct = _count(circle_of_roster[lately], len(circles))
    active = facts.log.members.index.get_indexer(facts.active_members.index)
    ever = _count(circle_of_roster[np.intersect1d(active, roster)], len(circles))

    blank = ~recorded & (circle_of >= 0) & (rank < np.append(members, 0)[circle_of])
    not_recorded = _count(circle_of[blank], len(circles))
    counts = {"n": np.minimum(distinct, looked_at), "N": looked_at, "ever": ever, "active": members}
    reason = f"{role.replace('_', ' ')} not recorded"
    excluded = {circles[place]: {reason: int(not_recorded[place])} for place in np.flatnonzero(not_recorded)}
    return Tally(pd.DataFrame(counts, index=circles), excluded)


def _newest_first(circle: NDArray[np.int64], recorded: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many later sessions of the same circle have the role recorded; sessions are in order, oldest first."""
    later = pd.Series(recorded[::-1].astype(np.int64)).groupby(circle[::-1]).cumsum().to_numpy()[::-1]
    return (later - recorded).astype(np.int64)


def _count(codes: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.bincount(codes[codes >= 0], minlength=size).astype(np.int64)


def table(facts: Facts, circle: str) -> pd.DataFrame:
    """Active members of a circle and their turns, in roster order; no rows for an unknown circle.

    Columns: member, name (str, as the viewer may see them), joined (datetime64[s]), and for each role in ROLES a column
    of that name (int64: turns so far) and one with last_ before it (datetime64[s]: the day of the latest turn, missing
    without one).
    """
    members = facts.active_members
    rows = members.loc[members["circle"] == circle, ["member", "name", "joined"]]
    position = facts.log.members.index.get_indexer(rows.index)
    on = facts.held["on"].to_numpy()
    for role in ROLES:
        found = turns(facts, role)
        days = pd.Series(on[found["session"]], index=found["roster"]).groupby(level=0).agg(["size", "max"])
        days = days.reindex(position).set_axis(rows.index)
        rows = rows.assign(**{role: days["size"].fillna(0).astype("int64"), f"last_{role}": days["max"]})
    return rows.reset_index(drop=True)


def never(turns_of: pd.DataFrame, role: Role) -> list[str]:
    """Keys of the members in `table` who have never had the role, in roster order."""
    return turns_of.loc[turns_of[role] == 0, "member"].to_list()


def next_up(turns_of: pd.DataFrame, role: Role) -> list[str]:
    """Keys of the members in `table` in the order of their next turns: first those who never had the role, by the day
    they joined (those without a day first), then by how long ago their last turn was. Ties keep the roster order."""
    order = turns_of.sort_values([f"last_{role}", "joined"], na_position="first", kind="stable")
    return order["member"].to_list()


DEFINITIONS = (
    Definition(
        "case_rotation",
        "Case rotation",
        "How many different members brought a case in the last held sessions, looking back as many sessions as the "
        "circle has members.",
        tally=presenters,
        needs=(("sessions", "presenter"),),
        windowed=False,
        retold=True,
        part="Taking turns",
        about_people=True,
    ),
    Definition(
        "facilitator_rotation",
        "Facilitator rotation",
        "How many different members facilitated the last held sessions, looking back as many sessions as the circle "
        "has members.",
        tally=facilitators,
        needs=(("sessions", "facilitator"),),
        windowed=False,
        retold=True,
        part="Taking turns",
        about_people=True,
    ),
    Definition(
        "note_taker_rotation",
        "Note-taker rotation",
        "How many different members took notes in the last held sessions, looking back as many sessions as the circle "
        "has members.",
        tally=note_takers,
        needs=(("sessions", "note_taker"),),
        windowed=False,
        retold=True,
        part="Taking turns",
        about_people=True,
    ),
)
