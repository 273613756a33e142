"""The diffusion map with too many teams for dots: places with counts over time, flows between them, and single places.

Everything is counted from a `lib.metrics.diffusion.diffusion_map.DiffusionMap`. Days are those of that map, rounded up
to steps, so that the chart stays small however long the log is. A frame without rows keeps its columns and dtypes.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

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
    step = max(1, math.ceil(found.days / STEPS))
    stages = found.stages.merge(found.teams[["team", "row", "column"]], on="team")
    is_in = stages["stage"] != "outside"
    using = stages["stage"].isin(ADOPTING)
    ever = using.groupby(stages["team"]).cummax().astype(bool)
    counted = {"eligible": is_in, "adopted": is_in & ever, "in_use": using}
    starts = stages[["row", "column"]].assign(
        day=_rounded(stages["day"], step, found.days),
        **{name: mask.astype("int64") for name, mask in counted.items()},
    )
    ends = starts.assign(day=_rounded(stages["until"], step, found.days))[stages["until"] <= found.days]
    ends[list(counted)] *= -1
    changes = pd.concat([starts, ends])
    changes = changes.groupby(["row", "column", "day"], as_index=False)[list(counted)].sum()
    by_place = changes.groupby(["row", "column"])
    changes[list(counted)] = by_place[list(counted)].cumsum()
    same = (changes[list(counted)] == by_place[list(counted)].shift()).all(axis=1)
    changes = changes[~same]
    until = changes.groupby(["row", "column"])["day"].shift(-1).fillna(found.days + 1).astype("int64")
    named = changes.assign(until=until).merge(
        found.places[["row", "column", "function", "region"]], on=["row", "column"]
    )
    columns = ["function", "region", "row", "column", "day", "until", *counted]
    return named[columns].sort_values(["row", "column", "day"], ignore_index=True)


def _rounded(day: pd.Series, step: int, last: int) -> pd.Series:
    """Days rounded up to the next step, but never beyond `last`."""
    return (np.ceil(day / step) * step).clip(upper=last).astype("int64")


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
