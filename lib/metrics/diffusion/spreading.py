"""How practices spread, as known on one day: what every diffusion figure starts from, computed once per `Facts`.

A program's figures count pairs of a practice and a team, so that circles add up: a practice belongs to its circle, and
one without a circle belongs to the program only (its circle is NO_CIRCLE). Practices of circles that a filter left out,
or that are not in the log (a check reports these), do not count. `for_practice` gives the facts of a single practice,
whatever its circle; every figure can be counted from them too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.log.format.narrowed import rows_with
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import out_of_whole, remembered_any_time
from lib.metrics.diffusion import adoptions as diffusion_adoptions
from lib.metrics.diffusion import sources

Bools = NDArray[np.bool_]

NO_CIRCLE = ""
RECORDS = (("practices", "practice"), ("teams", "team"), ("adoptions", "stage"))
"""What every figure of spread needs."""


@remembered_any_time
def for_practice(facts: Facts, practice: str) -> Facts:
    """The facts of one practice, without a period. Lighthouses and teams are still those of the whole log."""
    log = facts.log
    own = diffusion_adoptions.of_practice(log.practices, practice)
    own = own.assign(circle=pd.Series(None, index=own.index, dtype="str"))
    adoptions = diffusion_adoptions.of_practice(log.adoptions, practice)
    beyond = {name: frame for name, frame in log.beyond.items() if name != "adoptions"}
    if log.beyond:
        beyond["adoptions"] = diffusion_adoptions.of_practice(log.beyond["adoptions"], practice)
    return Facts(log.with_tabs(practices=own, adoptions=adoptions).with_beyond(**beyond), facts.as_of)


@remembered_any_time
def practices(facts: Facts) -> pd.DataFrame:
    """Practices of the log's circles and practices without a circle: rows of the tab; circle is never missing."""
    rows = facts.log.practices
    circle = rows["circle"].fillna(NO_CIRCLE)
    known = among(circle, [NO_CIRCLE, *facts.log.circles["circle"]])
    return rows.assign(circle=circle)[known].reset_index(drop=True)


