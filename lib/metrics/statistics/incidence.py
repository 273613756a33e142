"""The median of `lib.metrics.statistics.survival.curve` with competing events, for many groups at once.

Same estimate and interval (Aalen-Johansen; Marubini and Valsecchi 1995 on the log-log scale), a hundred times faster
than one curve a group.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.statistics.survival import TOLERANCE, Z

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def medians(
    days: Floats, event: Bools, competing: Bools, group: NDArray[np.int64], groups: int
) -> pd.DataFrame:
    """What `survival.median(survival.curve(...))` gives, one row per group from 0 to `groups` - 1.

    Columns: value, low, high (float64 days, NaN where not reached). `days` are finite and 0 or more; `group` is the
    number of each case's group. A group without cases has NaN.
    """
    at = _incidence(days, event, competing, group)
    return pd.DataFrame(
        {
            name: _first_at_half(at, column, groups)
            for name, column in (("value", "share"), ("low", "high"), ("high", "low"))
        }
    )


def _incidence(days: Floats, event: Bools, competing: Bools, group: NDArray[np.int64]) -> pd.DataFrame:
    """Columns group, days, share, low and high, one row per group and distinct day of it, in order.

    Sums run within each group (u up to t), so no rounding errors pass from one group to another.
    """
    distinct, place = np.unique(days, return_inverse=True)
    rows, row = np.unique(group * len(distinct) + place, return_inverse=True)
    of = rows // max(len(distinct), 1)
    cases, done, prevented = (
        np.bincount(row, weights=weight, minlength=len(rows)) for weight in (None, event, competing)
    )
    sizes = np.bincount(group, minlength=int(of[-1]) + 1 if len(of) else 0)[of]

    def summed(values: Floats) -> Floats:
        return pd.Series(values).groupby(of).cumsum().to_numpy()

    n, d = sizes - (summed(cases.astype(float)) - cases), done + prevented
    before = pd.Series(1 - d / n).groupby(of).cumprod().groupby(of).shift(fill_value=1.0).to_numpy()
    share = summed(before * done / n)
    a = np.divide(d, n * (n - d), out=np.zeros(len(rows)), where=n > d)
    b, c = before**2 * done * (n - done) / n**3, before * done / n**2
    variance = (
        share**2 * summed(a) - 2 * share * summed(share * a + c) + summed(share**2 * a + b + 2 * share * c)
    )
    low, high = _log_log(share, np.sqrt(np.maximum(variance, 0)))
    return pd.DataFrame({"group": of, "days": distinct[rows % max(len(distinct), 1)], "share": share}).assign(
        low=low, high=high
    )


def _log_log(share: Floats, error: Floats) -> tuple[Floats, Floats]:
    none, all_ = share <= TOLERANCE, share >= 1 - TOLERANCE
    with np.errstate(all="ignore"):
        spread = Z * error / np.abs(share * np.log(share))
        limits = share ** np.exp(spread), share ** np.exp(-spread)
    low, high = (np.where(none, 0.0, np.where(all_, np.nan, np.clip(limit, 0, 1))) for limit in limits)
    return low, high


def _first_at_half(at: pd.DataFrame, column: str, groups: int) -> Floats:
    reached = at[at[column] >= 0.5 - TOLERANCE].drop_duplicates("group")
    first = np.full(groups, np.nan)
    first[reached["group"].to_numpy()] = reached["days"]
    return first
