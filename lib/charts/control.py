"""A figure through time: line, mean and natural process limits of each phase, special causes, re-designs, target.

`control_frames` says what is drawn where, `control_words` what it means.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any, TypeAlias

import altair as alt
import pandas as pd

from lib.charts import control_frames as frames
from lib.charts import control_words as words
from lib.charts.theme import ACCENT, CONCERN, GOOD, HEIGHT, NEUTRAL, finished
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.series import Series

KINDS = {
    "improvement": ("better than usual", GOOD, "diamond"),
    "concern": ("worse than usual", CONCERN, "triangle-down"),
    "neutral": ("unlike usual", NEUTRAL, "square"),
}
"""Kind of a special cause -> its word, color and shape."""
MOST_NAMED, MOST_TOLD = 3, 6
NAME_WIDTH = 27
"""Letters a line: 150 pixels and more are free beside a line, also on a phone."""
LINE_HEIGHT, LEGEND_HEIGHT, SMALL_HEIGHT = 15, 30, 110
LABEL_APART = 0.17
_FORMATS = {"month": "%b %Y", "quarter": "Q%q %Y", "session": "%-d %b %Y"}

Layers: TypeAlias = list[alt.Chart]


def control(
    series: Series, *, target: float | None = None, changes: pd.DataFrame | None = None
) -> alt.LayerChart:
    """The control chart of a series with at least one point.

    `target` in the figure's unit; `changes`: `lib.metrics.series.changes`, each drawn before the first point that it
    concerns; the latest are named. Lines and names take the theme's first color, which shows on any ground.
    """
    points, marks = frames.points(series), frames.markers(series, changes)
    reach = frames.reach([series], target)
    x, y = _across(series, frames.span([series]), whole=True), _up(series, reach)
    layers = [
        *_limits(series, x, y),
        *_redesigns(marks, x, named=True),
        *_target(series, target, y),
        *_margin(series, target, reach, y),
        *_line(series, points, x, y),
        *_special(points, x, y, legend=True),
    ]
    names = LINE_HEIGHT * max((level for level, _ in _levels(marks)), default=0)
    return _whole(layers, HEIGHT + names + (LEGEND_HEIGHT if points["special"].any() else 0))


def small(
    series: Series,
    others: Iterable[Series],
    *,
    target: float | None = None,
    changes: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """One of several small control charts of a figure: `others` are all of them and give the scale that they share."""
    alike = list(others)
    points = frames.points(series)
    x, y = _across(series, frames.span(alike), whole=False), _up(series, frames.reach(alike, target))
    layers = [
        *_limits(series, x, y),
        *_redesigns(frames.markers(series, changes), x, named=False),
        *_target(series, target, y),
        *_line(series, points, x, y),
        *_special(points, x, y, legend=False),
    ]
    return _whole(layers, SMALL_HEIGHT)


def _whole(layers: Layers, height: float) -> alt.LayerChart:
    chart = alt.layer(*layers).resolve_scale(color="independent", shape="independent")
    return finished(chart.resolve_axis(y="independent")).properties(
        height=height, padding={"top": 4, "left": 0, "right": 4, "bottom": 5}
    )


def described(series: Series, *, target: float | None = None, changes: pd.DataFrame | None = None) -> str:
    """The chart in words: its latest point and limits, target, latest special causes, re-designs, cautions."""
    label, tell = DICTIONARY[series.key].label, _teller(series)
    points, by = frames.points(series), words.grain(series)
    known = points[points["value"].notna()]
    if known.empty:
        return f"{label} by {by}: nothing to show yet."
    last = known.iloc[-1]
    count = f"1 {by}" if len(known) == 1 else f"{len(known)} {by}s"
    usual = f"; usual range {last['usual']}" if last["usual"] else ""
    said = [
        f"{label} by {by}, {known['when'].iloc[0]} to {last['when']}, {count}.",
        f"Latest {tell(last['value'])} ({last['counted']}){usual}.",
        words.verdict(series, None if target is None else tell(target)),
        *_special_causes(known),
        *(f"Design change {row.day}: {row.what}." for row in frames.markers(series, changes).itertuples()),
        *words.cautions(series),
    ]
    return " ".join(filter(None, said))


def _special_causes(known: pd.DataFrame) -> list[str]:
    """A sentence for each of the latest special causes; what several points in a row share is told once."""
    found = []
    stretches = (known["why"] != known["why"].shift()).cumsum()
    for _, rows in known.groupby(stretches):
        if rows["why"].iloc[0]:
            first, last = rows.iloc[0], rows.iloc[-1]
            when = f"{first['when']} {first['said']}"
            when += f" to {last['when']} {last['said']}" if len(rows) > 1 else ""
            found.append(f"{when}: {first['why']}.")
    return found[-MOST_TOLD:]


def table(series: Series) -> pd.DataFrame:
    """The numbers behind the chart: period, n, N, value, mean, lower, upper, special cause (str)."""
    columns = ["period", "n", "N", "value", "mean", "lower", "upper", "why"]
    return frames.points(series)[columns].rename(columns={"why": "special cause"})


def _teller(series: Series) -> Any:
    return words.teller(DICTIONARY[series.key].unit)


def _format(series: Series) -> str:
    return ".0%" if DICTIONARY[series.key].unit == "share" else ",.1~f"


def _across(series: Series, span: tuple[pd.Timestamp, pd.Timestamp], *, whole: bool) -> alt.X:
    by = words.grain(series)
    days = frames.points(series)["at"] if whole else pd.Series(span) + pd.Series([1, -1]) * frames.half(by)
    axis = alt.Axis(
        format=_FORMATS[by],
        values=alt.Undefined if whole and by == "session" else [_moment(day) for day in days],
        tickCount=6,
        grid=False,
        labelOverlap="greedy" if whole else False,
        labelSeparation=12,
        labelFlush=False,
        labelBound=False,
    )
    return alt.X("at:T", title=None, axis=axis, scale=alt.Scale(domain=[_moment(day) for day in span]))


def _moment(day: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day, hours=day.hour)


def _up(series: Series, reach: tuple[float, float]) -> alt.Y:
    is_count = DICTIONARY[series.key].unit == "count"
    axis = alt.Axis(
        format=_format(series), tickCount=4, minExtent=34, tickMinStep=1 if is_count else alt.Undefined
    )
    return alt.Y(
        "value:Q", title=None, axis=axis, scale=alt.Scale(domain=list(reach), nice=False, zero=False)
    )


def _at(channel: alt.Y, field: str) -> alt.Y:
    """The same scale, without an axis of its own."""
    return alt.Y(f"{field}:Q", title=None, axis=None, scale=channel["scale"])


def _limits(series: Series, x: alt.X, y: alt.Y) -> Layers:
    spans = frames.phases(series)
    if spans.empty:
        return []
    titles = {"mean": "mean", "lower": "usual range from", "upper": "to"}
    tooltip = [alt.Tooltip(name, format=_format(series), title=title) for name, title in titles.items()]
    base = alt.Chart(spans).encode(
        x=alt.X("since:T", title=None, axis=x["axis"], scale=x["scale"]), x2="until:T", tooltip=tooltip
    )
    edge = base.mark_rule(color=NEUTRAL, strokeWidth=1, strokeDash=[2, 3])
    return [
        base.mark_rect(color=NEUTRAL, opacity=0.13).encode(y=_at(y, "lower"), y2="upper:Q"),
        edge.encode(y=_at(y, "lower")),
        edge.encode(y=_at(y, "upper")),
        base.mark_rule(color=NEUTRAL, strokeWidth=1.3).encode(y=_at(y, "mean")),
    ]


def _redesigns(marks: pd.DataFrame, x: alt.X, *, named: bool) -> Layers:
    """A line for each change; of the named ones it leads up to the name above the chart."""
    tooltip = [alt.Tooltip("day", title="design change"), alt.Tooltip("what", title="what")]
    names = _levels(marks) if named else []
    drawn: Layers = []
    for place in range(len(marks)):
        one = alt.Chart(marks.iloc[[place]]).encode(x=x, tooltip=tooltip)
        level, lines = names[place - len(marks)] if len(marks) - place <= len(names) else (0, [])
        top = -LINE_HEIGHT * level
        drawn.append(
            one.mark_rule(color=NEUTRAL, strokeWidth=1.3, strokeDash=[6, 3]).encode(
                y=alt.value(top), y2=alt.value("height")
            )
        )
        if lines:
            is_late = bool(marks["is_late"].iloc[place])
            text = one.mark_text(
                text=lines,
                align="right" if is_late else "left",
                baseline="top",
                dx=-5 if is_late else 5,
                fontSize=12,
                lineHeight=LINE_HEIGHT,
            )
            drawn.append(text.encode(y=alt.value(top), color=alt.Color("ink:N", legend=None)))
    return drawn


def _levels(marks: pd.DataFrame) -> list[tuple[int, list[str]]]:
    """For the latest changes, oldest first: how many lines above the chart the name begins, and its lines."""
    named = marks.tail(MOST_NAMED)
    names = [textwrap.wrap(what, NAME_WIDTH, max_lines=2, placeholder=" …") for what in named["what"]]
    is_late = named["is_late"].to_list()
    upwards = [place for place in range(len(names)) if is_late[place]]
    upwards += [place for place in reversed(range(len(names))) if not is_late[place]]
    level, found = 0, {}
    for place in upwards:
        level += len(names[place])
        found[place] = level
    return [(found[place], names[place]) for place in range(len(names))]


def _target(series: Series, target: float | None, y: alt.Y) -> Layers:
    if target is None:
        return []
    frame = pd.DataFrame({"target": [target], "what": [f"target {_teller(series)(target)}"]})
    line = alt.Chart(frame).mark_rule(color=ACCENT, strokeWidth=1.6, strokeDash=[8, 4])
    return [line.encode(y=_at(y, "target"), tooltip=[alt.Tooltip("what", title="line")])]


def _margin(series: Series, target: float | None, reach: tuple[float, float], y: alt.Y) -> Layers:
    """The names of the lines on the right: target, and the mean of the latest limits where there is room for both."""
    tell, means = _teller(series), series.points["mean"].dropna()
    lines = {} if target is None else {float(target): "target"}
    mean = float(means.iloc[-1]) if len(means) else None
    if mean is not None and (target is None or abs(mean - target) > LABEL_APART * (reach[1] - reach[0])):
        lines[mean] = "mean"
    if not lines:
        return []
    labels = "".join(f"datum.value == {at!r} ? ['{name}', '{tell(at)}'] : " for at, name in lines.items())
    axis = alt.Axis(orient="right", values=list(lines), labelExpr=f"{labels}''", grid=False, labelPadding=4)
    channel = alt.Y("at:Q", title=None, axis=axis, scale=y["scale"])
    return [alt.Chart(pd.DataFrame({"at": list(lines)})).mark_point(opacity=0).encode(y=channel)]


def _line(series: Series, points: pd.DataFrame, x: alt.X, y: alt.Y) -> Layers:
    base = alt.Chart(points).encode(x=x, y=_at(y, "value"))
    tooltip = _tooltip(points)
    line = base.mark_line(strokeWidth=2, invalid="break-paths-show-domains").encode(y=y)
    usual = points[~points["special"]]
    dots = alt.Chart(usual).mark_circle(size=34, opacity=1).encode(x=x, y=_at(y, "value"))
    fingers = base.mark_circle(size=420, opacity=0).encode(tooltip=tooltip)
    drawn = [line, dots] if points["mean"].notna().any() else [dots.encode(y=y)]
    return [*drawn, fingers]


def _special(points: pd.DataFrame, x: alt.X, y: alt.Y, *, legend: bool) -> Layers:
    found = points[points["special"]]
    kinds = [kind for kind in KINDS if (found["kind"] == kind).any()]
    if not kinds:
        return []
    found = found.assign(meaning=found["kind"].map({kind: KINDS[kind][0] for kind in KINDS}))
    names, colors, shapes = zip(*(KINDS[kind] for kind in kinds), strict=True)
    key = alt.Legend(orient="bottom", title=None, symbolSize=90) if legend else None
    return [
        alt.Chart(found)
        .mark_point(filled=True, size=120, opacity=1)
        .encode(
            x=x,
            y=_at(y, "value"),
            color=alt.Color("meaning:N", scale=alt.Scale(domain=names, range=colors), legend=key),
            shape=alt.Shape("meaning:N", scale=alt.Scale(domain=names, range=shapes), legend=key),
            tooltip=_tooltip(found),
        )
    ]


def _tooltip(points: pd.DataFrame) -> list[alt.Tooltip]:
    titles = {"when": "when", "said": "value", "counted": "counted", "usual": "usual range", "why": "special"}
    return [alt.Tooltip(name, title=title) for name, title in titles.items() if (points[name] != "").any()]
