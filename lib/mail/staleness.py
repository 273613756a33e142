"""Whether a log is new enough to be mailed about."""

from __future__ import annotations

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core.newest import newest_record


def too_old(log: CircleLog, as_of: pd.Timestamp) -> str:
    """Why nothing should be mailed about this log, "" if it is new enough: `stale_days` is the limit."""
    limit, last = int(float(log.settings["stale_days"])), newest_record(log, as_of)
    if last is None:
        return "nothing with a day is recorded in it yet"
    days = (as_of - last).days
    if days <= limit:
        return ""
    return f"its last entry is of {last:%-d %B %Y}, {days:,} days ago (stale_days is {limit:,})"
