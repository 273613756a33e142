"""Where a practice is heading: the recent pace carried on, with an interval from how far earlier forecasts were off.

A forecast counts the teams eligible on as_of. The pace is the mean of new adoptions in the last 3 full months, and the
teams reached can never be more than those eligible. Every earlier month would have given a forecast in the same way:
the interval is as wide as 8 in 10 of those were off. A Bass curve is offered only where it has earned it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics import bass, spreading
from lib.metrics.bass import BassFit
from lib.metrics.facts import Facts, places, remembered
from lib.metrics.rates import Tally
from lib.metrics.spread_figures import by_circle, tallied

PERIODS_FOR_PACE = 3
AHEAD = 6
COVERAGE = 0.8
MIN_ERRORS = 4
"""Fewer past forecasts tell no interval: the widest of 4 errors covers 8 in 10."""

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """Teams that will have adopted.

    `periods`: one row a month ahead: period (str, 2026-07), adopters, low, high (float64; the last two NaN where fewer
    than 4 past forecasts tell how far off they are), curve (float64: the Bass curve, NaN where none is offered).
    `pace`: new teams a month (None where less than 3 full months are known); `errors`: past forecasts one month ahead.
    `bass`: the fit, None where none was tried; `no_curve`: why no curve is offered, None where one is. `words`: all of
    it in a sentence.
    """

    periods: pd.DataFrame
    pace: float | None
    eligible: int
    errors: int
    bass: BassFit | None
    no_curve: str | None
    words: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types; missing = None. "bass" holds m, p, q where a curve is offered."""
        rows = self.periods.astype(object).where(self.periods.notna(), None)
        offered = self.bass is not None and self.no_curve is None
        return {
            "pace": self.pace,
            "eligible": self.eligible,
            "periods": rows.to_dict("records"),
            "past_forecasts": self.errors,
            "bass": dict(zip("mpq", self.bass[:3], strict=True)) if offered and self.bass else None,
            "no_curve": self.no_curve,
            "words": self.words,
        }


@remembered
def forecast(facts: Facts) -> Forecast:
    """The forecast of one practice (`spreading.only`). Without adopters: no periods."""
    days = spreading.events(facts).loc[spreading.is_eligible(facts), "adopted_on"]
    return of_days(days.to_numpy().astype("datetime64[D]"), int(spreading.eligible(facts).sum()), facts.as_of)


def of_days(adopted_on: Days, eligible: int, as_of: pd.Timestamp) -> Forecast:
    """The forecast from the days on which teams that are eligible on `as_of` first adopted."""
    full_until = _first_not_full(as_of)
    first = adopted_on.min().astype("datetime64[M]") if len(adopted_on) else full_until
    at = adopted_on.astype("datetime64[M]").astype(np.int64) - first.astype(np.int64)
    periods = max(int((full_until - first).astype(np.int64)), 0)
    new = np.bincount(at[at < periods], minlength=periods)[:periods].astype(np.float64)
    names = np.datetime_as_string(full_until + np.arange(AHEAD))
    if periods < PERIODS_FOR_PACE:
        return _too_early(periods, len(adopted_on), eligible)
    reached = np.append(0.0, new.cumsum())
    ahead = np.arange(1, AHEAD + 1)
    pace = float(new[-PERIODS_FOR_PACE:].mean())
    expected = np.minimum(eligible, reached[-1] + pace * ahead)
    off, errors = _half_widths(new, reached, eligible)
    now = float(len(adopted_on))
    fit, no_curve = _curve(new, eligible)
    further = np.full(AHEAD, np.nan)
    if fit is not None and no_curve is None:
        grown = fit.cumulative(periods + ahead) - fit.cumulative(periods)
        further = np.clip(reached[-1] + grown, now, eligible)
    table = pd.DataFrame(
        {
            "period": pd.Series(names, dtype="str"),
            "adopters": np.maximum(expected, now),
            "low": np.clip(expected - off, now, eligible),
            "high": np.clip(expected + off, now, eligible),
            "curve": further,
        }
    )
    return Forecast(table, pace, eligible, errors, fit, no_curve, _words(table, pace, eligible, no_curve))


def _first_not_full(as_of: pd.Timestamp) -> np.datetime64:
    """The first month whose last day is after `as_of`."""
    tomorrow = np.datetime64(as_of, "D") + 1
    return tomorrow.astype("datetime64[M]")


