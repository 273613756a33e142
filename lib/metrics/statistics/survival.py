"""How long until something happens, when for many it has not happened yet.

Kaplan-Meier, or Aalen-Johansen if something else can make it impossible; both by statsmodels. Times are whole or
fractional days from 0. A case censored on a day was still at risk on that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

INTERVALS = ("log-log", "log", "plain")
Z = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""
TOLERANCE = 1e-12


def curve(
    days: ArrayLike, event: ArrayLike, *, competing: ArrayLike | None = None, interval: str = "log-log"
) -> pd.DataFrame:
    """Share of cases to which it has happened by each day: 1 - S (Kaplan-Meier), or with `competing` the cumulative
    incidence.

    One entry per case: `days` until it happened, until the competing event, or until last seen; `event` true if it
    happened; `competing` true if it became impossible instead. Neither: censored.

    One row per distinct day, from day 0 on: days (float64), share, low, high (float64), at_risk (int64, just before
    that day). No cases give no rows. low and high bound the 95 % interval: S by Greenwood's variance, the incidence by
    the delta method (Marubini and Valsecchi 1995, as in Stata's stcompet), on the scale of `interval`: log-log, log or
    plain, as in R's survfit. They equal share where it is 0, and are NaN where it is 1.

    Raises ValueError for lengths that differ, a missing or negative day, a missing truth value, a case with both
    events, and an unknown interval.
    """
    if interval not in INTERVALS:
        raise ValueError(f"unknown interval {interval!r}; allowed: {', '.join(INTERVALS)}")
    times = _days(days)
    happened = _truths(event, len(times), "event")
    at = np.unique(np.append(times, 0.0))
    at_risk = len(times) - np.searchsorted(np.sort(times), at)
    if not len(times):
        at, at_risk = at[:0], at_risk[:0]
    prevented = None if competing is None else _truths(competing, len(times), "competing")
    if not happened.any():
        share = error = np.zeros(len(at))
        _no_case_with_both(happened, prevented)
    elif prevented is None:
        share, error = _kaplan_meier(times, happened, at)
    else:
        _no_case_with_both(happened, prevented)
        share, error = _aalen_johansen(times, happened, prevented, at)
    low, high = limits(share, error, interval, of_survival=prevented is None)
    return pd.DataFrame({"days": at, "share": share, "low": low, "high": high, "at_risk": at_risk})


def median(curve: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """The first day by which it has happened to half, and the 95 % interval of that day; None where not reached.

    The interval (Brookmeyer and Crowley 1982) is made of the days on which the curve's interval contains one half.
    """
    value, low, high = (_first_at_half(curve, column) for column in ("share", "high", "low"))
    return value, low, high


def at(curve: pd.DataFrame, day: float) -> tuple[float, float, float] | None:
    """share, low and high on one day; None before day 0, without cases, and if no case was followed that long.

    A share that has reached 1 stays 1.
    """
    row = int(np.searchsorted(curve["days"].to_numpy(), day, side="right")) - 1
    if row < 0 or (row == len(curve) - 1 and day > curve["days"].iloc[row] and curve["share"].iloc[row] < 1):
        return None
    share, low, high = curve[["share", "low", "high"]].to_numpy()[row].tolist()
    return share, low, high


def on_day(day: float, days: ArrayLike, event: ArrayLike, group: ArrayLike, groups: int) -> pd.DataFrame:
    """What `at` gives for the Kaplan-Meier curve of each group, for many groups at once.

    `group` is the number of each case's group, from 0 to `groups` - 1. One row per group, in order: share, low, high
    (float64, NaN where `at` gives None), at_risk (int64, on that day).
    """
    times, of = _days(days), np.asarray(group, dtype=np.int64)
    happened = _truths(event, len(times), "event")
    distinct, place = np.unique(times, return_inverse=True)
    rows, row = np.unique(of * len(distinct) + place, return_inverse=True)
    cases, events = (
        np.bincount(row, minlength=len(rows)),
        np.bincount(row, weights=happened, minlength=len(rows)),
    )
    group_of, on = np.divmod(rows, max(len(distinct), 1))
    sizes = np.bincount(of, minlength=groups)
    at_risk = np.cumsum(sizes)[group_of] - (np.cumsum(cases) - cases)
    by_then = distinct[on] <= day
    with np.errstate(divide="ignore", invalid="ignore"):
        steps, terms = np.log(1 - events / at_risk), events / (at_risk * (at_risk - events))
        survival = np.exp(np.bincount(group_of[by_then], weights=steps[by_then], minlength=groups))
        error = survival * np.sqrt(np.bincount(group_of[by_then], weights=terms[by_then], minlength=groups))
    still = np.bincount(of[times >= day], minlength=groups)
    low, high = limits(1 - survival, error, "log-log", of_survival=True)
    known = (still > 0) | ((sizes > 0) & (survival <= TOLERANCE))
    columns = {"share": 1 - survival, "low": low, "high": high}
    return pd.DataFrame(
        {name: np.where(known, values, np.nan) for name, values in columns.items()} | {"at_risk": still}
    )


def kept(found: pd.DataFrame) -> pd.DataFrame:
    """What has not happened, from rows with share, low and high (`curve`, `on_day`): kept (1 - share), kept_low,
    kept_high (float64), with the index of `found`. No interval is defined before it happened to anyone: NaN."""
    values = 1 - found[["share", "high", "low"]].to_numpy(dtype=np.float64)
    values[values[:, 0] == 1, 1:] = np.nan
    return pd.DataFrame(values, found.index, ["kept", "kept_low", "kept_high"])


class Comparison(NamedTuple):
    """Log-rank test: cases by group, chi-square with (groups - 1) degrees of freedom, p. None: nothing to compare."""

    n: dict[str, int]
    chi2: float | None
    p: float | None


def compare(groups: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Comparison:
    """Whether it happens sooner in some groups than in others: name -> (days, event), as in `curve`.

    chi2 and p are None if fewer than two groups have cases, if it never happened, and if no two groups were ever at
    risk together. Raises ValueError as `curve` does.
    """
    times = {name: _days(days) for name, (days, _) in groups.items()}
    happened = {name: _truths(event, len(times[name]), "event") for name, (_, event) in groups.items()}
    n = {name: len(followed) for name, followed in times.items()}
    if sum(count > 0 for count in n.values()) < 2:
        return Comparison(n, None, None)
    status = np.concatenate(list(happened.values())).astype(np.int64)
    if not status.any():
        return Comparison(n, None, None)
    from statsmodels.duration.survfunc import survdiff

    codes = np.repeat(np.arange(len(n)), list(n.values()))
    with np.errstate(all="ignore"):
        try:
            chi2, p = survdiff(np.concatenate(list(times.values())), status, codes)
        except np.linalg.LinAlgError:
            return Comparison(n, None, None)
    return Comparison(n, float(chi2), float(p)) if np.isfinite(chi2) else Comparison(n, None, None)


def _kaplan_meier(times: Floats, happened: Bools, at: Floats) -> tuple[Floats, Floats]:
    from statsmodels.duration.survfunc import SurvfuncRight

    with np.errstate(all="ignore"):
        found = SurvfuncRight(times, happened.astype(np.int64))
    row = np.searchsorted(found.surv_times, at, side="right")
    return 1 - np.append(1.0, found.surv_prob)[row], np.append(0.0, found.surv_prob_se)[row]


def _aalen_johansen(times: Floats, happened: Bools, prevented: Bools, at: Floats) -> tuple[Floats, Floats]:
    """The incidence I(t) = sum of S(u-) d1 / n over the days u up to t, and its standard error.

    statsmodels takes a second to import, for which the first page would wait, and has no error on the day the risk set
    empties; tests compare with it. Var = sum (I(t) - I(u))² a(u) + sum b(u) - 2 sum (I(t) - I(u)) c(u), with
    a = d / (n (n - d)), b = S(u-)² d1 (n - d1) / n³ and c = S(u-) d1 / n², d of all events, d1 of those counted, n at
    risk, S of neither.
    """
    ended = happened | prevented
    place = np.searchsorted(at, times)
    n = len(times) - np.searchsorted(np.sort(times), at)
    d1, d = (np.bincount(place, weights=mask, minlength=len(at)) for mask in (happened, ended))
    before = np.append(1.0, np.cumprod(1 - d / n)[:-1])
    share = np.cumsum(before * d1 / n)
    a = np.divide(d, n * (n - d), out=np.zeros(len(at)), where=n > d)
    b, c = before**2 * d1 * (n - d1) / n**3, before * d1 / n**2
    variance = (
        share**2 * np.cumsum(a)
        - 2 * share * np.cumsum(share * a + c)
        + np.cumsum(share**2 * a + b + 2 * share * c)
    )
    return share, np.sqrt(np.maximum(variance, 0))


def limits(share: Floats, error: Floats, interval: str, *, of_survival: bool) -> tuple[Floats, Floats]:
    """95 % limits of `share` on the scale of `interval`: from S for Kaplan-Meier, else from the incidence itself."""
    p = 1 - share if of_survival else share
    with np.errstate(all="ignore"):
        if interval == "log-log":
            spread = Z * error / (p * np.log(p))
            first, second = p ** np.exp(spread), p ** np.exp(-spread)
        elif interval == "log":
            first, second = p * np.exp(-Z * error / p), p * np.exp(Z * error / p)
        else:
            first, second = p - Z * error, p + Z * error
    if of_survival:
        first, second = 1 - first, 1 - second
    low, high = np.clip(np.fmin(first, second), 0, 1), np.clip(np.fmax(first, second), 0, 1)
    none, all_ = share <= TOLERANCE, share >= 1 - TOLERANCE
    return (np.where(none, 0.0, np.where(all_, np.nan, limit)) for limit in (low, high))  # type: ignore[return-value]


def _first_at_half(curve: pd.DataFrame, column: str) -> float | None:
    reached = np.flatnonzero(curve[column].to_numpy() >= 0.5 - TOLERANCE)
    return float(curve["days"].iloc[reached[0]]) if len(reached) else None


def _days(days: ArrayLike) -> Floats:
    times = _numbers(days)
    if times.ndim != 1:
        raise ValueError("days must be one list of numbers")
    for wrong, words in ((~np.isfinite(times), "is not a number"), (times < 0, "is before day 0")):
        if wrong.any():
            position = int(np.flatnonzero(wrong)[0])
            raise ValueError(f"days at position {position} {words}: {times[position]}")
    return times


def _numbers(days: Any) -> Floats:
    if isinstance(days, (pd.Series, pd.Index, pd.api.extensions.ExtensionArray)):
        return days.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(days, dtype=np.float64)


def _truths(values: Any, count: int, name: str) -> Bools:
    if pd.isna(np.asarray(values, dtype=object)).any():
        raise ValueError(f"{name} has a missing value; it must be true or false for every case")
    truths = np.asarray(values, dtype=np.bool_)
    if truths.shape != (count,):
        raise ValueError(f"{name} has {truths.size} values for {count} cases")
    return truths


def _no_case_with_both(happened: Bools, prevented: Bools | None) -> None:
    if prevented is not None and (happened & prevented).any():
        position = int(np.flatnonzero(happened & prevented)[0])
        raise ValueError(f"the case at position {position} has both the event and the competing one")
