"""Records of one tab of the format while they are brought into shape: columns of cells, each with its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from lib.bring.origin import DERIVED, TabOrigin, place_of
from lib.log.format.cells import shown
from lib.log.format.column_texts import different, text_of, texts_of, which
from lib.log.format.schema import Tab
from lib.log.reading.naming import folded
from lib.workbook.base import Cell, Grid, Severity, SheetNote

__all__ = ["Table", "TableColumn", "different", "grid_of", "table_of", "text_of", "unmerged", "which"]


@dataclass
class TableColumn:
    """One column: its name (of the format, or the header where the format has none), its cells and their columns."""

    name: str
    cells: Sequence[Cell]
    at: np.ndarray


@dataclass
class Table:
    """The records of one tab of the format that come from one tab of the sheet.

    `rows` (int per record) are rows of `grid`, whose headers are in `header_row`. `is_plain`: nothing was moved,
    derived or left out, so that the grid can be read as it is. `no_records`: positions of records that are none, and
    why.
    `title`: what the tab is called once it is brought into shape. `is_made`: it is nowhere in the sheet. `guests`:
    positions of records of attendance whose person the sheet calls a guest.
    """

    tab: Tab
    grid: Grid
    header_row: int
    columns: list[TableColumn]
    rows: np.ndarray
    title: str
    is_plain: bool = True
    is_made: bool = False
    no_records: dict[int, str] = field(default_factory=dict)
    guests: set[int] = field(default_factory=set)
    notes: list[SheetNote] = field(default_factory=list)
    _texts: dict[str, tuple[Sequence[Cell], Sequence[str]]] = field(default_factory=dict, repr=False)
    """The texts of columns that were asked for, with the cells that they are the texts of."""
    _said: dict[str, tuple[Sequence[Cell], frozenset[str]]] = field(default_factory=dict, repr=False)
    """The distinct texts of columns that were asked for, in the same way."""

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)

    def column(self, name: str) -> TableColumn | None:
        """The first column of that name; None if there is none."""
        return next((column for column in self.columns if column.name == name), None)

    def cells(self, name: str) -> Sequence[Cell]:
        """The cells of a column, one per record; all blank if there is no such column."""
        column = self.column(name)
        return column.cells if column else [None] * len(self)

    def texts(self, name: str) -> Sequence[str]:
        """The cells of a column as trimmed text, one per record; "" where blank. Not to be changed: it is kept."""
        column = self.column(name)
        if column is None:
            return [""] * len(self)
        cells, texts = self._texts.get(name, (None, ()))
        if cells is not column.cells:
            cells = column.cells
            texts = texts_of(cells)
            self._texts[name] = cells, texts
        return texts

    def said(self, name: str) -> frozenset[str]:
        """The distinct texts of a column, trimmed, without "": found without a look at each record where it can be."""
        column = self.column(name)
        if column is None:
            return frozenset()
        cells, said = self._said.get(name, (None, frozenset[str]()))
        if cells is not column.cells:
            cells = column.cells
            said = frozenset(texts_of([*different(cells)])) - {""}
            self._said[name] = cells, said
        return said

    def derive(self, name: str, cells: Sequence[Cell], at: np.ndarray | None = None) -> None:
        """Give a column these cells; `at` says which column of the sheet each is in (default: nowhere)."""
        self.is_plain = False
        position = np.full(len(self), DERIVED, dtype=np.int32) if at is None else at
        column = self.column(name)
        if column is None:
            self.columns.append(TableColumn(name, list(cells), position))
        else:
            column.cells, column.at = list(cells), position

    def respell(self, name: str, cells: Sequence[Cell]) -> None:
        """Read a column's cells as these, in their own place: an edit still goes to the cell that is there."""
        column = self.column(name)
        assert column is not None
        self.is_plain = False
        column.cells = list(cells)

    def leave_out(self, record: int, reason: str) -> None:
        """Say that a row of the sheet is no record."""
        self.is_plain = False
        self.no_records.setdefault(record, reason)

    def note(
        self, record: int | None, name: str, severity: Severity, rule: str, found: str, expected: str
    ) -> None:
        """Add a note about one record's cell in a column, or about the tab."""
        self.is_plain = False
        column = self.column(name)
        cell, row = "", None
        if record is not None:
            row = int(self.rows[record])
            at = int(column.at[record]) if column is not None else DERIVED
            place = place_of(self.grid, row, max(at, 0))
            row, cell = place.row, place.a1 if at != DERIVED else ""
        tab = place_of(self.grid, 1, 0).tab
        self.notes.append(SheetNote(self.grid.workbook, tab, row, cell, severity, rule, found, expected))


