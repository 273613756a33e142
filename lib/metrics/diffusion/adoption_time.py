"""How long teams take to adopt a practice they could use, counting those that have not yet; and how early each adopts.

A team's clock starts when the practice was launched or the team became eligible, whichever is later; Kaplan-Meier, see
`lib.metrics.statistics.survival`. A practice is launched on the day it was added to the library; if that is blank, on
the day its first lighthouse started, else on the day of its first row in the adoptions tab.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Estimate, MoreParts, units
from lib.metrics.core.remember import out_of_whole, remembered_any_time
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.spreading import RECORDS
from lib.metrics.statistics import many_curves, survival

CLASSES = {
    "innovators": 0.025,
    "early adopters": 0.16,
    "early majority": 0.5,
    "late majority": 0.84,
    "laggards": 1.0,
}
"""Class -> the share of the eligible teams at which it ends (Rogers 1962)."""


def launches(facts: Facts) -> pd.Series:
    """The day each of `spreading.practices` was launched (datetime64[s], NaT where not known), in their order."""
    own, rows, beacons = spreading.practices(facts), spreading.stages(facts), facts.log.lighthouses
    launched = own["added"]
    for days in (
        beacons["started"].groupby(beacons["practice"]).min(),
        rows["date"].groupby(rows["practice"]).min(),
    ):
        launched = launched.fillna(days.reindex(own["practice"]).set_axis(own.index))
    return launched.astype("datetime64[s]")


@spreading.rows_of_practices
def waits(facts: Facts) -> pd.DataFrame:
    """Every pair of a practice and a team whose clock has started by as_of.

    Columns: practice, team, circle, function, region (str); start (datetime64[s]); days (float64: from start until the
    team adopted, left or as_of; NaN if the team adopted before start or the launch is not known); adopted (bool); known
    (bool: the launch is known).
    """
    teams, own = facts.log.teams.reset_index(drop=True), spreading.practices(facts)
    team, practice = np.nonzero(spreading.is_meant(facts))
    launch = launches(facts).to_numpy()[practice]
    since, until = (teams[name].to_numpy()[team] for name in ("eligible_from", "eligible_to"))
    start = np.fmax(launch, since)
    begins = np.where(np.isnat(launch), since, start)
    in_time = ~(begins > facts.as_of.to_datetime64()) & ~(until <= begins)
    team, practice, launch, start, until = (v[in_time] for v in (team, practice, launch, start, until))

    events = spreading.adopted(facts)
    at = np.full((len(teams), len(own)), np.datetime64("NaT"), dtype="datetime64[s]")
    at[
        positions_in(events["team"], spreading.team_keys(facts)),
        positions_in(events["practice"], spreading.practice_keys(facts)),
    ] = events["adopted_on"].to_numpy()
    adopted_on = at[team, practice]
    end = np.fmin(until, facts.as_of.to_datetime64().astype("datetime64[s]"))
    adopted = (adopted_on <= end) & ~(adopted_on >= until)
    days = (np.where(adopted, adopted_on, end) - start).astype("timedelta64[D]").astype(np.float64)
    days[np.isnat(launch) | (adopted_on < start)] = np.nan
    frame = {name: own[name].array[practice] for name in ("practice", "circle")}
    frame |= {name: teams[name].array[team] for name in ("team", "function", "region")}
    return pd.DataFrame(frame).assign(start=start, days=days, adopted=adopted, known=~np.isnat(launch))


def time_to_adoption(facts: Facts) -> pd.DataFrame:
    """Pairs of a practice and a team that could use it by as_of; hit = adopted. Units belong to the day of start."""
    rows = waits(facts)
    return units(
        rows,
        on=rows["start"],
        hit=rows["adopted"],
        excluded=[
            (~rows["known"], "no launch date"),
            (rows["days"].isna(), "adopted before the practice was launched or the team was eligible"),
        ],
    )


def _own_medians(known: pd.DataFrame, facts: Facts) -> pd.DataFrame | None:
    circle = spreading.only_circle(facts)
    if circle is None:
        return None
    place = facts.whole.log.circles["circle"].to_list().index(circle)  # type: ignore[union-attr]
    return known.take([place, place]).reset_index(drop=True)


@out_of_whole(_own_medians)
def _medians(facts: Facts) -> pd.DataFrame:
    """`many_curves.medians` by circle, and of all waits in the last row; NaN where fewer than 5 are followed."""
    rows, names = waits(facts).dropna(subset="days"), pd.Index(facts.log.circles["circle"])
    of = positions_in(rows["circle"], names)
    days, adopted = rows["days"].to_numpy(), rows["adopted"].to_numpy()
    some = of >= 0
    found = pd.concat(
        [
            many_curves.medians(days[some], adopted[some], of[some], len(names)),
            many_curves.medians(days, adopted, np.zeros(len(rows), dtype=np.int64), 1),
        ],
        ignore_index=True,
    )
    found.loc[found["N"] < MIN_FOR_PERCENT, ["value", "low", "high", "longest"]] = np.nan
    return found


def medians(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """Days by which half have adopted and the 95 % interval, for the program and by circle; None where not reached, and
    where fewer than 5 are followed. `frame`: units, empty if the workbook lacks what they need."""
    circles = facts.log.circles["circle"].to_list()
    if frame.empty:
        return (None, None, None), dict.fromkeys(circles, (None, None, None))
    rows: list[Any] = [
        tuple(None if np.isnan(value) else value for value in row)
        for row in _medians(facts)[["value", "low", "high"]].to_numpy().tolist()
    ]
    return rows[-1], dict(zip(circles, rows, strict=False))


def time_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of time_to_adoption, for the program and by circle: more_than (float days: the longest time followed;
    None where the median is known or fewer than 5 are followed) and classes ({class: adopters}, see `classes`)."""
    found = _medians(facts)
    longest = found["longest"].where(found["value"].isna())
    more_than = [None if np.isnan(days) else days for days in longest.to_list()]
    circles, rows = facts.log.circles["circle"].to_list(), classes(facts)
    rows = rows[rows["circle"].notna()]
    counted = np.zeros((len(circles) + 1, len(CLASSES)), dtype=np.int64)
    np.add.at(counted, (positions_in(rows["circle"], pd.Index(circles)), rows["class"].cat.codes), 1)

    def parts(more: float | None, counts: list[int]) -> dict[str, Any]:
        return {"more_than": more, "classes": dict(zip(CLASSES, counts, strict=True))}

    rows_of = zip(circles, more_than, counted.tolist(), strict=False)
    return parts(more_than[-1], counted.sum(axis=0).tolist()), {
        circle: parts(more, counts) for circle, more, counts in rows_of
    }


