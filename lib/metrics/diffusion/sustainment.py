"""Whether practices last: how long teams keep using one, and how often they stop.

A use lasts from an adopting stage to the stop after it. A team that stopped and came back has several uses: sustainment
counts the first one, abandonment counts all of them. No stop on record means still in use, up to as_of or until the
team is no longer eligible; uses that no later row confirms are counted separately.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Estimate, MoreParts, Tally, units
from lib.metrics.core.remember import out_of_whole, remembered
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.adoptions import ADOPTING, AWARE
from lib.metrics.diffusion.spread_figures import by_circle, circles_of, tallied
from lib.metrics.diffusion.spreading import RECORDS
from lib.metrics.statistics import survival

_Horizons: TypeAlias = tuple[dict[str, Any], dict[str, dict[str, Any]]]
HORIZONS = (30, 90, 180)
VALUE_AT = 90
"""The horizon of the figure's value, in days."""
DAYS_A_MONTH = 365.25 / 12


@spreading.rows_of_practices
def uses(facts: Facts) -> pd.DataFrame:
    """One row per use, sorted by practice and team and then by date.

    Columns: pair (int64, one number per practice and team); practice, team, circle, function, region (str); since,
    until (datetime64[s], until is NaT while in use); is_first, stopped (bool); in_use (bool: by that team now, in this
    use or a later one); days (float64: until the stop, until the team was no longer eligible, or until as_of); heard_on
    (datetime64[s]: the last row of that team and practice with an adopting stage or a stop).
    """
    rows = spreading.stages(facts)
    rows = rows[~rows["stage"].isin(AWARE)]
    using, pair, date = (
        rows["stage"].isin(ADOPTING).to_numpy(),
        rows["pair"].to_numpy(),
        rows["date"].to_numpy(),
    )
    goes_on = np.append(False, (pair[1:] == pair[:-1]) & using[:-1])[: len(pair)]
    begins = np.flatnonzero(using & ~goes_on)
    pair_of, count = pair[begins], np.arange(len(pair))
    next_stop = np.minimum.accumulate(np.where(using, len(pair), count)[::-1])[::-1]
    last = np.searchsorted(pair, pair_of, "right") - 1
    stopped = next_stop[begins] <= last
    until = np.where(stopped, date[np.minimum(next_stop[begins], last)], np.datetime64("NaT"))
    found = rows[["pair", "practice", "team", "circle"]].take(begins).reset_index(drop=True)
    teams, at = facts.log.teams, positions_in(found["team"], spreading.team_keys(facts))
    gone = np.fmin(teams["eligible_to"].to_numpy()[at], facts.as_of.to_datetime64())
    days = (np.where(stopped, until, gone) - date[begins]).astype("timedelta64[D]").astype(np.float64)
    return found.assign(
        function=teams["function"].array[at],
        region=teams["region"].array[at],
        since=date[begins],
        until=until.astype("datetime64[s]"),
        is_first=np.append(True, pair_of[1:] != pair_of[:-1])[: len(pair_of)],
        stopped=stopped,
        in_use=using[last],
        days=np.maximum(days, 0.0),
        heard_on=date[last],
    )


@remembered
def first_uses(facts: Facts) -> pd.DataFrame:
    """The first use of every adopter: rows of `uses`."""
    rows = uses(facts)
    return rows[rows["is_first"]].reset_index(drop=True)


def sustainment(facts: Facts) -> pd.DataFrame:
    """Adopters followed for 90 days, or until they stopped before that; hit = still in use then.

    Units belong to the day of adoption. More recent adopters are left out here; in the figure's value they count for
    the time they are known.
    """
    rows = first_uses(facts)
    stopped = rows["stopped"] & (rows["days"] <= VALUE_AT)
    young = ~stopped & (rows["days"] < VALUE_AT)
    return units(
        rows, on=rows["since"], hit=~stopped, excluded=[(young, f"followed for less than {VALUE_AT} days")]
    )


def curve(facts: Facts) -> pd.DataFrame:
    """`survival.curve` of the first uses, and for charts the columns of `survival.kept`."""
    rows = first_uses(facts)
    found = survival.curve(rows["days"], rows["stopped"])
    return found.join(survival.kept(found))


def at_horizons(rows: pd.DataFrame, group: NDArray[np.int64], groups: int) -> list[dict[str, dict[str, Any]]]:
    """How many of `rows` (first_uses) are still in use at 30, 90 and 180 days, by group (0 to `groups` - 1; -1: none).

    Per group and horizon ("30"): value, low, high (share still in use, Kaplan-Meier, None if nobody was followed that
    long; no interval before the first stop); and numbers of adopters: stopped (by then), confirmed (in use according to
    a row from then or later), unknown (no row from then or later), young (followed for fewer days).
    """
    found: list[dict[str, dict[str, Any]]] = [{} for _ in range(groups)]
    inside = group >= 0
    rows, group = rows[inside], group[inside]
    days, stopped = rows["days"].to_numpy(), rows["stopped"].to_numpy()
    heard = (rows["heard_on"] - rows["since"]).dt.days.to_numpy()
    for horizon in HORIZONS:
        shares = survival.on_day(horizon, days, stopped, group, groups)
        by_then = stopped & (days <= horizon)
        young = ~by_then & (days < horizon)
        confirmed = ~by_then & ~young & (heard >= horizon)
        masks = {
            "stopped": by_then,
            "confirmed": confirmed,
            "unknown": ~by_then & ~young & ~confirmed,
            "young": young,
        }
        counts = {name: np.bincount(group[mask], minlength=groups).tolist() for name, mask in masks.items()}
        for place, row in enumerate(survival.kept(shares).to_numpy().tolist()):
            estimate = zip(("value", "low", "high"), row, strict=True)
            found[place][str(horizon)] = {
                name: None if np.isnan(value) else value for name, value in estimate
            } | {name: count[place] for name, count in counts.items()}
    return found


