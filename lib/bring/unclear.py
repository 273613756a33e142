"""The cells that could not be read and the rows that are not used, where they are in the sheet and in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.bring.origin import TabOrigin
from lib.log.format.cells import shown
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.log.reading.naming import Naming, columns_of, namings
from lib.workbook.base import Cell, CellAddress, Grid


@dataclass(frozen=True, slots=True)
class UnclearCell:
    """A cell that holds something that was not understood: tab, row and column of the log, the cell as it is, and its
    address in the sheet (None if it is derived)."""

    workbook: str
    tab: str
    row: int
    column: str
    cell: Cell
    address: CellAddress | None

    @property
    def text(self) -> str:
        return " ".join(shown(self.cell).split())


@dataclass(frozen=True, slots=True)
class UnclearWord:
    """A word that was not understood in a column, and how many cells hold it."""

    workbook: str
    tab: str
    column: str
    word: str
    count: int

    @property
    def setting(self) -> str:
        """The name of the settings row that translates it."""
        return f"word.{self.tab}.{self.column}.{self.word}"


def grids_of(grids: Sequence[Grid]) -> dict[tuple[str, str], tuple[Grid, dict[str, int]]]:
    """(workbook, tab of the format) -> its grid and the position of each column there."""
    named = namings(grids, TABS)
    found: dict[tuple[str, str], tuple[Grid, dict[str, int]]] = {}
    for grid in grids:
        naming = named.get(grid.workbook, Naming())
        tab = naming.tab(grid.tab, TABS)
        if tab in TABS:
            found.setdefault((grid.workbook, tab), (grid, columns_of(grid, TABS[tab], naming)))
    return found


def address_of(grid: Grid, row: int, position: int) -> CellAddress | None:
    """Where a cell of a grid is in the sheet; None if it was derived."""
    if isinstance(grid.origin, TabOrigin):
        return grid.origin.address(row, position)
    return CellAddress(grid.workbook, grid.tab, row, position)


def raw_cell(grid: Grid, row: int, position: int) -> Cell:
    """A cell as it is in the sheet."""
    if isinstance(grid.origin, TabOrigin) and grid.origin.address(row, position) is not None:
        return grid.origin.raw(row, position)
    return grid.cell(row, position)


def unclear_cells(grids: Sequence[Grid], log: CircleLog) -> list[UnclearCell]:
    """Every cell that was not understood, in the order of the format and of the sheet.

    In: `grids` as `shaped` returned them, and the log parsed from them.
    """
    by_tab = grids_of(grids)
    found: list[UnclearCell] = []
    for name, tab in TABS.items():
        for column in tab.column_names:
            for workbook, row in sorted(log.not_understood.get((name, column), ())):
                grid, positions = by_tab.get((workbook, name), (None, {}))
                if grid is None or column not in positions:
                    continue
                at = positions[column]
                cell, address = raw_cell(grid, row, at), address_of(grid, row, at)
                found.append(UnclearCell(workbook, name, row, column, cell, address))
    return found


def unclear_words(cells: Sequence[UnclearCell]) -> list[UnclearWord]:
    """Each word that was not understood in a column of words, once with its count, the most frequent first."""
    counts: dict[tuple[str, str, str, str], list[str]] = {}
    for cell in cells:
        if TABS[cell.tab].column(cell.column).kind in ("enum", "yes_no") and word_form(cell.text):
            key = cell.workbook, cell.tab, cell.column, word_form(cell.text)
            counts.setdefault(key, []).append(cell.text)
    words = [
        UnclearWord(workbook, tab, column, texts[0], len(texts))
        for (workbook, tab, column, _), texts in counts.items()
    ]
    return sorted(words, key=lambda word: -word.count)
