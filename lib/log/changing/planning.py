"""A change set -> what a workbook is asked to write: its own titles, raw cells as they stood, and the journal.

Rows are found by their key in the log as it is now, so that edits survive a refresh; a cell that somebody else changed
meanwhile is a conflict, told before anything is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
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
    key_texts,
    said,
    typed,
)
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column
from lib.log.reading.naming import Naming, folded, namings
from lib.log.reading.values import shown
from lib.workbook.base import Cell, Grid, RowAddition, RowChange

JOURNAL, REASON = "edits", "reason"
"""The journal's tab; and what its column `column` says in the row, without a tab, that holds a change set's reason."""


@dataclass(frozen=True, slots=True)
class WorkbookPlan:
    """What to write to one workbook, together with its journal; `changes` are those that each of `rows` carries out."""

    workbook: str
    rows: tuple[RowChange | RowAddition, ...]
    journal: tuple[RowAddition, ...]
    changes: tuple[tuple[Change, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan a workbook, or what stands in the way: then nothing must be written."""

    plans: tuple[WorkbookPlan, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()


def planned(change_set: ChangeSet, log: CircleLog, grids: Iterable[Grid]) -> Plan:
    """Translate a validated change set for the workbooks that `grids` show and `log` was read from."""
    books = _Books(log, tuple(grids))
    conflicts: list[Conflict] = []
    found: list[Problem] = []
    writes: dict[str, list[RowChange | RowAddition]] = {}
    meant: dict[str, list[tuple[Change, ...]]] = {}
    journal: dict[str, list[dict[str, object]]] = {}
    for (workbook, *_), asked in _by_row(change_set.changes).items():
        edits: list[Change] = []
        change = books.change(asked, edits, conflicts, found)
        if change is not None:
            writes.setdefault(workbook, []).append(change)
            meant.setdefault(workbook, []).append(tuple(edits))
            old = list(change.before.values())
            journal.setdefault(workbook, []).extend(map(_edited, edits, old))
    for number, addition in enumerate(change_set.additions):
        append = books.append(addition, f"{change_set.id}-{number}", found)
        if append is not None:
            writes.setdefault(addition.workbook, []).append(append)
            meant.setdefault(addition.workbook, []).append(())
            journal.setdefault(addition.workbook, []).append(_added(addition))
    for rows in journal.values() if change_set.reason else ():
        rows.append({"column": REASON, "new": change_set.reason})
    if conflicts or found:
        return Plan(conflicts=tuple(conflicts), problems=tuple(found))
    stamp = {
        "at": change_set.at.isoformat(timespec="seconds"),
        "who": change_set.who,
        "change_set": change_set.id,
    }
    return Plan(
        tuple(
            WorkbookPlan(
                workbook,
                tuple(changes),
                tuple(
                    books.journal(workbook, stamp | row, f"{change_set.id}-j{number}")
                    for number, row in enumerate(journal[workbook])
                ),
                tuple(meant[workbook]),
            )
            for workbook, changes in writes.items()
        )
    )


def _by_row(edits: Iterable[Change]) -> dict[tuple[str, str, int, str], list[Change]]:
    rows: dict[tuple[str, str, int, str], list[Change]] = {}
    for edit in edits:
        rows.setdefault((edit.workbook, edit.tab, edit.row, edit.key), []).append(edit)
    return rows


def _edited(edit: Change, cell: Cell) -> dict[str, object]:
    """A row of the journal; where only the writing changed, not what it means, it keeps the cell as it stood."""
    old = shown(cell) if said(edit.before) == said(edit.after) else said(edit.before)
    return {
        "tab": edit.tab,
        "key": edit.key,
        "column": edit.column,
        "old": old,
        "new": edit.writes or said(edit.after),
    }


def _added(addition: Addition) -> dict[str, object]:
    values = {name: said(value) for name, value in addition.values.items() if is_filled(value)}
    return {"tab": addition.tab, "key": addition.key, "new": json.dumps(values, ensure_ascii=False)}


class _Books:
    """The workbooks' own titles and raw cells."""

    def __init__(self, log: CircleLog, grids: tuple[Grid, ...]) -> None:
        self._log = log
        naming = namings(grids, TABS)
        self._naming = {grid.workbook: naming.get(grid.workbook, Naming()) for grid in grids}
        self._grids: dict[tuple[str, str], Grid] = {}
        self._keys: dict[str, pd.Series] = {}
        for grid in grids:
            self._grids.setdefault((grid.workbook, self._naming[grid.workbook].tab(grid.tab, TABS)), grid)

    def change(
        self, asked: list[Change], edits: list[Change], conflicts: list[Conflict], found: list[Problem]
    ) -> RowChange | None:
        """The edits that one row is asked; adds to `edits` those that it needs, cell by cell, and to `conflicts` and
        `found` what stands in the way. A cell that somebody else gave the wanted value already needs none."""
        first = asked[0]
        tab, grid = TABS[first.tab], self._grids.get((first.workbook, first.tab))
        row = self._row(first)
        if grid is None or row is None:
            text = "this row is gone: somebody deleted it, or changed its key, since you saw it"
            found.append(Problem(first.tab, first.key, "", text))
            return None
        at, values = row
        headers = self._headers(grid, first.tab)
        before: dict[str, Cell] = {}
        after: dict[str, Cell] = {}
        for edit in asked:
            column = tab.column(edit.column)
            theirs = typed(values[edit.column], column)
            if edit.column not in headers:
                found.append(_no_column(edit.tab, edit.key, edit.column, grid.tab))
            elif said(theirs) == said(edit.before):
                title, position = headers[edit.column]
                edits.append(edit)
                before[title] = grid.cell(at, position)
                after[title] = edit.writes or self._raw(edit.after, column, grid, position)
            elif said(theirs) != said(edit.after):
                conflicts.append(Conflict(edit, theirs))
        if not before:
            return None
        return RowChange(first.workbook, grid.tab, at, self._key(grid, first.tab, at, headers), before, after)

    def append(self, addition: Addition, operation: str, found: list[Problem]) -> RowAddition | None:
        """A new row; a tab that the workbook does not have yet is made, with the schema's headers."""
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
        found += [_no_column(addition.tab, addition.key, name, grid.tab) for name in lacking]
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

    def journal(self, workbook: str, values: Mapping[str, object], operation: str) -> RowAddition:
        tab, grid = TABS[JOURNAL], self._grids.get((workbook, JOURNAL))
        texts = {name: str(value) for name, value in values.items() if is_filled(value)}
        if grid is None:
            return RowAddition(workbook, JOURNAL, texts, operation, (), "at", tab.column_names)
        headers = self._headers(grid, JOURNAL)
        known = {headers[name][0]: text for name, text in texts.items() if name in headers}
        return RowAddition(
            workbook, grid.tab, known, operation, (), headers["at"][0] if "at" in headers else ""
        )

    def _row(self, edit: Change) -> tuple[int, pd.Series] | None:
        """Where the record stands now, and its values: where it was if it still has its key, else by its key."""
        frame = self._log.tabs[edit.tab]
        if not edit.key and self._is_set_aside(edit):
            return edit.row, pd.Series(None, index=list(TABS[edit.tab].column_names), dtype="object")
        there = frame[(frame["_row"] == edit.row) & (frame["_workbook"] == edit.workbook)]
        if len(there) == 1 and key_texts(edit.tab, there).iloc[0] == edit.key:
            return edit.row, there.iloc[0]
        if edit.tab not in self._keys:
            self._keys[edit.tab] = key_texts(edit.tab, frame)
        here = frame[(self._keys[edit.tab] == edit.key) & (frame["_workbook"] == edit.workbook)]
        if len(here) != 1:
            return None
        return int(here["_row"].iloc[0]), here.iloc[0]

    def _is_set_aside(self, edit: Change) -> bool:
        """Whether the row is one that reading could not use: its key is missing."""
        aside = self._log.set_aside
        return bool(
            (
                (aside["workbook"] == edit.workbook) & (aside["tab"] == edit.tab) & (aside["row"] == edit.row)
            ).any()
        )

    def _headers(self, grid: Grid, tab: str) -> dict[str, tuple[str, int]]:
        """Column of the schema -> its title in the tab as it stands, and its position."""
        headers: dict[str, tuple[str, int]] = {}
        for position in range(len(grid.columns)):
            title = shown(grid.cell(1, position))
            name = self._naming[grid.workbook].column(TABS[tab], title)
            if name in TABS[tab].column_names and folded(title):
                headers.setdefault(name, (title, position))
        return headers

    def _key(self, grid: Grid, tab: str, row: int, headers: Mapping[str, tuple[str, int]]) -> dict[str, Cell]:
        key = TABS[tab].key
        has_key = any(grid.cell(row, headers[name][1]) not in (None, "") for name in key if name in headers)
        names = key if has_key else tuple(headers)
        cells = {headers[name][0]: grid.cell(row, headers[name][1]) for name in names if name in headers}
        filled = {title: cell for title, cell in cells.items() if cell is not None and cell != ""}
        return filled or cells

    def _raw(self, value: object, column: Column, grid: Grid, position: int) -> Cell:
        """As the column writes it: ticks where it holds ticks, references as their own workbook spells them."""
        if not is_filled(value):
            return None
        is_ticks = any(isinstance(cell, bool) for cell in grid.columns[position][1:200])
        if column.kind == "yes_no" or (is_ticks and value in ("yes", "no")):
            is_yes = value is True or value == "yes"
            return is_yes if is_ticks else ("yes" if is_yes else "no")
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
        """Keys that were told apart between workbooks go by what their own workbook calls them."""
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
        own = {
            key: shown(grid.cell(int(row), headers[name][1])).strip()
            for key, row in zip(rows[name], rows["_row"], strict=True)
        }
        return ", ".join(own.get(part, part) for part in parts)


def _last(addition: Addition, filled: Mapping[str, object]) -> str:
    """The cell without which the row does not count: written at the end, and no part of its key."""
    tab = TABS[addition.tab]
    others = [name for name in filled if name not in tab.key]
    required = [name for name in others if tab.column(name).required]
    return (required or others or [""])[-1]


def _no_column(tab: str, key: str, column: str, title: str) -> Problem:
    return Problem(
        tab, key, column, f"the tab {title} has no column {column}: add that header to its row 1 first"
    )
