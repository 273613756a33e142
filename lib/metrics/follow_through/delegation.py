"""Who carries what circles decide: whether it piles up on one owner, or goes to people outside. No name is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Tally

MIN_OPEN = 5
"""Below so many open actions with an owner a circle has no largest share."""
FEW_OPEN = f"fewer than {MIN_OPEN} open actions with an owner"


def over_delegation(facts: Facts) -> Tally:
    """By circle: n = open actions of the owner who has most, N = open actions with an owner; 0 of 0 where N < 5.

    Sub-counts over all actions with an owner, done ones too: owned, outside (the owner was no active member of the
    circle on the day the action was created; where that day is missing, never was one).
    """
    circles = facts.log.circles["circle"].to_list()
    rows = facts.actions[["circle", "owner", "created", "is_done"]]
    circle, is_open = positions_in(rows["circle"], pd.Index(circles)), ~rows["is_done"].to_numpy()
    owned = rows["owner"].notna().to_numpy()
    owner, owners = pd.factorize(rows["owner"])
    carried = is_open & owned
    pairs, sizes = np.unique(circle[carried] * max(len(owners), 1) + owner[carried], return_counts=True)
    largest = np.zeros(len(circles), dtype=np.int64)
    np.maximum.at(largest, pairs // max(len(owners), 1), sizes)

    def by_circle(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(circle[mask], minlength=len(circles))

    owned_open = by_circle(carried)
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
    reasons = {"no owner": by_circle(is_open & ~owned), FEW_OPEN: np.where(enough, 0, owned_open)}
    excluded = {
        name: {why: int(found[place]) for why, found in reasons.items() if found[place]}
        for place, name in enumerate(circles)
    }
    return Tally(counts, {name: found for name, found in excluded.items() if found})


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
        "Carried by one owner",
        "Of a circle's open actions that have an owner, the share that one owner carries who has the most, in circles "
        "with at least 5 of them. Beside it: how many actions are owned outside the circle.",
        tally=over_delegation,
        needs=(("actions", "owner"), ("actions", "status", "closed")),
        improvement="down",
        windowed=False,
        retold=True,
        group="follow_through",
        is_habit=False,
        part="More figures",
    ),
)
