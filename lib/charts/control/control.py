"""A figure over time: line, mean and natural process limits of each phase, special causes, design changes, target.

`frames` determines what is drawn where, `words` what it means, and `layers` how it looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from lib.charts.control import frames, layers, words
from lib.charts.control.layers import Spec
from lib.charts.theme import CONFIG, HEIGHT
from lib.metrics.core.period import WHOLE, Period
from lib.metrics.core.series import Series
from lib.metrics.dictionary import DICTIONARY
from lib.words.phrases import counted

LEGEND_HEIGHT, SMALL_HEIGHT = 30, 110
MOST_SPECIAL = 6
_FORMATS = {"month": "%b %Y", "quarter": "Q%q %Y", "session": "%-d %b %Y"}


@dataclass(frozen=True, slots=True)
class Scale:
    """The span of days and the range of values that a chart covers, and the target drawn as a line."""

    span: frames.Span
    reach: tuple[float, float]
    target: float | None = None


def scale(alike: Iterable[Series], target: float | None = None) -> Scale:
    """One scale for several series of the same figure. Raises ValueError if none of them has a point."""
    found = list(alike)
    return Scale(frames.span(found), frames.reach(found, target), target)


def control(
    series: Series,
    *,
    target: float | None = None,
    changes: pd.DataFrame | None = None,
    period: Period = WHOLE,
) -> Spec:
    """The control chart of a series with at least one point, as Vega-Lite. `period` is shaded.

    `target`: in the figure's unit. `changes`: `lib.metrics.core.design_changes.changes`, each drawn before the first
    point it applies to; the latest ones are named. Lines and names take the theme's first color, which works on
    any background.
    """
    shared, points, marks = scale([series], target), frames.points(series), frames.markers(series, changes)
    formatted, limits = _formatter(series), frames.limits(series)
    x, y = _across(series, shared.span, whole=True), _up(series, shared.reach, titled=True)
    mean = limits[-1].mean if limits else None
    drawn = [
        *layers.shaded(frames.shown(series, period), x),
        *layers.band(limits, x, y, formatted),
        *layers.design_changes(marks, x, named=True),
        *layers.goal(target, y, _target_formatter(series)),
        *layers.margin(target, mean, shared.reach, y, _line_formatter(series, target)),
        *layers.line(points, x, y, has_limits=bool(limits)),
        *layers.special(points, x, y, legend=True),
    ]
    names = layers.LINE_HEIGHT * max((level for level, _ in layers.levels(marks)), default=0)
    has_legend = any(point.why for point in points)
    return _whole(drawn, HEIGHT + names + (LEGEND_HEIGHT if has_legend else 0))


def small(
    series: Series, shared: Scale, *, changes: pd.DataFrame | None = None, period: Period = WHOLE
) -> Spec:
    """One of several small control charts that share a scale. `period` is shaded."""
    points, limits, formatted = frames.points(series), frames.limits(series), _formatter(series)
    x, y = _across(series, shared.span, whole=False), _up(series, shared.reach)
    drawn = [
        *layers.shaded(frames.shown(series, period), x),
        *layers.band(limits, x, y, formatted),
        *layers.design_changes(frames.markers(series, changes), x, named=False),
        *layers.goal(shared.target, y, _target_formatter(series)),
        *layers.line(points, x, y, has_limits=bool(limits)),
        *layers.special(points, x, y, legend=False),
    ]
    return _whole(drawn, SMALL_HEIGHT)


def is_shaded(series: Series, period: Period) -> bool:
    """Whether the chart has a shade: not where the period covers all of it or none of it."""
    return frames.shown(series, period) is not None


def described(series: Series, *, target: float | None = None, changes: pd.DataFrame | None = None) -> str:
    """The chart in words: latest point and limits, target, latest special causes, design changes, cautions."""
    label, by = DICTIONARY[series.key].label, words.grain(series)
    known = [point for point in frames.points(series) if point.value is not None]
    if not known:
        return f"{label} by {by}: nothing to show yet."
    last = known[-1]
    usual = f"; usual range {last.usual}" if last.usual else ""
    clauses = [
        f"{label} by {by}, {known[0].when} to {last.when}, {counted(len(known), by)}.",
        f"Latest {last.said}{f' ({last.counted})' if '/' not in last.said else ''}{usual}.",
        words.verdict(series, None if target is None else _target_formatter(series)(target)),
        *_special_causes(known),
        *(f"Design change {mark.day}: {mark.what}." for mark in frames.markers(series, changes)),
        *words.cautions(series),
    ]
    return " ".join(filter(None, clauses))


def _special_causes(known: list[frames.Point]) -> list[str]:
    """A sentence for each of the latest special causes; one that several points in a row share is mentioned once."""
    stretches: list[str] = []
    since: dict[str, frames.Point] = {}
    for point, after in zip(known, [*known[1:], None], strict=True):
        now = set(filter(None, point.why.split("; ")))
        still = set(after.why.split("; ")) if after else set()
        since |= {why: point for why in now if why not in since}
        stretches += [_stretch(since.pop(why), point, why) for why in sorted(now - still)]
    return stretches[-MOST_SPECIAL:]


def _stretch(first: frames.Point, last: frames.Point, why: str) -> str:
    until = "" if first == last else f" to {last.when} {last.said}"
    return f"{first.when} {first.said}{until}: {why}."


def table(series: Series) -> pd.DataFrame:
    """The numbers behind the chart: period, n, N, value, mean, lower, upper, special cause (str)."""
    whys = pd.Series(words.explained(series), dtype="str")
    columns = series.compared[["period", "n", "N", "value", "mean", "lower", "upper"]]
    return columns.assign(**{"special cause": whys.set_axis(columns.index)})


def _formatter(series: Series) -> Callable[[float], str]:
    return words.formatter(DICTIONARY[series.key].unit)


def _target_formatter(series: Series) -> Callable[[float], str]:
    return words.target_formatter(DICTIONARY[series.key].unit)


def _line_formatter(series: Series, target: float | None) -> Callable[[float], str]:
    """Writes the target as it was chosen and any other line as a value."""
    as_target, as_value = _target_formatter(series), _formatter(series)
    return lambda at: as_target(at) if at == target else as_value(at)


def _whole(drawn: list[Spec], height: float) -> Spec:
    return {
        "layer": drawn,
        "width": "container",
        "height": height,
        "padding": {"top": 4, "left": 0, "right": 4, "bottom": 5},
        "resolve": {"scale": {"color": "independent", "shape": "independent"}, "axis": {"y": "independent"}},
        "config": CONFIG,
    }


def _across(series: Series, span: frames.Span, *, whole: bool) -> Spec:
    by = words.grain(series)
    axis: Spec = {
        "format": _FORMATS[by],
        "tickCount": 6,
        "grid": False,
        "labelOverlap": "greedy" if whole else False,
        "labelSeparation": 12,
        "labelFlush": False,
        "labelBound": False,
    }
    if not whole:
        ends = (span[0] + frames.half(by), span[1] - frames.half(by))
        axis["values"] = [layers.date_of(end) for end in ends]
    elif by != "session":
        axis["values"] = [layers.date_of(at) for at in frames.starts(series.compared["period"], by)]
    domain = [layers.date_of(edge) for edge in span]
    return {"field": "at", "type": "temporal", "title": None, "axis": axis, "scale": {"domain": domain}}


def _up(series: Series, reach: tuple[float, float], *, titled: bool = False) -> Spec:
    """`titled`: name the figure along the axis; small charts are under its name."""
    unit, label = DICTIONARY[series.key].unit, DICTIONARY[series.key].label
    title = (f"{label}, days" if unit == "days" else label) if titled else None
    axis: Spec = {"format": ".0%" if unit == "share" else ",.1~f", "tickCount": 4, "minExtent": 34}
    if unit == "count":
        axis["tickMinStep"] = 1
    scale = {"domain": list(reach), "nice": False, "zero": False}
    return {"field": "value", "type": "quantitative", "title": title, "axis": axis, "scale": scale}
