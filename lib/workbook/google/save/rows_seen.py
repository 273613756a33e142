"""The rows of a tab as they were just before a write: in what the save saw, and else as the log was last read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from lib.workbook.base import Cell, Grid
from lib.workbook.common.cells import coarse, header_text, same
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import name_of

BLANK_ROW = -2
"""Stands for a row without any content."""


def is_blank(cells: Mapping[str, Cell]) -> bool:
    """Whether all cells are blank."""
    return all(cell in (None, "") for cell in cells.values())


class RowsSeen:
    """The rows of one tab, by their numbers (from 0) in `view`. Cells that it does not show are those that the row with
    the same `key` had when the log was read (`grid`, with its header in row `top` from 0)."""

    def __init__(self, view: TabView, grid: Grid | None, key: Iterable[str], top: int = 0) -> None:
        self.view, self._grid, self._top = view, grid, top
        header = view.header()
        self.columns = {name_of(column, header): column for column in range(max(view.width, len(header)))}
        self._titles = set(filter(None, header))
        self._key = [name for name in sorted(key) if name in self.columns]
        self._read: dict[tuple[str, ...], int] | None = None
        self._grid_columns: dict[str, int] = {}
        self._alike: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}

    def name(self, title: str) -> str:
        """What the column that an item calls `title` is called by its place in the header row."""
        column = self.view.columns([title]).get(title)
        return title if column is None else name_of(column, self.view.header())

    def with_cells(self, cells: Mapping[str, Cell]) -> list[int]:
        """The rows with these cells; none if there is no such column."""
        at = self.view.columns(cells)
        if len(at) < len(cells):
            return []
        return self.view.known_rows_with({at[name]: cell for name, cell in cells.items()})

    def cell(self, row: int, name: str) -> Cell | None:
        """The cell of a row in a column with a header; None also if it is not known."""
        return self._known(row, name)[1] if name in self.columns else None

    def knows(self, row: int, name: str) -> bool:
        """Whether it is known what a row held in a column."""
        return name in self.columns and self._known(row, name)[0]

    def before(self, row: int | None, name: str, column: int, header: Sequence[str]) -> tuple[bool, Cell]:
        """Whether it is known what a row held in a column, and what. `column` is where the column called `name` is
        under `header`, the header row as of the write."""
        if row is None:
            return False, None
        if row == BLANK_ROW:
            return True, None
        if name in self._titles:
            return self._known(row, name)
        known = self.view.header()
        if column < len(header) and header[column]:
            return False, None
        if column < len(known) and known[column]:
            return True, None  # the column is new, and so was blank
        if self.view.has_seen(row, column):
            return True, self.view.cell(row, column).value
        return False, None

    def nearest(self, cells: Mapping[str, Cell], among: Collection[int] | None, expected: int) -> int | None:
        """The row that differs from these cells least, and in less than half of them; `expected` if it is one of
        several. None if there is no such row, or if it is not clear which."""
        names = tuple(sorted(name for name in cells if name in self.columns))
        if not names:
            return expected if among is None or expected in among else None
        exact = self._rows_like(names).get(tuple(coarse(cells[name]) for name in names), [])
        best = [row for row in exact if among is None or row in among]
        if not best:
            counts = {row: self._differences(row, cells, names) for row in among or self._rows()}
            least = min(counts.values(), default=len(names))
            best = [row for row, count in counts.items() if count == least]
            if least > (len(names) - 1) // 2:
                return None
        if expected in best:
            return expected
        return best[0] if len(best) == 1 else None

    def _rows(self) -> range:
        return self.view.rows()

    def _rows_like(self, names: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
        if names not in self._alike:
            index: dict[tuple[str, ...], list[int]] = {}
            for row in self._rows():
                known = [self._known(row, name) for name in names]
                if all(is_known for is_known, _ in known):
                    index.setdefault(tuple(coarse(cell) for _, cell in known), []).append(row)
            self._alike[names] = index
        return self._alike[names]

    def _differences(self, row: int, cells: Mapping[str, Cell], names: Iterable[str]) -> int:
        known = {name: self._known(row, name) for name in names}
        return sum(not (is_known and same(cell, cells[name])) for name, (is_known, cell) in known.items())

    def _known(self, row: int, name: str) -> tuple[bool, Cell]:
        column = self.columns[name]
        if self.view.has_seen(row, column):
            return True, self.view.cell(row, column).value
        read = self._row_read(row)
        if read is None or name not in self._grid_columns or self._grid is None:
            return False, None
        return True, self._grid.cell(read, self._grid_columns[name])

    def _row_read(self, row: int) -> int | None:
        """The row (from 1) with the same key in the grid."""
        if self._read is None:
            self._read = self._read_by_key()
        key = [self.view.cell(row, self.columns[name]).value for name in self._key]
        if not key or all(cell in (None, "") for cell in key):
            return None
        if not all(self.view.has_seen(row, self.columns[name]) for name in self._key):
            return None
        return self._read.get(tuple(map(coarse, key)))

    def _read_by_key(self) -> dict[tuple[str, ...], int]:
        grid = self._grid
        if grid is None:
            return {}
        headers = [header_text(grid.cell(self._top + 1, column)) for column in range(len(grid.columns))]
        self._grid_columns = {name: column for column, name in reversed(list(enumerate(headers))) if name}
        if not all(name in self._grid_columns for name in self._key):
            return {}
        at = [self._grid_columns[name] for name in self._key]
        return {
            tuple(coarse(grid.cell(row, column)) for column in at): row
            for row in range(grid.height, self._top + 1, -1)
        }
