"""What minutes speak of that the log has already: the session of their day, and open actions that they say are done."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pandas as pd
from rapidfuzz import fuzz

from lib.log.changing.changes import is_filled
from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.log.session.known import waiting

Logged = Literal["logged", "planned", "near", "new"]
_ALIKE = 85
"""How alike (0-100) the texts of two actions of the same owner are that are one action."""


def session_of_day(log: CircleLog, circle: str, day: date) -> tuple[str, Logged]:
    """The session that minutes of this day are about ("" if there is none), and how that is known.

    logged: it was held on that day. planned: it was planned for that day, and is neither held nor cancelled. near: it
    was planned within half a cadence of that day, the nearest of those; whether it is the one, somebody has to say.
    new: there is none of these.
    """
    sessions = log.sessions[log.sessions["circle"] == circle]
    on = pd.Timestamp(day)
    held = sessions[(sessions["held"] == on) & (sessions["status"] != "cancelled")]
    if len(held):
        return str(held["session"].iloc[0]), "logged"
    planned = waiting(log, circle)
    away = (planned["planned"] - on).abs()
    cadence = log.circles.loc[log.circles["circle"] == circle, "cadence_days"]
    days = int(cadence.iloc[0]) if len(cadence) and is_filled(cadence.iloc[0]) else 28
    near = away[away <= pd.Timedelta(days=days // 2)].sort_values(kind="stable")
    if near.empty:
        return "", "new"
    return str(planned.loc[near.index[0], "session"]), "near" if near.iloc[0] else "planned"


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
