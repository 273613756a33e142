"""What the log knows when a session is about to be logged: planned sessions, open actions, the cells as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType

import pandas as pd

from lib.log.changing.changes import key_text, typed
from lib.log.changing.keys import next_key
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS

CLOSED = ("done", "cancelled")
ALTERED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "actions": ("status", "closed", "effect", "insight"),
        "members": ("norms_signed", "buddy"),
        "circles": ("mandate_reviewed", "norms_agreed"),
        "milestones": ("reached", "story", "shared"),
    }
)
"""By tab whose rows are not the session's own: the columns of a row of the log that a record may change."""
Seen = Mapping[tuple[str, str, str], object]
"""What was in the cells when the form was opened: (tab, key of the row, column) -> value."""


def waiting(log: CircleLog, circle: str) -> pd.DataFrame:
    """Sessions of the circle that are neither held nor cancelled, by planned date: rows of the sessions frame."""
    sessions = log.sessions
    is_waiting = sessions["held"].isna() & ~sessions["status"].isin(["held", "cancelled"])
    return sessions[(sessions["circle"] == circle) & is_waiting].sort_values("planned", kind="stable")


def session_due(log: CircleLog, circle: str, day: date) -> str:
    """The key of the planned session that was probably held on `day`: the latest one due by then, "" if there is none.

    One that is planned for a later day is never taken for it: someone chooses it.
    """
    planned = waiting(log, circle)
    due = planned[planned["planned"] <= pd.Timestamp(day)]
    return str(due["session"].iloc[-1]) if len(due) else ""


def last_held(log: CircleLog, circle: str, day: date) -> pd.Series | None:
    """The row of the circle's last session held before `day`, None without any."""
    sessions = log.sessions
    held = sessions[(sessions["circle"] == circle) & (sessions["held"] < pd.Timestamp(day))]
    return None if held.empty else held.sort_values("held", kind="stable").iloc[-1]


def new_session_key(log: CircleLog, circle: str, taken: Collection[str] = ()) -> str:
    """The next session key in the circle's own pattern; no session of any circle has it, nor any of `taken`."""
    sessions = log.sessions
    of_circle = sessions.loc[sessions["circle"] == circle, "session"]
    used = [*sessions["session"].dropna().to_list(), *taken]
    return next_key("sessions", of_circle, circle=circle, taken=used)


def open_actions(log: CircleLog, circle: str) -> pd.DataFrame:
    """Actions of the circle that are neither done nor cancelled, by due date: rows of the actions frame."""
    actions = log.actions
    is_open = actions["closed"].isna() & ~actions["status"].isin(CLOSED)
    return actions[(actions["circle"] == circle) & is_open].sort_values("due", kind="stable")


def open_milestones(log: CircleLog, circle: str) -> pd.DataFrame:
    """Milestones of the circle that are not reached, or whose story was not shared yet: rows of the milestones frame,
    by due date."""
    rows = log.tabs["milestones"]
    is_open = rows["reached"].isna() | (rows["story"].notna() & rows["shared"].isna())
    return rows[(rows["circle"] == circle) & is_open].sort_values("due", kind="stable")


def seen(log: CircleLog, circle: str, session: str) -> dict[tuple[str, str, str], object]:
    """The cells that a record of this session may change, as they are now. `session` is "" for a new one."""
    rows = {
        "sessions": log.sessions[log.sessions["session"] == session],
        "attendance": log.attendance[log.attendance["session"] == session],
        "action_reviews": log.action_reviews[log.action_reviews["session"] == session],
        **{tab: log.tabs[tab][log.tabs[tab]["circle"] == circle] for tab in ALTERED},
    }
    return {
        (tab, key, column.name): typed(row[column.name], column)
        for tab, frame in rows.items()
        for columns in ([TABS[tab].column(name) for name in ALTERED.get(tab, TABS[tab].column_names)],)
        for row in frame[list({*TABS[tab].key, *(column.name for column in columns)})].to_dict("records")
        for key in (key_text(tab, row),)  # type: ignore[arg-type]
        for column in columns
    }


def same_insight(log: CircleLog, session: str, text: object) -> str:
    """The key of the insight with this text that the session has already, as after an undo; "" if it has none."""
    rows = log.insights[(log.insights["session"] == session) & (log.insights["text"] == str(text).strip())]
    keys = rows["insight"].dropna()
    return str(keys.iloc[0]) if len(keys) else ""


def can_record(log: CircleLog, tab: str, column: str) -> bool:
    """Whether the workbook can hold this column: it has the column, or lacks the whole tab, which is then made."""
    return log.has(tab, column) or not log.has(tab)
