"""The chain from mandate to measured result: one line per strategic priority, the number of things at each link, and
between two links the share that leads on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from lib.charts.theme import ACCENT, finished
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.impact.chain import ALL
from lib.metrics.impact.links import LINKS
from lib.words.shares import NOTHING, fraction, percent

HEADS = {
    "mandate": "Circles",
    "case": "Cases",
    "insight": "Insights",
    "action": "Actions",
    "practice": "Practices",
    "adoption": "Adoptions",
    "result": "Results",
}
"""What is counted at each link, as a heading."""
STEP, MOST_PRIORITIES = 50, 5
HEADS_HEIGHT = 30
"""Pixels of the row of headings, which the chart's height includes."""


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """What is drawn of `impact.chain`: all priorities and the first MOST_PRIORITIES, or the only priority.

    Columns: priority, link, place, line (int64), number, share (str), on (float64: share that leads on, NaN for none),
    said (str: in words).
    """
    names = [name for name in table["priority"].unique() if name != ALL]
    wanted = names if len(names) == 1 else [ALL, *names[:MOST_PRIORITIES]]
    rows = table[table["priority"].isin(wanted)]
    return pd.DataFrame(
        {
            "priority": rows["priority"].array,
            "link": rows["link"].array,
            "place": [LINKS.index(link) for link in rows["link"]],
            "line": [wanted.index(name) for name in rows["priority"]],
            "number": [NOTHING if pd.isna(n) else f"{n:,}" for n in rows["n"]],
            "share": [_share(row) for row in rows.to_dict("records")],
            "on": rows["share"].astype("float64").to_numpy(),
            "said": [_said(row) for row in rows.to_dict("records")],
        }
    )


def _share(row: dict[Any, Any]) -> str:
    if pd.isna(row["share"]):
        return ""
    return percent(row["share"]) if row["n"] >= MIN_FOR_PERCENT else fraction(int(row["on"]), int(row["n"]))


def _said(row: dict[Any, Any]) -> str:
    if pd.isna(row["n"]):
        return f"{HEADS[row['link']]}: not recorded"
    if pd.isna(row["share"]):
        return f"{HEADS[row['link']]}: {row['n']:,}"
    return f"{HEADS[row['link']]}: {row['n']:,}, of which {row['on']:,} lead on"


def drawn(rows: pd.DataFrame, name: Callable[[str], str] = str) -> dict[str, Any]:
    """The chain as Vega-Lite. `rows`: `shown`, at least one. `name`: how a priority is shortened. A click sets the
    parameter `chosen` to a priority and a link."""
    frame = rows.assign(label=rows["priority"].map(name), ink="ink", last=rows["link"] == LINKS[-1])
    lines = int(frame["line"].max()) + 1
    x = alt.X(
        "place:Q",
        scale=alt.Scale(domain=[-0.45, len(LINKS) - 0.55], nice=False),
        axis=alt.Axis(
            orient="top",
            values=list(range(len(LINKS))),
            labelExpr=f"{list(HEADS.values())}[datum.value]",
            labelOverlap=False,
            labelFontSize=alt.ExprRef("width < 480 ? 9 : 12"),
            grid=False,
            title=None,
        ),
    )
    scale = alt.Scale(domain=[lines - 0.55, -0.55], nice=False)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", axis=None, scale=scale)

    frame = frame.assign(low=frame["line"] + 0.16, high=frame["line"] - 0.34, left=-0.4)
    joined = frame[frame["share"] != ""].assign(
        since=lambda each: each["place"] + 0.34,
        until=lambda each: each["place"] + 0.66,
        middle=lambda each: each["place"] + 0.5,
        wide=lambda each: 1 + 8 * each["on"],
    )
    ink = alt.Color("ink:N", legend=None)
    base = alt.Chart(frame)
    rules = alt.Chart(joined).mark_rule(color=ACCENT, opacity=0.75)
    rules = rules.encode(
        x=alt.X("since:Q"), x2=alt.X2("until:Q"), y=y("low"), strokeWidth=alt.StrokeWidth("wide:Q", scale=None),
        tooltip=alt.Tooltip("said:N"),
    )  # fmt: skip
    shares = (
        alt.Chart(joined)
        .mark_text(dy=-9, fontSize=alt.ExprRef("width < 480 ? 9 : 11"), opacity=0.85)
        .encode(x=alt.X("middle:Q"), y=y("low"), text=alt.Text("share:N"), color=ink)
    )
    chosen = alt.selection_point(name="chosen", fields=["priority", "link"], toggle=False)
    room = base.mark_point(size=1100, opacity=0, filled=True, cursor="pointer")
    room = room.encode(
        x=x, y=y("low"), tooltip=[alt.Tooltip("priority:N"), alt.Tooltip("said:N")]
    ).add_params(chosen)
    size = alt.ExprRef("width < 480 ? 12 : 17")
    numbers = base.transform_filter("!datum.last").mark_text(fontSize=size, fontWeight=600)
    results = base.transform_filter("datum.last").mark_text(fontSize=size, fontWeight=600)
    titles = base.transform_filter("datum.place == 0").mark_text(
        align="left", fontSize=12, limit=alt.ExprRef("width")
    )
    layers = [
        rules,
        shares,
        titles.encode(x=alt.X("left:Q"), y=y("high"), text=alt.Text("label:N"), color=ink),
        numbers.encode(x=x, y=y("low"), text=alt.Text("number:N"), color=ink),
        results.encode(x=x, y=y("low"), text=alt.Text("number:N"), color=alt.ColorValue("blue")),
        room,
    ]
    resolve = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    chart = alt.LayerChart(layer=layers, resolve=resolve)
    return finished(chart, height=HEADS_HEIGHT + STEP * lines).to_dict(validate=False)


def described(rows: pd.DataFrame) -> str:
    """The chain in words, priority by priority. `rows`: `shown`."""
    parts = [
        f"{priority}: {', '.join(some['said'])}" for priority, some in rows.groupby("priority", sort=False)
    ]
    return f"From mandate to measured result. {'; '.join(parts)}."
