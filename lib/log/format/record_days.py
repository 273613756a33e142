"""The days on which something is recorded: where they end, the log ends, and what came after is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    days = np.concatenate([np.array([], "M8[s]"), *_recorded(tabs)])
    return np.unique(days[~np.isnat(days)])


def is_recorded(tabs: Mapping[str, pd.DataFrame], last: pd.Timestamp, days: int) -> bool:
    """Whether any of `record_days` is `last` or at most so many days before it; tabs are read until one is."""
    end = last.to_datetime64().astype("datetime64[s]")
    start = end - np.timedelta64(days, "D")
    return any(bool(((found >= start) & (found <= end)).any()) for found in _recorded(tabs))


def _recorded(tabs: Mapping[str, pd.DataFrame]) -> Iterator[NDArray[np.datetime64]]:
    """The days of each column, NaT where a cell has none."""
    for tab, column in _DAYS:
        if tab in tabs:
            yield tabs[tab][column].to_numpy().astype("datetime64[s]")
    if "sessions" in tabs:
        rows = tabs["sessions"]
        undated = (rows["status"] == "held") & rows["held"].isna()
        yield rows.loc[undated, "planned"].to_numpy().astype("datetime64[s]")
