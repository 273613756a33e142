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
_FEW_DAYS = 3
_ALIKE = 85
"""How alike (0-100) the texts of two actions of the same owner are that are one action."""


def session_of_day(log: CircleLog, circle: str, day: date) -> tuple[str, Logged]:
    """The session that minutes of this day are about ("" if there is none), and how that is known.

    logged: it was held on that day. planned: it was planned for that day, and is neither held nor cancelled. near: it
    was planned within half a cadence of that day, or held a few days from it, the nearest of those; whether it is the
    one, somebody has to say. new: there is none of these.
    """
    on = pd.Timestamp(day)
    held = held_near(log, circle, day)
    if len(same_day := held[held["held"] == on]):
        return str(same_day["session"].iloc[0]), "logged"
    planned = waiting(log, circle)
    away = (planned["planned"] - on).abs()
    near = away[away <= pd.Timedelta(days=_half_a_cadence(log, circle))]
    near.index = planned.loc[near.index, "session"].astype("str")
    if (near == pd.Timedelta(0)).any():
        return str(near.idxmin()), "planned"
    others = pd.Series((held["held"] - on).abs().to_numpy(), index=held["session"].astype("str"))
    both = pd.concat([near, others]).sort_values(kind="stable")
    return (str(both.index[0]), "near") if len(both) else ("", "new")


def held_near(log: CircleLog, circle: str, day: date) -> pd.DataFrame:
    """The circle's sessions that were held on that day, or so few days from it that the day of minutes may be that of
    their writing. Columns: session, held; earliest first."""
    rows = log.sessions[(log.sessions["circle"] == circle) & (log.sessions["status"] != "cancelled")]
    days = min(_FEW_DAYS, _half_a_cadence(log, circle))
    is_near = (rows["held"] - pd.Timestamp(day)).abs() <= pd.Timedelta(days=days)
    return rows.loc[is_near, ["session", "held"]].sort_values("held", kind="stable")


def _half_a_cadence(log: CircleLog, circle: str) -> int:
    """In days; of four weeks where the log has none."""
    cadence = log.circles.loc[log.circles["circle"] == circle, "cadence_days"]
    return (int(cadence.iloc[0]) if len(cadence) and is_filled(cadence.iloc[0]) else 28) // 2


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
