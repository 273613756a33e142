"""Overdue actions by strategic priority."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.groups import priorities
from lib.metrics.follow_through.actions import AGE_BANDS, between


def overdue_by_priority(facts: Facts) -> pd.DataFrame:
    """Overdue actions on the day as_of, per strategic priority and band of days late.

    Columns: priority, band (str, of AGE_BANDS), actions (int64). An action's own priority counts, else its circle's.
    Every priority with an overdue action has one row per band; nothing overdue gives no rows.
    """
    rows = facts.open_actions[facts.open_actions["days_late"] > 0]
    priority = priorities(facts.log, rows)
    counts = [
        between(rows["days_late"], low, high)
        .groupby(priority)
        .sum()
        .astype("int64")
        .rename("actions")
        .reset_index()
        .assign(band=band)
        for band, (low, high) in AGE_BANDS.items()
    ]
    return pd.concat(counts, ignore_index=True)[["priority", "band", "actions"]]
