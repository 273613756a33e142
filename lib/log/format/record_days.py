"""The days on which something is recorded: where they end, the log ends, and what came after is not known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_DAYS = (
    ("sessions", "held"),
    ("actions", "created"),
    ("actions", "closed"),
    ("adoptions", "date"),
    ("asks", "raised"),
    ("asks", "answered"),
    ("sponsor_acts", "date"),
    ("milestones", "reached"),
    ("coaching", "date"),
    ("practices", "added"),
    ("reviews", "date"),
    ("decisions", "asked"),
    ("decisions", "answered"),
    ("changes", "date"),
    ("circles", "started"),
    ("circles", "ended"),
    ("circles", "norms_agreed"),
    ("circles", "mandate_reviewed"),
    ("members", "joined"),
    ("members", "left"),
    ("sessions", "notes_sent"),
    ("lighthouses", "started"),
    ("lighthouses", "ended"),
    ("lighthouses", "measured"),
)
"""The columns whose days say up to when somebody kept the log."""


def record_days(tabs: Mapping[str, pd.DataFrame]) -> NDArray[np.datetime64]:
    """Every day on which something is recorded, once, in order (datetime64[s]); none without any. Sessions marked as
    held without a day count on the day they were planned for."""
    found = [tabs[tab][column].to_numpy() for tab, column in _DAYS if tab in tabs]
    if "sessions" in tabs:
        rows = tabs["sessions"]
        undated = (rows["status"] == "held") & rows["held"].isna()
        found.append(rows.loc[undated, "planned"].to_numpy())
    days = (
        np.concatenate([each.astype("datetime64[s]") for each in found]) if found else np.array([], "M8[s]")
    )
    return np.unique(days[~np.isnat(days)])
