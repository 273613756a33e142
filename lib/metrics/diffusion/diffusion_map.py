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

from lib.log.format.frames import among, either
from lib.log.format.model import CircleLog
from lib.log.format.of_frame import of_frame
from lib.metrics.core import facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered_any_time
from lib.metrics.diffusion import descent, sources, spreading
from lib.metrics.diffusion.adoptions import ADOPTING, Day, adoption_events, in_reach, midnight, of_practice
from lib.metrics.diffusion.sources import Given
from lib.metrics.diffusion.spells import furthest, spells

NOT_RECORDED = "not recorded"
OTHERS = "others"
MOST_ROWS, MOST_COLUMNS = 20, 12
STAGES = ("outside", "not yet", "told", "trying", "adopted", "sustained", "adapted", "stopped")
"""Stages a dot can show. outside: not eligible on that day, or the practice is not meant for the team."""
_KEYS = pd.Index(STAGES)
_OUTSIDE, _NOT_YET = STAGES.index("outside"), STAGES.index("not yet")
_IS_USE = np.array([stage in ADOPTING for stage in STAGES])
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
    """Where teams are on the map, whatever the practice: the `places`, the spots as `placed` in them (see `spots`), the
    rows of `teams` in the order of the spots, their `keys`, and the order of their names (`by_name`: 0 for the first).
    """

    places: pd.DataFrame
    placed: pd.DataFrame
    teams: pd.DataFrame
    keys: pd.Index
    by_name: NDArray[np.int64]


@of_frame
def _seating(teams: pd.DataFrame) -> _Seating:
    return _seated(spots(teams), teams)


