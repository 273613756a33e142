"""Circles too small for figures about people, where the viewer may not see those people.

A circle is reported only if it had at least `min_group` members on each day on which it held a session, and has as many
on the day as_of (or none any more). The sessions of the whole log decide, whatever the period, the filters and the day,
so no two views can be subtracted to get at a circle that is not reported. Figures of the program, of a filter or a
month leave such circles out altogether: the total minus the circles that are shown is always nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.metrics.core.days import day_held
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import BELOW, Figure
from lib.metrics.core.lookup import pairs, positions_in
from lib.metrics.core.remember import remembered
from lib.words.phrases import plural


@remembered
def withheld(facts: Facts) -> frozenset[str]:
    """The circles whose figures about people the viewer may not see; none for administrators."""
    log = facts.log
    if log.sees_people_of is None:
        return frozenset()
    names = pd.Index(log.circles["circle"])
    least = float(log.settings["min_group"])
    active = facts.active_members
    active = active[~_of_unclear_days(log).reindex(active.index, fill_value=False)]
    now = _distinct(positions_in(active["circle"], names), active, names)
    small = (_fewest_at_sessions(log) < least) | ((now > 0) & (now < least))
    return frozenset(names[small]) - log.sees_people_of


@remembered
def _fewest_at_sessions(log: CircleLog) -> NDArray[np.float64]:
    """The fewest members that each circle had on a day on which it held, or will hold, a session; infinite for circles
    without sessions, or without members and attendance."""
    members, sessions, names = log.members, log.sessions, pd.Index(log.circles["circle"])
    day = day_held(sessions)
    sessions, day = sessions[day.notna()], day[day.notna()].to_numpy()
    circle = positions_in(sessions["circle"], names)
    session, row = pairs(circle, positions_in(members["circle"], names), len(names))
    joined, left = members["joined"].to_numpy()[row], members["left"].to_numpy()[row]
    active = ~(joined > day[session]) & ~(left <= day[session])
    active &= ~_of_unclear_days(log).to_numpy()[row]
    seats = _once(session[active], members["member"], row[active])
    sizes = np.bincount(seats, minlength=len(sessions)).astype("float64")
    fewest = np.full(len(names), np.inf)
    has_attendance = among(sessions["session"], log.attendance["session"].array).to_numpy()
    has_circle = (circle >= 0) & ((sizes > 0) | has_attendance)
    np.minimum.at(fewest, circle[has_circle], sizes[has_circle])
    return fewest


def _of_unclear_days(log: CircleLog) -> pd.Series:
    """Which members (bool, by row) joined or left on a day that was not understood: they count for no circle's size."""
    return log.unclear("members", "joined") | log.unclear("members", "left")


def _distinct(circle: NDArray[np.int64], members: pd.DataFrame, names: pd.Index) -> NDArray[np.int64]:
    seats = _once(circle, members["member"], np.arange(len(members)))
    return np.bincount(seats, minlength=len(names))


def _once(place: NDArray[np.int64], people: pd.Series, row: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of seats (positions), once for each person who has one there; `row`: the person's row in `people`.
    Each place has a row at most once, so only people with several rows can have two seats."""
    person, all_people = pd.factorize(people, use_na_sentinel=False)
    has_several = (np.bincount(person) > 1)[person][row]
    seats = place[has_several] * len(all_people) + person[row[has_several]]
    return np.append(place[~has_several], np.unique(seats) // max(len(all_people), 1))


def reported(facts: Facts) -> Facts:
    """The facts of the circles that are reported: `facts` itself if all are."""
    return without(facts, withheld(facts.any_time))


@remembered
def without(facts: Facts, circles: frozenset[str]) -> Facts:
    """The same facts without these circles: `facts` itself if there are none."""
    return Facts(facts.log.without(circles), facts.as_of, facts.start, facts.end) if circles else facts


def below(figure: Figure) -> Figure:
    """A figure that says it is below the reporting threshold, and nothing else about it."""
    return Figure(
        figure.key,
        figure.label,
        figure.definition,
        figure.unit,
        None,
        0,
        0,
        target=figure.target,
        missing=BELOW,
    )


def left_out(figure: Figure, small: int, circles: int) -> Figure:
    """A figure of several circles that leaves out `small` of them: it says so, or is `below` if those were all
    `circles`. Figures that are not recorded stay as they are."""
    if not small or (figure.missing and figure.missing != BELOW):
        return figure
    if small == circles:
        return below(figure)
    why = f"{plural(small, 'circle')} {BELOW}"
    return replace(figure, excluded={**figure.excluded, why: small})
