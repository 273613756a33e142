"""One tab opened for changes: where its rows are, what stands in the way of a cell, where new rows go."""

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
from lib.workbook.excel.formulas import resting_on
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
        self._columns: dict[str, int] = {}
        self._folded_columns: dict[str, int] = {}
        for position in range(len(grid.columns)):
            self._name_column(grid.cell(1, position), position)

    @property
    def title(self) -> str:
        return self.grid.tab

    @property
    def is_empty(self) -> bool:
        """Whether it has no content, not even headers."""
        return not self._height

    def column(self, header: str) -> int | None:
        """The column from 0 under this header, capitals, spaces and underscores aside; None where there is none."""
        return self._columns.get(header.strip(), self._folded_columns.get(_folded(header)))

    def a1(self, row: int, column: int) -> str:
        """Tab and cell, in words."""
        return f"{self.title}!{get_column_letter(column + 1)}{row}"

    def rows_with(self, key: Mapping[int, Cell]) -> list[int]:
        """The rows below the header whose cells in these columns hold this."""
        columns = tuple(key)
        if columns not in self._indexes:
            index: dict[tuple[object, ...], list[int]] = defaultdict(list)
            cells = [self._padded(column) for column in columns]
            for row, values in enumerate(zip(*cells, strict=True), start=2):
                index[tuple(map(self._token, values))].append(row)
            self._indexes[columns] = index
        token = tuple(self._token(cell) for cell in key.values())
        return [row for row in self._indexes[columns].get(token, ()) if self._holds(row, key)]

    def row_of_key(self, key: Mapping[int, Cell]) -> int:
        """The row, also a new one, whose cells hold this key as people compare keys; 0 for none or a blank key."""
        columns = tuple(key)
        if columns not in self._keys:
            cells = [self._as_keys(self._padded(column)) for column in columns]
            keys = list(zip(*cells, strict=True))
            new = {self._key_in(values, columns): row for row, values in self._new_rows.items()}
            last = len(keys) + 1
            self._keys[columns] = new | {key: last - at for at, key in enumerate(reversed(keys))}
        wanted = self._key_in(key, columns)
        return self._keys[columns].get(wanted, 0) if any(wanted) else 0

    def obstacle(self, row: int, column: int) -> str:
        """Why this cell may not be written, in words that follow its address; empty where it may."""
        found = self.sheet.cell(row, column)
        if found and found.has_formula:
            return "holds a formula: it can be changed in Excel only"
        if any(_is_in(area, row, column) for area in self.sheet.arrays):
            return "is filled by a formula in another cell: it can be changed in Excel only"
        for top, left, bottom, right in self.grid.merged:
            if _is_in((top, left, bottom, right), row, column) and (
                (row, column) != (top, left) or bottom > top
            ):
                return "is merged with others: unmerge them in Excel first"
        if self.sheet.is_protected and self._styles.is_locked(self._style(row, column, found)):
            return "is protected: whoever protected the sheet can allow changes in Excel (Review > Unprotect Sheet)"
        if found and found.has_rich_data:
            return "holds a picture or linked data: it can be changed in Excel only"
        if any(table.is_filled_from_elsewhere and table.holds(row, column) for table in self._tables):
            return "belongs to a table that is filled from elsewhere: change it there"
        return ""

    def write(self, row: int, column: int, value: Cell) -> None:
        """Set one cell to a cleaned, fit value."""
        self.written[row, column] = value
        self.patch.set(row, column, value, self._style(row, column, self.sheet.cell(row, column)))

    def drop_stale_values(self) -> None:
        """Of each changed row, drop the kept values of formulas that rest on changed cells."""
        changed: dict[int, set[int]] = defaultdict(set)
        for row, column in self.written:
            changed[row].add(column)
        for row, columns in changed.items():
            formulas = self.sheet.formulas(row)
            if formulas:
                for column in resting_on(columns, formulas, row, self.title, self._columns):
                    self.patch.uncalculate(row, column)
                    self.uncalculated.add((row, column))

    def write_headers(self, headers: Sequence[str]) -> None:
        """Row 1 of a tab without content."""
        for position, header in enumerate(headers):
            self.write(1, position, header)
            self._name_column(header, position)
        self._height = 1

    def next_row(self) -> int:
        """The row below the last one with content, and below every merged range that such a row is part of."""
        row = self._height
        for top, _, bottom, _ in sorted(self.grid.merged):
            if top <= row:
                row = max(row, bottom)
        return row + 1

    def refusal_to_append(self, row: int, columns: Iterable[int]) -> str:
        """Why nothing can be added in `row`, the next one, in words; empty where it can."""
        if row > LAST_ROW:
            return f"the tab {self.title} is full: a sheet holds {LAST_ROW:,} rows"
        for table in self._adjacent(row, set(columns)):
            what = f"the tab {self.title} holds the table {table.name}, which"
            if table.has_totals:
                return f"{what} ends in a totals row: switch that off in Excel first"
            if table.is_filled_from_elsewhere:
                return f"{what} is filled from elsewhere: add rows there"
        return ""

    def append(self, row: int, values: Mapping[int, Cell]) -> None:
        """Write a new row in `row`, the next one; a table that ends above it grows."""
        for table in self._adjacent(row, set(values)):
            self.grown[table.part] = (table, row)
        for column, value in values.items():
            self.write(row, column, value)
        self._height = max(self._height, row)
        self._new_rows[row] = values
        for columns, keys in self._keys.items():
            keys.setdefault(self._key_in(values, columns), row)

    def _adjacent(self, row: int, columns: set[int]) -> list[Table]:
        """The tables that a new row continues: they end right above it, or in it with their totals."""
        found = []
        for table in self._tables:
            _, left, bottom, right = table.area
            bottom = self.grown[table.part][1] if table.part in self.grown else bottom
            is_below = bottom + 1 == row or (table.has_totals and bottom == row)
            if is_below and any(left <= column <= right for column in columns):
                found.append(table)
        return found

    def _style(self, row: int, column: int, found: CellXml | None) -> int:
        """The format of a cell: its own, its row's or column's, for a new row also that of the last row's cell."""
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
        cells = list(self.grid.columns[column][1:]) if column < len(self.grid.columns) else []
        return cells + [""] * (self.grid.height - 1 - len(cells))

    def _holds(self, row: int, key: Mapping[int, Cell]) -> bool:
        return all(
            same(self.grid.cell(row, column), cell, epoch_1904=self.grid.epoch_1904)
            for column, cell in key.items()
        )

    def _key_in(self, values: Mapping[int, Cell], columns: tuple[int, ...]) -> tuple[object, ...]:
        return tuple(self._as_key(values.get(column)) for column in columns)

    def _as_keys(self, cells: Sequence[Cell]) -> list[object]:
        """A column's cells as people compare keys; a text that stands there often is folded once."""
        folded = {cell: self._as_key(cell) for cell in {cell for cell in cells if isinstance(cell, str)}}
        return [folded[cell] if isinstance(cell, str) else self._as_key(cell) for cell in cells]

    def _as_key(self, cell: Cell) -> object:
        if cell is None or isinstance(cell, str):
            return " ".join((cell or "").casefold().split())
        return self._token(cell)

    def _token(self, cell: Cell) -> object:
        """Equal for cells that are `same`, and quick to look up."""
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
    """How far down a column holds anything."""
    return next((row for row in range(len(column), 0, -1) if column[row - 1] not in ("", None)), 0)


def _is_in(area: tuple[int, int, int, int], row: int, column: int) -> bool:
    top, left, bottom, right = area
    return top <= row <= bottom and left <= column <= right
