"""Who may change what, checked when a change set is saved and not only where a page offers the change.

Administrators may change everything except the journal. Leads may change and add rows of the circles they lead, but
neither answer a sponsor's ask, make a sponsor's decision nor record a sponsor's act. Sponsors may answer the asks and
decisions addressed to them, and record what they did themselves, their own reviews, and decisions asked of them.
Everybody may say what they want to be mailed. Reviews are recorded by their sponsor or by administrators, because a
lead's words may hold what stays in the circle; the figures of a frozen review are never changed. Nobody may delete: an
act, a review or a decision may be taken back by the person who added it. Everything is saved in the name of the person
who is signed in: what an administrator records on a sponsor's behalf is recorded by the administrator
(`lib.access.asks`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pandas as pd

from lib.access import addresses, asks
from lib.access.addresses import address
from lib.access.circles import circle_of_rows, circles_of
from lib.access.redaction import Viewer
from lib.log.changing.changes import (
    Addition,
    Change,
    ChangeSet,
    Problem,
    is_filled,
    key_texts,
    value_text,
)
from lib.log.changing.withdrawn import added_by, row_of, withdrawn_rows
from lib.log.format.folding import fold
from lib.log.format.frames import among
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_COLUMNS, APP_TABS
from lib.log.reading.undone import values_undone

LOCAL = "local"
"""Who saves where sign-in is not set up."""

_OWNING = {
    "attendance": "session",
    "insights": "session",
    "action_reviews": "action",
    "adoptions": "practice",
}
"""By tab, the column that decides which circle a row belongs to, where that is not `circle`."""
_OWNERS = {"sessions": "session", "actions": "action", "practices": "practice"}
"""The tabs that these columns refer to, each with its key."""
Added = Mapping[tuple[str, str], str]
"""The circles of records that the same change set adds, by their key's column and the key."""


def refusals(change_set: ChangeSet, log: CircleLog, viewer: Viewer) -> list[Problem]:
    """The changes and additions that the viewer may not make, each with the reason; empty if they may make all.

    `log`: the whole log, before redaction.
    """
    if viewer.email and address(change_set.who) != address(viewer.email):
        return [Problem("", "", "", "a change is saved in the name of the person who is signed in")]
    if frozen := _of_frozen_figures(change_set, log):
        return frozen
    if viewer.role == "admin":
        return []
    why_not = _lead(change_set, log, viewer) if viewer.role == "lead" else _sponsor(log, viewer)
    refused = []
    withdrawn = withdrawn_rows(change_set, log)
    for item in change_set.items:
        if isinstance(item, Change) and row_of(item) in withdrawn:
            is_own = address(added_by(item, log)) == address(viewer.email)
            text = "" if viewer.email and is_own else "only the person who added a row can take it back"
        else:
            text = _mailing(item, log, viewer) if item.tab == "mailings" else why_not(item)
        text = text or _other_author(item, viewer)
        if text:
            column = item.column if isinstance(item, Change) else ""
            refused.append(Problem(item.tab, item.key, column, text))
    return refused


def _of_frozen_figures(change_set: ChangeSet, log: CircleLog) -> list[Problem]:
    """What would change the figures of a review that is frozen, other than by taking all of it back."""
    withdrawn = withdrawn_rows(change_set, log)
    return [
        Problem(change.tab, change.key, change.column, "the figures of a frozen review stay as they were")
        for change in change_set.changes
        if (change.tab, change.column) in APP_COLUMNS and row_of(change) not in withdrawn
    ]


def _other_author(item: Change | Addition, viewer: Viewer) -> str:
    """Why an answer to an ask may not name this person as the one who recorded it; "" if it may."""
    if isinstance(item, Change):
        named = item.after if (item.tab, item.column) == ("asks", "answered_by") else None
    else:
        named = item.values.get("answered_by") if item.tab == "asks" else None
    if is_filled(named) and address(value_text(named)) != address(viewer.email):
        return "an answer is recorded in the name of the person who is signed in"
    return ""


def _mailing(item: Change | Addition, log: CircleLog, viewer: Viewer) -> str:
    """Why a row of mailings may not be changed or added: only its own person may; "" if they may."""
    whose = [value_text(item.values.get("email"))] if isinstance(item, Addition) else []
    if isinstance(item, Change):
        rows = log.mailings
        rows = rows[(key_texts("mailings", rows) == item.key) & (rows["_workbook"] == item.workbook)]
        whose = [
            *map(value_text, rows["email"]),
            *([value_text(item.after)] if item.column == "email" else []),
        ]
    own = address(viewer.email)
    if own and whose and all(address(each) == own for each in whose):
        return ""
    return "people choose their own mails; an administrator can change them for others"