@remembered_any_time
def classes(facts: Facts) -> pd.DataFrame:
    """Adopters eligible on as_of, classed by when they adopted: practice, team, circle (str), adopted_on, class
    (category).

    The k-th of N eligible teams is at (k - 0.5) / N; teams that adopted on the same day share their mean rank, and so
    their class. Teams that have not adopted are in no class yet.
    """
    rows = spreading.adopted(facts).loc[
        spreading.is_eligible(facts), ["practice", "team", "circle", "adopted_on"]
    ]
    eligible = spreading.eligible(facts).sum(axis=0)
    N = eligible[positions_in(rows["practice"], spreading.practice_keys(facts))]
    rank = rows["adopted_on"].groupby(rows["practice"]).rank(method="average")
    bounds = np.array(list(CLASSES.values()))
    position = np.searchsorted(bounds, (rank.to_numpy() - 0.5) / N - survival.TOLERANCE)
    named = pd.Categorical.from_codes(position, pd.Index(CLASSES), ordered=True)
    return rows.assign(**{"class": named}).reset_index(drop=True)


DEFINITIONS = (
    Definition(
        "time_to_adoption",
        "Days until adoption",
        "The number of days within which half of the teams that could use a practice adopt it, from the day it was "
        "launched or the team became eligible, whichever is later. Teams that have not adopted it yet count only for "
        "the time they have had so far (Kaplan-Meier).",
        time_to_adoption,
        (*RECORDS, ("adoptions", "date")),
        unit="days",
        improvement="down",
        windowed=False,
        more=time_parts,
        estimate=medians,
        group="diffusion",
        is_habit=False,
        part="Adoption",
    ),
)
