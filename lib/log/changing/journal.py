"""The journal (tab `edits`) as change sets, and undoing them."""

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
    is_filled,
    key_texts,
    odd_text,
    said,
    typed,
)
from lib.log.changing.planning import REASON
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column
from lib.log.reading.values import convert

_ENDS: dict[str, tuple[str, object]] = {
    "sessions": ("status", "cancelled"),
    "actions": ("status", "cancelled"),
    "practices": ("status", "retired"),
    "members": ("left", "today"),
    "circles": ("ended", "today"),
    "lighthouses": ("ended", "today"),
    "teams": ("eligible_to", "today"),
    "asks": ("status", "declined"),
}
"""How a record ends: nothing is ever deleted from a sheet."""
_GO_WITH = {
    "attendance": ("session", "sessions"),
    "insights": ("session", "sessions"),
    "action_reviews": ("session", "sessions"),
}
"""Records that stop counting with the one they belong to."""


@dataclass(frozen=True, slots=True)
class Undo:
    """A change set that undoes another, what cannot be undone and why, and remarks."""

    change_set: ChangeSet
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()


def change_sets(log: CircleLog) -> list[ChangeSet]:
    """Every change set of the journal, newest first, of one second the lower one first.

    Rows that cannot be read (edited by hand) are left out.
    """
    journal = log.tabs["edits"].dropna(subset=["change_set"])
    found = []
    for name, rows in journal.groupby("change_set", sort=False):
        edits: list[Change] = []
        additions: list[Addition] = []
        for row in rows[rows["tab"].isin(list(TABS))].to_dict("records"):
            _take(row, edits, additions)
        reasons = rows.loc[rows["tab"].isna() & (rows["column"] == REASON), "new"].dropna()
        at = pd.to_datetime(rows["at"].iloc[0], errors="coerce", utc=True)
        if (edits or additions) and not pd.isna(at):
            who = rows["who"].iloc[0]
            found.append(
                ChangeSet(
                    str(name),
                    str(who) if is_filled(who) else "",
                    at.to_pydatetime(),
                    tuple(edits),
                    tuple(additions),
                    str(reasons.iloc[0]) if len(reasons) else "",
                )
            )
    found.reverse()
    return sorted(found, key=lambda change_set: change_set.at, reverse=True)


def _take(row: Mapping[Any, Any], edits: list[Change], additions: list[Addition]) -> None:
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
        is_same = said(before) == said(after)
        was, writes = (odd_text(row["old"], before), odd_text(row["new"], after)) if is_same else ("", "")
        edits.append(Change(workbook, tab, 0, key, column.name, before, after, was, writes))


def _read(text: object, column: Column) -> object:
    if not is_filled(text):
        return None
    converted = convert([text], column, day_first=None, epoch_1904=False)
    return typed(converted.values[0], column)


def undo_of(change_set: ChangeSet, log: CircleLog, *, id: str, who: str, at: datetime) -> Undo:
    """A change set of its own that gives every cell back what it had.

    An edit is undone where the cell still holds what was written; whoever changed it since becomes a conflict when it
    is planned. A new record is ended or cancelled; one that cannot be is told, unless the record it belongs to ends
    too.
    """
    edits: list[Change] = []
    problems: list[Problem] = []
    for edit in reversed(change_set.changes):
        tab = TABS[edit.tab]
        key = edit.key
        if edit.column in (tab.key or tab.column_names[:3]):
            key = _key_after(edit, change_set)
        edits.append(
            Change(
                edit.workbook,
                edit.tab,
                edit.row,
                key,
                edit.column,
                edit.after,
                edit.before,
                was=edit.writes,
                writes=edit.was,
            )
        )
    ended = {
        (a.tab, a.values.get(TABS[a.tab].column_names[0])) for a in change_set.additions if a.tab in _ENDS
    } | {(edit.tab, edit.key) for edit in change_set.changes if _is_holding(edit)}
    going = 0
    for addition in change_set.additions:
        belongs = _GO_WITH.get(addition.tab)
        if addition.tab in _ENDS:
            end = _ending(addition, log, at.date())
            if isinstance(end, Problem):
                problems.append(end)
            elif end is not None:
                edits.append(end)
        elif belongs and (belongs[1], addition.values.get(belongs[0])) in ended:
            going += 1
        else:
            text = "a new row is never deleted by Pharos: remove it in the sheet itself"
            problems.append(Problem(addition.tab, addition.key, "", text))
    remarks = (
        (
            f"{going} row{'s' * (going != 1)} of that session stay{'s' * (going == 1)} in the sheet and no longer "
            f"count{'s' * (going == 1)}, since it is not held",
        )
        if going
        else ()
    )
    undo = ChangeSet(id, who, at, tuple(edits), (), f"undo of {change_set.id}")
    return Undo(undo, tuple(problems), remarks)


def _is_holding(edit: Change) -> bool:
    """Whether it says of a planned session that it was held: undone, nothing that belongs to it counts."""
    return edit.tab == "sessions" and edit.column == "held" and bool(edit.after) and not edit.before


def _key_after(edit: Change, change_set: ChangeSet) -> str:
    """The row's key once the change set was applied: one of its columns was part of it."""

    parts = edit.key.split(SEPARATOR)
    columns = TABS[edit.tab].key or TABS[edit.tab].column_names[:3]
    for other in change_set.changes:
        if (other.tab, other.row, other.key) == (edit.tab, edit.row, edit.key) and other.column in columns:
            at = columns.index(other.column)
            if at < len(parts):
                parts[at] = said(other.after)
    return SEPARATOR.join(part for part in parts if part)


def _ending(addition: Addition, log: CircleLog, today: date) -> Change | Problem | None:
    column, value = _ENDS[addition.tab]
    frame = log.tabs[addition.tab]
    rows = frame[(key_texts(addition.tab, frame) == addition.key) & (frame["_workbook"] == addition.workbook)]
    if len(rows) != 1:
        return Problem(addition.tab, addition.key, "", "this row is gone, or its key changed since")
    row = rows.iloc[0]
    before = typed(row[column], TABS[addition.tab].column(column))
    after = today if value == "today" else value
    if before == after:
        return None
    return Change(addition.workbook, addition.tab, int(row["_row"]), addition.key, column, before, after)
