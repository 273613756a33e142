"""How much waited for each function at the end of each month."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import ACCENT, CONCERN, FAINT, GOOD, NEUTRAL, finished
from lib.words.phrases import listed

MOST_LINES = 4
_COLORS = (ACCENT, GOOD, CONCERN, NEUTRAL)
REST = "all others"


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """`bottlenecks.trend` with the MOST_LINES functions for which most waits on the last day, the others together as
    REST: day, function, open, by function in that order and day."""
    last = rows[rows["day"] == rows["day"].max()].set_index("function")["open"]
    most = rows.groupby("function")["open"].max()
    order = pd.DataFrame({"last": last, "most": most}).sort_values(
        ["last", "most"], ascending=False, kind="stable"
    )
    keep = list(order.index[:MOST_LINES])
    named = rows.assign(function=rows["function"].where(rows["function"].isin(keep), REST))
    found = named.groupby(["function", "day"], sort=True)["open"].sum().reset_index()
    place = {name: at for at, name in enumerate([*keep, REST])}
    return found.sort_values(
        ["function", "day"],
        key=lambda column: column.map(place) if column.name == "function" else column,
        ignore_index=True,
    )


def lines(rows: pd.DataFrame) -> alt.LayerChart:
    """One line per function, named at its end. `rows`: `shown`, at least one."""
    names = list(rows["function"].unique())
    colors = [FAINT if name == REST else _COLORS[at % len(_COLORS)] for at, name in enumerate(names)]
    legend = alt.Legend(columns=alt.ExprRef("width > 560 ? 5 : width > 250 ? 3 : 2"), labelLimit=110)
    color = alt.Color("function:N", scale=alt.Scale(domain=names, range=colors), sort=names, legend=legend)
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=5, grid=False, labelOverlap=True))
    y = alt.Y(
        "open:Q", title="Open at the month's end", axis=alt.Axis(tickMinStep=1, format="d", tickCount=5)
    )
    tooltip = [
        alt.Tooltip("day:T", format="%-d %b %Y"),
        alt.Tooltip("function:N"),
        alt.Tooltip("open:Q", format=",d"),
    ]
    base = alt.Chart(rows).encode(x=x, y=y, color=color, tooltip=tooltip)
    line = base.mark_line(strokeWidth=2)
    dots = base.mark_point(filled=True, size=30, opacity=1)
    return finished(alt.LayerChart(layer=[line, dots]))


def described(rows: pd.DataFrame) -> str:
    """The lines in words, from the first day to the last. `rows`: `shown`, at least one."""
    first, last = rows["day"].min(), rows["day"].max()
    parts = []
    for name, some in rows.groupby("function", sort=False):
        parts.append(f"for {name} from {some['open'].iloc[0]:,} to {some['open'].iloc[-1]:,}")
    return f"Waiting at the end of each month, {first:%-d %b %Y} to {last:%-d %b %Y}: {listed(parts)}."
