"""One practice at a time, in the plainest code: tests compare it with the vectorized figures of all practices.

Same formulas as `lib.metrics.diffusion.adoptions` and `lib.metrics.diffusion.sources`; takes and gives their frames.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.diffusion.adoptions import (
    ADOPTING,
    AWARE,
    NEEDED_TABS,
    Day,
    adoption_events,
    eligible_on,
    in_reach,
    midnight,
    of_practice,
    stage_rows,
)
from lib.metrics.diffusion.sources import (
    MATURE_DAYS,
    Given,
    generation_of,
    impossible_sources,
    links,
    passed_on,
)
from lib.metrics.statistics.intervals import wilson


def eligible_teams(log: CircleLog, practice: str, as_of: Day) -> pd.DataFrame:
    """Rows of the teams tab that are eligible on `as_of` and whose target_of is blank or names the practice."""
    chosen = in_reach(log.teams, [practice]) & eligible_on(log.teams, [midnight(as_of)])
    return log.teams[chosen[:, 0]]


def adoption_rate(log: CircleLog, practice: str, as_of: Day, *, events: pd.DataFrame | None = None) -> Figure:
    """Eligible teams that ever adopted / eligible teams on `as_of`, Wilson 95 %.

    `events`: from adoption_events for the same log and day. `excluded`: adopters not eligible on that day.
    """
    adopters = of_practice(adoption_events(log, as_of) if events is None else events, practice)
    return _share(log, practice, as_of, adopters, "adoption_rate")


def current_use(log: CircleLog, practice: str, as_of: Day, *, events: pd.DataFrame | None = None) -> Figure:
    """Eligible teams that use the practice on `as_of` / eligible teams that day, Wilson 95 %.

    `events`: as in adoption_rate. `excluded`: teams that use it but are not eligible on that day.
    """
    adopters = of_practice(adoption_events(log, as_of) if events is None else events, practice)
    return _share(log, practice, as_of, adopters[adopters["in_use"]], "current_use")


def _share(log: CircleLog, practice: str, as_of: Day, reached: pd.DataFrame, key: str) -> Figure:
    """The figure `key`: the share of eligible teams that are in `reached`."""
    figure = Figure(key, DICTIONARY[key].label, DICTIONARY[key].definition)
    missing = [f"tab {tab}: not recorded" for tab in NEEDED_TABS if not log.has(tab)]
    if missing:
        return replace(figure, n=0, N=0, missing="; ".join(missing))
    eligible = eligible_teams(log, practice, as_of)["team"]
    n, N = int(among(eligible, reached["team"].unique()).sum()), len(eligible)
    excluded = {"not eligible on that day": len(reached) - n} if len(reached) > n else {}
    if N == 0:
        return replace(figure, n=0, N=0, excluded=excluded)
    low, high = wilson(n, N)
    return replace(figure, value=n / N, n=n, N=N, low=low, high=high, excluded=excluded)


def adoption_curve(
    log: CircleLog, practice: str, as_of: Day, freq: str = "M", *, stages: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Adoption of one practice by month (or another pandas period), from the first adoption to `as_of`.

    Columns: period (str, 2026-03); new, cumulative (int64, of all adopters, whether eligible or not: `new` sums to
    their number). The other columns are about the teams eligible at the end of the period (on `as_of` in the last
    one): eligible (int64); rate, the share that ever adopted; in_use (int64); hazard = new / (eligible − already
    adopted), the share of teams without it before the period that adopted it in the period. So the last rate and
    in_use are those of adoption_rate and current_use. rate and hazard: NaN without a denominator. Without an
    adoption there are no rows.
    `stages`: stage_rows of the same log, practice and day.
    """
    day = midnight(as_of)
    rows = stage_rows(log, day, practice) if stages is None else stages
    first = rows[rows["stage"].isin(ADOPTING)].drop_duplicates("pair")
    periods = pd.period_range(first["date"].min() if len(first) else day, day, freq=freq)[
        : len(first) and None
    ]
    starts, ends = periods.start_time, periods.end_time.normalize()
    ends = ends.where(ends < day, day)
    new = np.bincount(starts.searchsorted(first["date"], "right") - 1, minlength=len(starts))

    teams = log.teams[in_reach(log.teams, [practice])[:, 0]]
    eligible = eligible_on(teams, ends)
    adopted_on = first.set_index("team")["date"].reindex(teams["team"]).to_numpy()[:, None]
    adopted, already = adopted_on <= ends.to_numpy(), adopted_on < starts.to_numpy()

    rows = rows[~rows["stage"].isin(AWARE)]
    pair, date = rows["pair"].to_numpy(), rows["date"].to_numpy()
    until = np.append(np.where(pair[1:] == pair[:-1], date[1:], np.datetime64("NaT")), np.datetime64("NaT"))
    team = pd.Index(teams["team"]).get_indexer(rows["team"])
    spell = rows["stage"].isin(ADOPTING).to_numpy() & (team >= 0)
    since, until = (dates[: len(pair)][spell, None] for dates in (date, until))
    in_use = eligible[team[spell]] & (since <= ends.to_numpy()) & ~(until <= ends.to_numpy())

    with np.errstate(invalid="ignore"):
        rate = (eligible & adopted).sum(axis=0) / eligible.sum(axis=0)
        hazard = (eligible & adopted & ~already).sum(axis=0) / (eligible & ~already).sum(axis=0)
    columns = {"period": periods.astype("str"), "new": new, "cumulative": new.cumsum()}
    columns |= {
        "eligible": eligible.sum(axis=0),
        "rate": rate,
        "in_use": in_use.sum(axis=0),
        "hazard": hazard,
    }
    return pd.DataFrame(columns)


