"""What a save's edits mean for the tables as they are now: rows to change and to add, or the reasons why not.

A row is found by its key, wherever it is now. A cell that still holds what the editor saw gets the new value, one that
already holds the new value stays as it is, and any other is a conflict. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.workbook.base import Cell, CellAddress, CellConflict, RowAddition, RowChange
from lib.workbook.common.cells import same
from lib.workbook.sql import kinds
from lib.workbook.sql.cells import as_cell
from lib.workbook.sql.layout import TableColumn
from lib.workbook.sql.rows import Row, Tab


@dataclass
class SqlPlan:
    """The rows that a save's edits change and add, by tab; `conflicts` and `refused` say why they cannot be written."""

    workbook: str
    tabs: Mapping[str, Tab]
    conflicts: list[CellConflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    updates: dict[tuple[str, int], tuple[Row, dict[str, Any]]] = field(default_factory=dict)
    added: dict[int, tuple[Tab, dict[str, Any]]] = field(default_factory=dict)
    rows: dict[int, tuple[Tab, Row]] = field(default_factory=dict)
    _new_keys: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = field(default_factory=dict)

    def place(self, edits: Sequence[RowChange | RowAddition], earlier: set[str]) -> None:
        """Find the row of every change, and the cells of every new row whose operation is not among `earlier`."""
        for number, edit in enumerate(edits):
            if isinstance(edit, RowChange):
                self._change(number, edit)
        for number, edit in enumerate(edits):
            if isinstance(edit, RowAddition) and edit.operation not in earlier:
                self._add(number, edit)
        self.refused = list(dict.fromkeys(self.refused))

    def _tab(self, edit: RowChange | RowAddition) -> Tab | None:
        if edit.workbook != self.workbook:
            self.refused.append(f"the {edit.tab} tab belongs to another workbook ({edit.workbook})")
            return None
        tab = self.tabs.get(edit.tab)
        if tab is None:
            self.refused.append(f"the {edit.tab} tab no longer exists")
        return tab

    def _change(self, number: int, change: RowChange) -> None:
        tab = self._tab(change)
        if tab is None:
            return
        lacking = [header for header in change.key if tab.column(header, change.header_row) is None]
        self.refused += [_no_column(tab, header) for header in lacking]
        if lacking:
            return
        then = {name: change.after.get(name, cell) for name, cell in change.key.items()}
        found = tab.rows_with(change.key, change.header_row) or (
            tab.rows_with(then, change.header_row) if any(then.values()) else []
        )
        if len(found) != 1:
            self.refused.append(_not_one_row(tab, change, found))
            return
        self.rows[number] = tab, found[0]
        for header, after in change.after.items():
            self._change_cell(tab, change, found[0], header, after)

    def _change_cell(self, tab: Tab, change: RowChange, row: Row, header: str, after: Cell) -> None:
        column = tab.column(header, change.header_row)
        if column is None:
            self.refused += [] if _is_blank(after) else [_no_column(tab, header)]
            return
        value = self._stored(tab, row.number or change.row, column, after)
        if value is _REFUSED:
            return
        mine = as_cell(value, column.kind)
        theirs, before = row.cells[column.name], change.before.get(header)
        _, written = self.updates.get((tab.table.name, id(row)), (row, {}))
        if column.name in written:
            if not same(as_cell(written[column.name], column.kind), mine):
                self.refused.append(
                    f"{_where(tab, row, change.row, column)} is changed twice in one save, to different values"
                )
            return
        is_agreed = same(theirs, mine)
        if is_agreed and (mine is None or type(theirs) is type(mine)):
            return
        if column.is_computed:
            self.refused.append(
                f"{_where(tab, row, change.row, column)} is computed by the database: it can only be changed there"
            )
            return
        if not is_agreed and not same(theirs, before):
            address = CellAddress(
                self.workbook, tab.table.title, row.number or change.row, tab.position(column)
            )
            self.conflicts.append(CellConflict(address, header, before, theirs, after, change))
            return
        self.updates.setdefault((tab.table.name, id(row)), (row, {}))[1][column.name] = value

    def _add(self, number: int, addition: RowAddition) -> None:
        tab = self._tab(addition)
        if tab is None:
            return
        values: dict[str, Any] = {}
        problems = len(self.refused)
        for header, cell in addition.values.items():
            column = tab.column(header, addition.header_row)
            if _is_blank(cell):
                continue
            if column is None:
                self.refused.append(_no_column(tab, header))
                continue
            if column.is_computed:
                self.refused.append(f"the {tab.table.title} tab: {header} is computed by the database")
                continue
            value = self._stored(tab, 0, column, cell)
            if value is not _REFUSED:
                values[column.name] = value
        self.refused += [
            _no_column(tab, name) for name in addition.key if tab.column(name, addition.header_row) is None
        ]
        if len(self.refused) == problems and not self._is_in_use(tab, addition):
            self.added[number] = tab, values

    def _is_in_use(self, tab: Tab, addition: RowAddition) -> bool:
        """Whether a row, old or new, has the key of this new one, as people compare keys."""
        key = {name: addition.values.get(name) for name in addition.key}
        text = tuple(_as_key(cell) for cell in key.values())
        if not any(text):
            return False
        new = self._new_keys.setdefault((tab.table.name, addition.key), set())
        row = tab.row_of_key(key, addition.header_row)
        if row is not None or text in new:
            where = f", in row {row.number}" if row is not None and row.number else ""
            words = ", ".join(f"{name} {cell!s}" for name, cell in key.items())
            self.refused.append(f"the {tab.table.title} tab already has {words}{where}")
            return True
        new.add(text)
        return False

    def _stored(self, tab: Tab, row: int, column: TableColumn, cell: Cell) -> Any:
        try:
            return kinds.stored(cell, column.kind)
        except kinds.Unfit as unfit:
            where = f"{tab.table.title}!{column.header}" + (f", row {row}" if row else "")
            self.refused.append(f"{where}: {unfit}")
            return _REFUSED


_REFUSED = object()


def _as_key(cell: Cell) -> str:
    return " ".join(str("" if cell is None else cell).casefold().split())


def _is_blank(cell: Cell) -> bool:
    return cell is None or cell == ""


def _where(tab: Tab, row: Row, then: int, column: TableColumn) -> str:
    return f"{tab.table.title}!{column.header}, row {row.number or then}"


def _no_column(tab: Tab, header: str) -> str:
    return f"the {tab.table.title} tab is missing the {header} column: add it to its table, then save again"


def _not_one_row(tab: Tab, change: RowChange, rows: Sequence[Row]) -> str:
    key = ", ".join(f"{header} {cell!s}" for header, cell in change.key.items())
    what = f"{tab.table.title}, row {change.row} ({key})"
    if not rows:
        return f"{what}: this row no longer exists, or someone changed the cells that identify it"
    where = ", ".join(str(row.number) for row in rows[:5]) + (" …" if len(rows) > 5 else "")
    return f"{what}: {len(rows)} rows match (rows {where}), so it is not clear which one is meant"
