"""Who may change what, checked when a change set is saved and not only where a page offers the change.

Administrators may change everything except the journal. Leads may change and add rows of the circles they lead, but
neither answer a sponsor's ask nor record a sponsor's act. Sponsors may answer the asks addressed to them, and record
what they did themselves. Nobody may delete, and everything is saved in the name of the person who is signed in: what an
administrator records on a sponsor's behalf is recorded by the administrator (`on_behalf_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from lib.access import addresses
from lib.access.addresses import address
from lib.access.circles import circle_of_rows, circles_of
from lib.access.redaction import Viewer
from lib.log.changing.changes import (
    SEPARATOR,
    Addition,
    Change,
    ChangeSet,
    Problem,
    is_filled,
    key_texts,
    value_text,
)
from lib.log.format.folding import fold
from lib.log.format.model import CircleLog

SPONSOR_ANSWERS = frozenset(("status", "answered", "hours", "amount", "currency"))
"""The columns of an ask that its sponsor fills in."""
_ANSWER = frozenset(("status", "answered"))
"""Those that say whether and how the sponsor answered; hours and amount may also say what was asked for."""

LOCAL = "local"
"""Who saves where sign-in is not set up."""

_OWNING = {
    "attendance": "session",
    "insights": "session",
    "action_reviews": "action",
    "adoptions": "practice",
}
"""By tab, the column that decides which circle a row belongs to, where that is not `circle`."""


def refusals(change_set: ChangeSet, log: CircleLog, viewer: Viewer) -> list[Problem]:
    """The changes and additions that the viewer may not make, each with the reason; empty if they may make all.

    `log`: the whole log, before redaction.
    """
    if viewer.email and address(change_set.who) != address(viewer.email):
        return [Problem("", "", "", "a change is saved in the name of the person who is signed in")]
    if viewer.role == "admin":
        return []
    why_not = _lead(change_set, log, viewer) if viewer.role == "lead" else _sponsor(log, viewer)
    refused = []
    for item in change_set.items:
        text = why_not(item)
        if text:
            column = item.column if isinstance(item, Change) else ""
            refused.append(Problem(item.tab, item.key, column, text))
    return refused


def _lead(change_set: ChangeSet, log: CircleLog, viewer: Viewer) -> Callable[[Change | Addition], str]:
    """For leads: a function that says why an item is refused, "" if it is allowed."""
    led = circles_of(log, viewer)
    added_sessions = {
        fold(value_text(addition.values.get("session"))): value_text(addition.values.get("circle"))
        for addition in change_set.additions
        if addition.tab == "sessions"
    }
    texts: dict[str, pd.Series] = {}

    def why_not(item: Change | Addition) -> str:
        if item.tab in {"settings", "teams", "edits"}:
            return "only a program administrator can change this tab"
        if item.tab == "sponsor_acts":
            return "sponsors record their own acts; an administrator can record one on their behalf"
        if isinstance(item, Addition):
            circle = _circle_of(item.tab, item.values, log, added_sessions)
            if circle not in led:
                return "leads can add rows only to circles they lead"
            return _in_sponsors_name(item, log, viewer)
        frame = log.tabs[item.tab]
        if item.tab not in texts:
            texts[item.tab] = key_texts(item.tab, frame)
        rows = frame[(texts[item.tab] == item.key) & (frame["_workbook"] == item.workbook)]
        owners = set(circle_of_rows(item.tab, rows, log).dropna())
        if not owners or not owners <= led:
            return "leads can change only rows of circles they lead"
        if _moves_to(item, log, added_sessions) not in {None, *led}:
            return "leads can move rows only between circles they lead"
        if item.tab == "circles" and item.column in {"circle", "lead", "sponsor"}:
            return "only a program administrator can change who leads and who sponsors a circle"
        return _in_sponsors_name(item, log, viewer)

    return why_not


def _in_sponsors_name(item: Change | Addition, log: CircleLog, viewer: Viewer) -> str:
    """Why a lead may not change an ask: it would answer for the sponsor, or change what the sponsor has answered."""
    if item.tab != "asks" or (viewer.email and address(viewer.email) in _asked(item, log)):
        return ""
    if _answers(item):
        return (
            "only the sponsor it is addressed to can answer an ask; an administrator can record their answer"
        )
    if isinstance(item, Change):
        rows = log.asks[(log.asks["ask"] == item.key) & (log.asks["_workbook"] == item.workbook)]
        if (rows["answered"].notna() | rows["status"].isin(["granted", "declined"])).any():
            return "this ask has been answered; raise a new one"
    return ""


def _asked(item: Change | Addition, log: CircleLog) -> tuple[str, ...]:
    return addresses.addresses_in(_sponsor_asked(item, log))


def _moves_to(edit: Change, log: CircleLog, added_sessions: Mapping[str, str]) -> str | None:
    """The circle that a row belongs to after the change; None if the column does not decide that."""
    if edit.column == _OWNING.get(edit.tab, "circle"):
        return _circle_of(edit.tab, {edit.column: edit.after}, log, added_sessions)
    return None


def sponsors_asked(asks: pd.DataFrame, log: CircleLog) -> pd.Series:
    """The sponsor each ask is addressed to (str, same index): its own, else its circle's."""
    return asks["sponsor"].fillna(asks["circle"].map(log.circles.set_index("circle")["sponsor"]))


