"""When all open actions may be done, found by replaying the last weeks in random order many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered
from lib.metrics.follow_through import flow
from lib.words.phrases import counted

SHARES = (10, 50, 90)
"""Percentages of the runs in which the list is cleared by then."""
RUNS, SEED = 4000, 20260101
HORIZON_WEEKS = 520
"""Ten years: anything longer is not given in weeks."""
_STEP_WEEKS = 26
NO_THROUGHPUT = "There is no recent pace to base a forecast on."


@dataclass(frozen=True)
class Forecast:
    """How long the actions open on as_of may take.

    `open`: their number. `fan`: week (int64, from 0 = as_of), day (datetime64[s]), best, middle, worst (int64): this
    many are left, or fewer, in 10, 50 and 90 % of the runs; up to the week in which worst is 0, or HORIZON_WEEKS; only
    week 0 without throughput. `weeks`: for each of SHARES, the first week by which the list is cleared in that share of
    the runs, None beyond the horizon and without throughput. `words` puts the result in a sentence, `assumption` says
    what it is based on.
    """

    open: int
    fan: pd.DataFrame
    weeks: Mapping[int, int | None]
    words: str
    assumption: str

    def day(self, share: int) -> pd.Timestamp | None:
        """The day by which the list is cleared in `share` percent of the runs; None where `weeks` is None."""
        weeks = self.weeks[share]
        return None if weeks is None else self.fan["day"].iloc[0] + pd.Timedelta(days=7 * weeks)


@remembered
def forecast(
    facts: Facts, *, weeks: int = flow.THROUGHPUT_WEEKS, runs: int = RUNS, seed: int = SEED
) -> Forecast:
    """The forecast of clearing the open list; the same facts and `seed` give the same answer.

    Each run draws the number of actions done in each coming week from the last `weeks`; nothing new is added. Cancelled
    actions do not count as done.
    """
    past = flow.weekly(facts, weeks)
    throughput = past["finished"].to_numpy()
    still_open = len(facts.open_actions)
    left = _left(still_open, throughput, runs, seed)
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
    return Forecast(still_open, fan, found, _words(still_open, found, throughput), _assumption(past, runs))


def _left(still_open: int, throughput: NDArray[np.int64], runs: int, seed: int) -> NDArray[np.int64]:
    """Open actions left after 0, 1, 2 … weeks (rows), one column per share in SHARES: quantiles over the runs."""
    found = [np.full((1, len(SHARES)), still_open, dtype=np.int64)]
    if not throughput.any():
        return found[0]
    rng = np.random.default_rng(seed)
    ranks = [-(-share * runs // 100) - 1 for share in SHARES]
    left = np.full(runs, still_open, dtype=np.int64)
    for _ in range(0, HORIZON_WEEKS, _STEP_WEEKS):
        if not found[-1][-1].any():
            break
        done = rng.choice(throughput, size=(_STEP_WEEKS, runs)).cumsum(axis=0)
        steps = np.maximum(left - done, 0)
        left = steps[-1]
        found.append(np.sort(steps, axis=1)[:, ranks])
    by_week = np.concatenate(found)
    cleared = np.flatnonzero(by_week[:, -1] == 0)
    return by_week[: cleared[0] + 1] if len(cleared) else by_week


def _first_zero(left: NDArray[np.int64]) -> int | None:
    cleared = np.flatnonzero(left == 0)
    return int(cleared[0]) if len(cleared) else None


def _words(still_open: int, found: Mapping[int, int | None], throughput: NDArray[np.int64]) -> str:
    if not still_open:
        return "No actions are open."
    if not throughput.any():
        return NO_THROUGHPUT
    soonest, middle, latest = (found[share] for share in SHARES)
    years = HORIZON_WEEKS // 52
    if middle is None:
        some = f"the {still_open:,} open actions take" if still_open > 1 else "the open action takes"
        return f"At this pace, {some} more than {years} years."
    some = f"the {still_open:,} open actions are" if still_open > 1 else "the open action is"
    rest = (
        f"9 in 10 need {latest} or fewer" if latest is not None else f"1 in 10 needs more than {years} years"
    )
    return (
        f"At this pace, {some} done in about {counted(middle, 'week')}: "
        f"1 simulation in 10 needs {soonest} or fewer, {rest}."
    )


def _assumption(past: pd.DataFrame, runs: int) -> str:
    if past.empty:
        return "The log does not go back a full week."
    weeks = "the last full week" if len(past) == 1 else f"one of the last {len(past)} weeks"
    return (
        f"Assumes that nothing new is added and that every coming week goes like {weeks}, drawn at random "
        f"{runs:,} times. In {'that week' if len(past) == 1 else 'those weeks'}, {past['arrivals'].mean():.1f} actions "
        f"a week were added and {past['finished'].mean():.1f} were done."
    )
