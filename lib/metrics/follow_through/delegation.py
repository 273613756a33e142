"""How a circle's actions are spread: whether they pile up on one owner or go to people outside. Nobody is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Tally
from lib.metrics.follow_through.actions import UNCLEAR

MIN_OPEN = 5
"""A circle with fewer open actions with an owner than this has no largest share."""
FEW_OPEN = f"in circles with fewer than {MIN_OPEN} open actions with an owner"


def over_delegation(facts: Facts) -> Tally:
    """By circle: n = open actions of the owner who has most, N = open actions with an owner; 0 of 0 where N < 5.

    Sub-counts over all actions with an owner, including done ones: owned, outside (the owner was not an active member
    of the circle on the day the action was created; where that day is missing, never a member at all).
    """
    circles = facts.log.circles["circle"].to_list()
    rows = facts.actions[["circle", "owner", "created", "is_done", "is_unclear"]]
    circle = positions_in(rows["circle"], pd.Index(circles))
    is_open = ~(rows["is_done"] | rows["is_unclear"]).to_numpy()
    owned = rows["owner"].notna().to_numpy()
    owner, owners = pd.factorize(rows["owner"])
    owned_and_open = is_open & owned
    pairs, sizes = np.unique(
        circle[owned_and_open] * max(len(owners), 1) + owner[owned_and_open], return_counts=True
    )
    largest = np.zeros(len(circles), dtype=np.int64)
    np.maximum.at(largest, pairs // max(len(owners), 1), sizes)

    def by_circle(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(circle[mask], minlength=len(circles))

    owned_open = by_circle(owned_and_open)
    enough = owned_open >= MIN_OPEN
    outside = owned.copy()
    outside[owned] = _is_outside(facts, rows[owned])
    counts = pd.DataFrame(
        {
            "n": np.where(enough, largest, 0),
            "N": np.where(enough, owned_open, 0),
            "owned": by_circle(owned),
            "outside": by_circle(outside),
        },
        index=circles,
    )
    reasons = {
        UNCLEAR: by_circle(rows["is_unclear"].to_numpy() & owned),
        "no owner": by_circle(is_open & ~owned),
        FEW_OPEN: np.where(enough, 0, owned_open),
    }
    excluded = {
        name: {why: int(left_out[place]) for why, left_out in reasons.items() if left_out[place]}
        for place, name in enumerate(circles)
    }
    return Tally(counts, {name: left_out for name, left_out in excluded.items() if left_out})


def _is_outside(facts: Facts, rows: pd.DataFrame) -> NDArray[np.bool_]:
    members, circles = facts.log.members, pd.Index(facts.log.circles["circle"])
    people = pd.Index(members["member"].unique())

    def seats(circle: pd.Series, person: pd.Series) -> NDArray[np.int64]:
        known = positions_in(person, people)
        return np.where(known < 0, -1, positions_in(circle, circles) * len(people) + known)

    taken, first = np.unique(seats(members["circle"], members["member"]), return_index=True)
    row = pd.Index(taken).get_indexer(pd.Index(seats(rows["circle"], rows["owner"])))
    row = np.where(row < 0, -1, np.append(first, -1)[row])
    joined, left = (members[day].reset_index(drop=True).reindex(row).to_numpy() for day in ("joined", "left"))
    created = rows["created"].to_numpy()
    return (row < 0) | (joined > created) | (left <= created)


DEFINITIONS = (
    Definition(
        "over_delegation",
        "Load on the busiest owner",
        "The share of a circle's owned open actions held by its busiest owner. Only circles with at least 5 such "
        "actions count. Also shown: how many actions are owned outside the circle.",
        tally=over_delegation,
        needs=(("actions", "owner"), ("actions", "status", "closed")),
        improvement="down",
        windowed=False,
        retold=True,
        group="follow_through",
        is_habit=False,
        part="More figures",
        about_people=True,
    ),
)