def next_months(facts: Facts) -> Tally:
    """New adoptions to expect in the next 3 months, at most one a team that is left: n = N, by circle."""
    own, rows = spreading.practices(facts), spreading.events(facts)[spreading.is_eligible(facts)]
    practice = places(rows["practice"], pd.Index(own["practice"]))
    until = _first_not_full(facts.as_of)
    months = rows["adopted_on"].to_numpy().astype("datetime64[M]")
    recent = (months < until) & (months >= until - PERIODS_FOR_PACE)
    pace = np.bincount(practice[recent], minlength=len(own))
    left = spreading.eligible(facts).sum(axis=0) - np.bincount(practice, minlength=len(own))
    expected = by_circle(facts, np.minimum(pace, left), own["circle"])
    return tallied(facts, {"n": expected, "N": expected}, {})


def _half_widths(new: Floats, reached: Floats, eligible: int) -> tuple[Floats, int]:
    """By months ahead, how far 8 in 10 of the forecasts made in earlier months were off, never less than for fewer
    months; NaN where too few were made. And how many there are for one month ahead."""
    widths = np.full(AHEAD, np.nan)
    pace = np.convolve(new, np.ones(PERIODS_FOR_PACE) / PERIODS_FOR_PACE, mode="valid")
    made_at = np.arange(PERIODS_FOR_PACE, len(new) + 1)
    for ahead in range(1, AHEAD + 1):
        known = made_at + ahead <= len(new)
        expected = np.minimum(eligible, reached[made_at] + pace * ahead)[known]
        off = np.sort(np.abs(reached[made_at[known] + ahead] - expected))
        rank = int(np.ceil(COVERAGE * (len(off) + 1)))
        if len(off) >= MIN_ERRORS and rank <= len(off):
            widths[ahead - 1] = off[rank - 1]
    filled = np.maximum.accumulate(np.where(np.isnan(widths), -np.inf, widths))
    return np.where(np.isnan(widths), np.nan, filled), max(len(new) - PERIODS_FOR_PACE, 0)


def _curve(new: Floats, eligible: int) -> tuple[BassFit | None, str | None]:
    if len(new) < bass.MIN_PERIODS:
        return None, f"too early for a curve: {len(new)} of {bass.MIN_PERIODS} months"
    if new.sum() < bass.MIN_ADOPTERS:
        return None, f"too early for a curve: {new.sum():.0f} of {bass.MIN_ADOPTERS} adopters"
    fit = bass.bass_fit(new)
    return fit, bass.refusal(new, fit, eligible)


def _too_early(months: int, adopters: int, eligible: int) -> Forecast:
    columns = {"period": "str"} | dict.fromkeys(("adopters", "low", "high", "curve"), "float64")
    empty = pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in columns.items()})
    if not adopters:
        words = "No forecast: no team has adopted it yet."
    else:
        words = (
            f"Too early for a forecast: {months} of {PERIODS_FOR_PACE} full months since the first adoption."
        )
    no_curve = f"too early for a curve: {months} of {bass.MIN_PERIODS} months"
    return Forecast(empty, None, eligible, 0, None, no_curve, words)


def _words(table: pd.DataFrame, pace: float, eligible: int, no_curve: str | None) -> str:
    last = table.iloc[-1]
    if table["adopters"].iloc[0] >= eligible:
        return f"All {eligible:,} teams it can reach have adopted it."
    known = table[table["low"].notna()]
    at = last if known.empty else known.iloc[-1]
    month = pd.Period(at["period"]).strftime("%B %Y")
    interval = f" ({at['low']:.0f} to {at['high']:.0f})" if at["low"] == at["low"] else ""
    if pace == 0:
        start = f"No team adopted it in the last {PERIODS_FOR_PACE} full months; if that goes on"
    else:
        start = f"At the pace of the last {PERIODS_FOR_PACE} full months, {pace:.1f} teams a month"
    text = f"{start}, {at['adopters']:.0f} of {eligible:,} teams will have adopted it by the end of {month}{interval}"
    if no_curve is None and not np.isnan(at["curve"]):
        return f"{text}; the curve of all adoptions so far says {at['curve']:.0f}."
    return f"{text}; {no_curve}." if no_curve and no_curve.startswith("too early") else f"{text}."
