"""Where the cells of a tab that was brought into the format's shape are in the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from lib.workbook.base import Cell, CellAddress, Grid, SheetNote
from lib.workbook.common.cells import header_text

DERIVED = -1
"""The column of a cell that is nowhere in the sheet: it follows from other cells."""


@dataclass(frozen=True, slots=True)
class TabOrigin:
    """One record per row of the grid, from row 2 on.

    `sources`: the tabs the records come from, and `header_rows` the row of the headers in each. `source` (int per
    record) says which of them, `rows` (int) the row there, and `columns` (one int array per column of the grid) the
    column there, or DERIVED. `no_records`: rows of the grid without a record, and why. `notes`: what a person should
    know about cells that reading alone would not tell. `guests`: rows about people whom the sheet calls guests.
    """

    sources: tuple[Grid, ...]
    header_rows: tuple[int, ...]
    source: np.ndarray
    rows: np.ndarray
    columns: tuple[np.ndarray, ...]
    no_records: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[SheetNote, ...] = ()
    guests: frozenset[int] = frozenset()

    @property
    def is_derived(self) -> bool:
        """Whether nothing of it is in the sheet: all of it follows from other tabs."""
        has_rows = len(self.rows) > 0 or not self.sources
        return has_rows and all((at == DERIVED).all() for at in self.columns)

    def address(self, row: int, column: int) -> CellAddress | None:
        """The cell of the sheet behind a cell of the grid; None for a derived one, and outside the grid."""
        if row == 1 and self.sources and len(self.rows) and 0 <= column < len(self.columns):
            at = int(self.columns[column][0])
            source = self.sources[int(self.source[0])]
            header_row = self.header_rows[int(self.source[0])]
            return None if at == DERIVED else place_of(source, header_row, at)
        record = row - 2
        if not (0 <= record < len(self.rows) and 0 <= column < len(self.columns)):
            return None
        at = int(self.columns[column][record])
        if at == DERIVED:
            return None
        source = self.sources[int(self.source[record])]
        return place_of(source, int(self.rows[record]), at)

    def of(self, row: int) -> tuple[Grid, int, int]:
        """The tab, the row there and the row of its headers, of the record in a row of the grid (from 2).

        Raises IndexError for a row that came in after this was made.
        """
        record = row - 2
        if not 0 <= record < len(self.rows):
            raise IndexError(row)
        source = int(self.source[record])
        return self.sources[source], int(self.rows[record]), self.header_rows[source]

    def rows_by_source(self, rows: np.ndarray) -> Iterator[tuple[Grid, list[int]]]:
        """Each tab behind the records in rows of the grid (from 2), and their rows there; without rows that came in
        after this was made."""
        records = rows[(rows >= 2) & (rows < len(self.rows) + 2)] - 2
        source = self.source[records]
        for number, tab in enumerate(self.sources):
            yield tab, self.rows[records[source == number]].tolist()

    def title(self, row: int, column: int) -> str:
        """The header above the cell behind a cell of the grid; "" for a derived one."""
        if self.address(row, column) is None:
            return ""
        source, _, header_row = self.of(row)
        return header_text(source.cell(header_row, int(self.columns[column][max(row - 2, 0)])))

    def raw(self, row: int, column: int) -> Cell:
        """The cell of the sheet behind a cell of the grid, as it is there; None for a derived one."""
        if self.address(row, column) is None:
            return None
        source, at_row, _ = self.of(row)
        return source.cell(at_row, int(self.columns[column][row - 2]))


def place_of(grid: Grid, row: int, column: int) -> CellAddress:
    """The cell of the sheet behind a cell of a tab as it was read, also of one that is a part of a tab."""
    address = grid.origin.address(row, column) if grid.origin is not None else None
    return address or CellAddress(grid.workbook, grid.tab, row, column)


def tabs_read(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The tabs behind grids, in the order of the given ones, each once; a tab of several tables as its tables."""
    found: dict[tuple[str, str], Grid] = {}
    for grid in grids:
        for source in grid.origin.sources if isinstance(grid.origin, TabOrigin) else (grid,):
            found.setdefault((source.workbook, source.tab), source)
    return tuple(found.values())


def sources_of(grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    """The grids as they were read, in the order of the given ones: those behind brought ones in their place, once."""
    raw: dict[tuple[str, str], Grid] = {}
    for grid in tabs_read(grids):
        for source in grid.origin.sources if grid.origin is not None else (grid,):
            raw.setdefault((source.workbook, source.tab), source)
    return tuple(raw.values())
