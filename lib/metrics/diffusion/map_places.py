"""The diffusion map with too many teams for dots: places with counts over time, flows between them, and single places.

Everything is counted from a `lib.metrics.diffusion.diffusion_map.DiffusionMap`. Days are those of that map, rounded up
to steps, so that the chart stays small however long the log is. A frame without rows keeps its columns and dtypes.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import among
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion.adoptions import ADOPTING
from lib.metrics.diffusion.diffusion_map import DiffusionMap, places

MOST_TEAMS, MOST_ARROWS = 400, 1_000
"""A map of more than these shows places instead of teams."""
STEPS = 52
MOST_FLOWS = 120
COUNTS = ("eligible", "adopted", "in_use")


def is_too_many(found: DiffusionMap) -> bool:
    """Whether the map shows places instead of teams."""
    return len(found.teams) > MOST_TEAMS or len(found.arrows) > MOST_ARROWS


@remembered
def cells(found: DiffusionMap) -> pd.DataFrame:
    """Each place over time: function, region (str); row, column; day, until; eligible, adopted (of those, ever), in_use
    (int64). One row for each span in which none of the three counts changes; sorted by place and day."""
    step, stages, where = max(1, math.ceil(found.days / STEPS)), found.stages, found.places
    team = positions_in(stages["team"], pd.Index(found.teams["team"]))
    stages, team = stages[team >= 0], team[team >= 0]
    is_in, using = (stages["stage"] != "outside").to_numpy(), stages["stage"].isin(ADOPTING).to_numpy()
    counts = np.column_stack([is_in, is_in & _ever(team, using, len(found.teams)), using]).astype("int64")
    place = _place_of_teams(found)[team]
    ended = (stages["until"] <= found.days).to_numpy()
    day = np.concatenate(
        [
            _rounded(stages["day"], step, found.days),
            _rounded(stages["until"], step, found.days)[ended],
        ]
    )
    spans = found.days + 1
    moment, of = np.unique(np.concatenate([place, place[ended]]) * spans + day, return_inverse=True)
    changes = np.zeros((len(moment), 3), dtype="int64")
    np.add.at(changes, of, np.concatenate([counts, -counts[ended]]))
    place, day, totals = moment // spans, moment % spans, changes.cumsum(axis=0)
    begins = np.diff(place, prepend=-1) != 0
    before = (totals - changes)[begins][begins.cumsum() - 1] if len(moment) else totals
    kept = begins | changes.any(axis=1)
    place, day, totals = place[kept], day[kept], (totals - before)[kept]
    is_last = np.diff(place, append=-1) != 0
    rows = {name: where[name].array.take(place) for name in ("function", "region", "row", "column")}
    spans_of = {"day": day, "until": np.where(is_last, spans, np.append(day[1:], 0))}
    return pd.DataFrame(rows | spans_of | dict(zip(COUNTS, totals.T, strict=True)))


def last_cells(found: DiffusionMap) -> pd.DataFrame:
    """The rows of `cells` on the last day: one for each place."""
    every = cells(found)
    return every[(every["until"] > found.days).to_numpy()]


def _place_of_teams(found: DiffusionMap) -> NDArray[np.int64]:
    """The position of each team's place in `found.places`, which is sorted by row and column."""
    where, columns = found.places, int(found.places["column"].max()) + 1
    places, teams = ((each["row"] * columns + each["column"]).to_numpy() for each in (where, found.teams))
    return np.searchsorted(places, teams)


def _ever(team: NDArray[np.int64], using: NDArray[np.bool_], teams: int) -> NDArray[np.bool_]:
    """For each spell of a team, in order: whether it used the practice in this one or in one before."""
    spell = np.arange(len(team))
    first = np.full(teams, len(team))
    np.minimum.at(first, team[using], spell[using])
    return spell >= first[team]


def _rounded(day: pd.Series, step: int, last: int) -> NDArray[np.int64]:
    """Days rounded up to the next step, but never beyond `last`."""
    return np.minimum(np.ceil(day.to_numpy() / step) * step, last).astype("int64")


@remembered
def flows(found: DiffusionMap) -> tuple[pd.DataFrame, int]:
    """The strongest flows from one place, or from a lighthouse, to another place; and the number of all flows.

    Columns: from_row, from_column (int64, −1 for a lighthouse); lighthouse (str, missing for a place); row, column;
    first (int64: the day of the first adoption); adoptions (int64). At most MOST_FLOWS rows, strongest first.
    """
    arrows, where, keys = found.arrows, found.places, pd.Index(found.teams["team"])
    names = sorted(found.lighthouses["lighthouse"].to_list())
    is_team = (arrows["source_kind"] == "team").to_numpy()
    places = np.append(_place_of_teams(found), -1)
    source, to = (places[positions_in(arrows[name], keys)] for name in ("source", "team"))
    beacon = positions_in(arrows["source"], pd.Index(names, dtype="str"))
    start = np.where(is_team, len(names) + source, beacon)  # lighthouses by name come before places
    moves = start != len(names) + to
    flow, of = np.unique(start[moves] * len(where) + to[moves], return_inverse=True)
    adoptions = np.bincount(of, minlength=len(flow)).astype("int64")
    first = np.full(len(flow), found.days, dtype="int64")
    np.minimum.at(first, of, arrows["day"].to_numpy()[moves])
    strongest = np.lexsort((flow, first, -adoptions))[:MOST_FLOWS]
    start, to = np.divmod(flow[strongest], max(len(where), 1))
    is_beacon, row, column = start < len(names), where["row"].to_numpy(), where["column"].to_numpy()
    source = np.where(is_beacon, -1, start - len(names))
    named = pd.array(names, dtype="str").take(np.where(is_beacon, start, -1), allow_fill=True)
    rows = {
        "from_row": np.where(is_beacon, -1, row[source]),
        "from_column": np.where(is_beacon, -1, column[source]),
        "lighthouse": named,
        "row": row[to],
        "column": column[to],
        "first": first[strongest],
        "adoptions": adoptions[strongest],
    }
    return pd.DataFrame(rows), len(flow)


def opened(found: DiffusionMap, function: str, region: str) -> DiffusionMap:
    """The map of one place only. If it has more than MOST_TEAMS teams, those at the furthest stages are shown.
    `from_outside` includes arrows from teams that are not shown."""
    here = found.teams[(found.teams["function"] == function) & (found.teams["region"] == region)]
    if len(here) > MOST_TEAMS:
        now = found.stages[found.stages["until"] > found.days].set_index("team")["stage"]
        order = ["sustained", "adapted", "adopted", "stopped", "trying", "told", "not yet", "outside"]
        rank = now.reindex(here["team"]).map({stage: place for place, stage in enumerate(order)}).to_numpy()
        here = here.assign(rank=rank).sort_values(["rank", "team"]).head(MOST_TEAMS).drop(columns="rank")
        here = here.sort_values("team")
    here = here.assign(row=0, column=0, seat=range(len(here))).reset_index(drop=True)
    arrows = found.arrows[among(found.arrows["team"], here["team"])]
    known = (arrows["source_kind"] == "lighthouse") | among(arrows["source"], here["team"])
    shown = arrows[known].reset_index(drop=True)
    return replace(
        found,
        places=places(here),
        teams=here,
        stages=found.stages[among(found.stages["team"], here["team"])].reset_index(drop=True),
        arrows=shown,
        lighthouses=found.lighthouses[
            among(
                found.lighthouses["lighthouse"],
                shown.loc[shown["source_kind"] == "lighthouse", "source"].unique(),
            )
        ].reset_index(drop=True),
        from_outside=found.from_outside + int((~known).sum()),
    )
