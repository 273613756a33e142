"""Logs and frames narrowed the long way, to compare the short way with."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.metrics.core.groups import Dimension, labels


def only_parts(
    log: CircleLog,
    *,
    priorities: Iterable[str] = (),
    kinds: Iterable[str] = (),
    outcomes: Iterable[str] = (),
) -> CircleLog:
    """`log` with only the actions in the named groups, as `labels` names them, and their reviews; empty = all.

    Sessions, insights and everything else stay, so an action keeps its circle's cadence.
    """
    actions = log.actions
    wanted_rows = pd.Series(True, index=actions.index)
    chosen: tuple[tuple[Dimension, Iterable[str]], ...] = (
        ("priority", priorities),
        ("kind", kinds),
        ("outcome", outcomes),
    )
    for dimension, wanted in chosen:
        names = list(wanted)
        if names:
            wanted_rows &= among(labels(log, actions, dimension), names)
    if wanted_rows.all():
        return log
    narrowed = actions[wanted_rows]
    reviews = log.action_reviews
    return log.with_tabs(
        actions=narrowed, action_reviews=reviews[among(reviews["action"], narrowed["action"])]
    )


def exclusions(frame: pd.DataFrame) -> dict[str, int]:
    """How many units each reason left out; only reasons that apply."""
    return frame["reason"].value_counts().loc[lambda counts: counts > 0].to_dict()
