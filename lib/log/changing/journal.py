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
from lib.log.format.schema import TABS, Column
from lib.log.reading.naming import NONE, is_translation
from lib.log.reading.undone import UNDO
from lib.log.reading.values import convert
from lib.words.phrases import counted, plural

_ENDS: dict[str, tuple[str, object]] = {
    "sessions": ("status", "cancelled"),
    "actions": ("status", "cancelled"),
    "practices": ("status", "retired"),
    "members": ("left", "today"),
    "circles": ("ended", "today"),
    "lighthouses": ("ended", "today"),
    "teams": ("eligible_to", "today"),
}
"""How a record of each tab is ended, for people who read the sheet itself: (column, value)."""


@dataclass(frozen=True, slots=True)
class Undo:
    """A change set that undoes another; `problems`: what cannot be undone and why; `remarks`: what else to know."""

    change_set: ChangeSet
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()


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
    conflict. A new translation in the settings tab is set to "none", so that the sheet is read as before. Any other new
    record is ended, cancelled or taken back (`withdrawn`) where its tab has a way to say so; reading
    leaves every new record of an undone save out (`lib.log.reading.undone`).
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
    left: list[Addition] = []
    for addition in change_set.additions:
        if addition.tab == "settings" and is_translation(value_text(addition.values.get("name"))):
            changes += _untranslated(addition, log)
            continue
        is_withdrawn = addition.tab in WITHDRAWABLE
        if is_withdrawn or (addition.tab in _ENDS and log.has(addition.tab, _ENDS[addition.tab][0])):
            end = taken_back(addition, log) if is_withdrawn else _ending(addition, log, at.date())
            if isinstance(end, Problem):
                problems.append(end)
            else:
                changes += end
        else:
            left.append(addition)
    for workbook in {addition.workbook for addition in left} - {change.workbook for change in changes}:
        own = [one for one in left if one.workbook == workbook]
        noted = _noted(own, log)
        changes += noted
        if not noted:
            gone = "this row is gone, or its key has changed since"
            problems += [Problem(one.tab, one.key, "", gone) for one in own[:1]]
    stays = sum(addition.tab not in WITHDRAWABLE for addition in change_set.additions)
    remarks = (
        (
            f"{counted(stays, 'new row')} {plural(stays, 'stays', 'stay')} in the workbook, since Pharos never "
            f"deletes a row, and {plural(stays, 'counts', 'count')} nowhere",
        )
        if stays
        else ()
    )
    undo = ChangeSet(id, who, at, tuple(changes), (), UNDO.format(change_set.id))
    return Undo(undo, tuple(problems), remarks)


def _untranslated(addition: Addition, log: CircleLog) -> list[Change]:
    """The change after which a new row of the settings tab translates nothing; none if it is gone or says that."""
    own = log.tabs["settings"]
    rows = own[
        (key_texts("settings", own) == addition.key)
        & (own["_workbook"] == addition.workbook)
        & (own["value"] == value_text(addition.values.get("value")))
    ]
    row = {str(name): value for name, value in rows.iloc[0].items()} if len(rows) else {}
    return list(changes_of_row("settings", row, {"value": NONE})) if row else []


def _noted(additions: list[Addition], log: CircleLog) -> list[Change]:
    """A change of the first of these rows that changes nothing, so that its workbook's journal has the undo; none if
    all of them are gone."""
    for addition in additions:
        frame = log.tabs[addition.tab]
        rows = frame[
            (key_texts(addition.tab, frame) == addition.key) & (frame["_workbook"] == addition.workbook)
        ]
        names = [name for name, value in addition.values.items() if is_filled(value)]
        name = next((one for one in names if one not in TABS[addition.tab].key), names[0])
        for row in rows.to_dict("records")[:1]:
            now = typed(row[name], TABS[addition.tab].column(name))
            return [Change(addition.workbook, addition.tab, int(row["_row"]), addition.key, name, now, now)]
    return []


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
