"""How far every practice traveled, for all practices at once, as plain values.

The numbers are those of `adoptions` and `sources`, counted for all practices in one pass. Tests compare rates, curve,
reach, spread and generations with counts of one practice at a time, which must be equal to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.core.lookup import positions_in
from lib.metrics.diffusion import adoptions, pace, sources, spreading, sustainment
from lib.metrics.diffusion.adoptions import ADOPTING, AWARE
from lib.metrics.diffusion.definitions import DIFFUSION
from lib.metrics.statistics.intervals import wilson

Days: TypeAlias = NDArray[np.int64]
_Counted: TypeAlias = tuple[pd.Timestamp, pd.Index, pd.DataFrame, NDArray[np.bool_], NDArray[np.bool_]]
_DEFINITIONS = {definition.key: definition for definition in DIFFUSION}
NEVER = np.iinfo(np.int64).max


def travel(log: CircleLog, as_of: pd.Timestamp) -> dict[str, dict[str, Any]]:
    """Practice -> adoption_rate, current_use (Figure), sustainment ({"30", "90", "180"}: the share still in use that
    many days after adoption, see `sustainment.at_horizons`), reach, curve (lists of rows), forecast
    (`pace.Forecast.as_json`), spread, generations.

    Shapes are those of the JSON (`lib.figures.as_json`); a share without a denominator is None. Without practices, the
    result is empty. Without the teams or adoptions tab, nothing is counted and the figures say what is missing.
    """
    day, names, events, meant, eligible = _counted(log, as_of)
    columns = {
        "adoption_rate": _rates(log, names, events, eligible, "adoption_rate"),
        "current_use": _rates(log, names, events[events["in_use"]], eligible, "current_use"),
        "sustainment": _sustainment(log, names, day),
        "reach": _reach(log, names, events, eligible),
        "curve": _curves(log, names, meant, adoptions.stage_rows(log, day), day),
        "forecast": _forecasts(log, names, day, events, eligible),
        "spread": _spread(log, names, day, events),
        "generations": _generations(log, names, day, events),
    }
    rows = zip(*columns.values(), strict=True)
    return {practice: dict(zip(columns, row, strict=True)) for practice, row in zip(names, rows, strict=True)}


@spreading.by_practice
def curves(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    """Practice of `spreading.practices` -> its curve, as in `travel`, without counting the rest."""
    log, names, rows = facts.log, spreading.practice_keys(facts), spreading.stages(facts)
    meant = spreading.is_meant(facts) & log.has("adoptions")
    return dict(zip(names, _curves(log, names, meant, rows, adoptions.midnight(facts.as_of)), strict=True))


def reach(log: CircleLog, as_of: pd.Timestamp) -> list[dict[str, Any]]:
    """The reach of all practices, one row after the other, as in `travel`."""
    _, names, events, _, eligible = _counted(log, as_of)
    return [row for rows in _reach(log, names, events, eligible) for row in rows]


def _counted(log: CircleLog, as_of: pd.Timestamp) -> _Counted:
    """The day, practices, adoption events, and which team (row) is meant to use, and eligible for, which practice."""
    day, names = adoptions.midnight(as_of), pd.Index(log.practices["practice"])
    offered = adoptions.offered(log, names, day)
    meant = adoptions.in_reach(log.teams, names) & offered & log.has("adoptions")
    eligible = meant & adoptions.eligible_on(log.teams, [day])
    return day, names, adoptions.adoption_events(log, day), meant, eligible


def _have(log: CircleLog, names: pd.Index, events: pd.DataFrame) -> NDArray[np.bool_]:
    """Which team (row) is in `events` with which practice (column)."""
    have = np.zeros((len(log.teams), len(names)), dtype=bool)
    team = positions_in(events["team"], pd.Index(log.teams["team"]))
    have[team, positions_in(events["practice"], names)] = True
    return have


def _count(practices: pd.Series, names: pd.Index) -> NDArray[np.int64]:
    return np.bincount(positions_in(practices, names), minlength=len(names))


def _rates(
    log: CircleLog, names: pd.Index, events: pd.DataFrame, eligible: NDArray[np.bool_], key: str
) -> Iterator[Figure]:
    label, definition = _DEFINITIONS[key].label, _DEFINITIONS[key].definition
    reached, have = _count(events["practice"], names), eligible.sum(axis=0)
    counted = (eligible & _have(log, names, events)).sum(axis=0)
    low, high = wilson(counted, have)
    absent = [f"not recorded: {lacking}" for lacking in map(log.lacks, adoptions.NEEDED_TABS) if lacking]
    for n, N, out, *bounds in zip(
        counted.tolist(),
        have.tolist(),
        (reached - counted).tolist(),
        low.tolist(),
        high.tolist(),
        strict=True,
    ):
        yield Figure(
            key,
            label,
            definition,
            value=n / N if N else None,
            n=n,
            N=N,
            low=bounds[0] if N else None,
            high=bounds[1] if N else None,
            excluded={"not eligible on that day": out} if out else {},
            missing=absent[0] if absent else None,
        )


def _sustainment(log: CircleLog, names: pd.Index, day: pd.Timestamp) -> list[dict[str, Any]]:
    of_all = log.practices.assign(circle=pd.Series(None, index=log.practices.index, dtype="str"))
    rows = sustainment.first_uses(Facts(log.with_tabs(practices=of_all), day))
    by_practice = sustainment.at_horizons(rows, positions_in(rows["practice"], names), len(names))
    return [{horizon: at["value"] for horizon, at in horizons.items()} for horizons in by_practice]


def _forecasts(
    log: CircleLog, names: pd.Index, day: pd.Timestamp, events: pd.DataFrame, eligible: NDArray[np.bool_]
) -> Iterator[dict[str, Any]]:
    practice = positions_in(events["practice"], names)
    counts = eligible[positions_in(events["team"], pd.Index(log.teams["team"])), practice]
    days = events["adopted_on"].to_numpy().astype("datetime64[D]")[counts]
    order = np.argsort(practice[counts], kind="stable")
    bounds = np.searchsorted(practice[counts][order], np.arange(len(names) + 1))
    for place, could in enumerate(eligible.sum(axis=0).tolist()):
        own = days[order[bounds[place] : bounds[place + 1]]]
        yield pace.of_days(own, could, day).as_json()


def _reach(
    log: CircleLog, names: pd.Index, events: pd.DataFrame, eligible: NDArray[np.bool_]
) -> Iterator[list[dict[str, Any]]]:
    by_place = log.teams.groupby(["function", "region"], dropna=False, sort=True)
    cell, cells = by_place.ngroup().to_numpy(), by_place.size().index
    words = [[None if pd.isna(word) else word for word in place] for place in cells]
    adopted = eligible & _have(log, names, events)
    for could, did in zip(eligible.T, adopted.T, strict=True):
        n = np.bincount(cell[did], minlength=len(words)).tolist()
        N = np.bincount(cell[could], minlength=len(words)).tolist()
        yield [
            {"function": words[place][0], "region": words[place][1], "n": n[place], "N": N[place]}
            for place in np.flatnonzero(N).tolist()
        ]


def _days(dates: pd.Series, missing: int) -> Days:
    return np.where(dates.isna(), missing, dates.to_numpy().astype("datetime64[D]").astype(np.int64))


def _curves(
    log: CircleLog, names: pd.Index, meant: NDArray[np.bool_], rows: pd.DataFrame, day: pd.Timestamp
) -> Iterator[list[dict[str, Any]]]:
    rows = rows[~rows["stage"].isin(AWARE)]
    pair, since = rows["pair"].to_numpy(), _days(rows["date"], NEVER)
    same_pair = np.append(pair[1:] == pair[:-1], False)[: len(pair)]
    until = np.where(same_pair, np.append(since[1:], NEVER)[: len(pair)], NEVER)
    using = rows["stage"].isin(ADOPTING).to_numpy()
    rows, pair, since, until = rows[using], pair[using], since[using], until[using]
    is_first = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    practice = positions_in(rows["practice"], names)
    team = positions_in(rows["team"], adoptions.keys_of_teams(log.teams))
    order = np.argsort(practice, kind="stable")
    bounds = np.searchsorted(practice[order], np.arange(len(names) + 1))
    start, stop = _days(log.teams["eligible_from"], -NEVER), _days(log.teams["eligible_to"], NEVER)
    last_day = int(np.datetime64(day, "D").astype(np.int64))
    for place in range(len(names)):
        own = order[bounds[place] : bounds[place + 1]]
        if not len(own):
            yield []
            continue
        first = own[is_first[own]]
        earliest = since[first].min().astype("datetime64[D]")
        months = np.arange(earliest.astype("datetime64[M]"), np.datetime64(day, "M") + 1)
        begins = months.astype("datetime64[D]").astype(np.int64)
        ends = np.minimum(np.append(begins[1:] - 1, last_day), last_day)
        new = np.bincount(np.searchsorted(begins, since[first], "right") - 1, minlength=len(months))
        its = np.flatnonzero(meant[:, place])
        can = ~(start[its, None] > ends) & ~(stop[its, None] <= ends)
        adopted_on = np.full(len(meant), NEVER)
        adopted_on[team[first]] = since[first]
        adopted, already = can & (adopted_on[its, None] <= ends), can & (adopted_on[its, None] < begins)
        own = own[meant[team[own], place]]
        in_use = (
            can[np.searchsorted(its, team[own])] & (since[own, None] <= ends) & ~(until[own, None] <= ends)
        )
        eligible, ever, before = (mask.sum(axis=0).tolist() for mask in (can, adopted, already))
        columns = (months.astype(str).tolist(), new.tolist(), new.cumsum().tolist(), eligible, ever, before)
        yield [
            {
                "period": period,
                "new": count,
                "cumulative": total,
                "eligible": N,
                "rate": n / N if N else None,
                "in_use": use,
                "hazard": (n - had) / (N - had) if had < N else None,
            }
            for (period, count, total, N, n, had), use in zip(
                zip(*columns, strict=True), in_use.sum(axis=0).tolist(), strict=True
            )
        ]


def _spread(
    log: CircleLog, names: pd.Index, day: pd.Timestamp, events: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    edges = sources.links(log, day, events=events)
    impossible: dict[str, list[dict[str, str]]] = defaultdict(list)
    listed = sources.impossible_sources(log, day, events=events)
    for practice, row in zip(
        listed["practice"], listed.drop(columns="practice").to_dict("records"), strict=True
    ):
        impossible[practice].append({str(key): value for key, value in row.items()})
    mature_until = day - pd.Timedelta(days=sources.MATURE_DAYS)
    mature = _count(events.loc[events["adopted_on"] <= mature_until, "practice"], names).tolist()
    passed = sources.passed_on(log, day, edges)
    passed = passed[passed["source_on"] <= mature_until]
    passed_on = _count(passed["practice"], names).tolist()
    active = _count(passed.drop_duplicates(["practice", "source"])["practice"], names).tolist()
    adopters, attributed = (_count(frame["practice"], names).tolist() for frame in (events, edges))
    for place, practice in enumerate(names):
        yield {
            "adopters": adopters[place],
            "attributed": attributed[place],
            "r_all": passed_on[place] / mature[place] if mature[place] else None,
            "r_active": passed_on[place] / active[place] if active[place] else None,
            "impossible": impossible[practice],
        }


def _generations(
    log: CircleLog, names: pd.Index, day: pd.Timestamp, events: pd.DataFrame
) -> Iterator[list[int]]:
    edges = sources.links(log, day, events=events)
    generation = sources.generation_of(log, day, events, edges).to_numpy()
    practice = positions_in(events["practice"], names)
    order = np.argsort(practice, kind="stable")
    parts = np.split(generation[order], np.searchsorted(practice[order], np.arange(1, len(names))))
    yield from (np.bincount(own).tolist() for own in parts[: len(names)])
