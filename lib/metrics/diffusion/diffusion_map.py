"""The diffusion map: every team's place, its stage on each day, and who learned from whom.

Places are functions × regions. A team keeps its spot within its place whatever the practice, day and filters, so that
maps can be compared. Days are whole numbers from the map's first day (0) to its last. Formulas for adoption, source and
generation: `lib.metrics.diffusion.adoptions` and `lib.metrics.diffusion.sources`. A frame without rows keeps its
columns and dtypes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.log.format.of_frame import of_frame
from lib.metrics.core import facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.diffusion import descent, sources, spreading
from lib.metrics.diffusion.adoptions import Day, adoption_events, in_reach, midnight, of_practice
from lib.metrics.diffusion.sources import Given
from lib.metrics.diffusion.spells import furthest, spells

NOT_RECORDED = "not recorded"
OTHERS = "others"
MOST_ROWS, MOST_COLUMNS = 20, 12
STAGES = ("outside", "not yet", "told", "trying", "adopted", "sustained", "adapted", "stopped")
"""Stages a dot can show. outside: not eligible on that day, or the practice is not meant for the team."""
LEAD_DAYS = 10
"""The map begins this many days before the first stage, so that the first stage can be seen to arrive."""
Days = NDArray[np.int64]
"""Whole days since the map's first one."""


