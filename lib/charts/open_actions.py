"""Open actions: how old they are, compared to the age at which past actions were done, and when all may be done."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from lib.charts.theme import ACCENT, CONCERN, FAINT, NEUTRAL, STRONG_CONCERN, TALL, finished
from lib.metrics.follow_through.forecast import SHARES, Forecast
from lib.words.phrases import counted, listed, plural, sentences

MOST_BINS = 26
_WIDTHS = (7, 14, 28, 56, 112, 224, 448)
_PAST = {0: FAINT, 50: "#e7a869", 85: CONCERN, 95: STRONG_CONCERN}


def ages(rows: pd.DataFrame) -> pd.DataFrame:
    """Open actions counted by age. `rows`: `flow.aging`; those without a creation date are left out.

    Columns (int64): since, until (first and last day of the bar), past (the highest mark passed), actions, low, high
    (lower and upper end of this part of the stacked bar). Bars are a week wide, or wider if there would be too many.
    """
    known = rows[rows["age_days"].notna()]
    age, past = known["age_days"].to_numpy(), known["past"].to_numpy(dtype=np.int64)
    oldest = age.max(initial=0)
    width = next((width for width in _WIDTHS if oldest / width < MOST_BINS), _WIDTHS[-1])
    counts = pd.DataFrame({"since": (age // width * width).astype(np.int64), "past": past})
    found = (
        counts.value_counts()
        .rename("actions")
        .reset_index()
        .sort_values(["since", "past"], ignore_index=True)
    )
    high = found.groupby("since")["actions"].cumsum()
    return found.assign(until=found["since"] + width - 1, high=high, low=high - found["actions"])


def aging(bins: pd.DataFrame, marks: Mapping[int, float | None]) -> alt.LayerChart:
    """How old open actions are, compared to the ages by which 50, 85 and 95 % of all actions were done.

    `bins`: `ages`, at least one row; `marks`: `flow.age_marks`.
    """
    named = {0: "before all marks", **{mark: f"past {mark} %" for mark in (50, 85, 95)}}
    here = [past for past in named if (bins["past"] == past).any()]
    frame = bins.assign(
        what=bins["past"].map(named),
        right=bins["until"] + 0.7,
        range=bins["since"].astype("str") + " to " + bins["until"].astype("str") + " days",
    )
    color = alt.Color(
        "what:N",
        scale=alt.Scale(domain=[named[past] for past in here], range=[_PAST[past] for past in here]),
        sort=[named[past] for past in here],
    )
    x = alt.X(
        "since:Q",
        title="Days since it was decided",
        axis=alt.Axis(grid=False, tickCount=6),
        scale=alt.Scale(nice=False),
    )
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=x,
            x2=alt.X2("right:Q"),
            y=alt.Y("low:Q", title="Open actions", axis=alt.Axis(tickMinStep=1, format=",d")),
            y2=alt.Y2("high:Q"),
            color=color,
            tooltip=[
                alt.Tooltip("range:N", title="age"),
                alt.Tooltip("actions:Q"),
                alt.Tooltip("what:N", title="mark"),
            ],
        )
    )
    known = {mark: day for mark, day in marks.items() if day is not None}
    if not known:
        return finished(alt.LayerChart(layer=[bars]), height=TALL)
    lines = pd.DataFrame(
        {
            "day": list(known.values()),
            "label": [f"{mark} %" for mark in known],
            "what": [f"{mark} % done by day {day:,.0f}" for mark, day in known.items()],
        }
    )
    base = alt.Chart(lines).encode(x=alt.X("day:Q"), tooltip=[alt.Tooltip("what:N", title="mark")])
    rules = base.mark_rule(strokeDash=[5, 4], strokeWidth=1.4, color=NEUTRAL)
    names = [
        base.mark_text(align="left", baseline="top", dx=4, fontSize=12)
        .properties(data=lines.iloc[[place]])
        .encode(y=alt.YValue(14 * place), text=alt.Text("label:N"), color=alt.ColorValue("blue"))
        for place in range(len(lines))
    ]
    return finished(alt.LayerChart(layer=[bars, rules, *names]), height=TALL)


def aging_described(rows: pd.DataFrame, marks: Mapping[int, float | None]) -> str:
    """The ages in words: the marks, and how many open actions are past each. `rows`: `flow.aging`."""
    known = {mark: day for mark, day in marks.items() if day is not None}
    if not known:
        return "Too few actions are done to say how long they usually take."
    by_day = ", ".join(f"{mark} % by day {day:,.0f}" for mark, day in known.items())
    never = [f"{mark} %" for mark, day in marks.items() if day is None]
    past = {mark: int((rows["past"] >= mark).sum()) for mark in known}
    passed = listed(
        f"{count:,} {plural(count, 'is', 'are')} past the {mark} % mark" for mark, count in past.items()
    )
    reached = f"{listed(never)} {plural(len(never), 'was', 'were')} never reached"
    return sentences(
        f"share of all actions done: {by_day}",
        f"{reached}: some were cancelled, some never done" if never else "",
        f"of the {counted(len(rows), 'open action')}, {passed}",
    )


def clearing(found: Forecast) -> alt.LayerChart:
    """How many actions may be open, week by week, until none is: the middle run, and 8 runs in 10 around it.

    `found`: a forecast with throughput.
    """
    fan = found.fan
    x = alt.X(
        "day:T", title=None, axis=alt.Axis(format="%-d %b %y", tickCount=5, grid=False, labelOverlap=True)
    )
    y = alt.Scale(domain=[0, max(found.open, 1) * 1.12], nice=False)
    tooltip = [
        alt.Tooltip("day:T", format="%-d %b %Y"),
        alt.Tooltip("best:Q", title="open in 1 of 10 runs, or fewer"),
        alt.Tooltip("middle:Q", title="in half of the runs"),
        alt.Tooltip("worst:Q", title="in 9 of 10 runs"),
    ]
    base = alt.Chart(fan).encode(x=x, tooltip=tooltip)
    band = base.mark_area(color=NEUTRAL, opacity=0.25).encode(
        y=alt.Y("best:Q", title="Open actions", scale=y, axis=alt.Axis(tickMinStep=1, format=",d")),
        y2=alt.Y2("worst:Q"),
    )
    line = base.mark_line(strokeWidth=2.2).encode(y=alt.Y("middle:Q"))
    days = {share: found.day(share) for share in SHARES}
    reached = [(day, 0, f"{share} %") for share, day in days.items() if day is not None]
    spots = pd.DataFrame(reached, columns=["day", "left", "text"]).drop_duplicates("day")
    at = alt.Chart(spots).encode(
        x=alt.X("day:T"),
        y=alt.Y("left:Q"),
        tooltip=[alt.Tooltip("day:T", format="%-d %b %Y"), alt.Tooltip("text:N", title="cleared in")],
    )
    dots = at.mark_point(filled=True, size=70, color=ACCENT, opacity=1)
    return finished(alt.LayerChart(layer=[band, line, dots]), height=TALL)


def clearing_table(found: Forecast) -> pd.DataFrame:
    """The numbers behind the forecast: week, day, and how many are open in 1, 5 and 9 of 10 runs, or fewer."""
    names = {
        "best": "open in 1 of 10 runs, or fewer",
        "middle": "in half of the runs",
        "worst": "in 9 of 10 runs",
    }
    return found.fan.rename(columns=names)
