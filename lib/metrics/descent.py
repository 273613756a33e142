"""Who stands behind whom: a forest of adopters and lighthouses, numbered so that descendants are neighbors.

Edges are those of `lib.metrics.network.links` for one practice, which form a forest.
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd


def numbered(adopters: pd.Series, edges: pd.DataFrame) -> pd.DataFrame:
    """Every adopter and every lighthouse that a team learned from, one row each, walked from each root downwards.

    Columns: name, kind (str: team or lighthouse); order (int64: 0, 1, 2 … in the walk); last (int64: the order of its
    last descendant, its own where it has none), so that d descends from a where a.order < d.order <= a.last. Roots and
    followers are walked in the order of their names.
    """
    followers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, source, team in zip(edges["source_kind"], edges["source"], edges["team"], strict=True):
        followers[kind, source].append(team)
    led = set(edges["team"])
    roots = sorted(source for kind, source in followers if kind == "lighthouse")
    stack = [("team", team) for team in sorted(set(adopters) - led, reverse=True)]
    stack += [("lighthouse", name) for name in reversed(roots)]
    walked: list[tuple[str, str]] = []
    last: dict[tuple[str, str], int] = {}
    on_the_way: list[tuple[tuple[str, str], int]] = [(node, 0) for node in stack]
    path: list[tuple[str, str]] = []
    while on_the_way:
        node, depth = on_the_way.pop()
        while len(path) > depth:
            last[path.pop()] = len(walked) - 1
        walked.append(node)
        path.append(node)
        on_the_way += [(("team", team), depth + 1) for team in sorted(followers[node], reverse=True)]
    for node in path:
        last[node] = len(walked) - 1
    return pd.DataFrame(
        {
            "name": pd.Series([name for _, name in walked], dtype="str"),
            "kind": pd.Series([kind for kind, _ in walked], dtype="str"),
            "order": pd.Series(range(len(walked)), dtype="int64"),
            "last": pd.Series([last[node] for node in walked], dtype="int64"),
        }
    )


def descendants(nodes: pd.DataFrame, name: str, kind: str = "team") -> list[str]:
    """The names of all that stand behind one node of `numbered`, branch by branch; none for a stranger."""
    own = nodes[(nodes["name"] == name) & (nodes["kind"] == kind)]
    if own.empty:
        return []
    order, last = int(own["order"].iloc[0]), int(own["last"].iloc[0])
    return nodes.loc[(nodes["order"] > order) & (nodes["order"] <= last), "name"].to_list()
