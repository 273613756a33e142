"""Capabilities that circles are to build, and the cases and practices that are about them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.access.redaction import KEPT
from lib.log.format.frames import items
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import folded
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.core.remember import remembered
from lib.metrics.health.cases import cases


@remembered
def table(facts: Facts) -> pd.DataFrame:
    """Each capability of each active circle: one row per pair, in the order of the circles tab.

    Columns: circle, capability (str: as written in the log first), cases, practices (int64: up to as_of, whose topics
    name it: those of the case or of an insight of its session), is_kept (bool: the viewer may not read some of the
    circle's topics), has_topics (bool: the circle recorded any).
    """
    circles = facts.active_circles.reset_index(drop=True)
    named = items(circles["capabilities"])
    rows = pd.DataFrame({"circle": circles["circle"].array[named.index], "capability": named.array})
    rows = rows.assign(name=folded(rows["capability"])).drop_duplicates(["circle", "name"], ignore_index=True)
    spelled = rows.drop_duplicates("name").set_index("name")["capability"]
    topics = _topics(facts)
    of_practice = facts.log.practices
    of_practice = of_practice[~(of_practice["added"] > facts.as_of)]
    practices = of_practice[["practice", "session"]].merge(topics, on="session")
    kept = topics.loc[topics["name"] == KEPT.casefold(), "circle"].unique()
    return pd.DataFrame(
        {
            "circle": rows["circle"].astype("str"),
            "capability": spelled.reindex(rows["name"]).to_numpy(dtype=object),
            "cases": _count(topics[topics["is_case"]].drop_duplicates(["session", "name"]), rows),
            "practices": _count(practices.drop_duplicates(["practice", "name"]), rows),
            "is_kept": rows["circle"].isin(kept).to_numpy(dtype=bool),
            "has_topics": rows["circle"].isin(topics["circle"]).to_numpy(dtype=bool),
        }
    ).astype({"capability": "str"})


def _topics(facts: Facts) -> pd.DataFrame:
    """session, circle (str), name (str: a topic, folded), is_case (bool: the session has a case): of held sessions."""
    held, insights = facts.held.reset_index(drop=True), facts.log.insights
    with_case = set(cases(facts)["session"])
    own, more = items(held["case_topics"]), items(insights["topics"])
    sessions = [held["session"].array[own.index], insights["session"].reindex(more.index).array]
    rows = pd.DataFrame(
        {"session": np.concatenate(sessions), "name": folded(pd.concat([own, more])).to_numpy()}
    )
    rows = rows.drop_duplicates().merge(held[["session", "circle"]], on="session")
    return rows.assign(is_case=rows["session"].isin(with_case).to_numpy(dtype=bool))


def _count(found: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    sizes = found.groupby(["circle", "name"]).size()
    return (
        sizes.reindex(pd.MultiIndex.from_frame(rows[["circle", "name"]])).fillna(0).to_numpy(dtype=np.int64)
    )


def capabilities(facts: Facts) -> pd.DataFrame:
    """Capabilities of active circles, once for each circle; hit = a case or a practice of that circle is about it.

    Left out: circles that recorded no topics, and those of which the viewer may not read all topics: counting only
    what may be read would count some of what is there."""
    rows = table(facts)
    return units(
        rows,
        on=pd.Series(facts.as_of, index=rows.index, dtype="datetime64[s]"),
        hit=(rows["cases"] > 0) | (rows["practices"] > 0),
        excluded=[(rows["is_kept"], KEPT), (~rows["has_topics"], "no topics recorded")],
    )


def by_capability(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of capabilities, for the program only: by_capability, {capability: {"circles", "cases",
    "practices"}}, and without, the capabilities of which no circle has a case or practice (sorted)."""
    rows = table(facts)
    sums = rows.groupby("capability", sort=True).agg(
        circles=("circle", "size"), cases=("cases", "sum"), practices=("practices", "sum")
    )
    counted = frame.assign(capability=rows["capability"].reindex(frame.index))[frame["reason"].isna()]
    any_hit = counted.groupby("capability")["hit"].any()
    return {
        "by_capability": sums.astype("int64").to_dict("index"),
        "without": sorted(any_hit.index[~any_hit.to_numpy(dtype=bool)]),
    }, {}


DEFINITIONS = (
    Definition(
        "capabilities",
        "Capabilities worked on",
        "Of the capabilities that active circles are to build, each counted once for each of its circles, the share "
        "that a case or a practice of the circle is "
        "about, by its topics.",
        capabilities,
        (("circles", "capabilities"), ("sessions", "case_topics")),
        windowed=False,
        more=by_capability,
        group="impact",
        is_habit=False,
    ),
)
