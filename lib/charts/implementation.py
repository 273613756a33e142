"""How long actions take from decided to done: the share done by each day, its interval, and how many were followed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd

from lib.charts import shares
from lib.charts.theme import ACCENT, NEUTRAL, TALL, finished
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.follow_through import implementation
from lib.words.phrases import counted
from lib.words.shares import percent

MOST_CURVES = 5
"""More lines than this are hard to tell apart."""
LEAST_FOLLOWED = 0.05
"""Share of all actions: where fewer are still followed, a single action moves the curve."""
_STEPS = (1, 7, 14, 30, 60, 90, 180, 365)
_MOST_TICKS = 7
LATE = 0.6
"""The share of the axis after which the name of the median is put on its left."""
ACROSS = ("Days since it was decided", "and how many were still open and followed then")
"""The title of the axis of days, with the counts under it."""
_DASHES = ([1, 0], [7, 3], [3, 3], [9, 3, 2, 3], [2, 2])


def least(curve: pd.DataFrame) -> int:
    """How many actions must still be followed for the curve to be drawn: 5 % of all, and at least 5."""
    return max(MIN_FOR_PERCENT, math.ceil(LEAST_FOLLOWED * int(curve["at_risk"].iloc[0])))


def followed(curve: pd.DataFrame) -> pd.DataFrame:
    """The rows of a curve where at least `least` actions are still followed."""
    return curve[curve["at_risk"] >= least(curve)]


def ticks(last_day: float) -> list[int]:
    """Days to mark on the axis from 0 to `last_day`, evenly spaced: at most seven, or one per year if that is more."""
    step = next((step for step in _STEPS if last_day / step < _MOST_TICKS), _STEPS[-1])
    return list(range(0, int(last_day) + 1, step))


def curve(rows: pd.DataFrame, median: tuple[float | None, float | None, float | None]) -> alt.LayerChart:
    """The share done by each day as a step line with its 95 % interval, and the day on which it reaches one half.

    `rows`: `survival.curve` of at least 5 actions. `median`: days and their interval, None where not reached. The axis
    shows under each day how many actions were still open and followed then.
    """
    frame = followed(rows)
    last = float(frame["days"].iloc[-1])
    marks = ticks(last)
    x = _across(last, dict(zip(marks, implementation.at_risk(rows, marks), strict=True)))
    y = _up()
    tooltip = [
        alt.Tooltip("days", title="days"),
        shares.tooltip("share", "done by then"),
        shares.tooltip("low", "interval from"),
        shares.tooltip("high", "to"),
        alt.Tooltip("at_risk", title="still followed"),
    ]
    base = alt.Chart(shares.worded(frame, "share", "low", "high")).encode(x=x)
    band = base.mark_area(interpolate="step-after", color=NEUTRAL, opacity=0.2).encode(
        y=alt.Y("low:Q", title=None, scale=y["scale"], axis=y["axis"]), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.2).encode(y=y)
    fingers = base.mark_circle(size=260, opacity=0).encode(y=y, tooltip=tooltip)
    return finished(alt.LayerChart(layer=[band, *_half(median, last), line, fingers]), height=TALL)


def _half(median: tuple[float | None, float | None, float | None], last: float) -> list[alt.Chart]:
    """The median: a line from the axis to the curve at one half, and its interval as a bar; [] if after `last`."""
    day, low, high = median
    if day is None or day > last:  # outside the axis: the curve ends where too few are followed
        return []
    align: Literal["left", "right"] = "left" if day <= LATE * last else "right"  # so that it is not cut
    spot = pd.DataFrame(
        {
            "zero": [0.0],
            "day": [day],
            "half": [0.5],
            "bottom": [0.0],
            "what": [half_in_words(day)],
            "from": [low if low is not None else day],
            "to": [min(high, last) if high is not None else last],
        }
    )
    base = alt.Chart(spot).encode(tooltip=[alt.Tooltip("what", title="line")])
    dashed = base.mark_rule(color=ACCENT, strokeDash=[5, 4], strokeWidth=1.4)
    return [
        dashed.encode(x=alt.X("zero:Q"), x2=alt.X2("day:Q"), y=alt.Y("half:Q")),
        dashed.encode(x=alt.X("day:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("half:Q")),
        base.mark_rule(color=ACCENT, strokeWidth=7, opacity=0.45).encode(
            x=alt.X("from:Q"), x2=alt.X2("to:Q"), y=alt.Y("half:Q")
        ),
        base.mark_text(
            align=align, dx=10 if align == "left" else -10, dy=-10, fontSize=12, fontWeight=600
        ).encode(
            x=alt.X("day:Q"), y=alt.Y("bottom:Q"), text=alt.Text("what:N"), color=alt.ColorValue("blue")
        ),
    ]


def half_in_words(day: float) -> str:
    """What stands at the median."""
    return f"half done within {counted(round(day), 'day')}"


def by_group(curves: pd.DataFrame, groups: list[str]) -> alt.LayerChart:
    """One line per group. `curves`: those of `implementation.by_group`; `groups`: at most MOST_CURVES of them."""
    drawn = pd.concat([followed(curves[curves["group"] == group]) for group in groups], ignore_index=True)
    scale = alt.Scale(domain=groups, range=list(_DASHES[: len(groups)]))
    tooltip = [
        alt.Tooltip("group:N", title="group"),
        alt.Tooltip("days:Q", title="days"),
        shares.tooltip("share", "done by then"),
        shares.tooltip("low", "interval from"),
        shares.tooltip("high", "to"),
        alt.Tooltip("at_risk:Q", title="still followed"),
    ]
    base = alt.Chart(shares.worded(drawn, "share", "low", "high")).encode(
        x=_across(float(drawn["days"].max()), {}), y=_up()
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.2).encode(
        color=alt.Color("group:N", sort=groups),
        strokeDash=alt.StrokeDash("group:N", sort=groups, scale=scale),
    )
    fingers = base.mark_circle(size=200, opacity=0).encode(detail=alt.Detail("group:N"), tooltip=tooltip)
    return finished(alt.LayerChart(layer=[lines, fingers]), height=TALL)


def _across(last: float, at_risk: dict[int, int]) -> alt.X:
    """The axis of days, with the number of `at_risk` on a second line under each day that has one."""
    labels = "".join(f"datum.value == {day} ? ['{day}', '{count:,}'] : " for day, count in at_risk.items())
    axis = alt.Axis(
        values=ticks(last),
        grid=False,
        labelExpr=f"{labels}datum.label" if at_risk else "datum.label",
        labelFlush=False,
        labelOverlap=False,
        title=list(ACROSS) if at_risk else ACROSS[0],
    )
    return alt.X("days:Q", axis=axis, scale=alt.Scale(domain=[0, max(last, 1.0)], nice=False))


def _up() -> alt.Y:
    axis = alt.Axis(format="%", tickCount=5)
    return alt.Y("share:Q", title="Share of actions done", axis=axis, scale=alt.Scale(domain=[0, 1]))


def described(rows: pd.DataFrame, sentence: str) -> str:
    """The curve in words. `sentence`: `implementation.in_words`."""
    frame = followed(rows)
    marks = ticks(float(frame["days"].iloc[-1]))
    points = []
    for day, count in zip(marks, implementation.at_risk(rows, marks), strict=True):
        at = frame[frame["days"] <= day].iloc[-1]
        points.append(f"by day {day} {percent(at['share'])} done, {count:,} still followed")
    return f"{sentence} {'; '.join(points)}."


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """The numbers behind a curve: group (only if there are several), days, done, low, high (share), still followed."""
    names = {"share": "done", "low": "low", "high": "high", "at_risk": "still followed"}
    columns = [*(["group"] if "group" in rows else []), "days", *names]
    return rows[columns].rename(columns=names)


def by_group_described(table: pd.DataFrame, words: str) -> str:
    """The curves in words. `table`, `words`: those of `implementation.by_group`."""
    groups = "; ".join(
        f"{row['group']}: {days(row)} (n = {row['N']:,})" for row in table.to_dict("records")[:12]
    )
    return f"Days within which half of the actions are done, by group. {groups}. {words}"


def days(row: Mapping[Any, Any]) -> str:
    """A group's median in words: 34 (28 to 41), "> 90" if not reached, "–" if fewer than 5 actions are followed."""
    median, low, high, more_than = (row[name] for name in ("median", "low", "high", "more_than"))
    if pd.notna(more_than):
        return f"> {more_than:,.0f}"
    if pd.isna(median):
        return "–"
    if pd.isna(high):
        return f"{median:,.0f}" if pd.isna(low) else f"{median:,.0f} ({low:,.0f} or more)"
    return f"{median:,.0f} ({low:,.0f} to {high:,.0f})"
