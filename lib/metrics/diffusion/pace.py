"""Where a practice is heading: the recent pace continued, with an interval from how far off earlier forecasts were.

A forecast counts the teams eligible on as_of. The pace is the mean of new adoptions in the last 3 full months, and no
more teams can be reached than are eligible. The same forecast is made for every earlier month, and the interval is wide
enough to cover 8 in 10 of their errors. No forecast is given where nobody has adopted for longer than that pace allows.
A Bass curve is offered only where it fits (see `bass.refusal`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.lookup import positions_in
from lib.metrics.core.rates import Tally
from lib.metrics.core.remember import remembered
from lib.metrics.diffusion import spreading
from lib.metrics.diffusion.spread_figures import by_circle, tallied
from lib.metrics.diffusion.spreading import RECORDS
from lib.metrics.statistics import bass
from lib.metrics.statistics.bass import BassFit
from lib.words.shares import expected_of

PERIODS_FOR_PACE = 3
AHEAD = 6
COVERAGE = 0.8
MIN_ERRORS = 4
"""With fewer past forecasts there is no interval: the largest of 4 errors covers 8 in 10."""

CONTRADICTED = 3.0
"""Adoptions expected since the last one: with more, a pause that long has a chance of less than 5 % (Poisson)."""

NO_LONGER = "expected at a pace that has stopped"

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """How many teams will have adopted by the end of each of the coming months.

    `months`: 2026-07 …, none if it is too early. One number per month: `adopters`, `low`, `high` (the last two NaN if
    there are fewer than 4 past forecasts to compare) and `curve` (the Bass curve, NaN if none is offered).
    `pace`: new teams a month (None if fewer than 3 full months are known). `errors`: number of past forecasts one month
    ahead. `bass`: the fit, None if none was tried. `no_curve`: why no curve is offered, None if one is. `words`: the
    forecast in a sentence.
    """

    eligible: int
    words: str
    no_curve: str | None
    months: tuple[str, ...] = ()
    adopters: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    curve: tuple[float, ...] = ()
    pace: float | None = None
    errors: int = 0
    bass: BassFit | None = None

    @property
    def periods(self) -> pd.DataFrame:
        """One row per month ahead: period (str, 2026-07), adopters, low, high, curve (float64)."""
        names = ("adopters", "low", "high", "curve")
        columns = {name: pd.Series(getattr(self, name), dtype="float64") for name in names}
        return pd.DataFrame({"period": pd.Series(self.months, dtype="str")} | columns)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types; missing = None. "bass" has m, p and q if a curve is offered."""
        columns = zip(self.months, self.adopters, self.low, self.high, self.curve, strict=True)
        names = ("period", "adopters", "low", "high", "curve")
        offered = self.bass is not None and self.no_curve is None
        return {
            "pace": self.pace,
            "eligible": self.eligible,
            "periods": [
                {name: None if value != value else value for name, value in zip(names, row, strict=True)}
                for row in columns
            ],
            "past_forecasts": self.errors,
            "bass": dict(zip("mpq", self.bass[:3], strict=True)) if offered and self.bass else None,
            "no_curve": self.no_curve,
            "words": self.words,
        }


@remembered
def forecast(facts: Facts) -> Forecast:
    """The forecast for one practice (facts from `spreading.for_practice`). Without adopters there are no periods."""
    days = spreading.adopted(facts).loc[spreading.is_eligible(facts), "adopted_on"]
    return of_days(days.to_numpy().astype("datetime64[D]"), int(spreading.eligible(facts).sum()), facts.as_of)


def of_days(adopted_on: Days, eligible: int, as_of: pd.Timestamp) -> Forecast:
    """The forecast from the days on which teams that are eligible on `as_of` first adopted."""
    full_until = _first_not_full(as_of)
    first = adopted_on.min().astype("datetime64[M]") if len(adopted_on) else full_until
    at = adopted_on.astype("datetime64[M]").astype(np.int64) - first.astype(np.int64)
    periods = max(int((full_until - first).astype(np.int64)), 0)
    new = np.bincount(at[at < periods], minlength=periods)[:periods].astype(np.float64)
    if periods < PERIODS_FOR_PACE:
        return _too_early(periods, len(adopted_on), eligible)
    pace = float(new[-PERIODS_FOR_PACE:].mean())
    if len(adopted_on) < eligible and _is_contradicted(pace, adopted_on.max(), as_of):
        return _withheld(pace, adopted_on.max(), eligible)
    reached = np.append(0.0, new.cumsum())
    ahead = np.arange(1, AHEAD + 1)
    expected = np.minimum(eligible, reached[-1] + pace * ahead)
    off, errors = _half_widths(new, reached, eligible)
    now = float(len(adopted_on))
    fit, no_curve = _curve(new, eligible)
    further = np.full(AHEAD, np.nan)
    if fit is not None and no_curve is None:
        grown = fit.cumulative(periods + ahead) - fit.cumulative(periods)
        further = np.clip(reached[-1] + grown, now, eligible)
    found = Forecast(
        eligible=eligible,
        words="",
        no_curve=no_curve,
        months=tuple(np.datetime_as_string(full_until + np.arange(AHEAD)).tolist()),
        adopters=tuple(np.maximum(expected, now).tolist()),
        low=tuple(np.clip(expected - off, now, eligible).tolist()),
        high=tuple(np.clip(expected + off, now, eligible).tolist()),
        curve=tuple(further.tolist()),
        pace=pace,
        errors=errors,
        bass=fit,
    )
    return replace(found, words=_words(found, pace, len(adopted_on)))