def _seated(at: pd.DataFrame, teams: pd.DataFrame) -> _Seating:
    at = at[among(at["team"], teams["team"])].reset_index(drop=True)
    found = places(at)
    placed = at.drop(columns=["row", "column"]).merge(found.drop(columns="teams"), on=["function", "region"])
    rows = teams.drop_duplicates("team").set_index("team").loc[at["team"]].reset_index()
    by_name = np.empty(len(at), dtype=np.int64)
    by_name[np.argsort(rows["team"])] = np.arange(len(at))
    return _Seating(found, placed, rows, pd.Index(rows["team"]), by_name)


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
    `stage_rows`, `adoption_events` (also with their generation) and `named_sources` of the same log and day, of this
    practice or more; the latter two only if the log is not filtered by function or region.
    """
    day, everywhere = midnight(as_of), log.everywhere
    seating = _seated(spots(everywhere.teams), log.teams) if log.beyond else _seating(log.teams)
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
    is_edge = named["why"].isna().to_numpy()
    edges = named[is_edge]
    if "generation" not in events:
        events = events.assign(generation=sources.generation(events, edges))
    generation = events["generation"].to_numpy()[sources.names_one(events)][is_edge]
    arrows, left_out = _arrows(edges.assign(generation=generation), seating.keys, first)
    nodes = descent.walked(events["team"], edges) if practice is not None else None
    return DiffusionMap(
        first,
        day,
        seating.places,
        _numbered(seating, nodes),
        _stages(seating, of_pairs, events, edges, first, day, practice),
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
        log, known.as_of, practice, stages=stages, events=spreading.events(known), named=named
    )


def _numbered(seating: _Seating, nodes: descent.Walk | None) -> pd.DataFrame:
    order, last = np.full(len(seating.keys), -1), np.full(len(seating.keys), -2)
    if nodes is not None:
        of_team = [place for place, (kind, _) in enumerate(nodes.nodes) if kind == "team"]
        at = positions_in(pd.Series([nodes.nodes[place][1] for place in of_team], dtype="str"), seating.keys)
        numbers = np.array(of_team, dtype=np.int64)[at >= 0]
        order[at[at >= 0]], last[at[at >= 0]] = numbers, np.array(nodes.last)[numbers]
    return seating.placed.assign(order=order, last=last)


def _lighthouses(arrows: pd.DataFrame, nodes: descent.Walk | None) -> pd.DataFrame:
    is_beacon = (arrows["source_kind"] == "lighthouse").to_numpy()
    names = sorted({*arrows["source"].array[is_beacon]}, key=str.casefold)
    own = {} if nodes is None else {node: place for place, node in enumerate(nodes.nodes)}
    order = [-1 if nodes is None else own["lighthouse", name] for name in names]
    last = [-2 if nodes is None else nodes.last[place] for place in order]
    numbers = np.array([order, last], dtype=np.int64)
    return pd.DataFrame(
        {"lighthouse": pd.Series(names, dtype="str"), "order": numbers[0], "last": numbers[1]}
    )


def _arrows(edges: pd.DataFrame, keys: pd.Index, first: pd.Timestamp) -> tuple[pd.DataFrame, int]:
    """`edges`: with the generation of each adopter. `keys`: the teams on the map."""
    is_here = among(edges["team"], keys.array).to_numpy()
    is_beacon = (edges["source_kind"] == "lighthouse").to_numpy()
    is_from_here = is_beacon | among(edges["source"], keys.array).to_numpy()
    rows = edges[is_here & is_from_here]
    keyed = zip(*(rows[name].to_list() for name in ("adopted_on", "team", "source")), strict=True)
    order = [place for _, place in sorted(zip(keyed, range(len(rows)), strict=True))]
    found = rows.take(order).drop_duplicates(["source", "source_kind", "team"])
    found = found.assign(day=_days(found["adopted_on"], first, 0))
    columns = ["source", "source_kind", "team", "adopted_on", "day", "generation"]
    return found[columns].reset_index(drop=True), int((is_here & ~is_from_here).sum())


def _stages(
    seating: _Seating,
    of_pairs: pd.DataFrame,
    events: pd.DataFrame,
    edges: pd.DataFrame,
    first: pd.Timestamp,
    last: pd.Timestamp,
    practice: str | None,
) -> pd.DataFrame:
    teams, keys = seating.teams, seating.keys
    end, every = (last - first).days + 1, np.arange(len(teams))
    own = of_pairs if practice is not None else furthest(of_pairs)
    of, stage = positions_in(own["team"], keys), positions_in(own["stage"], _KEYS)
    start, stop = _window(teams, practice, first, end)
    day, until, gone = _days(own["since"], first, end), _days(own["until"], first, end), stop[of]
    began = _earliest(day, of, len(teams), end)
    back = _earliest(np.where(day < gone, end, day), of, len(teams), end)
    is_known = np.bincount(of, minlength=len(teams)) > 0
    known, left = every[is_known], np.where(is_known, end, np.maximum(start, stop))
    parts: list[tuple[NDArray[np.int64], Any, Days, Days]] = [
        (of, stage, day, np.where(day < gone, np.minimum(until, gone), until)),
        (every, _OUTSIDE, np.zeros_like(every), np.minimum(start, began)),
        (every, _NOT_YET, start, np.minimum(stop, began)),
        (every, _OUTSIDE, left, np.full_like(every, end)),
        (known, _OUTSIDE, stop[known], back[known]),
    ]
    at, day, until = (np.concatenate([part[place] for part in parts]) for place in (0, 2, 3))
    stage = np.concatenate([np.broadcast_to(part[1], len(part[0])) for part in parts])
    order = np.lexsort((day, seating.by_name[at]))
    order = order[day[order] < until[order]]
    row, at, day = np.where(order < len(own), order, -1), at[order], day[order]
    noted = {name: (of_pairs[name], np.full(len(row), -1)) for name in ("source", "effect", "conditions")}
    if practice is not None:
        noted = {name: (column, row) for name, (column, _) in noted.items()}
        noted["source"] = _source(own["source"], row, day, at, events, keys, first)
    attributed = positions_in(edges["team"], keys)
    is_attributed = np.zeros(len(teams), dtype=bool)
    is_attributed[attributed[attributed >= 0]] = True
    return pd.DataFrame(
        {
            "team": keys.array.take(at),
            "stage": _KEYS.array.take(stage[order]),
            "day": day,
            "until": until[order],
            "since": own["since"].array.take(row, allow_fill=True),
            **{name: said.array.take(rows, allow_fill=True) for name, (said, rows) in noted.items()},
            "unattributed": _IS_USE[stage[order]] & ~is_attributed[at],
        }
    )


def _days(on: pd.Series, first: pd.Timestamp, missing: int) -> Days:
    days = on.to_numpy().astype("datetime64[D]")
    since = (days - first.to_datetime64().astype("datetime64[D]")).astype(np.int64)
    return np.where(np.isnat(days), missing, since)


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
    noted: pd.Series,
    row: NDArray[np.int64],
    day: Days,
    at: NDArray[np.int64],
    events: pd.DataFrame,
    keys: pd.Index,
    first: pd.Timestamp,
) -> tuple[pd.Series, NDArray[np.int64]]:
    """The source named by then; from the adoption on, the source that the adoption's arrow comes from. `noted`: the
    sources named, `row`: which of them each row names, `at`: its team. Out: sources, and which of them each row has."""
    event = positions_in(pd.Series(keys), pd.Index(events["team"]))[at]
    named = either(events["from_team"], events["from_team"].notna(), events["lighthouse"])
    adopted_on = np.append(_days(events["adopted_on"], first, 0), 0)[event]
    is_after = (event >= 0) & (day >= adopted_on)
    return pd.concat([noted, named], ignore_index=True), np.where(is_after, len(noted) + event, row)


def standing(found: DiffusionMap, day: int | None = None) -> pd.Series:
    """How many teams on the map are at each of STAGES (the index) on a day, by default the last one (int64)."""
    day = found.days if day is None else day
    now = found.stages[(found.stages["day"] <= day) & (found.stages["until"] > day)]
    return now["stage"].value_counts().reindex(STAGES, fill_value=0).astype("int64")
