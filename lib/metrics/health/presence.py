"""Who came: how many people a session has on average, and which circles list only those who were there.

A circle that never records an absence has no participation: those who are missing from its lists may have been absent
or forgotten, and nobody can tell. What can be said is how many came.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import ONLY_PRESENT
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, Tally
from lib.metrics.core.remember import remembered

NO_ATTENDANCE = "attendance not recorded"
NOT_READ = "attendance not recorded or not understood"
REGULAR = 0.5
"""A regular was present in at least this share of the sessions since joining."""


@remembered
def lists_only_present(facts: Facts) -> NDArray[np.bool_]:
    """Which circles (rows of the circles tab) list only those who came.

    That is, up to as_of nobody is recorded as absent or excused, and somebody who was expected is missing from the list
    of a session that has one, or there is no list of members but those who came. Where no circle of the log ever
    records an absence and one of them lists only those who came, all do: in a list without absences, a session at
    which all were there looks like any other. Of some circles, the same is said as among all (`Facts.whole`).
    """
    if (whole := facts.any_time.whole) is not None:
        return lists_only_present(whole)[
            positions_in(facts.log.circles["circle"], pd.Index(whole.log.circles["circle"]))
        ]
    rows, count = facts.person_sessions, len(facts.log.circles)
    circle, session = rows["circle"].cat.codes.to_numpy(), rows["session"].cat.codes.to_numpy()
    recorded = rows["recorded"].to_numpy()
    has_list = np.bincount(session[recorded], minlength=len(facts.held)) > 0
    absent = recorded & rows["present"].isin(["no", "excused"]).to_numpy()
    missing = rows["expected"].to_numpy() & ~recorded & has_list[session]
    with_absent, with_missing = (np.bincount(circle[mask], minlength=count) > 0 for mask in (absent, missing))
    if facts.log.derived_members:
        listed = np.bincount(circle[recorded], minlength=count) > 0
        with_missing |= listed & facts.log.circles["_workbook"].isin(facts.log.derived_members).to_numpy()
    if with_missing.any() and not with_absent.any():
        return np.bincount(circle[recorded], minlength=count) > 0
    return with_missing & ~with_absent


def of_such_a_circle(facts: Facts) -> NDArray[np.bool_]:
    """Which of facts.person_sessions belong to a circle that lists only those who came."""
    return lists_only_present(facts)[facts.person_sessions["circle"].cat.codes.to_numpy()]


def not_recorded(facts: Facts) -> str:
    """Why somebody who was expected has no attendance: a row that could not be read names nobody, so where there are
    such rows nobody can tell them from those that are missing."""
    return NOT_READ if facts.log.not_understood.get(("attendance", "present")) else NO_ATTENDANCE


def no_absences(facts: Facts) -> str:
    """Why participation is not known of a circle without recorded absences: it lists only those who came, unless words
    that nobody understood may say that the others were absent."""
    why = not_recorded(facts)
    return ONLY_PRESENT if why == NO_ATTENDANCE else why


@remembered
def mean_attendance(facts: Facts) -> Tally:
    """Held sessions of the period with a list; n = people present, members and guests. Part: members.

    Held sessions without any attendance are left out.
    """
    rows, held = facts.person_sessions, facts.held
    inside = facts.in_period(held["on"]).to_numpy()
    session = rows["session"].cat.codes.to_numpy()
    recorded = rows["recorded"].to_numpy()
    has_list = np.bincount(session[recorded], minlength=len(held)) > 0
    present = recorded & (rows["present"] == "yes").to_numpy() & inside[session]
    names = facts.log.circles["circle"]
    circle_of = pd.Index(names).get_indexer(held["circle"])

    def by_circle(circles: NDArray[Any]) -> NDArray[np.int64]:
        return np.bincount(circles[circles >= 0], minlength=len(names)).astype(np.int64)

    of_row = rows["circle"].cat.codes.to_numpy()
    counts = {
        "n": by_circle(of_row[present]),
        "N": by_circle(circle_of[has_list & inside]),
        "members": by_circle(of_row[present & rows["expected"].to_numpy()]),
    }
    without = by_circle(circle_of[~has_list & inside])
    excluded = {names.iloc[at]: {NO_ATTENDANCE: int(without[at])} for at in np.flatnonzero(without)}
    return Tally(pd.DataFrame(counts, index=pd.Index(names)), excluded)


def regulars(facts: Facts, frame: pd.DataFrame | None) -> MoreParts:
    """More parts of mean_attendance, for the program and by circle, over all held sessions up to as_of.

    regulars: active members who were present in at least half of the sessions with a list since they joined.
    one_time_guests: people who were never on the circle's roster and were present once.
    """
    rows, names = facts.person_sessions, facts.log.circles["circle"].to_list()
    recorded = rows["recorded"].to_numpy()
    session = rows["session"].cat.codes.to_numpy()
    has_list = np.bincount(session[recorded], minlength=len(facts.held)) > 0
    seat = pd.DataFrame(
        {
            "circle": rows["circle"].astype("str"),
            "member": rows["member"].astype("str"),
            "present": recorded & (rows["present"] == "yes").to_numpy(),
            "expected": rows["expected"].to_numpy() & has_list[session],
        }
    )
    sums = seat.groupby(["circle", "member"], sort=False)[["present", "expected"]].sum()
    there = (seat["present"] & seat["expected"]).groupby([seat["circle"], seat["member"]], sort=False).sum()
    now = pd.MultiIndex.from_frame(facts.active_members[["circle", "member"]].astype("str"))
    ever = pd.MultiIndex.from_frame(facts.log.members[["circle", "member"]].astype("str"))
    often = (sums["expected"] > 0) & (there >= REGULAR * sums["expected"]) & sums.index.isin(now)
    once = (sums["present"] == 1) & ~sums.index.isin(ever)
    circles = sums.index.get_level_values("circle")
    kinds = {"regulars": often.to_numpy(), "one_time_guests": once.to_numpy()}
    by = {name: pd.Series(mask, index=circles).groupby(level=0).sum() for name, mask in kinds.items()}
    return {name: int(mask.sum()) for name, mask in kinds.items()}, {
        circle: {name: int(counts.get(circle, 0)) for name, counts in by.items()} for circle in names
    }


DEFINITIONS = (
    Definition(
        "mean_attendance",
        "People per session",
        "How many people were present per held session, members and guests together, where attendance was recorded. "
        "Also shown: regulars, who came to at least half of the sessions since they joined, and guests who came once.",
        tally=mean_attendance,
        needs=(("attendance", "present"),),
        unit="ratio",
        improvement="neutral",
        more=regulars,
        is_habit=False,
        about_people=True,
        part="Sessions",
        place=1,
    ),
)
