"""Since when adoptions have been slowing or picking up: the last month in which their pace changed by more than chance.

Monthly counts are modeled as Poisson, with one rate before a change and another after it. The best split is a change if
twice its log likelihood ratio against a single rate is at least THRESHOLD; then the part after it is searched in the
same way (binary segmentation).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

THRESHOLD = 8.5
"""Without any change, 8 to 36 months of counts cross it 2 to 5 times in a hundred (see the tests)."""
SHORTEST = 2
MIN_MONTHS, MIN_ADOPTERS = 6, 8


class Change(NamedTuple):
    """A change of pace. `since`: the first month of the new pace; `before`, `after`: new adoptions a month."""

    since: pd.Period
    before: float
    after: float


def by_month(adopted_on: pd.Series, as_of: pd.Timestamp) -> tuple[pd.PeriodIndex, Floats, Floats]:
    """Months from the first adoption to `as_of`, new adoptions in each, and the share of each that is over (0 to 1)."""
    today = pd.Period(as_of, freq="M")
    months = pd.period_range(today if adopted_on.empty else adopted_on.min(), today, freq="M")
    at = adopted_on.to_numpy().astype("datetime64[M]").astype(np.int64) - months[0].ordinal
    new = np.bincount(at, minlength=len(months)).astype(np.float64)
    over = np.ones(len(months))
    over[-1] = as_of.day / today.days_in_month
    return months, new, over


def last_change(adopted_on: pd.Series, as_of: pd.Timestamp) -> Change | None:
    """The last change of pace; None if there is none, or if fewer than 6 months or 8 adopters are known."""
    months, new, over = by_month(adopted_on, as_of)
    if len(months) < MIN_MONTHS or new.sum() < MIN_ADOPTERS:
        return None
    start, found = 0, None
    while (split := _best_split(new[start:], over[start:])) is not None:
        at = start + split
        before, after = (new[part].sum() / over[part].sum() for part in (slice(start, at), slice(at, None)))
        found, start = Change(months[at], float(before), float(after)), at
    return found


def _best_split(new: Floats, over: Floats) -> int | None:
    splits = np.arange(SHORTEST, len(new) - SHORTEST + 1)
    if len(splits) == 0:
        return None
    count, time = np.append(0.0, new.cumsum()), np.append(0.0, over.cumsum())
    ratio = 2 * (
        _log_likelihood(count[splits], time[splits])
        + _log_likelihood(count[-1] - count[splits], time[-1] - time[splits])
        - _log_likelihood(count[-1:], time[-1:])
    )
    best = int(np.argmax(ratio))
    return int(splits[best]) if ratio[best] >= THRESHOLD else None


def _log_likelihood(count: Floats, time: Floats) -> Floats:
    """Log likelihood of Poisson counts at their own rate, without terms that do not depend on the split."""
    rate = np.divide(count, time, out=np.ones_like(count), where=count > 0)
    return np.where(count > 0, count * np.log(rate) - count, 0.0)


def in_words(adopted_on: pd.Series, as_of: pd.Timestamp) -> str:
    """slowing since May, picking up since May 2025, no new teams since June, at a steady pace; "" if it is too early to
    say."""
    months, new, _ = by_month(adopted_on, as_of)
    if len(months) < MIN_MONTHS or new.sum() < MIN_ADOPTERS:
        return ""
    change = last_change(adopted_on, as_of)
    if change is None:
        return "at a steady pace"
    if change.after == 0:
        return f"no new teams since {_month(months[np.flatnonzero(new)[-1]], as_of)}"
    return (
        f"{'slowing' if change.after < change.before else 'picking up'} since {_month(change.since, as_of)}"
    )


def _month(month: pd.Period, as_of: pd.Timestamp) -> str:
    return month.strftime("%B" if month.year == as_of.year else "%B %Y")
