"""Stories: what circles shared beyond themselves, including lessons, and what they could share next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.access.redaction import KEPT
from lib.log.format.frames import among
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import MoreParts, totals, units
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.spreading import NO_CIRCLE
from lib.metrics.diffusion.what_works import tried

FRESH_DAYS = 180
"""Effects reported longer ago than this are no longer news."""


def publicized(facts: Facts) -> pd.DataFrame:
    """Milestones shared beyond their circle by as_of; all of them are hits, on the day they were shared.

    Parts: lessons, wins.
    """
    rows = facts.log.milestones
    circle = rows["circle"].fillna(NO_CIRCLE)
    known = among(circle, [NO_CIRCLE, *facts.log.circles["circle"]])
    rows = rows.assign(circle=circle)[known & (rows["shared"] <= facts.as_of)]
    return units(
        rows,
        on=rows["shared"],
        hit=np.ones(len(rows), dtype=bool),
        parts={"lessons": rows["story"] == "lesson", "wins": rows["story"] == "win"},
    )


def lesson_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of publicized. For the program and by circle: lesson_share (float: lessons out of the stories shared
    as a win or a lesson, None without any). For the program only: by_quarter, {"2026-Q1": stories shared}, from the
    first quarter with a story to the last known one."""

    def share(lessons: int, wins: int) -> float | None:
        return lessons / (lessons + wins) if lessons + wins else None

    quarters = pd.PeriodIndex(frame["on"], freq="Q")
    by_quarter: dict[str, int] = {}
    if len(frame):
        every = pd.period_range(quarters.min(), pd.Period(facts.last_day, freq="Q"), freq="Q")
        counts = np.bincount(every.get_indexer(quarters), minlength=len(every)).tolist()
        by_quarter = dict(zip(every.strftime("%Y-Q%q"), counts, strict=True))
    sums = totals(frame, "circle")[["lessons", "wins"]].reindex(
        pd.Index(facts.log.circles["circle"]), fill_value=0
    )
    whole = share(int(frame["lessons"].sum()), int(frame["wins"].sum()))
    return {"lesson_share": whole, "by_quarter": by_quarter}, {
        circle: {"lesson_share": share(*counts)}
        for circle, counts in zip(sums.index, sums.to_numpy().tolist(), strict=True)
    }


def to_tell(facts: Facts) -> pd.DataFrame:
    """Stories not shared yet, newest first: milestones reached, and effects that teams reported in the last 180 days
    together with the conditions.

    Columns: kind (str: win or lesson; missing if the milestone does not say), what (str: the milestone, missing for an
    effect), practice, title, team (str, of an effect), circle (str, "" without one), effect, conditions (str), on
    (datetime64[s]).
    """
    rows = facts.log.milestones
    circle = rows["circle"].fillna(NO_CIRCLE)
    known = among(circle, [NO_CIRCLE, *facts.log.circles["circle"]])
    is_new = known & (rows["reached"] <= facts.as_of) & ~(rows["shared"] <= facts.as_of)
    reached = pd.DataFrame(
        {
            "kind": rows["story"].astype("str"),
            "what": rows["milestone"],
            "circle": circle,
            "on": rows["reached"],
        }
    )[is_new]
    effects = tried(facts)
    fresh = effects["on"] > facts.as_of - pd.Timedelta(days=FRESH_DAYS)
    effects = effects[
        fresh & effects["effect"].isin(("worked", "did not work")) & effects["conditions"].notna()
    ]
    seen = effects[["practice", "team", "circle", "effect", "conditions", "on"]].assign(
        kind=np.where(effects["effect"] == "worked", "win", "lesson"),
        title=spreading.of_practices(facts, effects, "title"),
    )
    columns = ["kind", "what", "practice", "title", "team", "circle", "effect", "conditions", "on"]
    found = pd.concat([reached.reindex(columns=columns), seen.reindex(columns=columns)])
    found = found.astype(dict.fromkeys(columns[:-1], "str") | {"on": "datetime64[s]"})
    found["title"] = found["title"].where(found["title"] != KEPT)
    return found.sort_values(
        ["on", "kind", "what", "team"], ascending=[False, True, True, True], ignore_index=True
    )


DEFINITIONS = (
    Definition(
        "publicized",
        "Stories shared",
        "Wins and lessons that circles shared beyond themselves in the period. Some should be lessons: programs "
        "that share only wins learn less.",
        publicized,
        (("milestones", "shared"),),
        unit="count",
        more=lesson_parts,
        group="diffusion",
        is_habit=False,
    ),
)
