"""A change set -> what to write to each workbook: in its own titles and raw cells, together with the journal.

Rows are found by their key in the log as it is now, so that changes survive a refresh. A cell that someone else changed
meanwhile is a conflict, reported before anything is sent.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from lib.log.changing.changes import (
    Addition,
    Change,
    ChangeSet,
    Conflict,
    Problem,
    is_filled,
    key_text,
    key_texts,
    typed,
    value_text,
)
from lib.log.changing.keys import aside_key
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column
from lib.log.reading.naming import Naming, columns_of, namings
from lib.log.reading.undone import REASON, UNDONE
from lib.log.reading.values import convert, shown
from lib.workbook.base import Cell, Grid, RowAddition, RowChange

JOURNAL = "edits"
"""The journal's tab."""


@dataclass(frozen=True, slots=True)
class WorkbookPlan:
    """What to write to one workbook, and its journal. `changes`: those that each of `rows` makes (a new row: none)."""

    workbook: str
    rows: tuple[RowChange | RowAddition, ...]
    journal: tuple[RowAddition, ...]
    changes: tuple[tuple[Change, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan per workbook; or the conflicts and problems in the way, in which case nothing may be written.

    `left_out`: changes that no plan makes, since the log has the wanted values in their cells already.
    """

    plans: tuple[WorkbookPlan, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[Change, ...] = ()


def planned(
    change_set: ChangeSet,
    log: CircleLog,
    grids: Iterable[Grid],
    *,
    without: Collection[str] = (),
    begun: Mapping[Change, str] | None = None,
) -> Plan:
    """Plan a validated change set for the workbooks whose cells are `grids`, from which `log` was read.

    `without`: workbooks that took their part already. `begun`: changes whose journal rows an interrupted try of this
    change set left unfinished, each with the old text there: they are planned although their cells may hold the new
    values already, so that the workbook finds out whether they are saved, and completes the journal. Each operation is
    named by its place in the whole change set, so that it stands for the same row whatever else still has to be
    written.
    """
    begun = begun or {}
    books = _Books(log, tuple(grids), begun)
    conflicts: list[Conflict] = []
    problems: list[Problem] = []
    writes: dict[str, list[RowChange | RowAddition]] = {}
    changes: dict[str, list[tuple[Change, ...]]] = {}
    journal: dict[str, dict[str, dict[str, object]]] = {}
    numbers = {change: number for number, change in enumerate(change_set.changes)}
    for (workbook, *_), wanted in _by_row(change_set.changes).items():
        if workbook in without:
            continue
        needed: list[Change] = []
        row_change = books.row_change(wanted, needed, conflicts, problems)
        if row_change is not None:
            writes.setdefault(workbook, []).append(row_change)
            changes.setdefault(workbook, []).append(tuple(needed))
            for change, old in zip(needed, row_change.before.values(), strict=False):
                journal.setdefault(workbook, {})[f"j{numbers[change]}"] = _change_entry(
                    change, old, begun.get(change)
                )
    for number, addition in enumerate(change_set.additions):
        if addition.workbook in without:
            continue
        again = books.row_again(addition)
        row_addition = (
            again[0] if again else books.row_addition(addition, f"{change_set.id}-{number}", problems)
        )
        if row_addition is not None:
            writes.setdefault(addition.workbook, []).append(row_addition)
            changes.setdefault(addition.workbook, []).append(again[1] if again else ())
            name = f"j{len(change_set.changes) + number}"
            journal.setdefault(addition.workbook, {})[name] = addition_entry(addition)
    for entries in journal.values() if change_set.reason else ():
        entries["j-reason"] = {"column": REASON, "new": change_set.reason}
    if conflicts or problems:
        return Plan(conflicts=tuple(conflicts), problems=tuple(problems))
    stamp = {
        "at": change_set.at.isoformat(timespec="seconds"),
        "who": change_set.who,
        "change_set": change_set.id,
    }
    return Plan(
        tuple(
            WorkbookPlan(
                workbook,
                tuple(rows),
                tuple(
                    books.journal(workbook, stamp | entry, f"{change_set.id}-{name}")
                    for name, entry in journal[workbook].items()
                ),
                tuple(changes[workbook]),
            )
            for workbook, rows in writes.items()
        ),
        left_out=tuple(books.left_out),
    )


def _by_row(changes: Iterable[Change]) -> dict[tuple[str, str, int, str], list[Change]]:
    rows: dict[tuple[str, str, int, str], list[Change]] = {}
    for change in changes:
        rows.setdefault((change.workbook, change.tab, change.row, change.key), []).append(change)
    return rows


def _change_entry(change: Change, cell: Cell, begun: str | None = None) -> dict[str, object]:
    """The change's journal row; where only the format of `cell` changes, not its meaning, and where it was not
    understood, `old` is the cell's text. If an interrupted try noted that text (`begun`), the cell may have been
    written over since."""
    before = value_text(change.before)
    text = shown(cell) if begun is None or shown(cell).strip() == begun.strip() else begun
    old = text if before == value_text(change.after) or not before else before
    return {
        "tab": change.tab,
        "key": change.key,
        "column": change.column,
        "old": old,
        "new": text_of(change),
    }


def text_of(change: Change) -> str:
    """What the journal records as the new value of a changed cell."""
    return change.writes or value_text(change.after)


def addition_entry(addition: Addition) -> dict[str, object]:
    """The journal row of a new record, without what all rows of its change set have in common."""
    values = {name: value_text(value) for name, value in addition.values.items() if is_filled(value)}
    return {"tab": addition.tab, "key": addition.key, "new": json.dumps(values, ensure_ascii=False)}


class _Books:
    """Translates to the workbooks' own titles and raw cells."""

    def __init__(self, log: CircleLog, grids: tuple[Grid, ...], begun: Collection[Change]) -> None:
        self._log, self._begun = log, begun
        self.left_out: list[Change] = []
        naming = namings(grids, TABS)
        self._naming = {grid.workbook: naming.get(grid.workbook, Naming()) for grid in grids}
        self._grids: dict[tuple[str, str], Grid] = {}
        self._keys: dict[str, pd.Series] = {}
        for grid in grids:
            self._grids.setdefault((grid.workbook, self._naming[grid.workbook].tab(grid.tab, TABS)), grid)

    def row_change(
        self,
        wanted: list[Change],
        needed: list[Change],
        conflicts: list[Conflict],
        problems: list[Problem],
    ) -> RowChange | None:
        """The `wanted` changes of one row as one RowChange; None if there is nothing to write.

        Adds to `needed` the changes it makes, cell by cell, and to `conflicts` and `problems` what is in the way. A
        cell that someone else has already given the wanted value needs no change, and its change is `left_out`, unless
        it was begun: then nobody knows yet whether it is saved.
        """
        first = wanted[0]
        tab, grid = TABS[first.tab], self._grids.get((first.workbook, first.tab))
        row = self._row(first)
        if grid is None or row is None:
            text = "this row is gone: someone deleted it or changed its key since you last saw it"
            problems.append(Problem(first.tab, first.key, "", text))
            return None
        at, values = row
        headers = self._headers(grid, first.tab)
        before: dict[str, Cell] = {}
        after: dict[str, Cell] = {}
        for change in wanted:
            column = tab.column(change.column)
            theirs = typed(values[change.column], column)
            if change.column not in headers:
                problems.append(_no_column(change.tab, change.key, change.column, grid.tab))
            elif value_text(theirs) == value_text(change.before) or (
                value_text(theirs) == value_text(change.after) and change in self._begun
            ):
                title, position = headers[change.column]
                needed.append(change)
                before[title] = grid.cell(at, position)
                after[title] = change.writes or self._raw(change.after, column, grid, position)
            elif value_text(theirs) != value_text(change.after):
                conflicts.append(Conflict(change, theirs))
            else:
                self.left_out.append(change)
        if not before:
            return None
        return RowChange(first.workbook, grid.tab, at, self._key(grid, first.tab, at, headers), before, after)

    def row_addition(self, addition: Addition, operation: str, problems: list[Problem]) -> RowAddition | None:
        """A new row; None if the tab lacks one of its columns, which is added to `problems`.

        A tab that the workbook does not have yet is made, with the schema's headers.
        """
        tab, grid = TABS[addition.tab], self._grids.get((addition.workbook, addition.tab))
        filled = {name: value for name, value in addition.values.items() if is_filled(value)}
        if grid is None:
            values = {name: self._new(value, tab.column(name), addition) for name, value in filled.items()}
            return RowAddition(
                addition.workbook,
                tab.name,
                values,
                operation,
                tab.key,
                _last(addition, filled),
                tab.column_names,
            )
        headers = self._headers(grid, addition.tab)
        lacking = [name for name in filled if name not in headers]
        problems += [_no_column(addition.tab, addition.key, name, grid.tab) for name in lacking]
        if lacking:
            return None
        values = {
            headers[name][0]: self._raw(value, tab.column(name), grid, headers[name][1])
            for name, value in filled.items()
        }
        key = tuple(headers[name][0] for name in tab.key if name in headers)
        last = _last(addition, filled)
        return RowAddition(
            addition.workbook, grid.tab, values, operation, key, headers[last][0] if last else ""
        )

    def row_again(self, addition: Addition) -> tuple[RowChange, tuple[Change, ...]] | None:
        """A new record written into the row that an undone save left under the same key; None without such a row.

        Two rows with one key would be one too many: what the row held is replaced.
        """
        grid = self._grids.get((addition.workbook, addition.tab))
        found = self._undone(addition.workbook, addition.tab, addition.key)
        if grid is None or found is None:
            return None
        return self._overwritten(addition, grid, found[0], self._headers(grid, addition.tab), found[1])

    def _undone(self, workbook: str, tab: str, key: str) -> tuple[int, dict[str, object]] | None:
        """The row with this key that an undone save left, and its values; None if there is none."""
        grid, aside = self._grids.get((workbook, tab)), self._log.set_aside
        is_row = (aside["workbook"] == workbook) & (aside["tab"] == tab) & (aside["reason"] == UNDONE)
        if grid is None or not is_row.any():
            return None
        headers = self._headers(grid, tab)
        for row in map(int, aside.loc[is_row, "row"]):
            now: dict[str, object] = dict.fromkeys(TABS[tab].column_names)
            for name, (_, at) in headers.items():
                now[name] = self._value(grid, TABS[tab].column(name), row, at)
            if key_text(tab, now) == key:
                return row, now
        return None

    def _overwritten(
        self,
        addition: Addition,
        grid: Grid,
        row: int,
        headers: Mapping[str, tuple[str, int]],
        now: Mapping[str, object],
    ) -> tuple[RowChange, tuple[Change, ...]] | None:
        tab = TABS[addition.tab]
        wanted = {name: value for name, value in addition.values.items() if is_filled(value)}
        if wanted.keys() - headers.keys():
            return None
        differ = [name for name in headers if value_text(now[name]) != value_text(wanted.get(name))]
        names = differ or [name for name in headers if name in wanted][-1:]
        changes = tuple(
            Change(addition.workbook, addition.tab, row, addition.key, name, now[name], wanted.get(name))
            for name in names
        )
        before = {headers[name][0]: grid.cell(row, headers[name][1]) for name in names}
        after = {
            headers[name][0]: self._raw(wanted.get(name), tab.column(name), grid, headers[name][1])
            for name in names
        }
        key = self._key(grid, addition.tab, row, headers)
        return RowChange(addition.workbook, grid.tab, row, key, before, after), changes

    def _value(self, grid: Grid, column: Column, row: int, position: int) -> object:
        found = convert(
            [grid.cell(row, position)], column, day_first=grid.day_first, epoch_1904=grid.epoch_1904
        )
        return typed(found.values[0], column)

    def journal(self, workbook: str, values: Mapping[str, object], operation: str) -> RowAddition:
        """One row of the workbook's journal; a workbook without the tab gets it."""
        tab, grid = TABS[JOURNAL], self._grids.get((workbook, JOURNAL))
        texts = {name: str(value) for name, value in values.items() if is_filled(value)}
        if grid is None:
            return RowAddition(workbook, JOURNAL, texts, operation, (), "at", tab.column_names)
        headers = self._headers(grid, JOURNAL)
        known = {headers[name][0]: text for name, text in texts.items() if name in headers}
        return RowAddition(
            workbook, grid.tab, known, operation, (), headers["at"][0] if "at" in headers else ""
        )

    def _row(self, change: Change) -> tuple[int, pd.Series] | None:
        """The row number of the record now, and its values; None if it is gone.

        It is looked for where it was, in case that row still has its key, then by its key.
        """
        frame = self._log.tabs[change.tab]
        if (undone := self._undone(change.workbook, change.tab, change.key)) is not None:
            return undone[0], pd.Series(undone[1], dtype="object")
        if self._is_set_aside(change) and (own := self._aside_key(change)) is not None:
            values = pd.Series(None, index=list(TABS[change.tab].column_names), dtype="object")
            for name, text in own.items():
                values[name] = text or None
            return change.row, values
        same_row = frame[(frame["_row"] == change.row) & (frame["_workbook"] == change.workbook)]
        if len(same_row) == 1 and key_texts(change.tab, same_row).iloc[0] == change.key:
            return change.row, same_row.iloc[0]
        if change.tab not in self._keys:
            self._keys[change.tab] = key_texts(change.tab, frame)
        same_key = frame[(self._keys[change.tab] == change.key) & (frame["_workbook"] == change.workbook)]
        if len(same_key) != 1:
            return None
        return int(same_key["_row"].iloc[0]), same_key.iloc[0]

    def _aside_key(self, change: Change) -> dict[str, str] | None:
        """What is in the key columns of a row that reading could not use; None if that is not the change's key."""
        grid = self._grids.get((change.workbook, change.tab))
        if grid is None:
            return None
        positions = {name: position for name, (_, position) in self._headers(grid, change.tab).items()}
        own = aside_key(change.tab, change.row, grid, positions)
        return own if not change.key or key_text(change.tab, own) == change.key else None

    def _is_set_aside(self, change: Change) -> bool:
        """Whether the row is one that reading could not use."""
        aside = self._log.set_aside
        is_row = (aside["workbook"] == change.workbook) & (aside["tab"] == change.tab)
        return bool((is_row & (aside["row"] == change.row)).any())

    def _headers(self, grid: Grid, tab: str) -> dict[str, tuple[str, int]]:
        """Column of the schema -> its title in the tab, as written, and its position (from 0)."""
        positions = columns_of(grid, TABS[tab], self._naming[grid.workbook])
        return {name: (shown(grid.cell(1, position)), position) for name, position in positions.items()}

    def _key(self, grid: Grid, tab: str, row: int, headers: Mapping[str, tuple[str, int]]) -> dict[str, Cell]:
        """The filled cells of the row's key; its blank ones too where another row has the same filled ones, such as
        mailings of all circles beside those of one circle."""
        key = TABS[tab].key
        has_key = any(grid.cell(row, headers[name][1]) not in (None, "") for name in key if name in headers)
        names = key if has_key else tuple(headers)
        cells = {headers[name][0]: grid.cell(row, headers[name][1]) for name in names if name in headers}
        filled = {title: cell for title, cell in cells.items() if cell is not None and cell != ""}
        if not filled or len(filled) == len(cells):
            return cells
        at = dict(headers.values())
        rows: Iterable[int] = range(2, grid.height + 1)
        for title, cell in filled.items():
            rows = [other for other in rows if grid.cell(other, at[title]) == cell]
        return cells if len(list(rows)) > 1 else filled

    def _raw(self, value: object, column: Column, grid: Grid, position: int) -> Cell:
        """A value as its column writes it: a checkbox where it has them, a reference as its own workbook spells it."""
        if not is_filled(value):
            return None
        has_boxes = any(isinstance(cell, bool) for cell in grid.columns[position][1:200])
        if column.kind == "yes_no" or (has_boxes and value in ("yes", "no")):
            is_yes = value is True or value == "yes"
            return is_yes if has_boxes else ("yes" if is_yes else "no")
        if column.refers_to and isinstance(value, str):
            return self._spelled(value, column, grid.workbook)
        return value if isinstance(value, (str, int, float, date)) else str(value)

    def _new(self, value: object, column: Column, addition: Addition) -> Cell:
        if column.kind == "yes_no":
            return "yes" if value is True or value == "yes" else "no"
        if column.refers_to and isinstance(value, str):
            return self._spelled(value, column, addition.workbook)
        return value if isinstance(value, (str, int, float, date)) else str(value)

    def _spelled(self, value: str, column: Column, workbook: str) -> str:
        """References as their own workbook spells them: without the circle that was added to make keys unique."""
        grid = self._grids.get((workbook, column.refers_to))
        name = TABS[column.refers_to].column_names[0]
        if grid is None:
            return value
        frame = self._log.tabs[column.refers_to]
        headers = self._headers(grid, column.refers_to)
        if name not in headers:
            return value
        parts = [part.strip() for part in value.split(",")] if column.kind == "references" else [value]
        rows = frame[(frame["_workbook"] == workbook) & frame[name].isin(parts)].drop_duplicates(name)
        spelling = {
            key: shown(grid.cell(int(row), headers[name][1])).strip()
            for key, row in zip(rows[name], rows["_row"], strict=True)
        }
        return ", ".join(spelling.get(part, part) for part in parts)


def _last(addition: Addition, filled: Mapping[str, object]) -> str:
    """The column, not part of the key, without which the row does not count: its cell is written last. "" for none."""
    tab = TABS[addition.tab]
    others = [name for name in filled if name not in tab.key]
    required = [name for name in others if tab.column(name).required]
    return (required or others or [""])[-1]


def _no_column(tab: str, key: str, column: str, title: str) -> Problem:
    return Problem(
        tab, key, column, f"the {title} tab has no {column} column: add that header to row 1 first"
    )
