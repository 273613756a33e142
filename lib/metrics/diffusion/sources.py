"""Who learned a practice from whom: attributed edges, generations, spread, and all practices at a glance.

What the figures mean is in docs/figures.md, 'Lighthouses and diffusion'. An adopter has at most one source; if it names
a team and a lighthouse, the team counts. An impossible source is listed and gives no edge: that adopter counts as
unattributed. An edge always leads from an earlier adoption to a later one, so edges form a forest. Each function takes
the log and the day, and optionally results of other functions here or in `adoptions` for the same log and day, to avoid
computing them again. In a log filtered by function or region, adopters are its own teams only; sources, followers and
roots may be anywhere. Columns are str, datetime64[s], int64 and float64; a frame without rows keeps its columns and
dtypes.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.metrics.diffusion.adoptions import (
    ADOPTING,
    AWARE,
    Day,
    adoption_events,
    eligible_on,
    in_reach,
    midnight,
    offered,
    stage_rows,
)
from lib.metrics.statistics.intervals import wilson

Given: TypeAlias = pd.DataFrame | None

MATURE_DAYS = 90
"""Younger adopters have had no time to pass a practice on, and are left out of R."""


def adoption_key(practice: pd.Series, team: pd.Series) -> pd.Index:
    """One string per practice and team; hashing these is several times faster than a MultiIndex."""
    return pd.Index(practice + "\0" + team)


def named_sources(log: CircleLog, as_of: Day, *, events: Given = None) -> pd.DataFrame:
    """Every adopter that names a source, and why that source is impossible, if it is.

    Columns: practice, team, source, source_kind (str: team or lighthouse); adopted_on; source_on (the source's
    adoption or the lighthouse's start, NaT if there is none); why (str, missing if the source is possible). In the
    order of adoption_events.
    """
    events = adoption_events(log, as_of) if events is None else events
    named = events[names_one(events)].reset_index(drop=True)
    practice, team, adopted_on = named["practice"], named["team"], named["adopted_on"].to_numpy()
    is_team = named["from_team"].notna().to_numpy()
    source = named["from_team"].where(is_team, named["lighthouse"])
    everywhere = log.everywhere
    known_events = events if everywhere is log else adoption_events(everywhere, as_of)
    adoption = pd.Series(
        known_events["adopted_on"].array, adoption_key(known_events["practice"], known_events["team"])
    )
    lighthouses = log.lighthouses.drop_duplicates("lighthouse").set_index("lighthouse")
    lighthouse = lighthouses[["practice", "started"]].reindex(source)
    source_on = adoption.reindex(adoption_key(practice, source)).to_numpy()
    source_on = np.where(is_team, source_on, lighthouse["started"].to_numpy())
    known = np.where(
        is_team, among(source, everywhere.teams["team"].unique()), lighthouse["practice"].notna()
    )
    reasons: dict[str, NDArray[np.bool_]] = {
        "lighthouse started after the adoption": source_on > adopted_on,
        "lighthouse belongs to another practice": ~is_team & (lighthouse["practice"].array != practice.array),
        "source adopted on the same day or later": is_team & (source_on >= adopted_on),
        "source never adopted": is_team & np.isnat(source_on),
        "source unknown": ~known,
        "names itself": is_team & (source == team).to_numpy(),
    }
    why = np.full(len(named), None, dtype=object)
    for reason, applies in reasons.items():
        why[applies] = reason
    kind = pd.Series(np.where(is_team, "team", "lighthouse"), dtype="str")
    sources = pd.DataFrame({"practice": practice, "team": team, "source": source, "source_kind": kind})
    return sources.assign(adopted_on=adopted_on, source_on=source_on, why=pd.Series(why, dtype="str"))


def names_one(events: pd.DataFrame) -> NDArray[np.bool_]:
    """Which adopters name a source: those of `named_sources`."""
    return (events["from_team"].notna() | events["lighthouse"].notna()).to_numpy()


def links(log: CircleLog, as_of: Day, *, events: Given = None) -> pd.DataFrame:
    """The attributed adoptions: one edge per adopter with a possible source.

    Columns: practice, team, source, source_kind (str: team or lighthouse), adopted_on, source_on (NaT for a
    lighthouse without a start), in the order of adoption_events.
    """
    sources = named_sources(log, as_of, events=events)
    return sources[sources["why"].isna()].drop(columns="why").reset_index(drop=True)


def impossible_sources(log: CircleLog, as_of: Day, *, events: Given = None) -> pd.DataFrame:
    """Adopters whose source is impossible: the team itself, unknown, no earlier adoption, or the wrong lighthouse.

    Columns (str): practice, team, from_team (the team or lighthouse named), why; in the order of adoption_events.
    """
    sources = named_sources(log, as_of, events=events)
    impossible = sources[sources["why"].notna()].rename(columns={"source": "from_team"})
    return impossible[["practice", "team", "from_team", "why"]].reset_index(drop=True)


def generation(events: pd.DataFrame, edges: pd.DataFrame) -> pd.Series:
    """Edges between each adoption and its root (int64, index of `events`), for any number of practices.

    A root is an unattributed adopter, which is generation 0, or a lighthouse, whose direct followers are generation 1.
    Every round doubles the steps taken toward the root, so the number of rounds is bounded whatever the edges are.
    """
    root = len(events)
    adopters = adoption_key(events["practice"], events["team"])
    of_team = (edges["source_kind"] == "team").to_numpy()
    source = adopters.get_indexer(adoption_key(edges["practice"], edges["source"]))
    follower = adopters.get_indexer(adoption_key(edges["practice"], edges["team"]))
    present = follower >= 0
    ancestor = np.full(root + 1, root)
    ancestor[follower[present]] = np.where(of_team & (source >= 0), source, root)[present]
    steps = np.zeros(root + 1, dtype=np.int64)
    steps[follower[present]] = 1
    for _ in range(root.bit_length()):
        steps += steps[ancestor]
        ancestor = ancestor[ancestor]
    return pd.Series(steps[:root], index=events.index)


def generation_of(log: CircleLog, as_of: Day, events: pd.DataFrame, edges: pd.DataFrame) -> pd.Series:
    """`generation` of the log's adopters (index of `events`), counted from their roots even where filtered out."""
    everywhere = log.everywhere
    if everywhere is log:
        return generation(events, edges)
    known = adoption_events(everywhere, as_of)
    steps = generation(known, links(everywhere, as_of, events=known))
    keyed = pd.Series(steps.array, adoption_key(known["practice"], known["team"]))
    found = keyed.reindex(adoption_key(events["practice"], events["team"]))
    return pd.Series(found.to_numpy(dtype="int64"), index=events.index)


def passed_on(log: CircleLog, as_of: Day, edges: pd.DataFrame) -> pd.DataFrame:
    """The edges that start from a team in the log, wherever its followers are. `edges`: `links` of the same log."""
    everywhere = log.everywhere
    if everywhere is not log:
        edges = links(everywhere, as_of)
        edges = edges[among(edges["source"], log.teams["team"].unique())]
    return edges[edges["source_kind"] == "team"]


def diffusion_table(
    log: CircleLog, as_of: Day, *, events: Given = None, edges: Given = None, impossible: Given = None
) -> pd.DataFrame:
    """All practices at a glance: one row each, in the order of their tab.

    Columns: practice, title (str). Of the teams eligible on `as_of`, as in the figures: adopted, eligible (int64; 0 if
    it is not offered for spread);
    rate, low, high (float64, NaN where eligible is 0); in_use; told_or_trying (by their latest stage, never adopted);
    new_90_days (adopted less than 90 days ago). Of all adopters, as in `spread_figures.spread_factor`: attributed;
    generations (the deepest, 0 if none is attributed); impossible. Missing tabs give zeros; the figure adoption_rate
    says in words what is missing.
    """
    events = adoption_events(log, as_of) if events is None else events
    edges = links(log, as_of, events=events) if edges is None else edges
    impossible = impossible_sources(log, as_of, events=events) if impossible is None else impossible
    names = log.practices["practice"]
    meant = in_reach(log.teams, names) & offered(log, names, as_of)
    eligible = meant & eligible_on(log.teams, [midnight(as_of)])
    practices, teams = pd.Index(log.practices["practice"]), pd.Index(log.teams["team"])

    def count(frame: pd.DataFrame) -> NDArray[np.int64]:
        return np.bincount(practices.get_indexer(frame["practice"]), minlength=len(practices))

    def of_eligible(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[eligible[teams.get_indexer(frame["team"]), practices.get_indexer(frame["practice"])]]

    stages = stage_rows(log, as_of)
    adopting = stages.loc[stages["stage"].isin(ADOPTING), "pair"]
    latest = stages.drop_duplicates("pair", keep="last")
    aware = latest[latest["stage"].isin(AWARE) & ~latest["pair"].isin(adopting)]
    adopters = of_eligible(events)
    is_new = adopters["adopted_on"] > midnight(as_of) - pd.Timedelta(days=MATURE_DAYS)
    n, N = count(adopters), eligible.sum(axis=0)
    low, high = wilson(n, N)
    with np.errstate(invalid="ignore"):
        rate = n / N
    steps = generation_of(log, as_of, events, edges)
    deepest = steps.groupby(events["practice"]).max().reindex(practices, fill_value=0)
    return (
        log.practices[["practice", "title"]]
        .assign(
            adopted=n,
            eligible=N,
            rate=rate,
            low=low,
            high=high,
            in_use=count(adopters[adopters["in_use"]]),
            told_or_trying=count(of_eligible(aware)),
            new_90_days=count(adopters[is_new]),
            attributed=count(edges),
            generations=deepest.to_numpy(),
            impossible=count(impossible),
        )
        .reset_index(drop=True)
    )
