"""What a control chart draws, and where: points, limits and design changes, and the scales they need.

A page draws a dozen of these charts at a time, so this is plain Python over a few points, without data frames between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pandas as pd

from lib.charts.control import words
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.core.period import Period
from lib.metrics.core.series import By, Series
from lib.metrics.dictionary import DICTIONARY
from lib.words.shares import fraction

HALF_A_MONTH = 15.2
SMALLEST_SHARE_SPAN = 0.4
LATE = 0.6
Span = tuple[datetime, datetime]


class Point(NamedTuple):
    """A point and its texts: `at` its position, `when` its period, `said` its value, `counted` n of N, `usual` the
    usual range, `why` its special cause. Texts are "" if there is nothing to say; `value` is None in a gap."""

    at: datetime
    value: float | None
    kind: str
    when: str
    said: str
    counted: str
    usual: str
    why: str


class Limits(NamedTuple):
    """Mean and natural process limits of a phase, from half a period before its first point to half a period after its
    last."""

    since: datetime
    until: datetime
    mean: float
    lower: float
    upper: float


class Marker(NamedTuple):
    """A design change, before the first point it applies to. Its name fits to its right unless it `is_late`."""

    at: datetime
    what: str
    day: str
    is_late: bool


def points(series: Series) -> list[Point]:
    """A Point for every period of a series."""
    found, by, unit = series.compared, words.grain(series), DICTIONARY[series.key].unit
    formatted = words.formatter(unit)
    is_rate = unit in ("share", "ratio")
    columns = (found[name].to_list() for name in ("value", "kind", "n", "N", "mean", "lower", "upper"))
    rows = zip(
        starts(found["period"], by),
        words.periods(found["period"], by),
        words.explained(series),
        *columns,
        strict=True,
    )
    return [
        Point(
            at,
            None if np.isnan(value) else value,
            kind if why else "common",
            when,
            ""
            if np.isnan(value)
            else fraction(n, total)
            if is_rate and total < MIN_FOR_PERCENT
            else formatted(value),
            f"{n:,} of {total:,}" if unit == "share" else f"{n:,}",
            "" if np.isnan(mean) else f"{formatted(lower)} to {formatted(upper)}, mean {formatted(mean)}",
            why,
        )
        for at, when, why, value, kind, n, total, mean, lower, upper in rows
    ]


def starts(names: Iterable[str], by: By) -> list[datetime]:
    """The first day of each period."""
    if by == "quarter":
        return [datetime.fromisoformat(f"{name[:4]}-{3 * int(name[6:]) - 2:02}-01") for name in names]
    return [datetime.fromisoformat(f"{name}-01" if by == "month" else name) for name in names]


def limits(series: Series) -> list[Limits]:
    """The limits of each phase that has any."""
    by, found = words.grain(series), series.compared
    columns = (found[name].to_list() for name in ("phase", "mean", "lower", "upper"))
    rows = zip(starts(found["period"], by), *columns, strict=True)
    known = (row for row in rows if not np.isnan(row[2]))
    free, drawn = half(by), []
    for _, group in groupby(known, key=lambda row: row[1]):
        phase = list(group)
        (first, _, mean, lower, upper), last = phase[0], phase[-1][0]
        drawn.append(Limits(first - free, last + free, mean, lower, upper))
    return drawn


def markers(series: Series, changes: pd.DataFrame | None) -> list[Marker]:
    """Design changes within the series, oldest first; those before the same point are combined."""
    if changes is None or changes.empty or series.compared.empty:
        return []
    by = words.grain(series)
    ends = starts(series.compared["period"].iloc[[0, -1]], by)
    before = timedelta(hours=12) if by == "session" else half(by)
    found: dict[datetime, list[tuple[str, str]]] = {}
    for day, what in zip(changes["date"].dt.to_pydatetime(), changes["what"], strict=True):
        begins = _begin(day, by)
        if ends[0] <= begins <= ends[1]:
            name = what if isinstance(what, str) else "a change without a name"
            found.setdefault(begins - before, []).append((name, f"{day:%Y-%m-%d}"))
    late = ends[0] + LATE * (ends[1] - ends[0])
    return [
        Marker(at, "; ".join(name for name, _ in named), ", ".join(day for _, day in named), at > late)
        for at, named in sorted(found.items())
    ]


def shown(series: Series, period: Period) -> Span | None:
    """Where the period is on the chart, None if it covers the whole chart or none of it. A point is drawn at the first
    day of its month and stands for all of it."""
    if period.start is None or series.compared.empty:
        return None
    by = words.grain(series)
    space = timedelta() if by == "session" else half(by)
    edges = span([series])
    first = max(period.start.to_pydatetime() - space, edges[0])
    last = edges[1] if period.end is None else min(period.end.to_pydatetime() - space, edges[1])
    return (first, last) if first < last and (first, last) != edges else None


def _begin(day: datetime, by: By) -> datetime:
    """The first day of the period that a day falls in."""
    if by == "session":
        return day
    return day.replace(day=1, month=day.month if by == "month" else 3 * ((day.month - 1) // 3) + 1)


def span(alike: Iterable[Series]) -> Span:
    """From half a period before the first point of all series to half a period after the last. Raises ValueError if
    none has a point."""
    first, last, by = None, None, "month"
    for series in alike:
        if len(series.compared):
            by = words.grain(series)
            ends = starts(series.compared["period"].iloc[[0, -1]], by)
            first = ends[0] if first is None else min(first, ends[0])
            last = ends[1] if last is None else max(last, ends[1])
    if first is None or last is None:
        raise ValueError("no series has a point")
    return first - half(by), last + half(by)  # type: ignore[arg-type]


def reach(alike: Sequence[Series], target: float | None) -> tuple[float, float]:
    """The lowest and highest value of a scale that covers all values, limits and the target; for shares in steps of a
    tenth, and at least 40 percentage points wide."""
    columns = [series.compared[name].to_numpy() for series in alike for name in ("value", "lower", "upper")]
    drawn = np.concatenate(columns)
    drawn = np.append(drawn[~np.isnan(drawn)], [] if target is None else [target])
    if DICTIONARY[alike[0].key].unit != "share":
        return 0.0, float(drawn.max(initial=1.0)) * 1.08
    high = min(float(np.ceil(10 * drawn.max(initial=0.1) + 0.2)) / 10, 1.0)
    low = max(float(np.floor(10 * drawn.min(initial=0.9) - 0.2)) / 10, 0.0)
    low = max(round(min(low, high - SMALLEST_SHARE_SPAN), 1), 0.0)
    return low, min(round(max(high, low + SMALLEST_SHARE_SPAN), 1), 1.0)


def half(by: By) -> timedelta:
    """The space on either side of a point: half a period."""
    return timedelta(days={"month": HALF_A_MONTH, "quarter": 3 * HALF_A_MONTH, "session": 5}[by])
