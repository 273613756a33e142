"""One tab opened for changes: where its rows are, what prevents changing a cell, and where new rows go."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from openpyxl.utils import get_column_letter

from lib.workbook.base import Cell, Grid
from lib.workbook.common.cells import same, serial
from lib.workbook.excel import values as excel_values
from lib.workbook.excel.formulas import depending_on
from lib.workbook.excel.sheet_patch import SheetPatch
from lib.workbook.excel.sheet_xml import CellXml, SheetXml
from lib.workbook.excel.styles import Styles
from lib.workbook.excel.tables import Table

LAST_ROW = 1_048_576


class Tab:
    """The tab that `grid` was read from; `part` is the name and `sheet` the XML of its part."""

    def __init__(
        self, grid: Grid, part: str, sheet: SheetXml, styles: Styles, tables: Sequence[Table]
    ) -> None:
        self.grid, self.part, self.sheet, self.patch = grid, part, sheet, SheetPatch(sheet)
        self.written: dict[tuple[int, int], Cell] = {}
        self.uncalculated: set[tuple[int, int]] = set()
        self.grown: dict[str, tuple[Table, int]] = {}
        self._styles, self._tables = styles, tables
        self._indexes: dict[tuple[int, ...], dict[tuple[object, ...], list[int]]] = {}
        self._keys: dict[tuple[int, ...], dict[tuple[object, ...], int]] = {}
        self._new_rows: dict[int, Mapping[int, Cell]] = {}
        self._height = max((_filled(column) for column in grid.columns), default=0)
        self._header_row = 0
        self.read_headers(1)

    def read_headers(self, row: int) -> None:
        """Take the headers from `row`: columns are named after them, and rows are looked for below.

        A header merged over this row and others above it is this row's too.
        """
        if row == self._header_row:
            return
        self._header_row = row
        self._indexes.clear()
        self._keys.clear()
        self._columns: dict[str, int] = {}
        self._folded_columns: dict[str, int] = {}
        tall = {
            left: top
            for top, left, bottom, right in self.grid.merged
            if left == right and top < row <= bottom and self.grid.cell(row, left) in (None, "")
        }
        for position in range(len(self.grid.columns)):
            self._name_column(self.grid.cell(tall.get(position, row), position), position)

    @property
    def header_row(self) -> int:
        """The row of the headers."""
        return self._header_row

    @property
    def title(self) -> str:
        return self.grid.tab

    @property
    def is_empty(self) -> bool:
        """Whether the tab has no content, not even headers."""
        return not self._height

    def column(self, header: str) -> int | None:
        """The column (from 0) with this header, ignoring case, spaces and underscores; None if there is none."""
        return self._columns.get(header.strip(), self._folded_columns.get(_folded(header)))

    def a1(self, row: int, column: int) -> str:
        """The tab and cell, as in "actions!B2"."""
        return f"{self.title}!{get_column_letter(column + 1)}{row}"

    def rows_with(self, key: Mapping[int, Cell]) -> list[int]:
        """The rows below the header that hold these cells (by column)."""
        columns = tuple(key)
        if columns not in self._indexes:
            index: dict[tuple[object, ...], list[int]] = defaultdict(list)
            cells = [self._padded(column) for column in columns]
            for row, values in enumerate(zip(*cells, strict=True), start=self._header_row + 1):
                index[tuple(map(self._token, values))].append(row)
            self._indexes[columns] = index
        token = tuple(self._token(cell) for cell in key.values())
        return [row for row in self._indexes[columns].get(token, ()) if self._holds(row, key)]

    def row_of_key(self, key: Mapping[int, Cell]) -> int:
        """The row, old or new, that holds this key (by column) as people compare keys; 0 for none or a blank key."""
        columns = tuple(key)
        if columns not in self._keys:
            cells = [self._as_keys(self._padded(column)) for column in columns]
            keys = list(zip(*cells, strict=True))
            new = {self._key_in(values, columns): row for row, values in self._new_rows.items()}
            last = len(keys) + self._header_row
            self._keys[columns] = new | {key: last - at for at, key in enumerate(reversed(keys))}
        wanted = self._key_in(key, columns)
        return self._keys[columns].get(wanted, 0) if any(wanted) else 0

    def obstacle(self, row: int, column: int) -> str:
        """Why this cell cannot be written, in words that follow its address; "" if it can."""
        found = self.sheet.cell(row, column)
        if found and found.has_formula:
            return "contains a formula: it can only be changed in Excel"
        if any(_is_in(area, row, column) for area in self.sheet.arrays):
            return "is filled by a formula in another cell: it can only be changed in Excel"
        for top, left, bottom, right in self.grid.merged:
            if _is_in((top, left, bottom, right), row, column) and (
                (row, column) != (top, left) or bottom > top
            ):
                return "is merged with other cells: unmerge them in Excel first"
        if self.sheet.is_protected and self._styles.is_locked(self._style(row, column, found)):
            return (
                "is protected: the person who protected the sheet can allow changes in Excel "
                "(Review > Unprotect Sheet)"
            )
        if found and found.has_rich_data:
            return "contains a picture or linked data: it can only be changed in Excel"
        if any(table.is_filled_from_elsewhere and table.holds(row, column) for table in self._tables):
            return "belongs to a table that is filled from another source: change it there"
        return ""

    def write(self, row: int, column: int, value: Cell) -> None:
        """Set one cell to a cleaned, fit value."""
        self.written[row, column] = value
        self.patch.set(row, column, value, self._style(row, column, self.sheet.cell(row, column)))

    def drop_stale_values(self) -> None:
        """In each changed row, drop the stored values of formulas that depend on changed cells."""
        changed: dict[int, set[int]] = defaultdict(set)
        for row, column in self.written:
            changed[row].add(column)
        for row, columns in changed.items():
            formulas = self.sheet.formulas(row)
            if formulas:
                for column in depending_on(columns, formulas, row, self.title, self._columns):
                    self.patch.uncalculate(row, column)
                    self.uncalculated.add((row, column))

    def write_headers(self, headers: Sequence[str]) -> None:
        """Write row 1 of a tab without content."""
        for position, header in enumerate(headers):
            self.write(1, position, header)
            self._name_column(header, position)
        self._height = 1

    def next_row(self) -> int:
        """The row below the last one with content, and below any merged range that reaches further down."""
        row = self._height
        for top, _, bottom, _ in sorted(self.grid.merged):
            if top <= row:
                row = max(row, bottom)
        return row + 1

    def refusal_to_append(self, row: int, columns: Iterable[int]) -> str:
        """Why nothing can be added in `row`, the next row, in words; "" if it can."""
        if row > LAST_ROW:
            return f"the {self.title} tab is full: a sheet can hold {LAST_ROW:,} rows"
        for table in self._adjacent(row, set(columns)):
            what = f"the {self.title} tab has the table {table.name}, which"
            if table.has_totals:
                return f"{what} ends in a totals row: turn that off in Excel first"
            if table.is_filled_from_elsewhere:
                return f"{what} is filled from another source: add rows there"
        return ""

    def append(self, row: int, values: Mapping[int, Cell]) -> None:
        """Write a new row in `row`, the next row; a table that ends right above it grows."""
        for table in self._adjacent(row, set(values)):
            self.grown[table.part] = (table, row)
        for column, value in values.items():
            self.write(row, column, value)
        self._height = max(self._height, row)
        self._new_rows[row] = values
        for columns, keys in self._keys.items():
            keys.setdefault(self._key_in(values, columns), row)

    def _adjacent(self, row: int, columns: set[int]) -> list[Table]:
        """The tables that a new row continues: those that end right above it, or in it with a totals row."""
        found = []
        for table in self._tables:
            _, left, bottom, right = table.area
            bottom = self.grown[table.part][1] if table.part in self.grown else bottom
            is_below = bottom + 1 == row or (table.has_totals and bottom == row)
            if is_below and any(left <= column <= right for column in columns):
                found.append(table)
        return found

    def _style(self, row: int, column: int, found: CellXml | None) -> int:
        """The format of a cell: its own, its row's or its column's; in a new row also that of the row above."""
        if found:
            return found.style
        style = self.sheet.default_style(row, column)
        last = self._last_row_as_read
        if style or row <= last or last < 2:
            return style
        above = self.sheet.cell(last, column)
        return above.style if above else style

    @cached_property
    def _last_row_as_read(self) -> int:
        return max((_filled(column) for column in self.grid.columns), default=0)

    def _name_column(self, header: Cell, position: int) -> None:
        if header is not None and header != "":
            is_whole = isinstance(header, float) and header.is_integer()
            title = str(int(header) if is_whole else header).strip()  # type: ignore[call-overload]
            self._columns.setdefault(title, position)
            self._folded_columns.setdefault(_folded(title), position)

    def _padded(self, column: int) -> list[Cell]:
        top = self._header_row
        cells = list(self.grid.columns[column][top:]) if column < len(self.grid.columns) else []
        return cells + [""] * (self.grid.height - top - len(cells))

    def _holds(self, row: int, key: Mapping[int, Cell]) -> bool:
        return all(
            same(self.grid.cell(row, column), cell, epoch_1904=self.grid.epoch_1904)
            for column, cell in key.items()
        )

    def _key_in(self, values: Mapping[int, Cell], columns: tuple[int, ...]) -> tuple[object, ...]:
        return tuple(self._as_key(values.get(column)) for column in columns)

    def _as_keys(self, cells: Sequence[Cell]) -> list[object]:
        """A column's cells as people compare keys; a repeated text is folded only once."""
        folded = {cell: self._as_key(cell) for cell in {cell for cell in cells if isinstance(cell, str)}}
        return [folded[cell] if isinstance(cell, str) else self._as_key(cell) for cell in cells]

    def _as_key(self, cell: Cell) -> object:
        if cell is None or isinstance(cell, str):
            return " ".join((cell or "").casefold().split())
        return self._token(cell)

    def _token(self, cell: Cell) -> object:
        """A value for looking up cells, equal for cells that are `same`."""
        if isinstance(cell, str):
            return cell.upper() if cell.upper() in {"TRUE", "FALSE"} else excel_values.cleaned(cell)
        if isinstance(cell, bool):
            return str(cell).upper()
        if isinstance(cell, date):
            return float(serial(cell, epoch_1904=self.grid.epoch_1904))
        return float(cell) if isinstance(cell, (int, float)) else cell


def _folded(header: str) -> str:
    return re.sub(r"[\s_]+", " ", header.strip().casefold())


def _filled(column: Sequence[Cell]) -> int:
    """The number of cells down to a column's last one with content."""
    return next((row for row in range(len(column), 0, -1) if column[row - 1] not in ("", None)), 0)


def _is_in(area: tuple[int, int, int, int], row: int, column: int) -> bool:
    top, left, bottom, right = area
    return top <= row <= bottom and left <= column <= right
