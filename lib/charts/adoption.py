"""Charts of adoption over time: how many teams adopted, how many still use a practice, and where it is heading."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from lib.charts import shares
from lib.charts.theme import ACCENT, FAINT, GOOD, NEUTRAL, finished
from lib.metrics.statistics.intervals import wilson
from lib.words.phrases import counted
from lib.words.shares import percent

MOST_NAMED = 5
MOST_LINES = 30
"""Lines of a chart of several practices: nobody can follow more of them, and each costs the browser its points."""
_NAMES = alt.Legend(
    columns=alt.ExprRef("width > 640 ? 3 : 1"), labelLimit=290, symbolSize=400, symbolType="stroke"
)
"""Side by side where there is room; one below the other on phones, since titles are long."""
HEIGHT_WITH_NAMES = 300
"""Pixels, including the names."""
CLOSE = 0.07
"""The labels of two lines that end closer together than this share would overlap."""


def prepared(curve: pd.DataFrame) -> pd.DataFrame:
    """Rows of a curve of `travel.travel` with eligible teams, and on (datetime64: the first day of the month), adopted
    (int64), low, high (share, Wilson 95 %) and using (share)."""
    rows = curve[curve["eligible"] > 0]
    adopted = (rows["rate"] * rows["eligible"]).round().astype("int64")
    low, high = wilson(adopted, rows["eligible"])
    return rows.assign(
        on=pd.PeriodIndex(rows["period"], freq="M").to_timestamp(),
        adopted=adopted,
        low=low,
        high=high,
        using=rows["in_use"] / rows["eligible"],
    ).reset_index(drop=True)


def curve(rows: pd.DataFrame, ahead: pd.DataFrame, eligible: int) -> alt.LayerChart:
    """Ever adopted (amber, with its 95 % interval) and in use (blue), as shares of eligible teams by month; the recent
    pace continued is dashed, with its interval if the forecast has one.

    `rows`: see `prepared`, at least one. `ahead`: `pace.Forecast.periods` (empty if there is no forecast), in teams of
    `eligible`.
    """
    share = alt.Axis(format="%", tickCount=5)
    x = _months(rows)
    y = alt.Scale(domainMin=0)
    tooltip = [
        alt.Tooltip("period", title="month"),
        alt.Tooltip("adopted", title="ever adopted"),
        alt.Tooltip("in_use", title="in use"),
        alt.Tooltip("eligible", title="eligible teams"),
        alt.Tooltip("new", title="new"),
        shares.tooltip("low", "interval from"),
        shares.tooltip("high", "to"),
    ]
    base = alt.Chart(shares.worded(rows, "low", "high")).encode(x=x, tooltip=tooltip)
    band = base.mark_area(color=ACCENT, opacity=0.18).encode(
        y=alt.Y("low:Q", title="Share of eligible teams", axis=share, scale=y), y2=alt.Y2("high:Q")
    )
    ever = base.mark_line(color=ACCENT, strokeWidth=2.4, point=len(rows) == 1).encode(y=alt.Y("rate:Q"))
    now = base.mark_line(color=GOOD, strokeWidth=2.4, point=len(rows) == 1).encode(y=alt.Y("using:Q"))
    layers = [band, ever, now, *_ends(rows)]
    if len(ahead) and eligible:
        layers = [*_ahead(rows, ahead, eligible, x), *layers]
    return finished(alt.LayerChart(layer=layers))


def _months(rows: pd.DataFrame) -> alt.X:
    """The months across, each named at most once."""
    months = pd.period_range(rows["on"].min(), rows["on"].max(), freq="M")
    ticks: Any = {"interval": "month", "step": 1} if len(months) <= 6 else 6
    return alt.X("on:T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, tickCount=ticks))


def _ahead(rows: pd.DataFrame, ahead: pd.DataFrame, eligible: int, x: alt.X) -> list[alt.Chart]:
    last = rows.iloc[-1]
    start = {"on": last["on"], "adopters": last["rate"], "low": last["rate"], "high": last["rate"]}
    later = ahead[pd.PeriodIndex(ahead["period"], freq="M").to_timestamp() > last["on"]]
    steps = pd.DataFrame(
        {name: (later[name] / eligible).clip(lower=last["rate"]) for name in ("adopters", "low", "high")}
        | {"on": pd.PeriodIndex(later["period"], freq="M").to_timestamp(), "period": later["period"]}
    )
    frame = pd.concat([pd.DataFrame([start]), steps], ignore_index=True)
    tooltip = [
        alt.Tooltip("period:N", title="forecast for"),
        shares.tooltip("adopters", "at recent pace"),
        shares.tooltip("low", "interval from"),
        shares.tooltip("high", "to"),
    ]
    base = alt.Chart(shares.worded(frame, "adopters", "low", "high")).encode(x=x, tooltip=tooltip)
    return [
        base.mark_area(color=NEUTRAL, opacity=0.14).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        base.mark_line(color=NEUTRAL, strokeDash=[4, 3], strokeWidth=1.8).encode(y=alt.Y("adopters:Q")),
    ]


def _ends(rows: pd.DataFrame) -> list[alt.Chart]:
    last = rows.iloc[-1]
    ever, now = float(last["rate"]), float(last["using"])
    lift = -7 if ever - now < CLOSE else 0
    labels = []
    for value, text, color, dy in (
        (ever, f"ever adopted {percent(ever)}", "primary", lift - 9),
        (now, f"in use {percent(now)}", "blue", 12 - lift),
    ):
        end = pd.DataFrame({"on": [last["on"]], "value": [value], "text": [text]})
        mark = alt.Chart(end).mark_text(align="right", dy=dy, fontSize=12, fontWeight=600)
        labels.append(
            mark.encode(
                x=alt.X("on:T"),
                y=alt.Y("value:Q"),
                text=alt.Text("text:N"),
                color=alt.ColorValue(color),
                tooltip=alt.TooltipValue(None),
            )
        )
    return labels


def described(rows: pd.DataFrame, words: str) -> str:
    """The curve in words. `rows`: at least one. `words`: those of the forecast."""
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"Adoption by month, {first['period']} to {last['period']}. Ever adopted: {last['adopted']:,} of "
        f"{last['eligible']:,} eligible teams ({percent(last['low'])} to {percent(last['high'])}); in use: "
        f"{last['in_use']:,}. {falls(rows)} {words}".replace("  ", " ")
    )


def falls(rows: pd.DataFrame) -> str:
    """Why the share that ever adopted fell, in sentences; "" if it never did. `rows`: `prepared` of one practice."""
    change = rows[["rate", "eligible", "adopted"]].diff()
    down = change["rate"] < -1e-12
    if not down.any():
        return ""
    at = rows.index[down][-1]
    when, more = rows.loc[at, "on"], int(change.loc[at, "eligible"])
    why = (
        f"{counted(more, 'more team')} became eligible"
        if more > 0
        else f"{counted(int(-change.loc[at, 'adopted']), 'adopter')} left the eligible teams"
    )
    times = int(down.sum())
    often = f" It fell in {counted(times, 'month')} in all." if times > 1 else ""
    return f"The share fell in {when:%B %Y} because {why}; no adoption was lost.{often}"


def falls_of_several(rows: pd.DataFrame) -> str:
    """Why lines of `several` fall, in a sentence; "" if none does. `rows`: as there, in the order of the months."""
    change = rows.groupby("title", sort=False)[["rate", "eligible", "adopted"]].diff()
    down = change["rate"] < -1e-12
    more, left = down & (change["eligible"] > 0), down & (change["eligible"] <= 0)
    whys = [
        why
        for why, mask in (("more teams became eligible", more), ("adopters left the eligible teams", left))
        if mask.any()
    ]
    return f"A line falls where {' or where '.join(whys)}; no adoption was lost." if whys else ""


def several_read(rows: pd.DataFrame) -> str:
    """How to read `several`, in sentences."""
    count = rows["title"].nunique()
    lines = "One line per practice; those with the highest adoption rates are named, up to five."
    if count > MOST_LINES:
        lines = (
            f"One line for each of the {MOST_LINES} practices with the highest adoption rates, of {count:,}; the first "
            "five are named. The table has all of them."
        )
    return " ".join(filter(None, [lines, falls_of_several(drawn(rows))]))


def _last(rows: pd.DataFrame) -> pd.DataFrame:
    """The last month of each practice, the most widely adopted first."""
    return rows.sort_values("on").drop_duplicates("title", keep="last").sort_values("rate", ascending=False)


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the practices that are drawn."""
    if rows["title"].nunique() <= MOST_LINES:
        return rows
    return rows[rows["title"].isin(_last(rows)["title"].head(MOST_LINES))]


