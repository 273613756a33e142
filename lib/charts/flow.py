"""How actions come and go: cumulative flow by day, added and done by week."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import ACCENT, GOOD, NEUTRAL, TALL, finished
from lib.words.amounts import pace

MOST_DAYS = 180
"""This many points draw the same line as all of them would."""
BANDS = ("open", "done", "cancelled")
_DATES = alt.Axis(format="%b %Y", tickCount=5, grid=False, labelOverlap=True)


def thinned(days: pd.DataFrame) -> pd.DataFrame:
    """A flow with at most MOST_DAYS of its days, evenly spaced and counted back from the last one."""
    step = -(-len(days) // MOST_DAYS)
    return days.iloc[::-1].iloc[:: max(step, 1)].iloc[::-1]


def cumulative(days: pd.DataFrame) -> alt.LayerChart:
    """What was decided by each day as three stacked bands: done, cancelled, and open on top.

    `days`: `flow.cumulative_flow` with at least one row. The height of the top band is what is open, its width is how
    long actions take; its upper edge shows arrivals, its lower edge departures.
    """
    frame = thinned(days)
    last = frame.iloc[-1]
    names = [f"{band} {int(last[band]):,}" for band in BANDS]
    gone = frame["done"] + frame["cancelled"]
    edges = {
        "open": (gone, frame["arrived"]),
        "done": (0 * gone, frame["done"]),
        "cancelled": (frame["done"], gone),
    }
    bands = pd.concat(
        [
            pd.DataFrame({"day": frame["day"], "low": low, "high": high, "band": name, "count": frame[band]})
            for name, (band, (low, high)) in zip(names, edges.items(), strict=True)
        ],
        ignore_index=True,
    )
    x = alt.X("day:T", title=None, axis=_DATES)
    color = alt.Color("band:N", scale=alt.Scale(domain=names, range=[ACCENT, GOOD, NEUTRAL]), sort=names)
    tooltip = [
        alt.Tooltip("day:T", format="%-d %b %Y"),
        alt.Tooltip("band:N", title="now"),
        alt.Tooltip("count:Q", title="by then", format=",d"),
    ]
    areas = (
        alt.Chart(bands)
        .mark_area(opacity=0.62, interpolate="step-after")
        .encode(
            x=x,
            y=alt.Y("low:Q", title="Actions decided so far"),
            y2=alt.Y2("high:Q"),
            color=color,
            tooltip=tooltip,
        )
    )
    edge = alt.Chart(frame[["day", "arrived"]]).mark_line(strokeWidth=1.8, interpolate="step-after")
    arrivals = edge.encode(x=x, y=alt.Y("arrived:Q"), tooltip=alt.TooltipValue(None))
    return finished(alt.LayerChart(layer=[areas, arrivals]), height=TALL)


def cumulative_described(days: pd.DataFrame) -> str:
    """The flow in words, for people who hear it. `days`: at least one row."""
    first, last = days.iloc[0], days.iloc[-1]
    return (
        f"Cumulative flow from {first['day']:%-d %b %Y} to {last['day']:%-d %b %Y}: of {last['arrived']:,} actions "
        f"decided, {last['done']:,} done, {last['cancelled']:,} cancelled, {last['open']:,} open; at its start "
        f"{first['open']:,} were open."
    )


def weeks(rows: pd.DataFrame) -> alt.Chart:
    """Actions added in each week as bars up, done and cancelled as bars down. `rows`: `flow.weekly`, at least one."""
    up, down = rows["arrivals"], -rows["finished"]
    parts = {"added": (0 * up, up, up), "done": (0 * up, down, rows["finished"])}
    parts["cancelled"] = (down, down - rows["dropped"], rows["dropped"])
    frame = pd.concat(
        [
            pd.DataFrame(
                {
                    "week": rows["first"],
                    "until": rows["last"],
                    "low": low,
                    "high": high,
                    "count": count,
                    "what": what,
                }
            )
            for what, (low, high, count) in parts.items()
        ],
        ignore_index=True,
    )
    half = pd.Timedelta(hours=9)
    frame = frame.assign(since=frame["week"] + half, to=frame["until"] + pd.Timedelta(days=1) - half)
    names = list(parts)
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(
                "since:T",
                title=None,
                axis=alt.Axis(format="%-d %b", tickCount=6, grid=False, labelOverlap=True),
            ),
            x2=alt.X2("to:T"),
            y=alt.Y(
                "low:Q",
                title="Actions per week",
                axis=alt.Axis(tickMinStep=1, labelExpr="format(abs(datum.value), ',d')"),
            ),
            y2=alt.Y2("high:Q"),
            color=alt.Color(
                "what:N", scale=alt.Scale(domain=names, range=[ACCENT, GOOD, NEUTRAL]), sort=names
            ),
            tooltip=[
                alt.Tooltip("week:T", title="week from", format="%-d %b %Y"),
                alt.Tooltip("what:N", title="what"),
                alt.Tooltip("count:Q", title="actions"),
            ],
        )
    )
    return finished(bars, height=TALL)


def weeks_described(rows: pd.DataFrame) -> str:
    """The weeks in words, for people who hear them. `rows`: at least one."""
    weeks = "the last full week" if len(rows) == 1 else f"the last {len(rows)} full weeks"
    return (
        f"Per week, in {weeks}: {pace(rows['arrivals'].mean())} actions added, {pace(rows['finished'].mean())} done, "
        f"{pace(rows['dropped'].mean())} cancelled; {int(rows['open'].iloc[0]):,} open after the first week, "
        f"{int(rows['open'].iloc[-1]):,} after the last."
    )
