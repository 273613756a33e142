"""What was agreed: each circle's mandate with its sponsor, and the norms among its members."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded, positions_in
from lib.metrics.core.rates import MoreParts, units

VALID_FOR = pd.DateOffset(months=12)
"""After this a mandate is due for review, and norms are due to be agreed again."""


def mandate(facts: Facts) -> pd.DataFrame:
    """Active circles; hit = with a mandate, a priority, and a review in the 12 months up to as_of.

    Parts: with_mandate, with_priority and reviewed, each counted on its own.
    """
    rows = facts.active_circles
    reviewed_on = rows["mandate_reviewed"]
    parts = {
        "with_mandate": rows["mandate"].notna(),
        "with_priority": rows["priority"].notna(),
        "reviewed": (reviewed_on <= facts.as_of) & (reviewed_on >= facts.as_of - VALID_FOR),
    }
    every = parts["with_mandate"] & parts["with_priority"] & parts["reviewed"]
    return units(rows, on=rows["started"], hit=every, parts=parts)


def priority_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of mandate, for the program only: priorities_without_circle (priorities named by an action or by a
    circle that has started, but served by no active circle) and circles_without_priority (active circles); both are
    sorted lists."""
    circles = facts.active_circles
    known = facts.log.circles[~(facts.log.circles["started"] > facts.as_of)]
    named = pd.Series(
        pd.concat([known["priority"], facts.actions["priority"]]).dropna().unique(), dtype="str"
    )
    unserved = named[~folded(named).isin(folded(circles["priority"].dropna()))]
    return {
        "priorities_without_circle": sorted(unserved[~folded(unserved).duplicated()]),
        "circles_without_priority": sorted(circles.loc[circles["priority"].isna(), "circle"]),
    }, {}


def norms_signed(facts: Facts) -> pd.DataFrame:
    """Active members; hit = they signed their circle's current version of the norms. A blank means they did not."""
    rows = facts.active_members
    version, agreed = _of_circle(facts, rows, "norms_version"), _of_circle(facts, rows, "norms_agreed")
    return units(
        rows,
        on=rows["joined"],
        hit=folded(rows["norms_signed"]) == folded(version),
        excluded=[
            (version.isna(), "the circle has no norms version"),
            (agreed > facts.as_of, "the norms were agreed later"),
        ],
    )


def _of_circle(facts: Facts, rows: pd.DataFrame, column: str) -> pd.Series:
    circles = facts.log.circles
    values = circles[column].reset_index(drop=True)
    return values.reindex(positions_in(rows["circle"], pd.Index(circles["circle"]))).set_axis(rows.index)


def norms_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of norms_signed. By circle: agreed (ISO date, None if not recorded or after as_of), due (bool: agreed
    more than 12 months ago; None without a date). For the program: circles_due (int, active circles)."""
    circles = facts.log.circles
    agreed = circles["norms_agreed"]
    known = agreed <= facts.as_of
    due = agreed < facts.as_of - VALID_FOR
    days = agreed.dt.strftime("%Y-%m-%d")
    by_circle = {
        circle: {"agreed": day if is_known else None, "due": is_due if is_known else None}
        for circle, day, is_known, is_due in zip(
            circles["circle"], days, known.to_list(), due.to_list(), strict=True
        )
    }
    active = circles["circle"].isin(facts.active_circles["circle"])
    return {"circles_due": int((due & active).sum())}, by_circle


DEFINITIONS = (
    Definition(
        "norms_signed",
        "Norms signed",
        "The share of active members who signed the current version of their circle's norms.",
        norms_signed,
        (("circles", "norms_version"), ("members", "norms_signed")),
        more=norms_parts,
        windowed=False,
        part="Members",
        place=2,
        about_people=True,
    ),
    Definition(
        "mandate",
        "Mandate in force",
        "The share of active circles with a mandate, a strategic priority and a review in the last 12 months.",
        mandate,
        (("circles", "mandate"), ("circles", "priority"), ("circles", "mandate_reviewed")),
        more=priority_parts,
        windowed=False,
        is_habit=False,
        part="Members",
        place=1,
    ),
)