def on_behalf_of(change_set: ChangeSet, log: CircleLog) -> list[tuple[str, str, str]]:
    """The acts, and the answers to asks, that a change set records for a sponsor who is not its author: tab, key of the
    record, and the sponsor. `log`: the whole log, before redaction."""
    found = []
    for item in change_set.items:
        sponsor = ""
        if item.tab == "sponsor_acts":
            sponsor = (
                value_text(item.values.get("sponsor"))
                if isinstance(item, Addition)
                else value_text(item.after)
                if item.column == "sponsor"
                else "".join(item.key.split(SEPARATOR)[1:2])
            )
        elif item.tab == "asks" and _answers(item):
            sponsor = _sponsor_asked(item, log)
        if sponsor and address(change_set.who) not in addresses.addresses_in(sponsor):
            found.append((item.tab, item.key, sponsor))
    return list(dict.fromkeys(found))


def _answers(item: Change | Addition) -> bool:
    """Whether an item of the asks tab says what the sponsor answered."""
    if isinstance(item, Change):
        return item.column in _ANSWER
    status = value_text(item.values.get("status")).casefold()
    return is_filled(item.values.get("answered")) or status not in {"", "open"}


def _sponsor_asked(item: Change | Addition, log: CircleLog) -> str:
    if isinstance(item, Change):
        rows = log.asks[(log.asks["ask"] == item.key) & (log.asks["_workbook"] == item.workbook)]
    else:
        values = {name: [value_text(item.values.get(name)) or None] for name in ("sponsor", "circle")}
        rows = pd.DataFrame(values, dtype="str")
    asked = sponsors_asked(rows, log).dropna()
    return str(asked.iloc[0]) if len(asked) else ""


def _circle_of(
    tab: str, values: Mapping[str, object], log: CircleLog, added_sessions: Mapping[str, str]
) -> str:
    if tab == "circles":
        return ""
    if is_filled(values.get("circle")):
        return value_text(values["circle"])
    session = fold(value_text(values.get("session")))
    if tab in {"attendance", "insights"} and session in added_sessions:
        return added_sessions[session]
    row = pd.DataFrame({name: [value_text(values.get(name))] for name in ("session", "action", "practice")})
    circle = circle_of_rows(tab, row, log).iloc[0]
    return value_text(circle)


def _sponsor(log: CircleLog, viewer: Viewer) -> Callable[[Change | Addition], str]:
    """For sponsors: a function that says why an item is refused, "" if it is allowed."""
    email = address(viewer.email)
    circles = log.circles
    sponsored = set(circles.loc[addresses.names(circles["sponsor"], email), "circle"])

    def why_not(item: Change | Addition) -> str:
        if not email:
            return "only signed-in sponsors can change anything"
        if isinstance(item, Addition):
            is_own = address(value_text(item.values.get("sponsor")).strip(" ")) == email
            circle = value_text(item.values.get("circle"))
            if item.tab == "sponsor_acts" and is_own and (not circle or circle in sponsored):
                return ""
            return "sponsors can record only their own acts"
        if item.tab != "asks" or item.column not in SPONSOR_ANSWERS:
            return "sponsors can only answer asks and record their own acts"
        asks = log.asks
        ask = asks[(asks["ask"] == item.key) & (asks["_workbook"] == item.workbook)]
        is_asked = addresses.names(sponsors_asked(ask, log), email)
        return "" if len(ask) and is_asked.all() else "this ask is addressed to someone else"

    return why_not
