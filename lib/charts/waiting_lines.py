"""How much waited for each function at the end of each month, as a chart for files: the lines of `waiting.plot`."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import ACCENT, CONCERN, FAINT, GOOD, NEUTRAL, finished
from lib.charts.waiting import BESIDE, REST

_COLORS = (ACCENT, GOOD, CONCERN, NEUTRAL)


def lines(rows: pd.DataFrame) -> alt.LayerChart:
    """One line per function, named at its end. `rows`: `waiting.shown`, at least one."""
    names = list(rows["function"].unique())
    colors = [FAINT if name == REST else _COLORS[at % len(_COLORS)] for at, name in enumerate(names)]
    legend = alt.Legend(columns=alt.ExprRef("width > 560 ? 5 : width > 250 ? 3 : 2"), labelLimit=110)
    color = alt.Color("function:N", scale=alt.Scale(domain=names, range=colors), sort=names, legend=legend)
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=5, grid=False, labelOverlap=True))
    y = alt.Y("open:Q", title=BESIDE, axis=alt.Axis(tickMinStep=1, format="d", tickCount=5))
    tooltip = [
        alt.Tooltip("day:T", format="%-d %b %Y"),
        alt.Tooltip("function:N"),
        alt.Tooltip("open:Q", format=",d"),
    ]
    base = alt.Chart(rows).encode(x=x, y=y, color=color, tooltip=tooltip)
    line = base.mark_line(strokeWidth=2)
    dots = base.mark_point(filled=True, size=30, opacity=1)
    return finished(alt.LayerChart(layer=[line, dots]))
