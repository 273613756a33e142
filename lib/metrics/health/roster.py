"""Who is in the circles: how mixed they are, who reports to whom, and how far the program reaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.rates import MoreParts, Tally
from lib.metrics.core.remember import remembered

MIXED_BY = ("function", "region", "tenure")


def roster_mix(facts: Facts) -> Tally:
    """Pairs of active members of the same circle whose function is recorded: N = all pairs, n = those that differ.

    n/N is the chance that two random members differ, 1 - sum n_i (n_i - 1) / (n (n - 1)). Left out: members without a
    recorded function. Part: reporting_pairs, pairs of members of the same circle where one reports to the other.
    """
    members, circles = facts.active_members, pd.Index(facts.log.circles["circle"])
    differing, pairs = _pairs(facts, "function")
    blank = members["function"].isna().to_numpy()
    without = np.bincount(positions_in(members["circle"], circles)[blank], minlength=len(circles))
    lines = np.bincount(positions_in(reporting_lines(facts)["circle"], circles), minlength=len(circles))
    counts = {"n": differing, "N": pairs, "reporting_pairs": lines}
    excluded = {
        circles[place]: {"function not recorded": int(without[place])} for place in np.flatnonzero(without)
    }
    return Tally(pd.DataFrame(counts, index=circles), excluded)


def mix_parts(facts: Facts, frame: Any) -> MoreParts:
    """More parts of roster_mix, for the program and by circle: by, {"function", "region", "tenure": [pairs that differ,
    pairs]}, without those for which there are no pairs."""
    circles = facts.log.circles["circle"].to_list()
    program: dict[str, list[int]] = {}
    by_circle: dict[str, dict[str, list[int]]] = {circle: {} for circle in circles}
    for column in MIXED_BY:
        differing, pairs = _pairs(facts, column)
        if pairs.any():
            program[column] = [int(differing.sum()), int(pairs.sum())]
        for circle, n, N in zip(circles, differing.tolist(), pairs.tolist(), strict=True):
            if N:
                by_circle[circle][column] = [n, N]
    return {"by": program}, {circle: {"by": counts} for circle, counts in by_circle.items()}


@remembered
def _pairs(facts: Facts, column: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each circle in the log: pairs of active members that differ in `column`, and all pairs; blanks left out."""
    members, circles = facts.active_members, pd.Index(facts.log.circles["circle"])
    members = members[members[column].notna()]
    circle = positions_in(members["circle"], circles)
    kind, kinds = pd.factorize(folded(members[column]))
    width = max(len(kinds), 1)
    alike = np.bincount(circle * width + kind, minlength=len(circles) * width).reshape(-1, width)
    same = (alike * (alike - 1) // 2).sum(axis=1)
    size = np.bincount(circle, minlength=len(circles))
    pairs = size * (size - 1) // 2
    return pairs - same, pairs


def reporting_lines(facts: Facts) -> pd.DataFrame:
    """Active members whose manager is an active member of the same circle, each pair once.

    Columns: circle, member, reports_to (str).
    """
    members, people = facts.active_members, pd.Index(facts.log.members["member"].unique())
    circle, _ = pd.factorize(members["circle"])
    width = len(people) + 1
    member, manager = positions_in(members["member"], people), positions_in(members["reports_to"], people)
    together = (
        np.isin(circle * width + manager, circle * width + member) & (manager >= 0) & (manager != member)
    )
    pairs = np.column_stack([circle, np.minimum(member, manager), np.maximum(member, manager)])[together]
    once = np.sort(np.unique(pairs, axis=0, return_index=True)[1])
    return members.loc[together, ["circle", "member", "reports_to"]].iloc[once].reset_index(drop=True)


def reach(facts: Facts) -> Tally:
    """Active circles: n = active members, N = people invited, but at least the active members. Left out: members of
    circles that do not record how many people were invited."""
    circles = facts.active_circles
    names = pd.Index(circles["circle"])
    active = np.bincount(positions_in(facts.active_members["circle"], names), minlength=len(names))
    known = circles["invited"].notna().to_numpy()
    invited = circles["invited"].to_numpy(dtype=np.int64, na_value=0)
    counts = {"n": np.where(known, active, 0), "N": np.where(known, np.maximum(invited, active), 0)}
    unknown = np.flatnonzero(~known & (active > 0))
    excluded = {names[place]: {"invited not recorded": int(active[place])} for place in unknown}
    return Tally(pd.DataFrame(counts, index=names), excluded)


def reach_parts(facts: Facts, frame: Any) -> MoreParts:
    """More parts of reach, for the program and by circle: functions, regions (sorted lists, of active members)."""
    members, circles = facts.active_members, facts.log.circles["circle"].to_list()
    covered = {f"{column}s": _covered(members, column) for column in ("function", "region")}
    by_circle = {
        circle: {name: found.get(circle, []) for name, found in covered.items()} for circle in circles
    }
    return {name: sorted(set().union(*found.values())) for name, found in covered.items()}, by_circle


def _covered(members: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """The distinct values of `column` among each circle's members, sorted; case does not distinguish them.

    Circles without any have no entry.
    """
    codes, spelled = pd.factorize(members[column], sort=True)
    alike = pd.factorize(folded(pd.Series(spelled)))[0]
    first = np.append(np.unique(alike, return_index=True)[1][alike], -1)[codes]
    circle, circles = pd.factorize(members["circle"])
    cells = np.unique((circle * len(spelled) + first)[codes >= 0])
    names, values = circles.to_list(), spelled.to_list()
    found: dict[str, list[str]] = {}
    for cell in cells.tolist():
        found.setdefault(names[cell // len(values)], []).append(values[cell % len(values)])
    return found


DEFINITIONS = (
    Definition(
        "roster_mix",
        "Mix of functions",
        "The chance that two members of the same circle come from different functions. Region and tenure are also "
        "shown.",
        tally=roster_mix,
        needs=(("members", *MIXED_BY),),
        more=mix_parts,
        windowed=False,
        retold=True,
        part="Members",
        about_people=True,
    ),
    Definition(
        "reach",
        "Reach",
        "The share of leaders invited to active circles who are members today.",
        tally=reach,
        needs=(("circles", "invited"),),
        more=reach_parts,
        windowed=False,
        retold=True,
        is_habit=False,
        part="Members",
    ),
)
