"""When the open list may be cleared, by replaying the last weeks in random order many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.facts import Facts
from lib.metrics.core.remember import remembered
from lib.metrics.follow_through import flow

SHARES = (10, 50, 90)
"""Percent of the runs in which the list is cleared by then."""
RUNS, SEED = 4000, 20260101
HORIZON_WEEKS = 520
"""Ten years: what takes longer is not told in weeks."""
_STEP_WEEKS = 26
NO_THROUGHPUT = "no throughput to go by"


@dataclass(frozen=True)
class Forecast:
    """What may become of the actions open on as_of.

    `open`: their number. `fan`: week (int64, from 0 = as_of), day (datetime64[s]), best, middle, worst (int64): so many
    are left, or fewer, in 10, 50 and 90 % of the runs; up to the week in which the worst is 0, or HORIZON_WEEKS; only
    week 0 without throughput. `weeks`: of SHARES, the first week by which the list is cleared in that share of the
    runs, None beyond the horizon and without throughput. `words` tells the result, `assumption` what it rests on.
    """

    open: int
    fan: pd.DataFrame
    weeks: Mapping[int, int | None]
    words: str
    assumption: str

    def day(self, share: int) -> pd.Timestamp | None:
        """The day on which the list is cleared in `share` percent of the runs."""
        weeks = self.weeks[share]
        return None if weeks is None else self.fan["day"].iloc[0] + pd.Timedelta(days=7 * weeks)


@remembered
def forecast(
    facts: Facts, *, weeks: int = flow.THROUGHPUT_WEEKS, runs: int = RUNS, seed: int = SEED
) -> Forecast:
    """The forecast of clearing the open list; the same facts and `seed` give the same answer.

    Each run draws every coming week from the last `weeks`, as many actions done; nothing new comes. Cancelled actions
    are not counted as done.
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
    """Open actions left after 0, 1, 2 … weeks, one column a share of SHARES: quantiles over the runs."""
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
    told = np.concatenate(found)
    cleared = np.flatnonzero(told[:, -1] == 0)
    return told[: cleared[0] + 1] if len(cleared) else told


def _first_zero(left: NDArray[np.int64]) -> int | None:
    cleared = np.flatnonzero(left == 0)
    return int(cleared[0]) if len(cleared) else None


def _words(still_open: int, found: Mapping[int, int | None], throughput: NDArray[np.int64]) -> str:
    if not still_open:
        return "Nothing is open."
    if not throughput.any():
        return NO_THROUGHPUT
    soonest, middle, latest = (found[share] for share in SHARES)
    if middle is None:
        return f"At this pace the {still_open:,} open actions take more than {HORIZON_WEEKS // 52} years."
    some = f"the {still_open:,} open actions are" if still_open > 1 else "the open action is"
    rest = f"9 in 10 need {latest} or fewer" if latest is not None else "1 in 10 needs years"
    return (
        f"At this pace {some} done in about {middle} {'week' if middle == 1 else 'weeks'}: "
        f"1 run in 10 needs {soonest} or fewer, {rest}."
    )


def _assumption(past: pd.DataFrame, runs: int) -> str:
    if past.empty:
        return "The log does not reach back a full week."
    weeks = "the last full week" if len(past) == 1 else f"one of the last {len(past)} weeks"
    return (
        f"Assumes that nothing new is added and that every coming week goes like {weeks}, drawn at random "
        f"{runs:,} times. In these weeks {past['arrivals'].mean():.1f} actions a week were added and "
        f"{past['finished'].mean():.1f} done."
    )