def named(rows: pd.DataFrame) -> list[str]:
    """The practices that are named, the most widely adopted first."""
    return _last(rows).head(MOST_NAMED)["title"].to_list()


def several(rows: pd.DataFrame) -> alt.LayerChart:
    """Ever adopted by month, one line per practice: the most widely adopted ones named, the next ones faint, up to
    MOST_LINES.

    `rows`: title, on, rate, adopted, eligible of all practices.
    """
    named = _last(rows).head(MOST_NAMED)
    rows = drawn(rows)[["title", "on", "rate", "adopted", "eligible"]]
    rows = rows.assign(rate=rows["rate"].round(4))
    tooltip = [
        alt.Tooltip("title", title="practice"),
        alt.Tooltip("on:T", title="month", format="%Y-%m"),
        alt.Tooltip("adopted", title="ever adopted"),
        alt.Tooltip("eligible", title="eligible teams"),
    ]
    x = _months(rows)
    y = alt.Y("rate:Q", title="Ever adopted", axis=alt.Axis(format="%", tickCount=5))
    base = alt.Chart(rows).encode(x=x, y=y, detail=alt.Detail("title:N"), tooltip=tooltip)
    is_named = rows["title"].isin(named["title"])
    faint = base.mark_line(color=FAINT, strokeWidth=1.4).properties(data=rows[~is_named])
    strong = base.mark_line(strokeWidth=2.2, point={"size": 22}).properties(data=rows[is_named])
    strong = strong.encode(
        color=alt.Color(
            "title:N",
            sort=named["title"].to_list(),
            scale=alt.Scale(domain=named["title"].to_list()),
            legend=_NAMES,
        ),
        strokeDash=_dashes(named),
    )
    return finished(alt.LayerChart(layer=[faint, strong]), height=HEIGHT_WITH_NAMES)


def _dashes(named: pd.DataFrame) -> alt.StrokeDash:
    """A dash for each name; with the same domain as the color, or each would have a legend of its own."""
    dashes = [[1, 0], [7, 3], [3, 3], [9, 3, 2, 3], [2, 2]][: len(named)]
    titles = named["title"].to_list()
    scale = alt.Scale(domain=titles, range=dashes)
    return alt.StrokeDash("title:N", sort=titles, scale=scale, legend=_NAMES)


def several_described(rows: pd.DataFrame) -> str:
    """The lines in words."""
    ends = _last(rows)
    words = "; ".join(
        f"{row.title}: {row.adopted:,} of {row.eligible:,}" for row in ends.head(12).itertuples(index=False)
    )
    return f"Eligible teams that ever adopted, by month, for {counted(len(ends), 'practice')}. {words}."
