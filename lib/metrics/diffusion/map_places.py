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
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion.adoptions import ADOPTING
from lib.metrics.diffusion.diffusion_map import DiffusionMap, places

MOST_TEAMS, MOST_ARROWS = 400, 1_000
"""A map of more than these shows places instead of teams."""
STEPS = 52
MOST_FLOWS = 120


def is_too_many(found: DiffusionMap) -> bool:
    """Whether the map shows places instead of teams."""
    return len(found.teams) > MOST_TEAMS or len(found.arrows) > MOST_ARROWS


@remembered
def cells(found: DiffusionMap) -> pd.DataFrame:
    """Each place over time: function, region (str); row, column; day, until; eligible, adopted (of those, ever), in_use
    (int64). One row for each span in which none of the three counts changes; sorted by place and day."""
    step, stages, where = max(1, math.ceil(found.days / STEPS)), found.stages, found.places
    team = pd.Index(found.teams["team"]).get_indexer(stages["team"])
    stages, team = stages[team >= 0], team[team >= 0]
    is_in, using = (stages["stage"] != "outside").to_numpy(), stages["stage"].isin(ADOPTING).to_numpy()
    counts = np.column_stack([is_in, is_in & _ever(team, using, len(found.teams)), using]).astype("int64")
    at = pd.MultiIndex.from_frame(where[["row", "column"]])
    place = at.get_indexer(pd.MultiIndex.from_frame(found.teams[["row", "column"]]))[team]
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
    rows = where.iloc[place][["function", "region", "row", "column"]].reset_index(drop=True)
    rows = rows.assign(day=day, until=np.where(is_last, spans, np.append(day[1:], 0)))
    rows = rows.assign(**dict(zip(("eligible", "adopted", "in_use"), totals.T, strict=True)))
    return rows.sort_values(["row", "column", "day"], ignore_index=True)


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
    at = found.teams.set_index("team")[["row", "column"]]
    arrows = found.arrows
    to, source = at.reindex(arrows["team"]), at.reindex(arrows["source"])
    is_team = (arrows["source_kind"] == "team").to_numpy()
    moves = pd.DataFrame(
        {
            "from_row": np.where(is_team, source["row"], -1).astype("int64"),
            "from_column": np.where(is_team, source["column"], -1).astype("int64"),
            "lighthouse": arrows["source"].where(~is_team).array,
            "row": to["row"].to_numpy(dtype="int64"),
            "column": to["column"].to_numpy(dtype="int64"),
            "day": arrows["day"],
        }
    ).astype({"lighthouse": "str"})
    moves = moves[(moves["from_row"] != moves["row"]) | (moves["from_column"] != moves["column"])]
    between = moves.groupby(["from_row", "from_column", "lighthouse", "row", "column"], dropna=False)["day"]
    found_flows = between.agg(first="min", adoptions="size").reset_index()
    order = ["adoptions", "first", "from_row", "from_column", "lighthouse", "row", "column"]
    strongest = found_flows.sort_values(order, ascending=[False] + [True] * 6, ignore_index=True)
    strongest["adoptions"] = strongest["adoptions"].astype("int64")
    return strongest.head(MOST_FLOWS), len(strongest)


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
