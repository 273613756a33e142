"""How far practices travel among teams: adoption events, rates, curves and reach.

What the figures mean is in docs/figures.md, 'Lighthouses and diffusion'. A team has adopted a practice from the day it
first reached adopted, sustained or adapted, and uses it until a stop that is not followed by one of these. Rows count
only if their team and practice are in their tabs, and if they have a stage and a date on or before `as_of`. Columns are
str, datetime64[s], int64 and float64; a frame without rows keeps its columns and dtypes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import among, items
from lib.log.format.model import CircleLog
from lib.log.format.of_frame import of_frame
from lib.log.format.schema import ADOPTING_STAGES, AWARE_STAGES
from lib.metrics.core.lookup import positions_in

Day: TypeAlias = pd.Timestamp | date

ADOPTING, AWARE = ADOPTING_STAGES, AWARE_STAGES
NEEDED_TABS = ("practices", "teams", "adoptions")


def midnight(as_of: Day) -> pd.Timestamp:
    """The day `as_of` as a timestamp, to compare with dates in the log."""
    return pd.Timestamp(as_of).normalize()


def of_practice(frame: pd.DataFrame, practice: str) -> pd.DataFrame:
    """The rows of one practice."""
    return frame[frame["practice"] == practice]


def stage_rows(log: CircleLog, as_of: Day, practice: str | None = None) -> pd.DataFrame:
    """Rows of the adoptions tab that count, for one practice or all, sorted by pair and then by date.

    Columns: those of the tab, and pair (int64: one number per practice and team, in the order of their names).
    Stages of the same day are sorted by _workbook and _row. The index is 0, 1, 2 …
    """
    rows = log.adoptions if practice is None else of_practice(log.adoptions, practice)
    practices, teams = _practices_by_name(log.practices), _teams_by_name(log.teams)
    practice_code, team_code = positions_in(rows["practice"], practices), positions_in(rows["team"], teams)
    known = (practice_code >= 0) & (team_code >= 0)
    counts = known & rows["stage"].notna().to_numpy() & (rows["date"] <= midnight(as_of)).to_numpy()
    pair = practice_code * len(teams) + team_code
    workbook = pd.factorize(rows["_workbook"], sort=True)[0]
    in_time = np.lexsort((rows["_row"], workbook, rows["date"], pair))
    in_time = in_time[counts[in_time]]
    return rows.take(in_time).assign(pair=pair[in_time]).reset_index(drop=True)


@of_frame
def _practices_by_name(practices: pd.DataFrame) -> pd.Index:
    return pd.Index(practices["practice"].dropna().unique()).sort_values()


@of_frame
def _teams_by_name(teams: pd.DataFrame) -> pd.Index:
    return pd.Index(teams["team"].dropna().unique()).sort_values()


@of_frame
def keys_of_teams(teams: pd.DataFrame) -> pd.Index:
    """The teams of the tab, in its order."""
    return pd.Index(teams["team"])


def adoption_events(log: CircleLog, as_of: Day, *, stages: pd.DataFrame | None = None) -> pd.DataFrame:
    """Which team adopted what and when: one row per practice and team that ever adopted by `as_of`.

    Columns: practice, team (str); adopted_on (the day of the first adopting stage); from_team, lighthouse (str, from
    that row; if it names neither, from the latest told or trying row on or before that day that names one); in_use
    (bool); stopped_on (the stop that ended the use, NaT while in use); stage (the latest, category); function, region
    (str, of the team). Sorted by practice, adopted_on and team. `stages`: `stage_rows` of the same log and day.
    """
    rows = stage_rows(log, as_of) if stages is None else stages
    pair, date = rows["pair"].to_numpy(), rows["date"].to_numpy()
    begins = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])[: len(pair)])
    adopting = rows["stage"].isin(ADOPTING).to_numpy()
    last = last_of_each(adopting, begins)
    adopts = last >= 0
    row, ends = np.arange(len(rows)), np.append(begins[1:], len(rows))[: len(begins)][adopts] - 1
    stop = np.minimum.accumulate(np.where(rows["stage"] == "stopped", row, len(rows))[::-1])[::-1]
    first = np.searchsorted(np.flatnonzero(adopting), begins[adopts])
    first, stopped = np.flatnonzero(adopting)[first], stop[last[adopts]] <= ends
    stopped_on = np.where(stopped, date[np.minimum(stop[last[adopts]], ends)], np.datetime64("NaT"))
    names_one = (rows["from_team"].notna() | rows["lighthouse"].notna()).to_numpy()
    adopted_on = np.full(len(begins), np.datetime64("NaT"), dtype=date.dtype)
    adopted_on[adopts] = date[first]
    sizes = np.diff(np.append(begins, len(rows)))
    in_time = rows["stage"].isin(AWARE).to_numpy() & (date <= np.repeat(adopted_on, sizes))
    source = np.where(names_one[first], first, last_of_each(in_time & names_one, begins)[adopts])
    team = rows["team"].take(first)
    at = positions_in(team, keys_of_teams(log.teams))
    events = pd.DataFrame(
        {
            "practice": rows["practice"].array.take(first),
            "team": team.array,
            "adopted_on": date[first],
            "from_team": rows["from_team"].array.take(source, allow_fill=True),
            "lighthouse": rows["lighthouse"].array.take(source, allow_fill=True),
            "in_use": ~stopped,
            "stopped_on": stopped_on.astype(date.dtype),
            "stage": rows["stage"].array.take(ends),
            "function": log.teams["function"].array.take(at),
            "region": log.teams["region"].array.take(at),
        }
    )
    practice_order = pd.factorize(events["practice"])[0]
    in_order = np.lexsort((events.index, events["adopted_on"], practice_order))
    return events.take(in_order).reset_index(drop=True)


def last_of_each(mask: NDArray[np.bool_], begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last row of each group for which the mask is true, -1 if there is none; groups start at `begins`."""
    return np.maximum.reduceat(np.where(mask, np.arange(len(mask)), -1), begins) if len(begins) else begins


