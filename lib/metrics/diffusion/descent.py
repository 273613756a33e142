"""Who learned from whom: a forest of adopters and lighthouses, numbered so that descendants are next to each other.

The edges are those of `lib.metrics.diffusion.sources.links` for one practice, which form a forest.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

import numpy as np
import pandas as pd

Node: TypeAlias = tuple[str, str]


def numbered(adopters: pd.Series, edges: pd.DataFrame) -> pd.DataFrame:
    """Every adopter, and every team or lighthouse that one learned from: one row each, walked depth first.

    Columns: name, kind (str: team or lighthouse); order (int64: 0, 1, 2 … in the walk); last (int64: the order of its
    last descendant, or its own order without any), so that d descends from a if a.order < d.order <= a.last; generation
    (int64: steps from its root); source_order (float64: the order of its source, NaN for a root). Lighthouses are
    walked first; roots and followers are walked in the order of their names.
    """
    followers: dict[Node, list[str]] = defaultdict(list)
    for kind, source, team in zip(edges["source_kind"], edges["source"], edges["team"], strict=True):
        followers[kind, source].append(team)
    walked, depths, sources, last = _walk(_roots(adopters, edges), followers)
    return pd.DataFrame(
        {
            "name": pd.Series([name for _, name in walked], dtype="str"),
            "kind": pd.Series([kind for kind, _ in walked], dtype="str"),
            "order": pd.Series(range(len(walked)), dtype="int64"),
            "last": pd.Series([last[node] for node in walked], dtype="int64"),
            "generation": pd.Series(depths, dtype="int64"),
            "source_order": pd.Series(sources, dtype="float64"),
        }
    )


def _roots(adopters: pd.Series, edges: pd.DataFrame) -> list[Node]:
    is_team = edges["source_kind"] == "team"
    teams = (set(adopters) | set(edges.loc[is_team, "source"])) - set(edges["team"])
    lighthouses = set(edges.loc[~is_team, "source"])
    return [("lighthouse", name) for name in sorted(lighthouses)] + [("team", name) for name in sorted(teams)]


def _walk(
    roots: list[Node], followers: dict[Node, list[str]]
) -> tuple[list[Node], list[int], list[float], dict[Node, int]]:
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
    return walked, depths, sources, last


def descendants(nodes: pd.DataFrame, name: str, kind: str = "team") -> list[str]:
    """The names of all descendants of one node of `numbered`, branch by branch; [] if there is no such node."""
    own = nodes[(nodes["name"] == name) & (nodes["kind"] == kind)]
    if own.empty:
        return []
    order, last = int(own["order"].iloc[0]), int(own["last"].iloc[0])
    return nodes.loc[(nodes["order"] > order) & (nodes["order"] <= last), "name"].to_list()
