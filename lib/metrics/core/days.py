"""On which days a session was held, and who was active: what a log says about them, whatever day it is asked on."""

from __future__ import annotations

import pandas as pd


def is_active(joined: pd.Series, left: pd.Series, day: pd.Series | pd.Timestamp) -> pd.Series:
    """Whether joined <= day and (left is empty or left > day); an empty joined means always (bool)."""
    return (joined.isna() | (joined <= day)) & (left.isna() | (left > day))


def day_held(sessions: pd.DataFrame) -> pd.Series:
    """The day each session was or will have been held (rows of the sessions frame -> datetime, same index); missing for
    cancelled ones."""
    held, status = sessions["held"], sessions["status"]
    return held.fillna(sessions["planned"].where(status == "held")).mask(status == "cancelled")
