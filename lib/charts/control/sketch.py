"""The control chart of `control.control` as a drawing for the page; files have the chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, pairwise

import pandas as pd

from lib.charts.control import frames, layers, words
from lib.charts.plot import (
    Flag,
    Ink,
    Look,
    Mark,
    Plot,
    Scale,
    Sign,
    Tip,
    dots,
    level,
    nice,
    rectangle,
    straight,
)
from lib.metrics.core.period import WHOLE, Period
from lib.metrics.core.series import By, Series
from lib.metrics.dictionary import DICTIONARY
from lib.words.shares import percent

_MOST_TICKS, _STEPS = 6, 5
_APART = (1, 2, 3, 4, 6, 12, 24, 60, 120)
_TITLES = {"said": "value", "counted": "counted", "usual": "usual range", "why": "special"}


class _Places:
    """Where days and values are, in percent from the left and from the bottom."""

    def __init__(self, series: Series, target: float | None) -> None:
        self.span, self.reach = frames.span([series]), frames.reach([series], target)
        self._across = Scale(0.0, (self.span[1] - self.span[0]).total_seconds())
        self._up = Scale(*self.reach)

    def x(self, at: datetime) -> float:
        return self._across.at((at - self.span[0]).total_seconds())

    def y(self, value: float) -> float:
        return self._up.at(value)


def plot(
    series: Series,
    *,
    target: float | None = None,
    changes: pd.DataFrame | None = None,
    period: Period = WHOLE,
) -> Plot:
    """The control chart of a series with at least one point; arguments as in `control.control`."""
    at, points, limits = _Places(series, target), frames.points(series), frames.limits(series)
    unit, label = DICTIONARY[series.key].unit, DICTIONARY[series.key].label
    mean = limits[-1].mean if limits else None
    known = [point for point in points if point.value is not None]
    special = [point for point in known if point.why]
    return Plot(
        _paths(at, limits, target, frames.shown(series, period), _up(at, unit)),
        (
            Ink(
                0,
                _line(at, points) if limits else "",
                dots=dots((at.x(point.at), at.y(point.value or 0.0)) for point in known if not point.why),
            ),
        ),
        _across(at, series, words.grain(series)),
        tuple(Mark((_written(value, unit),), top=100 - at.y(value)) for value in _up(at, unit)),
        (),
        _tips(at, known),
        beside=f"{label}, days" if unit == "days" else label,
        right=_right(at, series, target, mean),
        flags=_flags(at, frames.markers(series, changes)),
        signs=tuple(
            Sign(point.kind, at.x(point.at), round(100 - at.y(point.value or 0.0), 2)) for point in special
        ),
        key=tuple(
            (kind, meaning[0])
            for kind, meaning in layers.KINDS.items()
            if any(point.kind == kind for point in special)
        ),
    )


def _paths(
    at: _Places,
    limits: Sequence[frames.Limits],
    target: float | None,
    shade: frames.Span | None,
    ticks: Sequence[float],
) -> tuple[tuple[Look, str], ...]:
    sides = [(at.x(each.since), at.x(each.until), each) for each in limits]
    edges = "".join(
        straight((left, at.y(value)), (right, at.y(value)))
        for left, right, each in sides
        for value in (each.lower, each.upper)
    )
    means = "".join(
        straight((left, at.y(each.mean)), (right, at.y(each.mean))) for left, right, each in sides
    )
    ranges = "".join(
        rectangle(left, right, at.y(each.lower), at.y(each.upper)) for left, right, each in sides
    )
    return (
        ("shade", "" if shade is None else rectangle(at.x(shade[0]), at.x(shade[1]), 0, 100)),
        ("grid", level(at.y(value) for value in ticks)),
        ("range", ranges),
        ("edge", edges),
        ("mean", means),
        ("target", "" if target is None else level([at.y(target)])),
    )


def _line(at: _Places, points: Sequence[frames.Point]) -> str:
    """The values joined, with gaps where there is none."""
    runs = groupby(points, key=lambda point: point.value is not None)
    return "".join(
        straight(*((at.x(point.at), at.y(point.value or 0.0)) for point in run))
        for is_known, run in runs
        if is_known
    )


def _across(at: _Places, series: Series, by: By) -> tuple[Mark, ...]:
    """At most six periods, evenly spaced."""
    starts = frames.starts(series.compared["period"], by)
    apart = next((each for each in _APART if len(starts) <= each * _MOST_TICKS), len(starts))
    return tuple(Mark((_named(start, by),), at.x(start)) for start in starts[::apart])


def _named(start: datetime, by: By) -> str:
    if by == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    return f"{start:%b %Y}" if by == "month" else f"{start:%-d %b %Y}"


def _up(at: _Places, unit: str) -> list[float]:
    """Round values within the reach of the chart; whole ones of a count."""
    low, high = at.reach
    ticks = nice(high, round(_STEPS * high / (high - low)))
    return [
        tick
        for tick in ticks
        if low - 1e-9 <= tick <= high + 1e-9 and (unit != "count" or float(tick).is_integer())
    ]


def _written(value: float, unit: str) -> str:
    return percent(value) if unit == "share" else f"{value:,.1f}".removesuffix(".0")


def _right(at: _Places, series: Series, target: float | None, mean: float | None) -> tuple[Mark, ...]:
    """The names of the lines: the target, and the latest mean if there is room for both."""
    unit = DICTIONARY[series.key].unit
    marks = []
    if target is not None:
        marks.append(Mark(("target", words.target_formatter(unit)(target)), top=100 - at.y(target)))
    if mean is not None and (target is None or abs(at.y(mean) - at.y(target)) > 100 * layers.LABEL_APART):
        marks.append(Mark(("mean", words.formatter(unit)(mean)), top=100 - at.y(mean)))
    return tuple(marks)


def _flags(at: _Places, marks: Sequence[frames.Marker]) -> tuple[Flag, ...]:
    """Design changes; the latest are named above the chart."""
    levels = layers.levels(marks)
    unnamed: list[tuple[int, list[str]]] = [(0, [])] * (len(marks) - len(levels))
    names = unnamed + levels
    return tuple(
        Flag(tuple(lines), high, at.x(mark.at), mark.is_late, (mark.day, mark.what))
        for mark, (high, lines) in zip(marks, names, strict=True)
    )


def _tips(at: _Places, known: Sequence[frames.Point]) -> tuple[Tip, ...]:
    places = [at.x(point.at) for point in known]
    edges = [0.0, *((left + right) / 2 for left, right in pairwise(places)), 100.0]
    return tuple(
        Tip(
            (
                point.when,
                *(
                    f"{title}: {getattr(point, name)}"
                    for name, title in _TITLES.items()
                    if getattr(point, name)
                ),
            ),
            round(left, 2),
            round(right - left, 2),
        )
        for point, (left, right) in zip(known, pairwise(edges), strict=True)
    )
