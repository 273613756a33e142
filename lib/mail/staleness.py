"""Whether a log is new enough to be mailed about."""

from __future__ import annotations

import pandas as pd

from lib.log.format.model import CircleLog

_DAYS = {
    "sessions": ("held",),
    "actions": ("created", "closed"),
    "asks": ("raised", "answered"),
    "adoptions": ("date",),
    "sponsor_acts": ("date",),
    "milestones": ("reached",),
    "reviews": ("date",),
    "decisions": ("asked", "answered"),
    "coaching": ("date",),
    "changes": ("date",),
}
"""Days on which something happened that people wrote down."""


def newest(log: CircleLog, as_of: pd.Timestamp) -> pd.Timestamp | None:
    """The last day up to as_of on which the log says that something happened; None if it says that of no day."""
    found = []
    for tab, columns in _DAYS.items():
        for column in columns:
            days = log.tabs[tab][column]
            last = days[days <= as_of].max()
            if not pd.isna(last):
                found.append(pd.Timestamp(last))
    return max(found, default=None)


def too_old(log: CircleLog, as_of: pd.Timestamp) -> str:
    """Why nothing should be mailed about this log, "" if it is new enough: `stale_days` is the limit."""
    limit, last = int(float(log.settings["stale_days"])), newest(log, as_of)
    if last is None:
        return "nothing with a day is recorded in it yet"
    days = (as_of - last).days
    if days <= limit:
        return ""
    return f"its last entry is of {last:%-d %B %Y}, {days:,} days ago (stale_days is {limit:,})"
