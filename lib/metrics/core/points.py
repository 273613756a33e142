"""Units over time: how many count and how many are hits, by month, quarter or day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Days: TypeAlias = NDArray[np.datetime64]
Period: TypeAlias = Literal["month", "quarter"]
By: TypeAlias = Literal["month", "quarter", "session"]
_FREQUENCY: Mapping[str, Literal["M", "Q"]] = {"month": "M", "quarter": "Q"}


class Points(NamedTuple):
    """Points in time order, each array with one item per point: `names` (see `names_of`, by day ISO dates), `n` and `N`
    (int64), `value` (float64: n / N, NaN if N = 0)."""

    names: list[str]
    n: NDArray[np.int64]
    N: NDArray[np.int64]
    value: NDArray[np.float64]


def points(names: list[str], n: NDArray[np.int64], N: NDArray[np.int64]) -> Points:
    """Points with their values."""
    return Points(names, n, N, np.divide(n, N, out=np.full(len(names), np.nan), where=N > 0))


def no_points() -> Points:
    """No points at all."""
    none = np.array([], dtype=np.int64)
    return points([], none, none)


def periods(by: Period, first: pd.Timestamp, last: pd.Timestamp) -> pd.PeriodIndex:
    """Every calendar month or quarter from that of `first` to that of `last`."""
    return pd.period_range(first, last, freq=_FREQUENCY[by])


def names_of(index: pd.PeriodIndex) -> list[str]:
    """2026-03 for a month, 2026-Q1 for a quarter."""
    return index.strftime("%Y-%m" if index.freqstr.startswith("M") else "%Y-Q%q").to_list()


def by_period(
    days: Days, hits: NDArray[np.bool_], by: Period, first: pd.Timestamp, last: pd.Timestamp
) -> Points:
    """Every month or quarter from `first` to `last`.

    `days` and `hits` are those of the units in N; days outside these periods count in none.
    """
    start, names = _named_periods(by, f"{first:%Y-%m}", f"{last:%Y-%m}")
    months = 1 if by == "month" else 3
    place = days.astype("datetime64[M]").astype("int64") // months - start
    inside = (place >= 0) & (place < len(names))
    return _counted(place[inside], hits[inside], list(names))


@lru_cache(maxsize=256)
def _named_periods(by: Period, first: str, last: str) -> tuple[int, tuple[str, ...]]:
    index = periods(by, pd.Timestamp(first), pd.Timestamp(last))
    return index[0].ordinal, tuple(names_of(index))


def by_day(days: Days, hits: NDArray[np.bool_]) -> Points:
    """The same for every day that has a unit: the sessions, if the units are of one circle."""
    distinct, place = np.unique(days.astype("datetime64[D]"), return_inverse=True)
    return _counted(place, hits, np.datetime_as_string(distinct).tolist())


def _counted(place: NDArray[np.int64], hits: NDArray[np.bool_], names: list[str]) -> Points:
    n = np.bincount(place[hits], minlength=len(names)).astype("int64")
    return points(names, n, np.bincount(place, minlength=len(names)).astype("int64"))


def is_unfinished(known: Points, by: By, last_day: pd.Timestamp, unit: str) -> bool:
    """Whether the last month or quarter is not over on `last_day` and says too little to be compared with others: it is
    a count, or has fewer than half as many units as those before it usually have (their median)."""
    if by == "session" or not known.names:
        return False
    tomorrow = f"{last_day + pd.Timedelta(days=1):%Y-%m-%d}"
    if _named_periods(by, tomorrow, tomorrow)[1] != (known.names[-1],):
        return False
    latest, earlier = known.N[-1], known.N[:-1][known.N[:-1] > 0]
    return unit == "count" or bool(latest and len(earlier) and 2 * latest < np.median(earlier))


@dataclass(frozen=True)
class Monthly:
    """Units by circle and month, up to a last month: what months of any of the circles are added up from.

    `circles`: their positions in `n` and `N` (int64: a row per circle, a column per month). Units of no circle have a
    row that none of them names. `first`: the first month, in months since January 1970.
    """

    circles: Mapping[str, int]
    n: NDArray[np.int64]
    N: NDArray[np.int64]
    first: int

    def of(self, circles: Collection[str]) -> Monthly:
        """The same of some circles."""
        kept = [circle for circle in self.circles if circle in circles]
        rows = [self.circles[circle] for circle in kept]
        return Monthly(
            {circle: row for row, circle in enumerate(kept)}, self.n[rows], self.N[rows], self.first
        )

    def points(self) -> Points:
        """All circles together, from the first month in which a unit counts."""
        N = self.N.sum(axis=0)
        known = np.flatnonzero(N)
        if not len(known):
            return no_points()
        months = np.arange(self.first + known[0], self.first + len(N)).astype("datetime64[M]")
        names = np.datetime_as_string(months).tolist()
        return points(names, self.n.sum(axis=0)[known[0] :], N[known[0] :])


def monthly(frame: pd.DataFrame, last: pd.Timestamp) -> Monthly:
    """The units of `frame` (see `lib.metrics.core.rates`) up to the day `last`, by circle and month."""
    on, circle = frame["on"].to_numpy(), frame["circle"].array
    counts = (frame["reason"].array.codes < 0) & (on <= last.to_datetime64())
    names = circle.categories.to_list()
    month = on[counts].astype("datetime64[M]").astype(np.int64)
    end = last.to_datetime64().astype("datetime64[M]").astype(np.int64) + 1
    first = int(month.min(initial=end))
    shape = len(names) + 1, int(end) - first
    cell = circle.codes[counts].astype(np.int64) % shape[0] * shape[1] + month - first
    n, N = (
        np.bincount(some, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)
        for some in (cell[frame["hit"].to_numpy()[counts]], cell)
    )
    return Monthly({name: row for row, name in enumerate(names)}, n, N, first)
