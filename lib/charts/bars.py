"""Bars that say how much waits, and for how long."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import LATENESS, WAITING, finished


def asks_waiting(asks: pd.DataFrame) -> alt.LayerChart:
    """Open asks by kind, stacked by age. `asks`: kind, band (str), asks (int)."""
    return _stacked(asks, "kind", "asks", "Open asks", WAITING, "days since raised")


def overdue(actions: pd.DataFrame) -> alt.LayerChart:
    """Overdue actions by strategic priority, stacked by days late. `actions`: priority, band (str), actions (int)."""
    return _stacked(actions, "priority", "actions", "Overdue actions", LATENESS, "days late")


def _stacked(
    frame: pd.DataFrame, category: str, count: str, title: str, colors: dict[str, str], unit: str
) -> alt.LayerChart:
    bands = list(colors)
    totals = frame.groupby(category)[count].sum().reset_index()
    order = totals.sort_values([count, category], ascending=[False, True])[category].to_list()
    frame = frame.assign(order=frame["band"].map({band: place for place, band in enumerate(bands)}))
    y = alt.Y(f"{category}:N", sort=order, title=None)
    bars = (
        alt.Chart(frame)
        .mark_bar(height={"band": 0.62})
        .encode(
            y=y,
            x=alt.X(f"{count}:Q", title=f"{title}, by {unit}", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("band:N", scale=alt.Scale(domain=bands, range=list(colors.values())), sort=bands),
            order=alt.Order("order:Q"),
            tooltip=[category, alt.Tooltip("band", title=unit), count],
        )
    )
    labels = alt.Chart(totals).mark_text(align="left", dx=5).encode(y=y, x=f"{count}:Q", text=f"{count}:Q")
    return finished(bars + labels, height=max(110, 34 * len(order) + 60))


def described(frame: pd.DataFrame, category: str, count: str, what: str) -> str:
    """The chart in words, for people who hear it: total, and each bar with its oldest band."""
    total = int(frame[count].sum())
    oldest = frame[frame["band"] == "> 30"].set_index(category)[count]
    sums = frame.groupby(category)[count].sum().sort_values(ascending=False)
    bars = "; ".join(
        f"{name} {int(value)}, {int(oldest.get(name, 0))} over 30 days" for name, value in sums.items()
    )
    return f"{what}: {total} in all. {bars}."
