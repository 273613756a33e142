"""An action that notes say is done already -> the open action of the log that it closes, if there is one."""

from __future__ import annotations

from datetime import date

import pandas as pd
from rapidfuzz import fuzz

from lib.log.format.folding import fold

_ALIKE = 85
"""How alike (0-100) the texts of two actions of the same owner are that are one action."""


def closed_by(what: str, owner: str, held: date, actions: pd.DataFrame) -> dict[str, object] | None:
    """The open action that was done by a session's day: alike in its text, by the same owner where both are named.

    `actions`: those of the circle. None where the log has no such action, and where two are as alike.
    """
    is_open = ~actions["status"].isin(["done", "cancelled"]) & actions["closed"].isna()
    is_earlier = ~(actions["created"] > pd.Timestamp(held))
    known = actions[is_open & is_earlier]
    owners = known["owner"].fillna("").map(fold)
    if owner:
        known = known[owners.isin([fold(owner), ""])]
    scores = known["what"].fillna("").map(lambda text: fuzz.token_sort_ratio(fold(text), fold(what)))
    best = scores[scores >= _ALIKE]
    if best.empty or (best == best.max()).sum() > 1:
        return None
    row = known[known.index == best.idxmax()].iloc[0]
    return {str(name): value for name, value in row.items()}