def _is_contradicted(pace: float, last: np.datetime64, as_of: pd.Timestamp) -> bool:
    """Whether full months after that of `last` went by without an adoption that the pace, a month, says were due."""
    months = int((_first_not_full(as_of) - last.astype("datetime64[M]")).astype(np.int64)) - 1
    return pace == 0 or pace * months > CONTRADICTED


def _withheld(pace: float, last: np.datetime64, eligible: int) -> Forecast:
    month = pd.Timestamp(last).strftime("%B %Y")
    words = f"No forecast: no team has adopted it since {month}."
    return Forecast(eligible, words, f"no curve: no team has adopted it since {month}", pace=pace)


def _first_not_full(as_of: pd.Timestamp) -> np.datetime64:
    """The first month whose last day is after `as_of`."""
    tomorrow = np.datetime64(as_of, "D") + 1
    return tomorrow.astype("datetime64[M]")


def next_months(facts: Facts) -> Tally:
    """New adoptions expected in the next 3 months, at most one per team that is left: n = N, by circle.

    Those of practices whose pace is contradicted by the months without any adoption are left out.
    """
    own, rows = spreading.practices(facts), spreading.adopted(facts)[spreading.is_eligible(facts)]
    practice = positions_in(rows["practice"], pd.Index(own["practice"]))
    until = _first_not_full(facts.as_of)
    months = rows["adopted_on"].to_numpy().astype("datetime64[M]")
    recent = (months < until) & (months >= until - PERIODS_FOR_PACE)
    pace = np.bincount(practice[recent], minlength=len(own))
    left = spreading.eligible(facts).sum(axis=0) - np.bincount(practice, minlength=len(own))
    last = np.zeros(len(own), dtype=np.int64)
    np.maximum.at(last, practice, months.astype(np.int64))
    contradicted = pace / PERIODS_FOR_PACE * (until.astype(np.int64) - last - 1) > CONTRADICTED
    whole = np.minimum(pace, left)
    expected = by_circle(facts, np.where(contradicted, 0, whole), own["circle"])
    left_out = by_circle(facts, np.where(contradicted, whole, 0), own["circle"])
    return tallied(facts, {"n": expected, "N": expected}, {NO_LONGER: left_out})


def _half_widths(new: Floats, reached: Floats, eligible: int) -> tuple[Floats, int]:
    """For each number of months ahead, the error that 8 in 10 of the forecasts made in earlier months did not exceed,
    never less than for fewer months ahead; NaN where too few were made. And how many forecasts there are for one month
    ahead."""
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
        return None, f"too early for a curve: {new.sum():,.0f} of {bass.MIN_ADOPTERS} adopters"
    fit = bass.bass_fit(new)
    return fit, bass.refusal(new, fit, eligible)


def _too_early(months: int, adopters: int, eligible: int) -> Forecast:
    if not adopters:
        words = "No forecast: no adoption of it is recorded yet."
    else:
        some = f"{months} of the {PERIODS_FOR_PACE} full months needed"
        words = f"Too early for a forecast: {some} since the first adoption."
    return Forecast(eligible, words, f"too early for a curve: {months} of {bass.MIN_PERIODS} months")


def _words(found: Forecast, pace: float, now: int) -> str:
    if now >= found.eligible:
        return f"All {found.eligible:,} teams it can reach have adopted it."
    known = [place for place, low in enumerate(found.low) if low == low]
    at = known[-1] if known else AHEAD - 1
    month = date.fromisoformat(f"{found.months[at]}-01").strftime("%B %Y")
    expected = expected_of(found.adopters[at], found.eligible)
    reach = " to ".join(
        expected_of(values[at], found.eligible) for values in (found.low, found.high) if known
    )
    text = (
        f"If the pace of the last {PERIODS_FOR_PACE} full months continues, {pace:.1f} teams a month, and the teams "
        f"that can adopt it stay the same, {expected} of {found.eligible:,} teams will have adopted it by the end of "
        f"{month}{f' ({reach})' if known else ''}"
    )
    if found.no_curve is None:
        curve = expected_of(found.curve[at], found.eligible)
        return f"{text}; a curve fitted to all adoptions so far gives {curve}."
    return f"{text}; {found.no_curve}." if found.no_curve.startswith("too early") else f"{text}."


DEFINITIONS = (
    Definition(
        "forecast",
        "Expected in the next 3 months",
        "New adoptions in the next 3 months if the pace of the last 3 full months continues, but never more than there "
        "are teams left to adopt. Practices that nobody has adopted for longer than that pace allows are left out.",
        tally=next_months,
        needs=RECORDS,
        unit="count",
        windowed=False,
        group="diffusion",
        is_habit=False,
    ),
)