def _lead(change_set: ChangeSet, log: CircleLog, viewer: Viewer) -> Callable[[Change | Addition], str]:
    """For leads: a function that says why an item is refused, "" if it is allowed."""
    led = circles_of(log, viewer)
    added = {
        (name, fold(value_text(addition.values.get(name)))): value_text(addition.values.get("circle"))
        for addition in change_set.additions
        if (name := _OWNERS.get(addition.tab))
    }
    changed: dict[str, pd.DataFrame] = {}
    answered = asks.answered_in(change_set)

    def why_not(item: Change | Addition) -> str:
        if item.tab in {"settings", "teams", "reviews", *APP_TABS}:
            return "only a program administrator can change this tab"
        if item.tab == "decisions" and _is_anothers_decision(item, log, viewer.email):
            return "only the sponsor it is asked of can answer a decision; an administrator can record it"
        if item.tab == "sponsor_acts":
            return "sponsors record their own acts; an administrator can record one on their behalf"
        if isinstance(item, Addition):
            circle = _circle_of(item.tab, item.values, log, added)
            if circle not in led:
                return "leads can add rows only to circles they lead"
            return asks.why_not_for_a_lead(item, log, viewer.email, answered)
        if item.tab not in changed:
            keys = [each.key for each in change_set.changes if each.tab == item.tab]
            changed[item.tab] = _rows_of_keys(item.tab, keys, log)
        rows = changed[item.tab]
        rows = rows[(rows["key"] == item.key) & (rows["workbook"] == item.workbook)]
        owners = set(rows["circle"].dropna())
        if rows.empty and (values := values_undone(log, item.workbook, item.tab, item.key)):
            owners = {_circle_of(item.tab, values, log, added)} - {""}
        if not owners or not owners <= led:
            return "leads can change only rows of circles they lead"
        if _moves_to(item, log, added) not in {None, *led}:
            return "leads can move rows only between circles they lead"
        if item.tab == "circles" and item.column in {"circle", "lead", "sponsor"}:
            return "only a program administrator can change who leads and who sponsors a circle"
        return asks.why_not_for_a_lead(item, log, viewer.email, answered)

    return why_not


def _rows_of_keys(tab: str, keys: Collection[str], log: CircleLog) -> pd.DataFrame:
    """The rows of a tab with one of these keys: key, workbook, circle (str; missing for rows of the whole program)."""
    frame = log.tabs[tab]
    texts = key_texts(tab, frame)
    is_one = among(texts, keys)
    rows = frame[is_one]
    return pd.DataFrame(
        {"key": texts[is_one], "workbook": rows["_workbook"], "circle": circle_of_rows(tab, rows, log)}
    )


def _is_anothers_decision(item: Change | Addition, log: CircleLog, email: str) -> bool:
    """Whether an item would answer for a sponsor, or make an answer that was given the answer of someone else."""
    is_addressing = isinstance(item, Change) and item.column == "asked_of"
    if not asks.answers_decision(item) and not is_addressing:
        return False
    asked = asks.asked_to_decide(item, log)
    return address(email) not in addresses.addresses_in(asked) if asked else not is_addressing


def _moves_to(edit: Change, log: CircleLog, added: Added) -> str | None:
    """The circle that a row belongs to after the change; None if the column does not decide that."""
    if edit.column == _OWNING.get(edit.tab, "circle"):
        return _circle_of(edit.tab, {edit.column: edit.after}, log, added)
    return None


def _circle_of(tab: str, values: Mapping[str, object], log: CircleLog, added: Added) -> str:
    if tab == "circles":
        return ""
    if is_filled(values.get("circle")):
        return value_text(values["circle"])
    name = _OWNING.get(tab, "")
    own = added.get((name, fold(value_text(values.get(name)))))
    if own is not None:
        return own
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
            if item.tab == "decisions":
                is_own = address(value_text(item.values.get("asked_of")).strip(" ")) == email
            is_theirs = item.tab in ("sponsor_acts", "reviews", "decisions") and is_own
            if is_theirs and (not circle or circle in sponsored):
                return ""
            return "sponsors can record only their own acts, reviews and decisions"
        if item.tab == "decisions" and item.column in asks.DECISION_ANSWERS:
            is_own = email in addresses.addresses_in(asks.asked_to_decide(item, log))
            return "" if is_own else "this decision is asked of someone else"
        if item.tab != "asks" or item.column not in asks.ANSWERS:
            return "sponsors can only answer asks and decisions, and record their own acts and reviews"
        ask = asks.row(item, log)
        is_asked = addresses.names(asks.sponsors_asked(ask, log), email)
        return "" if len(ask) and is_asked.all() else "this ask is addressed to someone else"

    return why_not