def _own_rows(known: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    return rows_with(known, "practice", practices(facts)["practice"].to_list()).reset_index(drop=True)


rows_of_practices = out_of_whole(_own_rows)
"""As `remembered_any_time`, for rows about practices, which do not depend on other practices."""


def _own_items(known: dict[str, Any], facts: Facts) -> dict[str, Any]:
    return {practice: known[practice] for practice in practice_keys(facts)}


by_practice = out_of_whole(_own_items)
"""The same for what is known of each of `practices`, by its key."""


@remembered_any_time
def log(facts: Facts) -> CircleLog:
    """The log with only `practices` in its practices tab, and only their rows in the adoptions tab."""
    own, whole = practices(facts), facts.log

    def of_own(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[among(rows["practice"], own["practice"].array)]

    beyond = dict(whole.beyond)
    if "adoptions" in beyond:
        beyond["adoptions"] = of_own(beyond["adoptions"])
    chosen = whole.with_tabs(practices=own, adoptions=of_own(whole.adoptions))
    return chosen.with_beyond(**beyond) if beyond else chosen


@remembered_any_time
def practice_keys(facts: Facts) -> pd.Index:
    """The keys of `practices`, in its order."""
    return pd.Index(practices(facts)["practice"])


def team_keys(facts: Facts) -> pd.Index:
    """The keys of the teams tab, in its order."""
    return diffusion_adoptions.keys_of_teams(facts.log.teams)


def of_practices(facts: Facts, frame: pd.DataFrame, column: str) -> pd.Series:
    """A column of the practices tab for the practice of each row (index of `frame`); missing if not in `practices`."""
    own = practices(facts)
    at = positions_in(frame["practice"], practice_keys(facts))
    return own[column].reindex(at).set_axis(frame.index)


def stages_of_own(facts: Facts) -> pd.DataFrame:
    """Rows of the adoptions tab, of any day, also of practices that the library lacks, but not of other circles'."""
    library, rows = facts.log.practices["practice"], facts.log.adoptions
    of_others = library[~among(library, practices(facts)["practice"].array)]
    return rows[~among(rows["practice"], of_others.array)]


@rows_of_practices
def stages(facts: Facts) -> pd.DataFrame:
    """`adoptions.stage_rows`, and circle (str)."""
    rows = diffusion_adoptions.stage_rows(log(facts), facts.as_of)
    return rows.assign(circle=of_practices(facts, rows, "circle"))


@rows_of_practices
def adopted(facts: Facts) -> pd.DataFrame:
    """`events` without their generation, which takes looking at all sources."""
    rows = diffusion_adoptions.adoption_events(log(facts), facts.as_of, stages=stages(facts))
    return rows.assign(circle=of_practices(facts, rows, "circle"))


@rows_of_practices
def named_sources(facts: Facts) -> pd.DataFrame:
    """`sources.named_sources`: the source that each adopter names, and why it is impossible, if it is."""
    return sources.named_sources(log(facts), facts.as_of, events=adopted(facts))


@remembered_any_time
def impossible(facts: Facts) -> pd.DataFrame:
    """`sources.impossible_sources`: practice, team, from_team, why."""
    named = named_sources(facts)
    rows = named[named["why"].notna()].rename(columns={"source": "from_team"})
    return rows[["practice", "team", "from_team", "why"]].reset_index(drop=True)


@rows_of_practices
def events(facts: Facts) -> pd.DataFrame:
    """`adoptions.adoption_events`, and circle (str) and generation (int64, see `sources.generation`)."""
    rows, named = adopted(facts), named_sources(facts)
    steps = sources.generation_of(log(facts), facts.as_of, rows, named[named["why"].isna()])
    return rows.assign(generation=steps)


@rows_of_practices
def attributed(facts: Facts) -> pd.DataFrame:
    """`sources.links`, and circle, function, region, source_function, source_region (str; the latter two are missing
    for a lighthouse)."""
    edges = named_sources(facts)
    edges = edges[edges["why"].isna()].drop(columns="why").reset_index(drop=True)
    everywhere = facts.log.everywhere.teams
    keys, teams = diffusion_adoptions.keys_of_teams(everywhere), everywhere.reset_index(drop=True)
    is_team = edges["source_kind"] == "team"
    at = positions_in(edges["team"], keys)
    source = np.where(is_team, positions_in(edges["source"], keys), -1)
    columns = {"circle": of_practices(facts, edges, "circle")}
    for place in ("function", "region"):
        columns[place] = teams[place].reindex(at).set_axis(edges.index)
        columns[f"source_{place}"] = teams[place].reindex(source).set_axis(edges.index)
    return edges.assign(**columns)


def only_circle(facts: Facts) -> str | None:
    """The circle that all `practices` belong to, where the log has no other; else None."""
    circles = facts.log.circles["circle"].to_list()
    is_only = len(circles) == 1 and set(practices(facts)["circle"].to_list()) <= {*circles}
    return circles[0] if is_only else None


def _own_offers(known: Bools, facts: Facts) -> Bools:
    return known[positions_in(practices(facts)["practice"], practice_keys(facts.whole))]  # type: ignore[arg-type]


@out_of_whole(_own_offers)
def is_offered(facts: Facts) -> Bools:
    """`adoptions.offered`, for each of `practices`."""
    return diffusion_adoptions.offered(log(facts), practices(facts)["practice"], facts.as_of)


@remembered_any_time
def is_meant(facts: Facts) -> Bools:
    """Which teams (rows of the teams tab) each of `practices` (columns) is meant for; none unless it `is_offered`."""
    names = practices(facts)["practice"]
    return diffusion_adoptions.in_reach(facts.log.teams, names) & is_offered(facts)


@remembered_any_time
def eligible(facts: Facts) -> Bools:
    """Which teams (rows of the teams tab) are eligible for each of `practices` (columns) on the day as_of."""
    return is_meant(facts) & diffusion_adoptions.eligible_on(facts.log.teams, [facts.as_of])


@remembered_any_time
def is_eligible(facts: Facts) -> Bools:
    """Which of `adopted`, and so of `events`, are by a team that is eligible on the day as_of (bool)."""
    rows = adopted(facts)
    return eligible(facts)[
        positions_in(rows["team"], team_keys(facts)), positions_in(rows["practice"], practice_keys(facts))
    ]
