"""The session of the log that minutes of a day are about."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pandas as pd

from lib.log.changing.changes import is_filled
from lib.log.format.model import CircleLog

Logged = Literal["logged", "planned", "new"]


def session_of_day(log: CircleLog, circle: str, day: date) -> tuple[str, Logged]:
    """The session that minutes of this day are about, and whether it is logged as held, planned, or new ("").

    One held on that day; else one planned within half a cadence of it that is neither held nor cancelled, the nearest.
    """
    sessions = log.sessions[log.sessions["circle"] == circle]
    on = pd.Timestamp(day)
    held = sessions[(sessions["held"] == on) & (sessions["status"] != "cancelled")]
    if len(held):
        return str(held["session"].iloc[0]), "logged"
    waiting = sessions[sessions["held"].isna() & ~sessions["status"].isin(["held", "cancelled"])]
    away = (waiting["planned"] - on).abs()
    cadence = log.circles.loc[log.circles["circle"] == circle, "cadence_days"]
    days = int(cadence.iloc[0]) if len(cadence) and is_filled(cadence.iloc[0]) else 28
    near = away[away <= pd.Timedelta(days=days // 2)].sort_values(kind="stable")
    return (str(waiting.loc[near.index[0], "session"]), "planned") if len(near) else ("", "new")