@dataclass(frozen=True)
class DiffusionMap:
    """One practice, or all of them, on the map.

    `first`, `last`: the first and last day of the map. `places`: see `places`. `teams`: the columns of `spots`, and
    order and last of `descent.numbered` (−1 and −2 for teams that never adopted, and for all teams if the map shows all
    practices). `stages`: team, stage (str, of STAGES); day, until (int64: the first day, and the day after the last);
    since (the day of the row in the log, NaT without a row); source, effect, conditions (str, missing if the map shows
    all practices); unattributed (bool: adopted, and no possible source is named). Sorted by team and day, without gaps.
    `arrows`: source, source_kind (str: team or lighthouse), team; adopted_on; day, generation (int64: of the adopter);
    one row per attributed adoption, or, for all practices, the earliest per pair of source and team. `lighthouses`:
    lighthouse, order, last. `from_outside`: number of arrows left out because their source is filtered out.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    places: pd.DataFrame
    teams: pd.DataFrame
    stages: pd.DataFrame
    arrows: pd.DataFrame
    lighthouses: pd.DataFrame
    from_outside: int = 0

    @property
    def days(self) -> int:
        """Number of days from first to last."""
        return (self.last - self.first).days


def folded(values: pd.Series, most: int) -> pd.Series:
    """`values` (str) with blanks as NOT_RECORDED; of more than `most`, all but the most frequent become OTHERS."""
    named = values.fillna(NOT_RECORDED)
    counts = named.value_counts()
    if len(counts) <= most:
        return named
    frequent = counts.sort_index().sort_values(ascending=False, kind="stable").index[: most - 1]
    return named.where(named.isin(frequent), OTHERS)


def spots(teams: pd.DataFrame) -> pd.DataFrame:
    """The spot of each team in the tab: team, function, region (str, as on the map); row, column (int64, of its place);
    seat (int64: 0, 1, 2 … within its place, by name). Sorted by row, column and seat."""
    named = teams.drop_duplicates("team")
    at = pd.DataFrame(
        {
            "team": named["team"],
            "function": folded(named["function"], MOST_ROWS),
            "region": folded(named["region"], MOST_COLUMNS),
        }
    )
    for column, place in (("function", "row"), ("region", "column")):
        at[place] = positions_in(at[column], _in_order(at[column]))
    at = at.sort_values(["row", "column", "team"], ignore_index=True)
    return at.assign(seat=at.groupby(["row", "column"]).cumcount().astype("int64"))


def _in_order(names: pd.Series) -> pd.Index:
    """Names in alphabetical order; OTHERS and NOT_RECORDED last."""
    return pd.Index(
        sorted(names.unique(), key=lambda name: (name in (OTHERS, NOT_RECORDED), name.casefold()))
    )


def places(at: pd.DataFrame) -> pd.DataFrame:
    """The places that `spots` uses: function, region, row, column, teams (int64), sorted by row and column. Rows and
    columns without teams are removed and the others renumbered."""
    counted = at.groupby(["function", "region", "row", "column"]).size().rename("teams").reset_index()
    for place in ("row", "column"):
        counted[place] = np.unique(counted[place], return_inverse=True)[1].astype("int64")
    return counted.sort_values(["row", "column"], ignore_index=True)


class _Seating(NamedTuple):
    """Where teams are on the map, whatever the practice: their spots `at` (see `spots`), the `places`, the spots as
    `placed` in them, and the rows of `teams` in the order of the spots."""

    at: pd.DataFrame
    places: pd.DataFrame
    placed: pd.DataFrame
    teams: pd.DataFrame


@of_frame
def _seating(teams: pd.DataFrame) -> _Seating:
    return _seated(spots(teams), teams)


def _seated(at: pd.DataFrame, teams: pd.DataFrame) -> _Seating:
    at = at[among(at["team"], teams["team"])].reset_index(drop=True)
    found = places(at)
    placed = at.drop(columns=["row", "column"]).merge(found.drop(columns="teams"), on=["function", "region"])
    rows = teams.drop_duplicates("team").set_index("team").loc[at["team"]].reset_index()
    return _Seating(at, found, placed, rows)


def seats(most: int) -> tuple[int, int]:
    """How many seats a place needs across and down for `most` teams, in a box that is wider than high."""
    across = max(1, min(most, math.ceil(math.sqrt(2.4 * most))))
    return across, max(1, math.ceil(most / across))


def diffusion_map(
    log: CircleLog,
    as_of: Day,
    practice: str | None = None,
    *,
    stages: Given = None,
    named: Given = None,
    events: Given = None,
) -> DiffusionMap | None:
    """The map of one practice, or of all practices in the log (each team at its furthest stage).

    If the log is filtered by function or region, the other teams are not on the map, but who learned from whom is still
    taken from the whole log. None if no team in the log has reached any stage by `as_of`. `stages`, `events`, `named`:
    `stage_rows`, `adoption_events` and `named_sources` of the same log and day, of this practice or more; the latter
    two only if the log is not filtered by function or region.
    """
    day, everywhere = midnight(as_of), log.everywhere
    seating = _seated(spots(everywhere.teams), log.teams) if log.beyond else _seating(log.teams)
    at = seating.at
    of_pairs = spells(log, day, practice, stages=stages)
    if of_pairs.empty:
        return None
    first = of_pairs["since"].min() - pd.Timedelta(days=LEAD_DAYS)
    events = adoption_events(everywhere, day) if events is None else events
    events = events if practice is None else of_practice(events, practice).reset_index(drop=True)
    if named is None:
        named = sources.named_sources(everywhere, day, events=events)
    elif practice is not None:
        named = of_practice(named, practice).reset_index(drop=True)
    edges = named[named["why"].isna()]
    arrows, left_out = _arrows(events, edges, at, first)
    nodes = descent.numbered(events["team"], edges) if practice is not None else None
    return DiffusionMap(
        first,
        day,
        seating.places,
        _numbered(seating.placed, nodes),
        _stages(seating.teams, of_pairs, events, edges, first, day, practice),
        arrows,
        _lighthouses(arrows, nodes),
        left_out,
    )


@remembered_any_time
def seen(known: facts.Facts, practice: str | None) -> DiffusionMap | None:
    """`diffusion_map` of these facts, which remember it."""
    log, stages = spreading.log(known), spreading.stages(known)
    if log.beyond:
        return diffusion_map(log, known.as_of, practice, stages=stages)
    named = spreading.named_sources(known)
    return diffusion_map(
        log, known.as_of, practice, stages=stages, events=spreading.adopted(known), named=named
    )


def _numbered(at: pd.DataFrame, nodes: pd.DataFrame | None) -> pd.DataFrame:
    if nodes is None:
        return at.assign(order=-1, last=-2)
    own = nodes[nodes["kind"] == "team"].set_index("name")[["order", "last"]].reindex(at["team"])
    return at.assign(
        order=own["order"].fillna(-1).astype("int64").array, last=own["last"].fillna(-2).astype("int64").array
    )


def _lighthouses(arrows: pd.DataFrame, nodes: pd.DataFrame | None) -> pd.DataFrame:
    names = sorted(arrows.loc[arrows["source_kind"] == "lighthouse", "source"].unique(), key=str.casefold)
    frame = pd.DataFrame({"lighthouse": pd.Series(names, dtype="str")})
    if nodes is None:
        return frame.assign(order=-1, last=-2).astype({"order": "int64", "last": "int64"})
    own = nodes[nodes["kind"] == "lighthouse"].set_index("name")
    return frame.assign(
        **{name: own[name].reindex(names).astype("int64").array for name in ("order", "last")}
    )


def _arrows(
    events: pd.DataFrame, edges: pd.DataFrame, at: pd.DataFrame, first: pd.Timestamp
) -> tuple[pd.DataFrame, int]:
    keyed = pd.Series(
        sources.generation(events, edges).array, sources.adoption_key(events["practice"], events["team"])
    )
    generation = keyed.reindex(sources.adoption_key(edges["practice"], edges["team"]))
    arrows = edges[["source", "source_kind", "team", "adopted_on"]].assign(generation=generation.array)
    arrows = arrows[among(arrows["team"], at["team"])]
    is_here = (arrows["source_kind"] == "lighthouse") | among(arrows["source"], at["team"])
    found = arrows[is_here].sort_values(["adopted_on", "team", "source"])
    found = found.drop_duplicates(["source", "source_kind", "team"])
    day = (found["adopted_on"] - first).dt.days.astype("int64")
    found = found.assign(day=day, generation=found["generation"].astype("int64"))
    columns = ["source", "source_kind", "team", "adopted_on", "day", "generation"]
    return found[columns].reset_index(drop=True), int((~is_here).sum())


def _stages(
    teams: pd.DataFrame,
    of_pairs: pd.DataFrame,
    events: pd.DataFrame,
    edges: pd.DataFrame,
    first: pd.Timestamp,
    last: pd.Timestamp,
    practice: str | None,
) -> pd.DataFrame:
    end, every = (last - first).days + 1, np.arange(len(teams))
    own = of_pairs if practice is not None else furthest(of_pairs)
    of = positions_in(own["team"], pd.Index(teams["team"]))
    start, stop = _window(teams, practice, first, end)
    day, until, gone = _days(own["since"], first, end), _days(own["until"], first, end), stop[of]
    began = _earliest(day, of, len(teams), end)
    back = _earliest(np.where(day < gone, end, day), of, len(teams), end)
    is_known = np.bincount(of, minlength=len(teams)) > 0
    known, left = every[is_known], np.where(is_known, end, np.maximum(start, stop))
    parts: list[tuple[NDArray[np.int64], Any, Days, Days]] = [
        (of, own["stage"], day, np.where(day < gone, np.minimum(until, gone), until)),
        (every, "outside", np.zeros_like(every), np.minimum(start, began)),
        (every, "not yet", start, np.minimum(stop, began)),
        (every, "outside", left, np.full_like(every, end)),
        (known, "outside", stop[known], back[known]),
    ]
    at, day, until = (np.concatenate([part[place] for part in parts]) for place in (0, 2, 3))
    stage = np.concatenate([np.broadcast_to(np.asarray(part[1], object), len(part[0])) for part in parts])
    by_name = np.empty_like(every)
    by_name[np.argsort(teams["team"])] = every
    order = np.lexsort((day, by_name[at]))
    order = order[day[order] < until[order]]
    row, at = np.where(order < len(own), order, -1), at[order]
    rows = pd.DataFrame(
        {
            "team": teams["team"].array.take(at),
            "stage": pd.Series(stage[order], dtype="str"),
            "day": day[order],
            "until": until[order],
            "since": own["since"].array.take(row, allow_fill=True),
        }
    )
    for column in ("source", "effect", "conditions"):
        noted = None if practice is None else own[column].array.take(row, allow_fill=True)
        rows[column] = pd.Series(noted, index=rows.index, dtype="str")
    if practice is not None:
        rows["source"] = _source(rows, at, teams, events, first)
    is_use = rows["stage"].isin(("adopted", "sustained", "adapted"))
    return rows.assign(unattributed=is_use & ~among(rows["team"], edges["team"]))


def _days(on: pd.Series, first: pd.Timestamp, missing: int) -> Days:
    return np.asarray((on - first).dt.days.fillna(missing), dtype=np.int64)


def _earliest(day: Days, of: NDArray[np.int64], count: int, missing: int) -> Days:
    """The earliest day of each of `count` teams; `of`: whose days they are."""
    found = np.full(count, missing, dtype=np.int64)
    np.minimum.at(found, of, day)
    return found


def _window(teams: pd.DataFrame, practice: str | None, first: pd.Timestamp, end: int) -> tuple[Days, Days]:
    """The first day on which each team is eligible for the practice, and the day after the last one; both are `end` if
    it is not meant for the team."""
    start = _days(teams["eligible_from"], first, 0).clip(0, end)
    stop = _days(teams["eligible_to"], first, end).clip(0, end)
    meant = np.ones(len(teams), bool) if practice is None else in_reach(teams, [practice])[:, 0]
    return np.where(meant, start, end), np.where(meant, np.maximum(start, stop), end)


def _source(
    rows: pd.DataFrame, at: NDArray[np.int64], teams: pd.DataFrame, events: pd.DataFrame, first: pd.Timestamp
) -> pd.Series:
    """The source named by then; from the adoption on, the source that the adoption's arrow comes from. `at`: the team
    of each row."""
    event = positions_in(teams["team"], pd.Index(events["team"]))[at]
    named = events["from_team"].where(events["from_team"].notna(), events["lighthouse"])
    adopted_on = events["adopted_on"].array.take(event, allow_fill=True)
    is_after = rows["day"] >= (pd.Series(adopted_on, index=rows.index) - first).dt.days
    of_event = pd.Series(named.array.take(event, allow_fill=True), index=rows.index)
    return rows["source"].where(~is_after, of_event)


def standing(found: DiffusionMap, day: int | None = None) -> pd.Series:
    """How many teams on the map are at each of STAGES (the index) on a day, by default the last one (int64)."""
    day = found.days if day is None else day
    now = found.stages[(found.stages["day"] <= day) & (found.stages["until"] > day)]
    return now["stage"].value_counts().reindex(STAGES, fill_value=0).astype("int64")
