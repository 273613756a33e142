"""Parts of what circles decide: by circle, strategic priority, kind and outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.model import CircleLog, among
from lib.metrics.facts import places

Dimension: TypeAlias = Literal["circle", "priority", "kind", "outcome"]
DIMENSIONS: tuple[Dimension, ...] = ("circle", "priority", "kind", "outcome")
COLUMNS = list(DIMENSIONS)
"""What `labels` needs of an action."""
NO_PRIORITY, NO_KIND, NO_OUTCOME = "no priority named", "kind not recorded", "no outcome named"


def priorities(log: CircleLog, rows: pd.DataFrame) -> pd.Series:
    """The strategic priority that each row serves (str): an action's own, else its circle's, else NO_PRIORITY."""
    circles = log.circles
    of_circle = circles["priority"].reset_index(drop=True)
    of_circle = of_circle.reindex(places(rows["circle"], pd.Index(circles["circle"]))).set_axis(rows.index)
    own = rows["priority"].fillna(of_circle) if "priority" in rows else of_circle
    return own.fillna(NO_PRIORITY).rename("priority")


def labels(log: CircleLog, rows: pd.DataFrame, dimension: Dimension) -> pd.Series:
    """The part that each row belongs to (str, index of `rows`), never missing.

    `rows` need `circle`; by kind and outcome they must be actions, else ValueError.
    """
    if dimension == "circle":
        return rows["circle"].astype("str")
    if dimension == "priority":
        return priorities(log, rows)
    if dimension not in rows:
        raise ValueError(f"only actions have {'an outcome' if dimension == 'outcome' else 'a kind'}")
    return rows[dimension].astype("str").fillna(NO_KIND if dimension == "kind" else NO_OUTCOME)


def only(
    log: CircleLog,
    *,
    priorities: Iterable[str] = (),
    kinds: Iterable[str] = (),
    outcomes: Iterable[str] = (),
) -> CircleLog:
    """`log` with only the actions of the named parts, as `labels` names them, and their reviews; empty = all.

    Sessions, insights and all else stay, so that an action keeps its circle's rhythm.
    """
    actions = log.actions
    keep = pd.Series(True, index=actions.index)
    chosen: tuple[tuple[Dimension, Iterable[str]], ...] = (
        ("priority", priorities),
        ("kind", kinds),
        ("outcome", outcomes),
    )
    for dimension, wanted in chosen:
        names = list(wanted)
        if names:
            keep &= among(labels(log, actions, dimension), names)
    if keep.all():
        return log
    kept = actions[keep]
    reviews = log.action_reviews
    return log.with_tabs(actions=kept, action_reviews=reviews[among(reviews["action"], kept["action"])])


def named(log: CircleLog, actions: pd.DataFrame, column: str, rows: pd.DataFrame) -> NDArray[np.int64]:
    """Which of `rows`, with `circle` and their key in `column`, each action names: its position, else -1.

    Rows of another circle are none of its own, so that a circle alone is counted as among others.
    """
    circles = pd.Index(log.circles["circle"])
    found = places(actions[column], pd.Index(rows[column]))
    own = np.append(places(rows["circle"], circles), -2)[found] == places(actions["circle"], circles)
    return np.where(own, found, -1)
