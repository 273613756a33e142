"""Bar charts of what is waiting, for how long, and what came of what was done."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import EFFECTS, LATENESS, WAITING, finished


def asks_waiting(asks: pd.DataFrame) -> alt.Chart:
    """Open asks by kind, stacked by age. `asks`: kind, band (str), asks (int)."""
    return _stacked(asks, "kind", "asks", "Open asks", WAITING, "days waiting")


def overdue(actions: pd.DataFrame) -> alt.Chart:
    """Overdue actions by strategic priority, stacked by days late. `actions`: priority, band (str), actions (int)."""
    return _stacked(actions, "priority", "actions", "Overdue actions", LATENESS, "days late")


def effects(actions: pd.DataFrame) -> alt.Chart:
    """Done actions by kind, stacked by the effect reported. `actions`: kind, band (str, of EFFECTS), actions (int)."""
    return _stacked(actions, "kind", "actions", "Done actions", EFFECTS, "effect reported", legend_columns=3)


def _stacked(
    frame: pd.DataFrame,
    category: str,
    count: str,
    title: str,
    colors: dict[str, str],
    unit: str,
    legend_columns: int = 0,
) -> alt.Chart:
    bands = list(colors)
    totals = frame.groupby(category)[count].sum()
    names = {name: f"{name}   {int(total):,}" for name, total in totals.items()}
    order = totals.reset_index().sort_values([count, category], ascending=[False, True])[category].map(names)
    frame = frame.assign(
        name=frame[category].map(names),
        place=frame["band"].map({band: place for place, band in enumerate(bands)}),
    )
    bars = (
        alt.Chart(frame)
        .mark_bar(height={"band": 0.62})
        .encode(
            y=alt.Y("name:N", sort=order.to_list(), title=None, axis=alt.Axis(labelOverlap=False)),
            x=alt.X(f"{count}:Q", title=f"{title}, by {unit}", axis=alt.Axis(tickMinStep=1, format=",d")),
            color=alt.Color(
                "band:N",
                scale=alt.Scale(domain=bands, range=list(colors.values())),
                sort=bands,
                legend=alt.Legend(columns=legend_columns) if legend_columns else alt.Undefined,
            ),
            order=alt.Order("place:Q"),
            tooltip=[category, alt.Tooltip("band", title=unit), count],
        )
    )
    return finished(bars, step=30)


def described(frame: pd.DataFrame, category: str, count: str, what: str) -> str:
    """The chart in words, for people who hear it: the total, and each bar with its oldest band."""
    total = int(frame[count].sum())
    oldest = frame[frame["band"] == "> 30"].set_index(category)[count]
    sums = frame.groupby(category)[count].sum().sort_values(ascending=False)
    bars = "; ".join(
        f"{name} {int(value):,}, {int(oldest.get(name, 0)):,} over 30 days" for name, value in sums.items()
    )
    return f"{what}: {total:,} in all. {bars}."