def table_of(
    grid: Grid, tab: Tab, names: Mapping[int, Sequence[str]], header_row: int, *, title: str
) -> Table:
    """A tab of the sheet as a table; `names` has the column or columns of the format that each position means.

    `title` is what the tab is called once it is brought into shape.
    """
    height = max(grid.height - header_row, 0)
    columns = []
    for position in range(len(grid.columns)):
        cells: Sequence[Cell] = grid.columns[position][header_row:]
        if len(cells) != height:
            cells = [*cells, *[None] * (height - len(cells))]
        at = np.broadcast_to(np.int32(position), (height,))
        header = shown(grid.cell(header_row, position)).strip()
        if position not in names and folded(header) in tab.column_names:
            header = f"{header} (not read)"
        columns += [TableColumn(name, cells, at) for name in names.get(position, (header,))]
    is_plain = header_row == 1 and all(len(meant) == 1 for meant in names.values())
    rows = np.arange(header_row + 1, header_row + 1 + height)
    return Table(tab, grid, header_row, columns, rows, title, is_plain)


def grid_of(tables: Sequence[Table]) -> Grid:
    """One grid in the format's own shape with the records of all `tables`, which are of the same tab.

    A single plain table is the grid that it was made from. Merged cells hold their value in each of their rows.
    """
    first = tables[0]
    if len(tables) == 1 and first.is_plain:
        return first.grid
    names = list(dict.fromkeys(column.name for table in tables for column in table.columns if column.name))
    columns: list[list[Cell]] = [[name] for name in names]
    positions: list[list[np.ndarray]] = [[] for _ in names]
    for table in tables:
        for at, name in enumerate(names):
            column = table.column(name)
            columns[at] += unmerged(table, column) if column else [None] * len(table)
            positions[at].append(column.at if column else np.full(len(table), DERIVED, dtype=np.int32))
    starts = np.cumsum([0, *(len(table) for table in tables)]).tolist()
    no_records = {
        start + record + 2: reason
        for start, table in zip(starts, tables, strict=False)
        for record, reason in table.no_records.items()
    }
    guests = frozenset(
        start + record + 2 for start, table in zip(starts, tables, strict=False) for record in table.guests
    )
    return Grid(
        workbook=first.grid.workbook,
        tab=first.title,
        columns=columns,
        sheet_id=first.grid.sheet_id,
        epoch_1904=first.grid.epoch_1904,
        day_first=first.grid.day_first,
        origin=TabOrigin(
            tuple(table.grid for table in tables if not table.is_made),
            tuple(table.header_row for table in tables if not table.is_made),
            np.concatenate([np.full(len(table), at, dtype=np.int16) for at, table in enumerate(tables)]),
            np.concatenate([table.rows for table in tables]),
            tuple(np.concatenate(parts) for parts in positions),
            MappingProxyType(no_records),
            tuple(note for table in tables for note in (*_far(table.grid), *table.notes)),
            guests,
        ),
    )


def _far(grid: Grid) -> list[SheetNote]:
    """What is left out of a tab because it is far from the rest of it."""
    expected = "cells next to the table; this one is left out, so move or delete it"
    workbook, tab = grid.workbook, place_of(grid, 1, 0).tab
    return [
        SheetNote(workbook, tab, cell.row, cell.a1, "warning", "far from the table", cell.text, expected)
        for cell in grid.far
    ]


def unmerged(table: Table, column: TableColumn) -> list[Cell]:
    """The cells of a column, each cell of a merged range with the range's value.

    A range across several columns is a heading: it stays in its first column.
    """
    cells = list(column.cells)
    if not table.grid.merged or not len(table):
        return cells
    row_of = {int(row): record for record, row in enumerate(table.rows)}
    for top, left, bottom, right in table.grid.merged:
        if right > left and bottom == top:
            continue
        value = table.grid.cell(top, left)
        for row in range(max(top, table.header_row + 1), min(bottom, table.grid.height) + 1):
            record = row_of.get(row)
            if record is not None and left <= int(column.at[record]) <= right and cells[record] in (None, ""):
                cells[record] = value
    return cells
