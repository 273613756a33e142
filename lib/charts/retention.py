"""How long members stay: the share who are still members, day by day, with its 95 % interval."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from lib.charts import shares
from lib.charts.theme import ACCENT, NEUTRAL, finished
from lib.words.phrases import counted
from lib.words.shares import percent

MONTH = 365.25 / 12
YEAR = 12


def kept(curve: pd.DataFrame) -> alt.LayerChart:
    """The share of members who stayed as a step line, its interval, and a line at 12 months.

    `curve`: `lib.metrics.health.retention.curve`: days, kept, kept_low, kept_high (share), at_risk (int); at least one
    row.
    """
    frame = _by_month(curve)
    last = max(float(frame["months"].max()), float(YEAR))
    x = alt.X(
        "months:Q",
        title="Months since joining",
        axis=alt.Axis(grid=False, values=list(range(0, math.ceil(last) + 1, 3)), labelFlush=False),
        scale=alt.Scale(domain=[0, last], nice=False),
    )
    low = math.floor(10 * min(float(frame["kept_low"].fillna(frame["kept"]).min()), 0.7)) / 10
    scale, axis = alt.Scale(domain=[low, 1], zero=False), alt.Axis(format="%", tickCount=4)
    tooltip = [
        alt.Tooltip("months", title="months", format=".1f"),
        shares.tooltip("kept", "still members"),
        shares.tooltip("kept_low", "interval from"),
        shares.tooltip("kept_high", "to"),
        alt.Tooltip("at_risk", title="followed that long"),
    ]
    base = alt.Chart(shares.worded(frame, "kept", "kept_low", "kept_high")).encode(x=x)
    band = base.mark_area(interpolate="step-after", color=NEUTRAL, opacity=0.18).encode(
        y=alt.Y("kept_low:Q", title=None, axis=axis, scale=scale), y2=alt.Y2("kept_high:Q")
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        y=alt.Y("kept:Q", title=None, axis=axis, scale=scale), tooltip=tooltip
    )
    year = (
        alt.Chart(pd.DataFrame({"months": [YEAR], "what": ["12 months"]}))
        .mark_rule(color=ACCENT, strokeDash=[8, 4], strokeWidth=1.6)
        .encode(x=alt.X("months:Q"), tooltip=alt.Tooltip("what", title="line"))
    )
    return finished(band + line + year)


def described(curve: pd.DataFrame) -> str:
    """The curve in words: how many are followed, and the share still members after 3, 6 and 12 months."""
    frame = _by_month(curve)
    parts = []
    for months in (3, 6, YEAR):
        if float(frame["months"].max()) >= months:
            row = frame[frame["months"] <= months].iloc[-1]
            low, high = row["kept_low"], row["kept_high"]
            between = f" ({percent(low)} to {percent(high)})" if low < high else ""
            parts.append(f"after {months} months {percent(row['kept'])}{between}")
    words = ", ".join(parts) or "nobody has been followed for 3 months yet"
    return f"Still members, of {counted(int(frame['at_risk'].max()), 'membership')}: {words}."


def table(curve: pd.DataFrame) -> pd.DataFrame:
    """The numbers behind the curve: days, still members, low, high (share), followed."""
    names = {
        "days": "days",
        "kept": "still members",
        "kept_low": "low",
        "kept_high": "high",
        "at_risk": "followed",
    }
    return curve[list(names)].rename(columns=names)


def _by_month(curve: pd.DataFrame) -> pd.DataFrame:
    columns = ["days", "kept", "kept_low", "kept_high", "at_risk"]
    return curve[columns].assign(months=curve["days"] / MONTH)
