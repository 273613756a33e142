"""Whose answer an ask or a decision has, and whose act an act is: nobody gives one in another person's name."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from lib.access import addresses
from lib.access.addresses import address
from lib.log.changing.changes import SEPARATOR, Addition, Change, ChangeSet, is_filled, value_text
from lib.log.format.model import CircleLog

ANSWERS = frozenset(("status", "answered", "answered_by", "answer", "hours", "amount", "currency"))
"""The columns of an ask that its sponsor fills in."""
_ANSWER = frozenset(("status", "answered", "answered_by", "answer"))
"""Those that say whether and how the sponsor answered; hours and amount may also say what was asked for."""
DECISION_ANSWERS = frozenset(("status", "answered", "hours", "amount", "currency", "note"))
"""The columns of a decision that the sponsor fills in whom it is asked of."""
_ADDRESS = frozenset(("sponsor", "circle"))
"""Those that say to whom an ask is addressed, and so who answered it."""


def on_behalf_of(change_set: ChangeSet, log: CircleLog) -> list[tuple[str, str, str]]:
    """The acts, and the answers to asks, that a change set records for a sponsor who is not its author: tab, key of the
    record, and the sponsor. `log`: the whole log, before redaction."""
    found = []
    for item in change_set.items:
        sponsor = ""
        if item.tab == "sponsor_acts":
            sponsor = _acting(item)
        elif item.tab == "asks" and _answers(item):
            sponsor = _asked(item, log)
        elif item.tab == "decisions" and answers_decision(item):
            sponsor = asked_to_decide(item, log)
        if sponsor and address(change_set.who) not in addresses.addresses_in(sponsor):
            found.append((item.tab, item.key, sponsor))
    return list(dict.fromkeys(found))


def sponsors_asked(asks: pd.DataFrame, log: CircleLog) -> pd.Series:
    """The sponsor each ask is addressed to (str, same index): its own, else its circle's."""
    return asks["sponsor"].fillna(asks["circle"].map(log.circles.set_index("circle")["sponsor"]))


def row(change: Change, log: CircleLog) -> pd.DataFrame:
    """The rows of the asks tab that a change is about: one, or none."""
    asks = log.asks
    return asks[(asks["ask"] == change.key) & (asks["_workbook"] == change.workbook)]


def answered_in(change_set: ChangeSet) -> frozenset[tuple[str, str]]:
    """The asks (workbook and key) that a change set answers."""
    return frozenset(
        (item.workbook, item.key) for item in change_set.items if item.tab == "asks" and _answers(item)
    )


def why_not_for_a_lead(
    item: Change | Addition, log: CircleLog, email: str, answered: Collection[tuple[str, str]]
) -> str:
    """Why a lead may not change an ask, "" if they may: it would answer for a sponsor, change what a sponsor has
    answered, or make a sponsor's answer of their own one.

    `answered`: see `answered_in`, for the change set that the item is in.
    """
    if item.tab != "asks":
        return ""
    has_answer = isinstance(item, Change) and _has_answer(row(item, log))
    is_own = bool(email) and address(email) in addresses.addresses_in(_asked(item, log))
    if isinstance(item, Change) and item.column in _ADDRESS:
        is_own = False
        has_answer = has_answer or (item.workbook, item.key) in answered
    if is_own:
        return ""
    if _answers(item):
        return (
            "only the sponsor it is addressed to can answer an ask; an administrator can record their answer"
        )
    return "this ask has been answered; raise a new one" if has_answer else ""


def answers_decision(item: Change | Addition) -> bool:
    """Whether an item of the decisions tab says what the sponsor decided."""
    if isinstance(item, Change):
        return item.column in ("status", "answered")
    status = value_text(item.values.get("status")).casefold()
    return is_filled(item.values.get("answered")) or status not in {"", "asked"}


def asked_to_decide(item: Change | Addition, log: CircleLog) -> str:
    """The sponsor whom a decision is asked of, "" if the row does not say."""
    if isinstance(item, Addition):
        return value_text(item.values.get("asked_of"))
    rows = log.decisions
    rows = rows[(rows["decision"] == item.key) & (rows["_workbook"] == item.workbook)]
    return value_text(rows["asked_of"].iloc[0]) if len(rows) else ""


def _has_answer(asks: pd.DataFrame) -> bool:
    return bool((asks["answered"].notna() | asks["status"].isin(["granted", "declined"])).any())


def _acting(item: Change | Addition) -> str:
    """The sponsor whose act a row of sponsor_acts is."""
    if isinstance(item, Addition):
        return value_text(item.values.get("sponsor"))
    return value_text(item.after) if item.column == "sponsor" else "".join(item.key.split(SEPARATOR)[1:2])


def _answers(item: Change | Addition) -> bool:
    """Whether an item of the asks tab says what the sponsor answered."""
    if isinstance(item, Change):
        return item.column in _ANSWER
    status = value_text(item.values.get("status")).casefold()
    filled = any(is_filled(item.values.get(name)) for name in ("answered", "answered_by", "answer"))
    return filled or status not in {"", "open"}


def _asked(item: Change | Addition, log: CircleLog) -> str:
    if isinstance(item, Change):
        rows = row(item, log)
    else:
        values = {name: [value_text(item.values.get(name)) or None] for name in ("sponsor", "circle")}
        rows = pd.DataFrame(values, dtype="str")
    asked = sponsors_asked(rows, log).dropna()
    return str(asked.iloc[0]) if len(asked) else ""
