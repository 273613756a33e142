"""The layers of a control chart as Vega-Lite: limits, design changes, target, line, special causes, names of lines.

They are plain specs, because the same chart takes half a second through Altair, and a page draws a dozen.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from lib.charts.control.frames import Limits, Marker, Point, Span
from lib.charts.theme import ACCENT, CONCERN, GOOD, NEUTRAL

Spec: TypeAlias = dict[str, Any]

KINDS = {
    "improvement": ("better than usual", GOOD, "diamond"),
    "concern": ("worse than usual", CONCERN, "triangle-down"),
    "neutral": ("unlike usual", NEUTRAL, "square"),
}
"""Kind of a special cause -> its word, color and shape."""
MOST_NAMED = 3
NAME_WIDTH = 27
"""Letters per line: there are at least 150 pixels beside a line, even on a phone."""
LINE_HEIGHT = 15
LABEL_APART = 0.17
_TITLES = {"when": "when", "said": "value", "counted": "counted", "usual": "usual range", "why": "special"}


def moment(at: datetime) -> str:
    """A time as text that the browser reads in its own time zone."""
    return at.isoformat(timespec="seconds")


def date_of(at: datetime) -> Spec:
    """A time for scales and axes, to the hour."""
    return {"year": at.year, "month": at.month, "date": at.day, "hours": at.hour}


def band(limits: Sequence[Limits], x: Spec, y: Spec, formatted: Callable[[float], str]) -> list[Spec]:
    """The usual range of each phase, and its mean. `formatted` writes a value, here and below."""
    rows = [
        {
            "since": moment(each.since),
            "until": moment(each.until),
            "mean": each.mean,
            "lower": each.lower,
            "upper": each.upper,
            "said": formatted(each.mean),
            "range": f"{formatted(each.lower)} to {formatted(each.upper)}",
        }
        for each in limits
    ]
    if not rows:
        return []
    tooltip = [_text("said", "mean"), _text("range", "usual range")]
    across = {"x": x | {"field": "since"}, "x2": {"field": "until"}, "tooltip": tooltip}

    def layer(mark: Spec, field: str, **more: Spec) -> Spec:
        encoding = across | {"y": y | {"field": field, "axis": None}} | more
        return {"data": {"values": rows}, "mark": {"color": NEUTRAL} | mark, "encoding": encoding}

    edge = {"type": "rule", "strokeWidth": 1, "strokeDash": [2, 3]}
    return [
        layer({"type": "rect", "opacity": 0.13}, "lower", y2={"field": "upper"}),
        layer(edge, "lower"),
        layer(edge, "upper"),
        layer({"type": "rule", "strokeWidth": 1.3}, "mean"),
    ]


def shaded(period: Span | None, x: Spec) -> list[Spec]:
    """The chosen period as a shade behind everything else."""
    if period is None:
        return []
    rows = [{"since": moment(period[0]), "until": moment(period[1]), "what": "the chosen period"}]
    encoding = {
        "x": x | {"field": "since"},
        "x2": {"field": "until"},
        "y": {"value": 0},
        "y2": {"value": "height"},
        "tooltip": [_text("what", "shaded")],
    }
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rect", "color": ACCENT, "opacity": 0.14},
            "encoding": encoding,
        }
    ]


def design_changes(marks: Sequence[Marker], x: Spec, *, named: bool) -> list[Spec]:
    """A line for each design change; the lines of the latest lead up to their names above the chart."""
    names = levels(marks) if named else []
    first_named = len(marks) - len(names)
    drawn = []
    for place, mark in enumerate(marks):
        level, lines = names[place - first_named] if place >= first_named else (0, [])
        row = {"at": moment(mark.at), "what": mark.what, "day": mark.day, "ink": "ink"}
        base = {"data": {"values": [row]}}
        encoding = {"x": x, "tooltip": [_text("day", "design change"), _text("what", "what")]}
        top = {"value": -LINE_HEIGHT * level}
        rule = {"type": "rule", "color": NEUTRAL, "strokeWidth": 1.3, "strokeDash": [6, 3]}
        drawn.append(base | {"mark": rule, "encoding": encoding | {"y": top, "y2": {"value": "height"}}})
        if lines:
            text = {
                "type": "text",
                "text": lines,
                "align": "right" if mark.is_late else "left",
                "baseline": "top",
                "dx": -5 if mark.is_late else 5,
                "fontSize": 12,
                "lineHeight": LINE_HEIGHT,
            }
            ink = {
                "field": "ink",
                "type": "nominal",
                "legend": None,
            }  # the theme's first color, on any ground
            drawn.append(base | {"mark": text, "encoding": encoding | {"y": top, "color": ink}})
    return drawn


def levels(marks: Sequence[Marker]) -> list[tuple[int, list[str]]]:
    """For the latest changes, oldest first: how many lines above the chart the name starts, and its lines of text."""
    named = marks[-MOST_NAMED:]
    names = [textwrap.wrap(mark.what, NAME_WIDTH, max_lines=2, placeholder=" …") or ["…"] for mark in named]
    upwards = [place for place, mark in enumerate(named) if mark.is_late]
    upwards += [place for place in reversed(range(len(named))) if not named[place].is_late]
    level, found = 0, {}
    for place in upwards:
        level += len(names[place])
        found[place] = level
    return [(found[place], names[place]) for place in range(len(named))]


def goal(target: float | None, y: Spec, formatted: Callable[[float], str]) -> list[Spec]:
    """The target as a line."""
    if target is None:
        return []
    return [
        {
            "data": {"values": [{"target": target, "what": f"target {formatted(target)}"}]},
            "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 1.6, "strokeDash": [8, 4]},
            "encoding": {"y": y | {"field": "target", "axis": None}, "tooltip": [_text("what", "line")]},
        }
    ]


def margin(
    target: float | None,
    mean: float | None,
    reach: tuple[float, float],
    y: Spec,
    formatted: Callable[[float], str],
) -> list[Spec]:
    """The names of the lines, at the right: the target, and the latest mean if there is room for both."""
    lines = {} if target is None else {float(target): "target"}
    if mean is not None and (target is None or abs(mean - target) > LABEL_APART * (reach[1] - reach[0])):
        lines[mean] = "mean"
    if not lines:
        return []
    labels = "".join(
        f"datum.value == {at!r} ? ['{name}', '{formatted(at)}'] : " for at, name in lines.items()
    )
    axis = {
        "orient": "right",
        "values": list(lines),
        "labelExpr": f"{labels}''",
        "grid": False,
        "labelPadding": 4,
    }
    return [
        {
            "data": {"values": [{"at": at} for at in lines]},
            "mark": {"type": "point", "opacity": 0, "tooltip": None},
            "encoding": {"y": y | {"field": "at", "title": None, "axis": axis}},
        }
    ]


def line(points: Sequence[Point], x: Spec, y: Spec, *, has_limits: bool) -> list[Spec]:
    """The values, joined by a line if they have limits; large invisible circles make them easy to touch."""
    bare = y | {"axis": None}
    usual = [point for point in points if not point.why]
    joined = {"type": "line", "strokeWidth": 2, "invalid": "break-paths-show-domains", "tooltip": None}
    dots = {
        "data": {"values": [_row(point) for point in usual]},
        "mark": {"type": "circle", "size": 34, "opacity": 1, "tooltip": None},
        "encoding": {"x": x, "y": bare if has_limits else y},
    }
    fingers = [
        {
            "data": {"values": [_row(point) for point in alike]},
            "mark": {"type": "circle", "size": 420, "opacity": 0},
            "encoding": {"x": x, "y": bare, "tooltip": _tooltip(alike)},
        }
        for alike in (usual, [point for point in points if point.why])
        if alike
    ]
    whole = {
        "data": {"values": [_row(point) for point in points]},
        "mark": joined,
        "encoding": {"x": x, "y": y},
    }
    return [whole, dots, *fingers] if has_limits else [dots, *fingers]


def special(points: Sequence[Point], x: Spec, y: Spec, *, legend: bool) -> list[Spec]:
    """Special causes, with a color and a shape for each kind."""
    found = [point for point in points if point.why]
    kinds = [kind for kind in KINDS if any(point.kind == kind for point in found)]
    if not kinds:
        return []
    names, colors, shapes = (list(each) for each in zip(*(KINDS[kind] for kind in kinds), strict=True))
    key = {"orient": "bottom", "title": None, "symbolSize": 90} if legend else None
    meaning = {"field": "meaning", "type": "nominal", "legend": key}
    return [
        {
            "data": {"values": [_row(point) | {"meaning": KINDS[point.kind][0]} for point in found]},
            "mark": {"type": "point", "filled": True, "size": 120, "opacity": 1},
            "encoding": {
                "x": x,
                "y": y | {"axis": None},
                "color": meaning | {"scale": {"domain": names, "range": colors}},
                "shape": meaning | {"scale": {"domain": names, "range": shapes}},
                "tooltip": _tooltip(found),
            },
        }
    ]


def _row(point: Point) -> Spec:
    texts = {name: getattr(point, name) for name in _TITLES}
    return {"at": moment(point.at), "value": point.value} | texts


def _tooltip(points: Sequence[Point]) -> list[Spec]:
    return [
        _text(name, title) for name, title in _TITLES.items() if any(getattr(each, name) for each in points)
    ]


def _text(field: str, title: str) -> Spec:
    return {"field": field, "type": "nominal", "title": title}