def _own_horizons(known: _Horizons, facts: Facts) -> _Horizons | None:
    circle = spreading.only_circle(facts)
    return None if circle is None else (known[1][circle], {circle: known[1][circle]})


@out_of_whole(_own_horizons)
def _by_horizon(facts: Facts) -> _Horizons:
    """`at_horizons` for the program and by circle."""
    rows, circles = first_uses(facts), facts.log.circles["circle"].to_list()
    of_circle, of_all = positions_in(rows["circle"], pd.Index(circles)), np.full(len(rows), len(circles))
    twice = rows.take(np.tile(np.arange(len(rows)), 2))
    *each, whole = at_horizons(twice, np.concatenate([of_circle, of_all]), len(circles) + 1)
    return whole, dict(zip(circles, each, strict=True))


def kept_after(facts: Facts, frame: pd.DataFrame) -> tuple[Estimate, dict[str, Estimate]]:
    """Share still in use 90 days after adoption and its 95 % log-log interval, for the program and by circle; None if
    nobody was followed that long, and no interval before the first stop. `frame`: units, empty if the workbook lacks
    what they need."""

    def estimate(horizons: dict[str, Any]) -> Estimate:
        at = horizons[str(VALUE_AT)]
        return at["value"], at["low"], at["high"]

    whole, each = _by_horizon(facts)
    return estimate(whole), {circle: estimate(horizons) for circle, horizons in each.items()}


def horizon_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of sustainment, for the program and by circle: "30", "90", "180" from `at_horizons`, and came_back
    (int: adopters that used it again after a stop)."""
    rows = uses(facts)
    again = rows[~rows["is_first"]].drop_duplicates("pair")
    back = by_circle(facts, np.ones(len(again)), again["circle"])
    whole, each = _by_horizon(facts)
    by_name = dict(zip(circles_of(facts), back.tolist(), strict=True))
    return whole | {"came_back": int(back.sum())}, {
        circle: horizons | {"came_back": by_name[circle]} for circle, horizons in each.items()
    }


@remembered
def _months(facts: Facts) -> pd.Series:
    """Team-months in use (float64), by circle."""
    rows = uses(facts)
    return (rows["days"].groupby(rows["circle"]).sum() / DAYS_A_MONTH).reindex(
        circles_of(facts), fill_value=0.0
    )


@remembered
def abandonment(facts: Facts) -> Tally:
    """Team-months in use, rounded to whole numbers by circle; n = stops."""
    rows = uses(facts)
    months = _months(facts).to_numpy()
    whole = np.where(months > 0, np.maximum(np.rint(months), 1), 0).astype(np.int64)
    return tallied(facts, {"n": by_circle(facts, rows["stopped"].to_numpy(), rows["circle"]), "N": whole}, {})


def stops_a_month(facts: Facts, frame: pd.DataFrame | None) -> tuple[Estimate, dict[str, Estimate]]:
    """Stops per team-month in use, from the exact number of months; None if nothing was in use."""
    months, stops = _months(facts), abandonment(facts).counts["n"]

    def estimate(stops: int, months: float) -> Estimate:
        return (stops / months if months else None), None, None

    by = {str(circle): estimate(n, of) for circle, n, of in zip(months.index, stops, months, strict=True)}
    return estimate(int(stops.sum()), float(months.sum())), by


def month_parts(facts: Facts, frame: pd.DataFrame | None) -> MoreParts:
    """More parts of abandonment, for the program and by circle: team_months (float)."""
    months = _months(facts)
    return {"team_months": float(months.sum())}, {
        circle: {"team_months": float(months[circle])} for circle in facts.log.circles["circle"]
    }


DEFINITIONS = (
    Definition(
        "sustainment",
        "Still in use after 90 days",
        "The share of adopters that had not stopped 90 days after they adopted. More recent adopters count only for "
        "the time since then (Kaplan-Meier). No stop on record counts as still in use; how many of these are "
        "unconfirmed is shown separately.",
        sustainment,
        (*RECORDS, ("adoptions", "date")),
        windowed=False,
        more=horizon_parts,
        estimate=kept_after,
        group="diffusion",
        is_habit=False,
        part="Adoption",
    ),
    Definition(
        "abandonment",
        "Stops per month in use",
        "How often teams stop using a practice, per month that a team uses it.",
        tally=abandonment,
        needs=(*RECORDS, ("adoptions", "date")),
        unit="ratio",
        improvement="down",
        windowed=False,
        more=month_parts,
        estimate=stops_a_month,
        group="diffusion",
        is_habit=False,
        part="Lasting",
    ),
)
