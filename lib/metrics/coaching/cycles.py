"""Coaching cycles: whether goals are followed through to their effect. Only days and steps: no log has the contents."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import units

CYCLE_DAYS = 90
"""A coaching cycle is due this many days after its goal."""
STEPS = ("goal", "observation", "impact review")
_MANY_DAYS = 10**7
"""More days than there can be between any two days in a log."""


def coaching_cycle(facts: Facts) -> pd.DataFrame:
    """Coaching cycles due before as_of; hit = a goal, an observation on that day or later, and an impact review on or
    after an observation.

    A cycle begins with a member's goal and ends with the next goal; an impact review on the day of a new goal closes
    the previous cycle. Steps before the first goal are a cycle without one. A cycle is due 90 days after its first day;
    a unit belongs to that day. Left out: incomplete cycles whose member left before they were due. Parts: with_goal,
    with_observation (with a goal and an observation of it).
    """
    rows = cycles(facts)
    rows = rows[rows["due"] < facts.as_of]
    return units(
        rows,
        on=rows["due"],
        hit=rows["complete"],
        excluded=[(~rows["complete"] & (rows["left"] < rows["due"]), "the member left before it was due")],
        parts={"with_goal": rows["goal"], "with_observation": rows["observation"]},
    )


def cycles(facts: Facts) -> pd.DataFrame:
    """One row per coaching cycle known on as_of; no rows without any.

    Columns: circle, member (str), begun, due (datetime64[s]), goal (bool), observation (bool: with a goal and an
    observation of it), complete (bool: and an impact review after that), left (datetime64[s]: the day the member left
    or the circle ended, whichever came first).
    """
    steps = facts.log.coaching
    known = (steps["date"] <= facts.as_of) & steps["step"].isin(STEPS)
    steps = steps.loc[known, ["circle", "member", "date", "step"]]
    circle, circles = pd.factorize(steps["circle"])
    member, members = pd.factorize(steps["member"])
    who, day = (
        circle * len(members) + member,
        steps["date"].to_numpy().astype("datetime64[D]").astype(np.int64),
    )
    kind = {step: (steps["step"] == step).to_numpy() for step in STEPS}
    number = _numbers(who, day, kind)
    people, person = np.unique(who, return_inverse=True)
    found, cycle = np.unique(person * (number.max(initial=0) + 1) + number, return_inverse=True)

    def days(of: NDArray[np.bool_], pick: np.ufunc, none: int) -> NDArray[np.int64]:
        picked = np.full(len(found), none)
        pick.at(picked, cycle[of], day[of])
        return picked

    begun = days(np.ones(len(day), dtype=bool), np.minimum, _MANY_DAYS)
    observed = days(kind["observation"], np.minimum, _MANY_DAYS)
    reviewed = days(kind["impact review"], np.maximum, -_MANY_DAYS)
    goal = np.bincount(cycle[kind["goal"]], minlength=len(found)) > 0
    observation = goal & (observed < _MANY_DAYS)
    of = people[found // (number.max(initial=0) + 1)]
    rows = pd.DataFrame(
        {
            "circle": circles.take(of // max(len(members), 1)),
            "member": members.take(of % max(len(members), 1)),
            "begun": begun.astype("datetime64[D]").astype("datetime64[s]"),
            "due": (begun + CYCLE_DAYS).astype("datetime64[D]").astype("datetime64[s]"),
            "goal": goal,
            "observation": observation,
            "complete": observation & (reviewed >= observed),
        }
    )
    return rows.assign(left=_left(facts, rows))


def _numbers(
    who: NDArray[np.int64], day: NDArray[np.int64], kind: dict[str, NDArray[np.bool_]]
) -> NDArray[np.int64]:
    """The number of each step's cycle: the number of days up to then on which its member set goals.

    For an impact review that day itself does not count, unless it is the only one.
    """
    key = who * _MANY_DAYS + day
    goals = np.unique(key[kind["goal"]])
    number = np.searchsorted(goals, key, side="right") - np.searchsorted(
        goals, who * _MANY_DAYS - _MANY_DAYS // 2
    )
    return number - (kind["impact review"] & (number > 1) & np.isin(key, goals))


def _left(facts: Facts, rows: pd.DataFrame) -> pd.Series:
    members, circles = facts.log.members, facts.log.circles
    people, names = pd.Index(members["member"].unique()), pd.Index(circles["circle"])
    width = max(len(people), 1)
    keys = pd.Index(positions_in(members["circle"], names) * width + positions_in(members["member"], people))
    circle = positions_in(rows["circle"], names)
    at = keys.get_indexer(circle * width + positions_in(rows["member"], people))
    left = members["left"].reset_index(drop=True).reindex(at).set_axis(rows.index)
    ended = circles["ended"].reset_index(drop=True).reindex(circle).set_axis(rows.index)
    return left.where(~(ended < left) & left.notna(), ended)


DEFINITIONS = (
    Definition(
        "coaching_cycle",
        "Coaching cycles completed",
        "The share of coaching cycles due (90 days after their goal) that have a goal, an observation and an impact "
        "review in that order. What was said stays with the pair.",
        coaching_cycle,
        (("coaching", "step"),),
        has_series=True,
        group="coaching",
        part="Coaching",
        about_people=True,
    ),
)
