"""How practices spread, as known on one day: what every figure of diffusion starts from, found once per `Facts`.

A program's figures count pairs of a practice and a team, so that circles add up: a practice belongs to its circle,
one without a circle to the program alone (circle is then NO_CIRCLE). Practices of circles that a filter left out, or
that the log does not have (a check says so), do not count. `only` gives the same facts of one practice, whatever its
circle, for which every figure holds as well.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.model import CircleLog, among
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import adoptions as diffusion_adoptions
from lib.metrics.diffusion import sources

Bools = NDArray[np.bool_]

NO_CIRCLE = ""
RECORDS = (("practices", "practice"), ("teams", "team"), ("adoptions", "stage"))
"""What no figure of spread can be known without."""


@remembered
def only(facts: Facts, practice: str) -> Facts:
    """The facts of one practice, without any period; its lighthouses and teams are those of the whole log."""
    log = facts.log
    own = diffusion_adoptions.of_practice(log.practices, practice)
    own = own.assign(circle=pd.Series(None, index=own.index, dtype="str"))
    adoptions = diffusion_adoptions.of_practice(log.adoptions, practice)
    beyond = {name: frame for name, frame in log.beyond.items() if name != "adoptions"}
    if log.beyond:
        beyond["adoptions"] = diffusion_adoptions.of_practice(log.beyond["adoptions"], practice)
    return Facts(replace(log.with_tabs(practices=own, adoptions=adoptions), beyond=beyond), facts.as_of)


@remembered
def practices(facts: Facts) -> pd.DataFrame:
    """Practices of the log's circles and of none: rows of the tab, with circle never missing."""
    rows = facts.log.practices
    circle = rows["circle"].fillna(NO_CIRCLE)
    known = among(circle, [NO_CIRCLE, *facts.log.circles["circle"]])
    return rows.assign(circle=circle)[known].reset_index(drop=True)


@remembered
def log(facts: Facts) -> CircleLog:
    """The log with `practices` only."""
    return facts.log.with_tabs(practices=practices(facts))


def of_practices(facts: Facts, frame: pd.DataFrame, column: str) -> pd.Series:
    """A column of the tab practices, for rows that name one of `practices` (index of `frame`)."""
    own = practices(facts)
    at = positions_in(frame["practice"], pd.Index(own["practice"]))
    return own[column].reindex(at).set_axis(frame.index)


@remembered
def stages(facts: Facts) -> pd.DataFrame:
    """`diffusion.stage_rows`, with circle (str)."""
    rows = diffusion_adoptions.stage_rows(log(facts), facts.as_of)
    return rows.assign(circle=of_practices(facts, rows, "circle"))


@remembered
def _adoptions(facts: Facts) -> pd.DataFrame:
    return diffusion_adoptions.adoption_events(log(facts), facts.as_of, stages=stages(facts))


@remembered
def named_sources(facts: Facts) -> pd.DataFrame:
    """`network.named_sources`: who is named as a source, and why it cannot be."""
    return sources.named_sources(log(facts), facts.as_of, events=_adoptions(facts))


@remembered
def impossible(facts: Facts) -> pd.DataFrame:
    """`network.impossible_sources`: practice, team, from_team, why."""
    named = named_sources(facts)
    rows = named[named["why"].notna()].rename(columns={"source": "from_team"})
    return rows[["practice", "team", "from_team", "why"]].reset_index(drop=True)


@remembered
def events(facts: Facts) -> pd.DataFrame:
    """`diffusion.adoption_events`, with circle (str) and generation (int64, see `network.generation`)."""
    rows, named = _adoptions(facts), named_sources(facts)
    steps = sources.generation_of(log(facts), facts.as_of, rows, named[named["why"].isna()])
    return rows.assign(circle=of_practices(facts, rows, "circle"), generation=steps)


@remembered
def attributed(facts: Facts) -> pd.DataFrame:
    """`network.links`, with circle, and function, region, source_function, source_region (str; those of a lighthouse
    are missing)."""
    edges = named_sources(facts)
    edges = edges[edges["why"].isna()].drop(columns="why").reset_index(drop=True)
    teams = facts.log.everywhere.teams.reset_index(drop=True)
    keys, is_team = pd.Index(teams["team"]), edges["source_kind"] == "team"
    at = positions_in(edges["team"], keys)
    source = np.where(is_team, positions_in(edges["source"], keys), -1)
    columns = {"circle": of_practices(facts, edges, "circle")}
    for place in ("function", "region"):
        columns[place] = teams[place].reindex(at).set_axis(edges.index)
        columns[f"source_{place}"] = teams[place].reindex(source).set_axis(edges.index)
    return edges.assign(**columns)


@remembered
def meant(facts: Facts) -> Bools:
    """`diffusion.in_reach`: which team (row of the tab) each of `practices` (column) is meant for, whatever the day."""
    return diffusion_adoptions.in_reach(facts.log.teams, practices(facts)["practice"])


@remembered
def eligible(facts: Facts) -> Bools:
    """Which team (row of the tab) each of `practices` (column) can reach on the day as_of."""
    return meant(facts) & diffusion_adoptions.eligible_on(facts.log.teams, [facts.as_of])


@remembered
def is_eligible(facts: Facts) -> Bools:
    """Which of `events` are of a team that is eligible on the day as_of."""
    rows = events(facts)
    return eligible(facts)[
        positions_in(rows["team"], pd.Index(facts.log.teams["team"])),
        positions_in(rows["practice"], pd.Index(practices(facts)["practice"])),
    ]
