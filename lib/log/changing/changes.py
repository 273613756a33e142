"""What people want to change in the log: changed cells and new records, together one change set.

Values have the types that reading gives: a date, True or False, a word, a number, text; items of a list joined by ", ";
None for blank. Nothing here knows a workbook's own titles or raw cells: `lib.log.changing.planning` finds those.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.log.format.cells import shown
from lib.log.format.frames import texts
from lib.log.format.schema import TABS, Column

SEPARATOR = " · "
"""Separates the parts of a key."""
_TEXT = pa.large_string()


@dataclass(frozen=True, slots=True)
class Change:
    """A cell's new value: where its row was when the editor saw it (tab of the schema, row as people count), the row's
    key as text, the column, the value the editor saw (`before`) and the one they want (`after`).

    Where only the format changes and the meaning stays the same ("4 Mar 2026" becomes a date cell), `was` is the text
    that was there; an undo `writes` such a text back. Otherwise both are empty.
    """

    workbook: str
    tab: str
    row: int
    key: str
    column: str
    before: object
    after: object
    was: str = ""
    writes: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """A new record; columns without a value stay blank."""

    workbook: str
    tab: str
    values: Mapping[str, object]

    @property
    def key(self) -> str:
        return key_text(self.tab, self.values)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything saved with one click: all of it is written, or none.

    `who` is an email (or "local"), `at` an aware time, `reason` free text for people who read the journal. `id` is
    unique and sorts by time. It stands for this content alone: other content takes another id.
    """

    id: str
    who: str
    at: datetime
    changes: tuple[Change, ...] = ()
    additions: tuple[Addition, ...] = ()
    reason: str = ""

    def __len__(self) -> int:
        return len(self.changes) + len(self.additions)

    @property
    def items(self) -> tuple[Change | Addition, ...]:
        """Its changes, then its new records."""
        return (*self.changes, *self.additions)

    def without(self, workbooks: Collection[str]) -> ChangeSet:
        """What of it goes to other workbooks than these."""
        if not workbooks:
            return self
        return replace(
            self,
            changes=tuple(change for change in self.changes if change.workbook not in workbooks),
            additions=tuple(addition for addition in self.additions if addition.workbook not in workbooks),
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be saved: the tab, key and column in question (each may be empty), and what to do."""

    tab: str
    key: str
    column: str
    text: str

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.tab, self.key, self.column) if part)
        return f"{where}: {self.text}" if where else self.text


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else changed a cell meanwhile: `change` has what the editor saw and wants, `theirs` is the value now."""

    change: Change
    theirs: object


@dataclass(frozen=True, slots=True)
class Choice:
    """How a conflict is settled: `theirs` drops the change; otherwise `value` replaces what is in the cell now."""

    theirs: bool = False
    value: object = field(default=None)


def new_id(at: datetime) -> str:
    """A change set's id that people can read: the time, and six hex digits that make it unique."""
    return f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def key_text(tab: str, values: Mapping[str, object]) -> str:
    """A record's key as one text, as the journal shows it; without key columns, what the first three columns hold."""
    columns = TABS[tab].key or TABS[tab].column_names[:3]
    return SEPARATOR.join(
        value_text(values.get(column)) for column in columns if is_filled(values.get(column))
    )


def key_texts(tab: str, frame: pd.DataFrame) -> pd.Series:
    """`key_text` of every row of a log's frame (str, same index)."""
    joined = None
    for name in TABS[tab].key or TABS[tab].column_names[:3]:
        column = TABS[tab].column(name)
        if column.kind == "date":
            part = frame[name].dt.strftime("%Y-%m-%d")
        elif column.kind in {"yes_no", "count", "number"}:
            part = frame[name].map(value_text)
        else:
            part = frame[name]
        filled = pc.fill_null(pa.array(part.astype("str"), type=_TEXT), "")
        joined = filled if joined is None else _joined(joined, filled)
    return pd.Series(texts(joined), index=frame.index)


def _joined(first: pa.LargeStringArray, second: pa.LargeStringArray) -> pa.LargeStringArray:
    """Both with SEPARATOR between them, or the one that is not blank."""
    both = pc.binary_join_element_wise(first, second, pa.scalar(SEPARATOR, type=_TEXT))
    return pc.if_else(pc.equal(first, ""), second, pc.if_else(pc.equal(second, ""), first, both))


def is_filled(value: Any) -> bool:
    """Whether a value is not blank; None, NaN, NaT, NA and empty text are blank."""
    if isinstance(value, str):
        return value != ""
    return value is not None and not pd.isna(value)


def value_text(value: object) -> str:
    """A value as the journal records it and people read it: ISO dates, yes and no, "" for blank."""
    if not is_filled(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return shown(value)


_YES_OR_NO = frozenset(("yes", "no", "true", "false"))


def odd_text(cell: object, value: object) -> str:
    """The text of a cell that means `value` but is not written as `value_text` writes it; "" for any other cell."""
    is_odd = isinstance(cell, str) and cell != value_text(value) and cell.casefold() not in _YES_OR_NO
    return str(cell) if is_odd else ""


def typed(value: object, column: Column) -> object:
    """A value of a log's frame as change sets hold it: a date, bool, int, float, str or None."""
    if not is_filled(value):
        return None
    if column.kind == "date":
        return pd.Timestamp(value).date()  # type: ignore[arg-type]
    if column.kind == "yes_no":
        return bool(value)
    if column.kind == "count":
        return int(value)  # type: ignore[call-overload]
    if column.kind == "number":
        return float(value)  # type: ignore[arg-type]
    return str(value)


def settled(
    change_set: ChangeSet,
    conflicts: tuple[Conflict, ...],
    choices: Mapping[int, Choice],
    *,
    id: str,
    at: datetime,
    without: Collection[str] = (),
) -> ChangeSet:
    """The change set with its conflicts settled by `choices` (by position in `conflicts`), to be saved under a new id.

    Where theirs is kept, the change is dropped; where mine is, the change now starts from their value. A conflict
    without a choice keeps theirs. `without`: workbooks that took their part of the change set already; it is left out.
    """
    decided = {
        conflict.change: (conflict, choices.get(at, Choice(theirs=True)))
        for at, conflict in enumerate(conflicts)
    }
    changes = []
    rest = change_set.without(without)
    for change in rest.changes:
        conflict, choice = decided.get(change, (None, None))
        if conflict is None or choice is None:
            changes.append(change)
        elif not choice.theirs:
            changes.append(replace(change, before=conflict.theirs, after=choice.value, was="", writes=""))
    return replace(rest, id=id, at=at, changes=tuple(changes))


def changes_of_row(tab: str, row: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """The changes that give a row of a log's frame the values in `after`; columns whose value stays are left out.

    In: `row` as a mapping with _workbook and _row.
    """
    changes = []
    for name, value in after.items():
        column = TABS[tab].column(name)
        before = typed(row[name], column)
        if before != value and (is_filled(before) or is_filled(value)):
            changes.append(
                Change(str(row["_workbook"]), tab, int(row["_row"]), key_text(tab, row), name, before, value)  # type: ignore[call-overload]
            )
    return tuple(changes)
