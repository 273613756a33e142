"""The journal (the `edits` tab) as change sets, and how to undo them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from lib.log.changing.changes import (
    SEPARATOR,
    Addition,
    Change,
    ChangeSet,
    Problem,
    changes_of_row,
    is_filled,
    key_texts,
    odd_text,
    typed,
    value_text,
)
from lib.log.changing.planning import REASON
from lib.log.changing.withdrawn import WITHDRAWABLE, taken_back
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column, singular
from lib.log.reading.values import convert
from lib.words.phrases import counted, listed, plural

_ENDS: dict[str, tuple[str, object]] = {
    "sessions": ("status", "cancelled"),
    "actions": ("status", "cancelled"),
    "practices": ("status", "retired"),
    "members": ("left", "today"),
    "circles": ("ended", "today"),
    "lighthouses": ("ended", "today"),
    "teams": ("eligible_to", "today"),
}
"""How a record of each tab is ended: (column, value). Nothing is ever deleted from a sheet. An ask is not ended by
anyone but its sponsor: "declined" is their answer."""
_MOST_NAMED = 4
_PARENTS = {
    "attendance": ("session", "sessions"),
    "insights": ("session", "sessions"),
    "action_reviews": ("session", "sessions"),
}
"""Records that stop counting when their parent does: (column, tab of the parent)."""


@dataclass(frozen=True, slots=True)
class Undo:
    """A change set that undoes another; `problems`: what cannot be undone and why; `remarks`: what else to know;
    `stays`: the tabs with new rows that still count, since they can neither be ended nor deleted."""

    change_set: ChangeSet
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


def change_sets(log: CircleLog) -> list[ChangeSet]:
    """Every change set in the journal, newest first; within the same second, the lower one in the tab first.

    Rows that cannot be read (edited by hand) are left out.
    """
    journal = log.tabs["edits"].dropna(subset=["change_set"])
    found = []
    for name, rows in journal.groupby("change_set", sort=False):
        changes: list[Change] = []
        additions: list[Addition] = []
        for row in rows[rows["tab"].isin(list(TABS))].to_dict("records"):
            _add_entry(row, changes, additions)
        reasons = rows.loc[rows["tab"].isna() & (rows["column"] == REASON), "new"].dropna()
        at = pd.to_datetime(rows["at"].iloc[0], errors="coerce", utc=True)
        if (changes or additions) and not pd.isna(at):
            who = rows["who"].iloc[0]
            found.append(
                ChangeSet(
                    str(name),
                    str(who) if is_filled(who) else "",
                    at.to_pydatetime(),
                    tuple(changes),
                    tuple(additions),
                    str(reasons.iloc[0]) if len(reasons) else "",
                )
            )
    found.reverse()
    return sorted(found, key=lambda change_set: change_set.at, reverse=True)


def _add_entry(row: Mapping[Any, Any], changes: list[Change], additions: list[Addition]) -> None:
    """Add what one row of the journal recorded to `changes` or `additions`; nothing where it cannot be read."""
    tab, workbook, key = (
        str(row["tab"]),
        str(row["_workbook"]),
        str(row["key"]) if is_filled(row["key"]) else "",
    )
    if not is_filled(row["column"]):
        try:
            values = json.loads(str(row["new"]))
        except ValueError:
            return
        if isinstance(values, dict):
            known = {name: value for name, value in values.items() if name in TABS[tab].column_names}
            additions.append(
                Addition(
                    workbook,
                    tab,
                    {name: _read(value, TABS[tab].column(name)) for name, value in known.items()},
                )
            )
    elif row["column"] in TABS[tab].column_names:
        column = TABS[tab].column(str(row["column"]))
        before, after = _read(row["old"], column), _read(row["new"], column)
        is_same = value_text(before) == value_text(after)
        was, writes = (odd_text(row["old"], before), odd_text(row["new"], after)) if is_same else ("", "")
        if before is None and is_filled(row["old"]):
            was = str(row["old"])  # it was not understood, and is put back as it was
        changes.append(Change(workbook, tab, 0, key, column.name, before, after, was, writes))


def _read(text: object, column: Column) -> object:
    if not is_filled(text):
        return None
    converted = convert([text], column, day_first=None, epoch_1904=False)
    return typed(converted.values[0], column)


def undo_of(change_set: ChangeSet, log: CircleLog, *, id: str, who: str, at: datetime) -> Undo:
    """A new change set that gives every changed cell its old value back.

    A change is undone if the cell still holds what was written; if someone has changed it since, planning makes it a
    conflict. A new record is ended, cancelled or taken back (`withdrawn`); one that cannot be is a problem, unless its
    parent record ends too.
    """
    changes: list[Change] = []
    problems: list[Problem] = []
    for change in reversed(change_set.changes):
        tab = TABS[change.tab]
        key = change.key
        if change.column in (tab.key or tab.column_names[:3]):
            key = _key_after(change, change_set)
        changes.append(
            Change(
                change.workbook,
                change.tab,
                change.row,
                key,
                change.column,
                change.after,
                change.before,
                was=change.writes,
                writes=change.was,
            )
        )
    ended = {
        (a.tab, a.values.get(TABS[a.tab].column_names[0])) for a in change_set.additions if a.tab in _ENDS
    } | {(change.tab, change.key) for change in change_set.changes if _marks_as_held(change)}
    left_over = 0
    stays: dict[str, list[str]] = {}
    for addition in change_set.additions:
        parent = _PARENTS.get(addition.tab)
        if addition.tab in _ENDS or addition.tab in WITHDRAWABLE:
            is_ended = addition.tab in _ENDS
            end = _ending(addition, log, at.date()) if is_ended else taken_back(addition, log)
            if isinstance(end, Problem):
                problems.append(end)
            else:
                changes += end
        elif parent and (parent[1], addition.values.get(parent[0])) in ended:
            left_over += 1
        else:
            stays.setdefault(addition.tab, []).append(addition.key)
    problems += [
        Problem(tab, listed(keys, most=_MOST_NAMED), "", _stays(tab, keys)) for tab, keys in stays.items()
    ]
    remarks = (
        (
            f"{counted(left_over, 'row')} of that session {plural(left_over, 'stays', 'stay')} in the sheet but no "
            f"longer {plural(left_over, 'counts', 'count')}, since the session no longer counts as held",
        )
        if left_over
        else ()
    )
    undo = ChangeSet(id, who, at, tuple(changes), (), f"undo of {change_set.id}")
    return Undo(undo, tuple(problems), remarks, tuple(stays))


def _stays(tab: str, keys: list[str]) -> str:
    """What is true of new rows that an undo can neither end nor delete."""
    them = plural(len(keys), "it", "them")
    return (
        f"{counted(len(keys), singular(tab), tab)} {plural(len(keys), 'stays', 'stay')} in the workbook and still "
        f"{plural(len(keys), 'counts', 'count')}, because Pharos never deletes a row: correct {them} on the Edit page, "
        f"or remove {them} in the workbook"
    )


def _marks_as_held(change: Change) -> bool:
    """Whether the change marks a planned session as held: once undone, nothing that belongs to the session counts."""
    return change.tab == "sessions" and change.column == "held" and bool(change.after) and not change.before


def _key_after(change: Change, change_set: ChangeSet) -> str:
    """The row's key after the change set was applied, which changed a part of it."""

    parts = change.key.split(SEPARATOR)
    columns = TABS[change.tab].key or TABS[change.tab].column_names[:3]
    row = (change.tab, change.row, change.key)
    for other in change_set.changes:
        if (other.tab, other.row, other.key) == row and other.column in columns:
            at = columns.index(other.column)
            if at < len(parts):
                parts[at] = value_text(other.after)
    return SEPARATOR.join(part for part in parts if part)


def _ending(addition: Addition, log: CircleLog, today: date) -> list[Change] | Problem:
    """The changes that end a new record, none if it has ended. An action takes the day on which it was done back with
    its status, if the save wrote that day: a cancelled action was never done."""
    column, value = _ENDS[addition.tab]
    frame = log.tabs[addition.tab]
    rows = frame[(key_texts(addition.tab, frame) == addition.key) & (frame["_workbook"] == addition.workbook)]
    if len(rows) != 1:
        return Problem(addition.tab, addition.key, "", "this row is gone, or its key has changed since")
    after: dict[str, object] = {column: today if value == "today" else value}
    if addition.tab == "actions" and is_filled(addition.values.get("closed")):
        after["closed"] = None
    row = {str(name): value for name, value in rows.iloc[0].items()}
    return list(changes_of_row(addition.tab, row, after))
