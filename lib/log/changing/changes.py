"""What people want changed in the log: edits of cells and new records, together one change set.

Values are typed as the log's frames are read: a date, True or False, a word, a number, text; items of a list joined by
", "; None for blank. Nothing here knows a workbook's own titles or raw cells: `lib.log.changing.planning` finds those.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.cells import shown
from lib.log.format.schema import TABS, Column

SEPARATOR = " · "
"""Between the parts of a key."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell's new value: where its row stood when the editor saw it (tab of the schema, row as people count), the
    row's key as text, the column, what the editor saw and what they want.

    Where only the writing changes and the meaning stays ("4 Mar 2026" becomes a date cell), `was` is the text that
    stood there; an undo `writes` such a text again. Both are empty elsewhere.
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
    """A new record; columns that are left out stay blank."""

    workbook: str
    tab: str
    values: Mapping[str, object]

    @property
    def key(self) -> str:
        return key_text(self.tab, self.values)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything saved with one click: all of it is written, or nothing.

    `who` is an email (or "local"), `at` an aware time, `reason` free text for the journal's reader. `id` is unique and
    sorts by time.
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
        """Its edits, then its new records."""
        return (*self.changes, *self.additions)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be saved: tab, key and column it is about (each may be empty), and what to do."""

    tab: str
    key: str
    column: str
    text: str

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.tab, self.key, self.column) if part)
        return f"{where}: {self.text}" if where else self.text


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody changed a cell meanwhile: what the editor saw, what stands there now, what the editor wants."""

    change: Change
    theirs: object


@dataclass(frozen=True, slots=True)
class Choice:
    """How a conflict is settled: `theirs` drops the edit, else `value` is written over what stands there now."""

    theirs: bool = False
    value: object = field(default=None)


def new_id(at: datetime) -> str:
    """A change set's id that people can read: when, and four letters that make it unique."""
    return f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def key_text(tab: str, values: Mapping[str, object]) -> str:
    """A record's key as one text, as the journal shows it; without a key, its first filled columns."""
    columns = TABS[tab].key or TABS[tab].column_names[:3]
    return SEPARATOR.join(said(values.get(column)) for column in columns if is_filled(values.get(column)))


def key_texts(tab: str, frame: pd.DataFrame) -> pd.Series:
    """`key_text` of every row of a log's frame (str), all at once."""
    texts = pd.Series("", index=frame.index, dtype="str")
    for name in TABS[tab].key or TABS[tab].column_names[:3]:
        column = TABS[tab].column(name)
        if column.kind == "date":
            part = frame[name].dt.strftime("%Y-%m-%d").astype("str").fillna("")
        elif column.kind in {"yes_no", "count", "number"}:
            part = frame[name].map(said).astype("str")
        else:
            part = frame[name].astype("str").fillna("")
        texts = texts.where(part == "", texts.where(texts == "", texts + SEPARATOR) + part)
    return texts


def is_filled(value: Any) -> bool:
    """Whether a value is anything but blank: None, NaN, NaT, NA and empty text are."""
    return value is not None and not pd.isna(value) and value != ""


def said(value: object) -> str:
    """A value as the journal keeps it and people read it: ISO dates, yes and no, blank for nothing."""
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
    """The text of a cell where it says `value` in other letters than `said` does; empty for any other cell."""
    is_odd = isinstance(cell, str) and cell != said(value) and cell.casefold() not in _YES_OR_NO
    return str(cell) if is_odd else ""


def typed(value: object, column: Column) -> object:
    """A frame's value as change sets hold it: a date, bool, int, float, str or None."""
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
    change_set: ChangeSet, conflicts: tuple[Conflict, ...], choices: Mapping[int, Choice]
) -> ChangeSet:
    """The change set once every conflict has a choice (by its position): theirs drop out, mine are made upon theirs.

    A conflict without a choice keeps theirs.
    """
    decided = {
        conflict.change: (conflict, choices.get(at, Choice(theirs=True)))
        for at, conflict in enumerate(conflicts)
    }
    edits = []
    for edit in change_set.changes:
        conflict, choice = decided.get(edit, (None, None))
        if conflict is None or choice is None:
            edits.append(edit)
        elif not choice.theirs:
            edits.append(
                Change(
                    edit.workbook, edit.tab, edit.row, edit.key, edit.column, conflict.theirs, choice.value
                )
            )
    return ChangeSet(
        change_set.id, change_set.who, change_set.at, tuple(edits), change_set.additions, change_set.reason
    )


def changes_of_row(tab: str, row: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """Edits of one row of a log's frame (as a mapping with its provenance): columns whose value is another one."""
    edits = []
    for name, value in after.items():
        column = TABS[tab].column(name)
        before = typed(row[name], column)
        if before != value and (is_filled(before) or is_filled(value)):
            edits.append(
                Change(str(row["_workbook"]), tab, int(row["_row"]), key_text(tab, row), name, before, value)  # type: ignore[call-overload]
            )
    return tuple(edits)


NOTHING: Mapping[int, Choice] = MappingProxyType({})