def reach_grid(
    log: CircleLog, practice: str, as_of: Day, *, events: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How many teams ever adopted a practice out of those eligible on `as_of`, by function and region.

    Columns, sorted by the first two: function, region (str, missing if the team has none); n, N (int64, N > 0).
    Cells sum to the n and N of adoption_rate. No rows without eligible teams.
    """
    adopters = of_practice(adoption_events(log, as_of) if events is None else events, practice)
    eligible = eligible_teams(log, practice, as_of)
    cells = eligible.assign(adopted=among(eligible["team"], adopters["team"].unique()))
    by_place = cells.groupby(["function", "region"], dropna=False)["adopted"]
    return by_place.agg(n="sum", N="size").astype("int64").reset_index()


def _of_practice(
    log: CircleLog, practice: str, as_of: Day, events: Given, edges: Given
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The events and edges of one practice, computed if they are not given."""
    events = of_practice(adoption_events(log, as_of) if events is None else events, practice)
    return events, of_practice(links(log, as_of, events=events) if edges is None else edges, practice)


def tree(
    log: CircleLog, practice: str, as_of: Day, *, events: Given = None, edges: Given = None
) -> pd.DataFrame:
    """How each adopter got the practice: one row each, sorted by generation, adopted_on and team.

    Columns: team, source, source_kind (str, the last two missing for unattributed adopters); generation (int64, see
    `sources.generation`); adopted_on.
    """
    events, edges = _of_practice(log, practice, as_of, events, edges)
    named = edges.set_index("team")[["source", "source_kind"]].reindex(events["team"]).reset_index()
    steps = generation_of(log, as_of, events, edges)
    nodes = named.assign(generation=steps.array, adopted_on=events["adopted_on"].array)
    return nodes.sort_values(["generation", "adopted_on", "team"], ignore_index=True)


def generations(
    log: CircleLog, practice: str, as_of: Day, *, events: Given = None, edges: Given = None
) -> list[int]:
    """Number of adopters in each generation, starting at 0; they sum to all adopters. Empty without adopters."""
    events, edges = _of_practice(log, practice, as_of, events, edges)
    return np.bincount(generation_of(log, as_of, events, edges)).tolist()


def spread_by_source(
    log: CircleLog, practice: str, as_of: Day, *, events: Given = None, edges: Given = None
) -> pd.DataFrame:
    """Adoptions that name a team or lighthouse as their source, most first.

    Columns: source, source_kind (str: team or lighthouse), followers (int64).
    """
    edges = _of_practice(log, practice, as_of, events, edges)[1]
    followers = edges.groupby(["source", "source_kind"]).size().reset_index(name="followers")
    return followers.sort_values(
        ["followers", "source", "source_kind"], ascending=[False, True, True], ignore_index=True
    )


def spread(
    log: CircleLog,
    practice: str,
    as_of: Day,
    *,
    events: Given = None,
    edges: Given = None,
    impossible: Given = None,
) -> dict[str, Any]:
    """How much adopters pass on a practice.

    adopters, attributed (counts; followers of lighthouses included); attributed_share; mature (adopters of at least
    90 days); r_all = attributed adoptions whose source is a mature adopter / mature adopters; r_active = the same /
    mature adopters with at least one follower; impossible ([{team, from_team, why}]). A lighthouse is not an adopter:
    adoptions it led to count in `attributed` but in neither R. None if a denominator is 0.
    """
    events, edges = _of_practice(log, practice, as_of, events, edges)
    impossible = impossible_sources(log, as_of, events=events) if impossible is None else impossible
    last_mature_day = midnight(as_of) - pd.Timedelta(days=MATURE_DAYS)
    mature = int((events["adopted_on"] <= last_mature_day).sum())
    passed = of_practice(passed_on(log, as_of, edges), practice)
    passed = passed[passed["source_on"] <= last_mature_day]
    active = passed["source"].nunique()
    return {
        "adopters": len(events),
        "attributed": len(edges),
        "attributed_share": len(edges) / len(events) if len(events) else None,
        "r_all": len(passed) / mature if mature else None,
        "r_active": len(passed) / active if active else None,
        "mature": mature,
        "impossible": of_practice(impossible, practice)[["team", "from_team", "why"]].to_dict("records"),
    }
