"""What circles decide, in groups: by circle, strategic priority, kind and outcome."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.model import CircleLog
from lib.metrics.core.lookup import positions_in

Dimension: TypeAlias = Literal["circle", "priority", "kind", "outcome"]
DIMENSIONS: tuple[Dimension, ...] = ("circle", "priority", "kind", "outcome")
COLUMNS = list(DIMENSIONS)
"""The columns of an action that `labels` needs."""
NO_PRIORITY, NO_KIND, NO_OUTCOME = "no priority named", "kind not recorded", "no outcome named"


def priorities(log: CircleLog, rows: pd.DataFrame) -> pd.Series:
    """The strategic priority that each row serves (str): an action's own, else its circle's, else NO_PRIORITY."""
    circles = log.circles
    of_circle = circles["priority"].reset_index(drop=True)
    of_circle = of_circle.reindex(positions_in(rows["circle"], pd.Index(circles["circle"]))).set_axis(
        rows.index
    )
    own = rows["priority"].fillna(of_circle) if "priority" in rows else of_circle
    return own.fillna(NO_PRIORITY).rename("priority")


def labels(log: CircleLog, rows: pd.DataFrame, dimension: Dimension) -> pd.Series:
    """The group that each row belongs to (str, index of `rows`), never missing.

    `rows` need the column `circle`. Kind and outcome are only for actions: ValueError for other rows.
    """
    if dimension == "circle":
        return rows["circle"].astype("str")
    if dimension == "priority":
        return priorities(log, rows)
    if dimension not in rows:
        raise ValueError(f"only actions have {'an outcome' if dimension == 'outcome' else 'a kind'}")
    return rows[dimension].astype("str").fillna(NO_KIND if dimension == "kind" else NO_OUTCOME)


def named(log: CircleLog, actions: pd.DataFrame, column: str, rows: pd.DataFrame) -> NDArray[np.int64]:
    """Position in `rows` (columns circle and `column`, their key) of the row that each action names, else -1.

    A row of another circle does not count, so a circle has the same numbers on its own as among others.
    """
    circles = pd.Index(log.circles["circle"])
    found = positions_in(actions[column], pd.Index(rows[column]))
    same_circle = np.append(positions_in(rows["circle"], circles), -2)[found] == positions_in(
        actions["circle"], circles
    )
    return np.where(same_circle, found, -1)
