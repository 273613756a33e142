"""When the list of open actions may be empty, found by replaying the last weeks in random order many times.

Each replayed week brings what was added in it and takes away what was done or cancelled. Where more comes in than goes
out, the list grew over the period that the page speaks about, nothing at all is recorded in most of the weeks, or
nothing has gone out for much longer than the pace allows, no date is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core import absence
from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered, remembered_any_time
from lib.metrics.follow_through import flow
from lib.words.amounts import pace
from lib.words.phrases import counted, plural, sentence

SHARES = (10, 50, 90)
"""Percentages of the runs in which the list is cleared by then."""
RUNS, SEED = 4000, 20260101
HORIZON_WEEKS = 520
"""Ten years: anything longer is not given in weeks."""
_STEP_WEEKS = 26
_DAY = pd.Timedelta(days=1)
NO_THROUGHPUT = "There is no recent pace to base a forecast on."
CONTRADICTED = 3.0
"""Expected departures since the last one: with more, a pause that long has a chance of less than 5 % (Poisson)."""


@dataclass(frozen=True)
class Forecast:
    """How long the list of actions open on as_of may take to become empty.

    `open`: their number. `fan`: week (int64, from 0 = as_of), day (datetime64[s]), best, middle, worst (int64): this
    many are open, or fewer, in 10, 50 and 90 % of the runs (0 once the list was empty); up to the week in which worst
    is 0, or HORIZON_WEEKS; only week 0 where no forecast is given. `weeks`: for each of SHARES, the first week by which
    the list was empty in that share of the runs, None beyond the horizon and without a forecast. `words` puts the
    result, or why there is none, in a sentence, `assumption` says what it is based on.
    """

    open: int
    fan: pd.DataFrame
    weeks: Mapping[int, int | None]
    words: str
    assumption: str

    def day(self, share: int) -> pd.Timestamp | None:
        """The day by which the list is empty in `share` percent of the runs; None where `weeks` is None."""
        weeks = self.weeks[share]
        return None if weeks is None else self.fan["day"].iloc[0] + pd.Timedelta(days=7 * weeks)


@remembered
def forecast(
    facts: Facts, *, weeks: int = flow.THROUGHPUT_WEEKS, runs: int = RUNS, seed: int = SEED
) -> Forecast:
    """The forecast of clearing the open list; the same facts and `seed` give the same answer.

    Each run draws coming weeks from the last `weeks`, each with what was added, done and cancelled in it.
    """
    past = flow.weekly(facts, weeks)
    still_open = len(facts.open_actions)
    withheld = _withheld(past, still_open, facts)
    left = _left(still_open, np.array([]), runs, seed) if withheld else _coming(facts, weeks, runs, seed)
    week = np.arange(len(left))
    fan = pd.DataFrame(
        {
            "week": week,
            "day": (facts.as_of.to_datetime64().astype("datetime64[D]") + 7 * week).astype("datetime64[s]"),
            "best": left[:, 0],
            "middle": left[:, 1],
            "worst": left[:, 2],
        }
    )
    found = {share: _first_zero(column) for share, column in zip(SHARES, left.T, strict=True)}
    assumption = _weeks_in_words(past) if withheld else _assumption(past, runs)
    return Forecast(still_open, fan, found, withheld or _words(still_open, found, past), assumption)


def _departures(past: pd.DataFrame) -> pd.Series:
    return past["finished"] + past["dropped"]


def _withheld(past: pd.DataFrame, still_open: int, facts: Facts) -> str:
    """Why there is no forecast, in a sentence; "" if there is one."""
    if not still_open:
        return sentence(absence.said("no actions are open", "open action", absence.unknown(facts, "open")))
    departures = _departures(past)
    if not past["finished"].any():
        return NO_THROUGHPUT
    if past["arrivals"].sum() >= departures.sum():
        return f"No date can be given, since the list of open actions does not get shorter: {_sums_in_words(past)}."
    if grown := _grown(facts, still_open):
        return grown
    silent = int((past["first"] > _last_kept(facts)).sum())
    if 2 * silent > len(past):
        return f"No date can be given: no session and no action is recorded in the last {counted(silent, 'week')}."
    pause = len(past) - 1 - int(np.flatnonzero(departures)[-1])
    if pause * departures.mean() > CONTRADICTED:
        return f"No date can be given: nothing was done in the last {counted(pause, 'week')}, against the pace before."
    return ""


def _last_kept(facts: Facts) -> pd.Timestamp:
    """The newest day of a session held, or of an action that came or went; without one, before any other day."""
    actions = facts.all_actions
    days = pd.concat([facts.held["on"], actions["created"], actions["closed"]])
    last = days[days <= facts.as_of].max()
    return pd.Timestamp.min if pd.isna(last) else pd.Timestamp(last)


def _grown(facts: Facts, still_open: int) -> str:
    """That the list is longer than on the day before the period, in a sentence; "" if it is not, and without one."""
    if facts.start is None:
        return ""
    then, day = flow.open_on(facts, facts.start - _DAY), facts.start - _DAY
    if still_open <= then:
        return ""
    return (
        f"No date can be given, since the list of open actions grew: {then:,} {plural(then, 'was', 'were')} open on "
        f"{day:%-d %b %Y}, {still_open:,} {plural(still_open, 'is', 'are')} now."
    )


@remembered_any_time
def _coming(facts: Facts, weeks: int, runs: int, seed: int) -> NDArray[np.int64]:
    """`_left` of the actions open on as_of, the same whatever the period."""
    past = flow.weekly(facts, weeks)
    net = (past["arrivals"] - _departures(past)).to_numpy()
    return _left(len(facts.open_actions), net, runs, seed)


def _left(still_open: int, net: NDArray[np.int64], runs: int, seed: int) -> NDArray[np.int64]:
    """Open actions after 0, 1, 2 … weeks (rows), one column per share in SHARES: quantiles over the runs.

    `net`: how many more there were after each of the past weeks. A run that reached 0 stays there. No `net`: one row.
    """
    found = [np.full((1, len(SHARES)), still_open, dtype=np.int64)]
    if not len(net):
        return found[0]
    rng = np.random.default_rng(seed)
    ranks = [-(-share * runs // 100) - 1 for share in SHARES]
    left = np.full(runs, still_open, dtype=np.int64)
    for _ in range(0, HORIZON_WEEKS, _STEP_WEEKS):
        if not found[-1][-1].any():
            break
        steps = left + rng.choice(net, size=(_STEP_WEEKS, runs)).cumsum(axis=0)
        was_empty = np.logical_or.accumulate((steps <= 0) | (left == 0), axis=0)
        steps = np.where(was_empty, 0, steps)
        left = steps[-1]
        found.append(np.sort(steps, axis=1)[:, ranks])
    by_week = np.concatenate(found)
    cleared = np.flatnonzero(by_week[:, -1] == 0)
    return by_week[: cleared[0] + 1] if len(cleared) else by_week


def _first_zero(left: NDArray[np.int64]) -> int | None:
    cleared = np.flatnonzero(left == 0)
    return int(cleared[0]) if len(cleared) else None


def _words(still_open: int, found: Mapping[int, int | None], past: pd.DataFrame) -> str:
    soonest, middle, latest = (found[share] for share in SHARES)
    years = HORIZON_WEEKS // 52
    some = f"the list of {counted(still_open, 'open action')}"
    if middle is None:
        return f"At this pace, {some} is not empty for more than {years} years."
    if latest is None:
        return (
            f"No date can be given for {some}, since it hardly gets shorter: {_sums_in_words(past)}. 1 simulation in "
            f"10 empties it within {counted(soonest or 0, 'week')}, 1 in 10 not within {years} years."
        )
    return (
        f"At this pace, {some} is empty in about {counted(middle, 'week')}: "
        f"1 simulation in 10 needs {soonest:,} or fewer, 9 in 10 need {latest:,} or fewer."
    )


def _assumption(past: pd.DataFrame, runs: int) -> str:
    weeks = "the last full week" if len(past) == 1 else f"one of the last {len(past)} weeks"
    return (
        f"Assumes that every coming week goes like {weeks}, drawn at random {runs:,} times, with what was added and "
        f"what was done or cancelled in it. {_weeks_in_words(past)}"
    )


def _weeks_in_words(past: pd.DataFrame) -> str:
    """What came and went, a week."""
    if past.empty:
        return "The log does not go back a full week."
    return (
        f"I{_full_weeks(past)[1:]}, {pace(past['arrivals'].mean())} actions a week were added, "
        f"{pace(past['finished'].mean())} were done and {pace(past['dropped'].mean())} cancelled."
    )


def _sums_in_words(past: pd.DataFrame) -> str:
    """How many actions came and went in all weeks together."""
    came, went = int(past["arrivals"].sum()), int(_departures(past).sum())
    return f"{_full_weeks(past)}, {came:,} {plural(came, 'was', 'were')} added and {went:,} done or cancelled"


def _full_weeks(past: pd.DataFrame) -> str:
    return "in the last full week" if len(past) == 1 else f"in the last {len(past)} full weeks"
