"""What one action or insight came from and led to, as an indented tree with one line per row of the log."""

from __future__ import annotations

from collections import defaultdict

import altair as alt
import pandas as pd

from lib.charts.theme import ACCENT, GOOD, NEUTRAL, finished
from lib.metrics.impact.impact_map import KINDS, ImpactMap
from lib.words.phrases import counted

STEP, INDENT = 26, 22
"""Pixels from line to line, and from level to level."""


def laid_out(found: ImpactMap) -> pd.DataFrame:
    """The nodes in the order of their lines: what came first on top, and under each row those that follow from it.

    Columns: those of `ImpactMap.nodes`, line and depth (int64), named_by (str: keys of the rows that lead to it, "" for
    none).
    """
    nodes = found.nodes.assign(place=found.nodes["kind"].map({kind: at for at, kind in enumerate(KINDS)}))
    nodes = nodes.sort_values(["place", "on", "key"], na_position="last")
    follow: dict[str, list[str]] = defaultdict(list)
    for source, target in found.edges.itertuples(index=False):
        follow[source].append(target)
    rank = {node: at for at, node in enumerate(nodes["id"])}
    targets = set(found.edges["target"])
    depth: dict[str, int] = {}
    for root in [*(node for node in rank if node not in targets), *rank]:
        waiting = [(root, 0)]
        while waiting:
            node, level = waiting.pop()
            if node not in depth:
                depth[node] = level
                after = sorted(follow[node], key=rank.__getitem__, reverse=True)
                waiting += [(each, level + 1) for each in after]
    lines = pd.DataFrame({"id": list(depth), "line": range(len(depth)), "depth": list(depth.values())})
    keys = nodes.set_index("id")["key"]
    named = found.edges.assign(key=found.edges["source"].map(keys)).groupby("target")["key"].agg(", ".join)
    whole = lines.merge(nodes.drop(columns="place"), on="id")
    return whole.assign(named_by=whole["id"].map(named).astype("str").fillna(""))


def drawn(nodes: pd.DataFrame, edges: pd.DataFrame, focus: str) -> alt.LayerChart:
    """The tree. `nodes`: `laid_out`, at least one row. `edges`: of the map. `focus`: the id of the row it is about."""
    depth = int(nodes["depth"].max())
    x = alt.X(
        "depth:Q", axis=None, scale=alt.Scale(domain=[0, depth + 1], range=[9, 9 + INDENT * (depth + 1)])
    )
    y = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[len(nodes) - 0.5, -0.5], nice=False))
    frame = nodes.assign(said=said(nodes), meaning=_meaning(nodes, focus))
    frame = frame[["line", "depth", "said", "meaning", "kind", "key", "label"]]
    tooltip = [alt.Tooltip("kind:N"), alt.Tooltip("key:N"), alt.Tooltip("label:N", title="text")]
    base = alt.Chart(frame).encode(x=x, y=y, tooltip=tooltip)
    color = alt.Color(
        "meaning:N",
        scale=alt.Scale(domain=["this", "team", "other"], range=[ACCENT, GOOD, NEUTRAL]),
        legend=None,
    )
    dots = base.mark_point(filled=True, size=84, opacity=1).encode(color=color)
    words = [_words(base, frame, level) for level in range(depth + 1)]
    layers = [*([_elbows(nodes, edges, x, y)] if len(edges) else []), dots, *words]
    resolve = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    return finished(alt.LayerChart(layer=layers, resolve=resolve), height=STEP * len(nodes))


def _words(base: alt.Chart, frame: pd.DataFrame, level: int) -> alt.Chart:
    """The texts of one level, cut to the room at their right; in the theme's first color, which works on any
    background."""
    limit = alt.ExprRef(f"max(width - {INDENT * level + 24}, 90)")
    text = base.properties(data=frame[frame["depth"] == level].assign(ink="ink"))
    mark = text.mark_text(align="left", dx=11, fontSize=13, limit=limit)
    return mark.encode(text=alt.Text("said:N"), color=alt.Color("ink:N", legend=None))


def _meaning(nodes: pd.DataFrame, focus: str) -> pd.Series:
    is_team = nodes["kind"] == "team"
    return pd.Series("other", index=nodes.index).mask(is_team, "team").mask(nodes["id"] == focus, "this")


def _elbows(nodes: pd.DataFrame, edges: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.Chart:
    """Lines down from the row that comes first, then across to the one that follows from it."""
    at = nodes.set_index("id")[["line", "depth"]]
    source, target = at.loc[edges["source"]].to_numpy(), at.loc[edges["target"]].to_numpy()
    corners = pd.DataFrame(
        {
            "edge": [*range(len(edges))] * 3,
            "turn": [0] * len(edges) + [1] * len(edges) + [2] * len(edges),
            "line": [*source[:, 0], *target[:, 0], *target[:, 0]],
            "depth": [*source[:, 1], *source[:, 1], *target[:, 1]],
        }
    )
    line = alt.Chart(corners).mark_line(color=NEUTRAL, strokeWidth=1.2, opacity=0.75)
    return line.encode(
        x=x, y=y, detail=alt.Detail("edge:N"), order=alt.Order("turn:O"), tooltip=alt.TooltipValue(None)
    )


def said(nodes: pd.DataFrame) -> pd.Series:
    """Each row on one line: what it is, its text, and its state and day if they are known (str)."""
    day = nodes["on"].dt.strftime("%-d %b %Y").astype("str").fillna("")
    note = nodes["note"].astype("str").fillna("")
    beside = note.where((note == "") | (day == ""), note + ", ") + day
    text = nodes["kind"].str.capitalize() + ": " + nodes["label"]
    return text.where(beside == "", text + " (" + beside + ")").astype("str")


def described(nodes: pd.DataFrame, more_teams: int) -> str:
    """The tree in words: how many rows of each kind, and its first 12 lines. `more_teams`: teams not drawn."""
    counts = nodes["kind"].value_counts()
    words = ", ".join(counted(int(counts[kind]), kind) for kind in KINDS if kind in counts)
    more = f" and {counted(more_teams, 'more team')}" if more_teams else ""
    return f"Impact map: {words}{more}. {'; '.join(said(nodes).head(12))}."


def table(nodes: pd.DataFrame) -> pd.DataFrame:
    """The rows behind the tree: kind, key, text, state, on, named by."""
    names = {
        "kind": "kind",
        "key": "key",
        "label": "text",
        "note": "state",
        "on": "on",
        "named_by": "named by",
    }
    return nodes[list(names)].rename(columns=names)
