"""Lighthouses: places chosen to prove a practice. Which ones are ready for it, and what they led to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import MoreParts, units
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import sources

MOST_IN_A_CIRCLE = 5
"""More active lighthouses than this are too many for one circle."""
READY_WITH = ("owner", "guardrails", "resources")


@remembered
def active(facts: Facts) -> pd.DataFrame:
    """Lighthouses of the log's circles that had started and not ended by as_of (a blank start counts as started): rows
    of the tab.

    Added columns: missing (str: which of READY_WITH are blank, "" for none), ready (bool).
    """
    rows = facts.log.lighthouses
    known = positions_in(rows["circle"], pd.Index(facts.log.circles["circle"])) >= 0
    rows = rows[known & ~(rows["started"] > facts.as_of) & ~(rows["ended"] <= facts.as_of)]
    blank = rows[list(READY_WITH)].isna()
    missing = pd.Series("", index=rows.index, dtype="str")
    for name in READY_WITH:
        missing = missing.where(~blank[name], missing.where(missing == "", missing + ", ") + name)
    return rows.assign(missing=missing, ready=~blank.any(axis=1))


def lighthouse_ready(facts: Facts) -> pd.DataFrame:
    """Active lighthouses; hit = they have an owner, guardrails and resources. Parts: no_owner, no_guardrails,
    no_resources."""
    rows = active(facts)
    parts = {f"no_{name}": rows[name].isna() for name in READY_WITH}
    return units(rows, on=rows["started"], hit=rows["ready"], parts=parts)


def crowding_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of lighthouse_ready. Circle: too_many (bool: more than 5 active ones). Program: crowded_circles
    (sorted list of those circles)."""
    sizes = active(facts)["circle"].value_counts()
    crowded = sorted(sizes.index[sizes > MOST_IN_A_CIRCLE])
    by_circle: dict[str, dict[str, Any]] = {
        circle: {"too_many": circle in crowded} for circle in facts.log.circles["circle"]
    }
    return {"crowded_circles": crowded}, by_circle


@remembered
def overview(facts: Facts) -> pd.DataFrame:
    """Every active lighthouse: those that are not ready first, then those without evidence, then the oldest evidence.

    Columns: lighthouse, practice, title, circle, owner, missing (str); ready (bool); stage (Float64); stage_evidence
    (str), stage_on (datetime64[s]), evidence_age (float64 days since stage_on, NaN without stage, evidence or day);
    chosen_by_vote (datetime64[s]); prior_effect, measure, before, after (str); followers (int64: adoptions that name it
    as their source), descendants (int64: all adoptions that go back to it, in any number of steps).
    """
    rows = active(facts)
    edges = sources.links(facts.log.everywhere, facts.as_of)
    size = sizes(edges)
    size = size[size["source_kind"] == "lighthouse"].set_index("source")
    titles = facts.log.practices.set_index("practice")["title"]
    has_evidence = rows["stage"].notna() & rows["stage_evidence"].notna() & (rows["stage_on"] <= facts.as_of)
    age = (facts.as_of - rows["stage_on"]).dt.days.astype("float64").where(has_evidence)
    columns = [
        "lighthouse",
        "practice",
        "circle",
        "owner",
        "missing",
        "ready",
        "stage",
        "stage_evidence",
        "stage_on",
        "chosen_by_vote",
        "prior_effect",
    ]
    found = rows[[*columns, "measure", "before", "after"]].assign(
        title=titles.reindex(rows["practice"]).array,
        evidence_age=age,
        **{
            name: size[name].reindex(rows["lighthouse"]).fillna(0).astype("int64").array
            for name in ("followers", "descendants")
        },
    )
    order = np.lexsort(
        (found["lighthouse"].to_numpy(dtype=object), -found["evidence_age"].fillna(np.inf), found["ready"])
    )
    return found.take(order).reset_index(drop=True)


def sizes(edges: pd.DataFrame) -> pd.DataFrame:
    """How many adoptions go back to each source of `sources.links`, over all practices: most first.

    Columns: practice, source, source_kind (str), followers (int64: adoptions that name it), descendants (int64:
    adoptions that go back to it in any number of steps). A team is counted separately in each practice.
    """
    of_team = (edges["source_kind"] == "team").to_numpy()
    adopter = sources.adoption_key(edges["practice"], edges["team"])
    source = sources.adoption_key(edges["practice"], edges["source"])
    names = pd.Index(
        np.where(of_team, "team", "lighthouse") + np.array("\0") + source.to_numpy(dtype=object)
        if len(edges)
        else np.array([], dtype=object)
    )
    codes, distinct = pd.factorize(names)
    parent = adopter.get_indexer(source)
    parent = np.where(of_team, parent, -1)
    followers = np.bincount(codes, minlength=len(distinct))
    descendants = np.zeros(len(distinct), dtype=np.int64)
    at = np.arange(len(edges))
    while len(at):
        np.add.at(descendants, codes[at], 1)
        at = parent[at]
        at = at[at >= 0]
    first = edges.iloc[np.unique(codes, return_index=True)[1]]
    found = first[["practice", "source", "source_kind"]].assign(
        followers=followers.astype(np.int64), descendants=descendants
    )
    return found.sort_values(
        ["descendants", "followers", "practice", "source", "source_kind"],
        ascending=[False, False, True, True, True],
        ignore_index=True,
    )


DEFINITIONS = (
    Definition(
        "lighthouse_ready",
        "Lighthouses ready",
        "The share of active lighthouses that have an owner, guardrails and resources. More than 5 at a time are too "
        "many for one circle.",
        lighthouse_ready,
        tuple(("lighthouses", name) for name in READY_WITH),
        windowed=False,
        more=crowding_parts,
        group="diffusion",
        is_habit=False,
    ),
)
