"""The median of `lib.metrics.statistics.survival.curve` without competing events, for many groups at once.

Same estimate and interval (Kaplan-Meier; Brookmeyer and Crowley on the log-log scale), without one curve per group.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.statistics.survival import TOLERANCE, limits

Floats = NDArray[np.float64]


def medians(days: Floats, event: NDArray[np.bool_], group: NDArray[np.int64], groups: int) -> pd.DataFrame:
    """What `survival.median(survival.curve(days, event))` gives, one row per group from 0 to `groups` - 1.

    Columns: value, low, high (float64 days, NaN where not reached), longest (float64: the longest follow-up in days,
    NaN without cases), N (int64). `days` are finite and 0 or more; `group` is the number of each case's group.
    """
    distinct, place = np.unique(days, return_inverse=True)
    rows, row = np.unique(group * len(distinct) + place, return_inverse=True)
    of, on = np.divmod(rows, max(len(distinct), 1))
    cases = np.bincount(row, minlength=len(rows)).astype(np.float64)
    events = np.bincount(row, weights=event, minlength=len(rows))
    sizes = np.bincount(group, minlength=groups)
    at_risk = sizes[of] - (_summed(cases, of) - cases)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.exp(_summed(np.log(1 - events / at_risk), of))
        error = survival * np.sqrt(_summed(events / (at_risk * (at_risk - events)), of))
    low, high = limits(1 - survival, error, "log-log", of_survival=True)
    longest = np.full(groups, np.nan)
    np.fmax.at(longest, of, distinct[on])
    columns: tuple[tuple[str, Floats], ...] = (("value", 1 - survival), ("low", high), ("high", low))
    return pd.DataFrame(
        {name: _first_at_half(of, distinct[on], values, groups) for name, values in columns}
    ).assign(longest=longest, N=sizes)


def _summed(values: Floats, of: NDArray[np.int64]) -> Floats:
    return np.asarray(pd.Series(values).groupby(of).cumsum(), dtype=np.float64)


def _first_at_half(of: NDArray[np.int64], days: Floats, values: Floats, groups: int) -> Floats:
    reached = values >= 0.5 - TOLERANCE
    first: Floats = np.full(groups, np.nan)
    np.fmin.at(first, of[reached], days[reached])
    return first
