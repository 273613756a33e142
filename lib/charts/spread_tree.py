"""Who learned from whom, as a tree from left to right with one column per generation."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import ACCENT, GOOD, NEUTRAL, finished
from lib.words.phrases import counted

MOST_NAMED = 70
"""With more adopters than this, names show on hover only."""


def tree(nodes: pd.DataFrame) -> alt.LayerChart:
    """Adopters by generation, joined to the team or lighthouse they learned from; lighthouses and roots at the left.

    `nodes`: the columns of `descent.numbered`, and label, adopted (the day in words), source (str), descendants (int).
    """
    step = 15 if len(nodes) <= MOST_NAMED else 6
    x = alt.X(
        "generation:Q",
        title="Generation",
        axis=alt.Axis(tickMinStep=1, format="d", grid=False, orient="top"),
        scale=alt.Scale(domain=[-0.15, max(1, int(nodes["generation"].max())) + 0.8]),
    )
    y = alt.Y("order:Q", axis=None, scale=alt.Scale(domain=[len(nodes), -1], nice=False))
    tooltip = [
        alt.Tooltip("label:N", title="team"),
        alt.Tooltip("source:N", title="learned from"),
        alt.Tooltip("adopted:N", title="adopted"),
        alt.Tooltip("descendants:Q", title="teams that learned from it"),
    ]
    linked = nodes[nodes["source_order"].notna()]
    linked = linked.assign(source_generation=linked["generation"] - 1, turn=linked["generation"] - 0.88)
    points = pd.concat(
        [
            linked.assign(at=at, generation=linked[across], order=linked[down], link=linked["order"])
            for at, across, down in (
                (0, "source_generation", "source_order"),
                (1, "turn", "order"),
                (2, "generation", "order"),
            )
        ]
    )
    lines = (
        alt.Chart(points[["generation", "order", "link", "at"]])
        .mark_line(color=NEUTRAL, strokeWidth=1, opacity=0.6, interpolate="step-after")
        .encode(
            x=x, y=y, detail=alt.Detail("link:N"), order=alt.Order("at:O"), tooltip=alt.TooltipValue(None)
        )
    )
    base = alt.Chart(nodes.drop(columns=["source_order", "last", "name"])).encode(x=x, y=y, tooltip=tooltip)
    is_beacon = "datum.kind == 'lighthouse'"
    dots = base.mark_point(filled=True, opacity=1).encode(
        shape=alt.condition(is_beacon, alt.value("triangle-up"), alt.value("circle")),
        color=alt.condition(is_beacon, alt.value(ACCENT), alt.value(GOOD)),
        size=alt.Size("descendants:Q", legend=None, scale=alt.Scale(range=[36, 260])),
    )
    layers = [lines, dots]
    if len(nodes) <= MOST_NAMED:
        layers.append(
            base.mark_text(align="left", dx=9, fontSize=11, limit=190).encode(
                text=alt.Text("label:N"), color=alt.ColorValue("blue")
            )
        )
    return finished(alt.LayerChart(layer=layers), height=step * (len(nodes) + 1) + 12)


def described(nodes: pd.DataFrame) -> str:
    """The tree in words."""
    teams = nodes[nodes["kind"] == "team"]
    counts = teams["generation"].value_counts().sort_index()
    words = "; ".join(f"generation {generation}: {count}" for generation, count in counts.items())
    widest = nodes.sort_values(["descendants", "label"], ascending=[False, True]).head(3)
    most = "; ".join(f"{row.label}: {row.descendants}" for row in widest.itertuples(index=False))
    return f"Spread among {counted(len(teams), 'adopter')}. {words}. Most followed, directly or through others: {most}."
