"""How far practices reach."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts import shares
from lib.charts.theme import ACCENT, FAINT, GOOD, finished
from lib.words.phrases import counted, plural


def reach(practices: pd.DataFrame) -> alt.LayerChart:
    """Ever adopted (pale bar with its 95 % interval) and in use now (dark bar), as shares of eligible teams.

    `practices`: title (str), eligible, adopted, in_use (int), rate, low, high (share).
    """
    frame = practices.assign(
        in_use_rate=practices["in_use"] / practices["eligible"],
        adopted_words=_of(practices, "adopted"),
        in_use_words=_of(practices, "in_use"),
    )
    order = frame.sort_values(["rate", "title"], ascending=[False, True])["title"].to_list()
    y = alt.Y("title:N", sort=order, title=None)
    share = alt.Axis(format="%", tickCount=5)
    tooltip = [
        alt.Tooltip("title", title="practice"),
        alt.Tooltip("adopted_words", title="ever adopted"),
        alt.Tooltip("in_use_words", title="in use now"),
        shares.tooltip("low", "interval from"),
        shares.tooltip("high", "to"),
    ]
    base = alt.Chart(shares.worded(frame, "low", "high")).encode(y=y, tooltip=tooltip)
    ever = base.mark_bar(color=FAINT, height={"band": 0.66}).encode(
        x=alt.X(
            "rate:Q",
            title="Share of eligible teams",
            axis=share,
            scale=alt.Scale(domain=[0, 1]),
        )
    )
    now = base.mark_bar(color=GOOD, height={"band": 0.3}).encode(x=alt.X("in_use_rate:Q"))
    interval = base.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    return finished(ever + now + interval, step=28)


def _of(practices: pd.DataFrame, column: str) -> pd.Series:
    """12 of 1,204, for each practice."""
    words = [f"{n:,} of {of:,}" for n, of in zip(practices[column], practices["eligible"], strict=True)]
    return pd.Series(words, index=practices.index, dtype="str")


def described(practices: pd.DataFrame) -> str:
    """The chart in words."""
    rows = practices.sort_values("rate", ascending=False)
    words = "; ".join(
        f"{row['title']}: {row['in_use']:,} of {counted(row['eligible'], 'team')} "
        f"{plural(row['eligible'], 'uses', 'use')} it now, {row['adopted']:,} ever adopted it"
        for row in rows.to_dict("records")
    )
    return f"Reach of {counted(len(rows), 'practice')}. {words}."
