"""Whether practices last, and where they work."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import shares
from lib.charts.theme import ACCENT, GOOD, NEUTRAL, finished
from lib.words.phrases import counted
from lib.words.shares import percent


def kept(curve: pd.DataFrame, horizons: pd.DataFrame) -> alt.LayerChart:
    """Share of adopters still using it, by days since they adopted, with its 95 % interval; horizons are points.

    `curve`: days, kept, kept_low, kept_high. `horizons`: days (int), value (share), label, words (str).
    """
    start = pd.DataFrame({"days": [0.0], "kept": [1.0]})
    steps = pd.concat([start, curve[["days", "kept", "kept_low", "kept_high"]]], ignore_index=True)
    share = alt.Axis(format="%", tickCount=5)
    x = alt.X("days:Q", title="Days since adoption", axis=alt.Axis(tickMinStep=1, grid=False))
    y = alt.Scale(domain=[0, 1])
    tooltip = [
        alt.Tooltip("days:Q", title="days"),
        shares.tooltip("kept", "still in use"),
        shares.tooltip("kept_low", "interval from"),
        shares.tooltip("kept_high", "to"),
    ]
    base = alt.Chart(shares.worded(steps, "kept", "kept_low", "kept_high")).encode(x=x, tooltip=tooltip)
    band = base.mark_area(color=GOOD, opacity=0.15, interpolate="step-after").encode(
        y=alt.Y("kept_low:Q", title="Still in use", axis=share, scale=y), y2=alt.Y2("kept_high:Q")
    )
    line = base.mark_line(color=GOOD, interpolate="step-after", strokeWidth=2.2).encode(y=alt.Y("kept:Q"))
    points = alt.Chart(horizons).encode(x=alt.X("days:Q"), y=alt.Y("value:Q"))
    dots = points.mark_point(color=ACCENT, filled=True, size=70, opacity=1).encode(
        tooltip=[alt.Tooltip("words:N", title="at this age")]
    )
    labels = points.mark_text(dy=18, fontSize=12, fontWeight=600).encode(
        text=alt.Text("label:N"), color=alt.ColorValue("primary")
    )
    return finished(alt.LayerChart(layer=[band, line, dots, labels]))


def kept_described(horizons: pd.DataFrame, adopters: int) -> str:
    """The curve in words. Without a stop no interval can be estimated, and of few adopters none is given.

    `horizons`: days (int), low, high (share, NaN without an interval), label (str: the share as the chart shows it).
    """
    parts = []
    for days, label, low, high in horizons[["days", "label", "low", "high"]].itertuples(index=False):
        between = f" ({percent(low)} to {percent(high)})" if low < high and "%" in label else ""
        parts.append(f"{label}{between} after {days} days")
    return f"Share of {counted(adopters, 'adopter')} still using it: {'; '.join(parts) or 'not known yet'}."


def works(strata: pd.DataFrame) -> alt.LayerChart:
    """How often it worked, place by place, with 95 % intervals; gray if fewer than 20 tried.

    `strata`: rows of `what_works.strata` that are not hidden.
    """
    counts = zip(strata["stratum"], strata["worked"], strata["tried"], strict=True)
    rows = strata.assign(name=[f"{stratum}   {worked:,} of {tried:,}" for stratum, worked, tried in counts])
    y = alt.Y("name:N", sort=rows["name"].to_list(), title=None, axis=alt.Axis(labelOverlap=False))
    color = alt.condition("datum.shown == 'grey'", alt.value(NEUTRAL), alt.value(GOOD))
    tooltip = [
        alt.Tooltip("stratum", title="place"),
        alt.Tooltip("worked", title="worked"),
        alt.Tooltip("tried", title="tried"),
        shares.tooltip("value", "share"),
        shares.tooltip("low", "interval from"),
        shares.tooltip("high", "to"),
    ]
    base = alt.Chart(shares.worded(rows, "value", "low", "high")).encode(y=y, tooltip=tooltip)
    scale = alt.Scale(domain=[0, 1])
    interval = base.mark_rule(strokeWidth=2).encode(
        x=alt.X(
            "low:Q",
            title="Worked, as a share of teams that tried it",
            axis=alt.Axis(format="%", tickCount=5),
            scale=scale,
        ),
        x2=alt.X2("high:Q"),
        color=color,
    )
    shape = alt.condition("datum.shown == 'grey'", alt.value("diamond"), alt.value("circle"))
    point = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("value:Q"), color=color, shape=shape
    )
    return finished(alt.LayerChart(layer=[interval, point]), step=28)


def works_described(strata: pd.DataFrame, by: str) -> str:
    """The chart in words."""
    parts = "; ".join(
        f"{row.stratum} {row.worked:,} of {row.tried:,}" for row in strata.itertuples(index=False)
    )
    return f"Teams for which it worked, of those that tried it, by {by}: {parts}."
