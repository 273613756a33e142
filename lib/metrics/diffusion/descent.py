"""Who learned from whom: a forest of adopters and lighthouses, numbered so that descendants are next to each other.

The edges are those of `lib.metrics.diffusion.sources.links` for one practice, which form a forest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

Node: TypeAlias = tuple[str, str]
"""Kind (team or lighthouse) and name."""


class Walk(NamedTuple):
    """The rows of `numbered` in the order of the walk, as lists."""

    nodes: list[Node]
    last: list[int]
    generations: list[int]
    source_orders: list[float]


def numbered(adopters: pd.Series, edges: pd.DataFrame) -> pd.DataFrame:
    """Every adopter, and every team or lighthouse that one learned from: one row each, walked depth first.

    Columns: name, kind (str: team or lighthouse); order (int64: 0, 1, 2 … in the walk); last (int64: the order of its
    last descendant, or its own order without any), so that d descends from a if a.order < d.order <= a.last; generation
    (int64: steps from its root); source_order (float64: the order of its source, NaN for a root). Lighthouses are
    walked first; roots and followers are walked in the order of their names.
    """
    found = walked(adopters, edges)
    return pd.DataFrame(
        {
            "name": pd.Series([name for _, name in found.nodes], dtype="str"),
            "kind": pd.Series([kind for kind, _ in found.nodes], dtype="str"),
            "order": pd.Series(range(len(found.nodes)), dtype="int64"),
            "last": pd.Series(found.last, dtype="int64"),
            "generation": pd.Series(found.generations, dtype="int64"),
            "source_order": pd.Series(found.source_orders, dtype="float64"),
        }
    )


def walked(adopters: pd.Series, edges: pd.DataFrame) -> Walk:
    """`numbered`, without making a frame of it."""
    kinds, sources, teams = (edges[name].to_list() for name in ("source_kind", "source", "team"))
    followers: dict[Node, list[str]] = defaultdict(list)
    for kind, source, team in zip(kinds, sources, teams, strict=True):
        followers[kind, source].append(team)
    learned = {node for node in followers if node[0] == "team"}
    began = {*(("team", name) for name in adopters.to_list()), *learned} - {("team", name) for name in teams}
    roots = sorted(node for node in followers if node[0] == "lighthouse") + sorted(began)
    return _walk(roots, followers)


def _walk(roots: list[Node], followers: Mapping[Node, list[str]]) -> Walk:
    walked: list[Node] = []
    depths: list[int] = []
    sources: list[float] = []
    last: dict[Node, int] = {}
    path: list[tuple[Node, int]] = []
    ahead = [(root, 0) for root in reversed(roots)]
    while ahead:
        node, depth = ahead.pop()
        while len(path) > depth:
            last[path.pop()[0]] = len(walked) - 1
        sources.append(path[-1][1] if path else np.nan)
        path.append((node, len(walked)))
        walked.append(node)
        depths.append(depth)
        ahead += [(("team", team), depth + 1) for team in sorted(followers.get(node, ()), reverse=True)]
    last |= {node: len(walked) - 1 for node, _ in path}
    return Walk(walked, [last[node] for node in walked], depths, sources)


def descendants(nodes: pd.DataFrame, name: str, kind: str = "team") -> list[str]:
    """The names of all descendants of one node of `numbered`, branch by branch; [] if there is no such node."""
    own = nodes[(nodes["name"] == name) & (nodes["kind"] == kind)]
    if own.empty:
        return []
    order, last = int(own["order"].iloc[0]), int(own["last"].iloc[0])
    return nodes.loc[(nodes["order"] > order) & (nodes["order"] <= last), "name"].to_list()