def in_reach(teams: pd.DataFrame, practices: Iterable[str]) -> NDArray[np.bool_]:
    """Whether a practice is meant for a team: one row per team, one column per practice."""
    targets, at = _targets(teams), _at_targets(teams, practices)
    meant = np.repeat(targets.has_none[:, None], len(at), axis=1)
    column_of = np.full(len(targets.names), -1)
    column_of[at[at >= 0]] = np.flatnonzero(at >= 0)
    column = column_of[targets.name]
    meant[targets.row[column >= 0], column[column >= 0]] = True
    return meant


class _Targets(NamedTuple):
    """Which practices teams are a target of: `has_none`, for each team, whether it is a target of none in particular;
    `names`, all practices named (case-folded); and for each pair of a team and a practice its `row` in the tab and the
    position of its `name`."""

    has_none: NDArray[np.bool_]
    names: pd.Index
    row: NDArray[np.int64]
    name: NDArray[np.int64]


@of_frame
def _targets(teams: pd.DataFrame) -> _Targets:
    target_of = teams["target_of"].reset_index(drop=True)
    one_by_one = items(target_of)
    targets = pd.concat([one_by_one, target_of.dropna()])  # whole cells too: keys may have commas
    has_none = ~target_of.index.isin(one_by_one.index)
    name, names = pd.factorize(targets.str.strip().str.casefold())
    return _Targets(has_none, pd.Index(names), targets.index.to_numpy(), name)


def _at_targets(teams: pd.DataFrame, practices: Iterable[str]) -> NDArray[np.int64]:
    """The position of each practice among the names of `_targets`, -1 if no team is a target of it."""
    folded = pd.Series(practices, dtype="str").str.strip().str.casefold()
    return _targets(teams).names.get_indexer(pd.Index(folded))


def offered(log: CircleLog, practices: Iterable[str], as_of: Day) -> NDArray[np.bool_]:
    """Which practices are offered for spread: proven, or with a lighthouse, a target or a stage in any team by `as_of`.

    Only these count in a denominator. A case study, a checklist or a draft in the library is not a thing that teams
    fail to adopt. Filters by function or region do not change what is offered.
    """
    everywhere, day = log.everywhere, midnight(as_of)
    names = pd.Series(practices, dtype="str")
    library, beacons, stages = everywhere.practices, everywhere.lighthouses, everywhere.adoptions
    is_offered = _at_targets(everywhere.teams, names) >= 0
    for rows, counts in (
        (library, library["status"] == "proven"),
        (beacons, ~(beacons["started"] > day)),
        (stages, stages["stage"].notna() & (stages["date"] <= day)),
    ):
        named = rows["practice"].array[counts.to_numpy(dtype=bool)]
        is_offered |= among(names, named).to_numpy()
    return is_offered


def eligible_on(teams: pd.DataFrame, days: Any) -> NDArray[np.bool_]:
    """Whether a team is eligible for any practice at all: one row per team, one column per day.

    eligible_from ≤ day < eligible_to, where blank means always.
    """
    start, end = (teams[name].to_numpy()[:, None] for name in ("eligible_from", "eligible_to"))
    days = pd.DatetimeIndex(days).to_numpy()
    return ~(start > days) & ~(end <= days)
