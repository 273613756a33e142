"""Logs and frames narrowed the long way, to hold the short way against."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from lib.log.format.model import CircleLog, among
from lib.metrics.core.groups import Dimension, labels


def only_parts(
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


def exclusions(frame: pd.DataFrame) -> dict[str, int]:
    """How many units each reason took out; only reasons that did."""
    return frame["reason"].value_counts().loc[lambda counts: counts > 0].to_dict()
