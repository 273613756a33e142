"""Merged cells of a grid: every cell of a range has the range's value, and the checklist says so."""

from __future__ import annotations

from collections.abc import Sequence

from lib.log.reading.checks import Checklist
from lib.log.reading.values import shown
from lib.workbook.base import Cell, Grid, column_letters
from lib.workbook.common.coded import CodedColumn


def without_merges(grid: Grid, position: int, height: int) -> tuple[Sequence[Cell], list[int]]:
    """The cells below the header, each cell of a merged range with the range's value; and which cells were filled in.

    A cell that was filled in is not content: a merge that reaches below the last row makes no rows.
    """
    below = grid.columns[position][1:]
    if isinstance(below, CodedColumn) and not grid.merged:
        return below.reaching(height, ""), []
    cells = below if isinstance(below, list) else list(below)
    cells += [""] * (height - len(cells))
    filled: list[int] = []
    for first_row, first_column, last_row, last_column in grid.merged:
        if first_row >= 2 and first_column <= position <= last_column:
            value = grid.cell(first_row, first_column)
            last_row = min(last_row, height + 1)
            cells[first_row - 2 : last_row - 1] = [value] * (last_row - first_row + 1)
            filled += range(first_row - 1 if position == first_column else first_row - 2, last_row - 1)
    return cells, filled


def list_merges(grid: Grid, positions: dict[str, int], checklist: Checklist) -> None:
    """Put each merged range that fills in values of a column in `positions` on the checklist."""
    for first_row, first_column, last_row, last_column in grid.merged:
        value = shown(grid.cell(first_row, first_column)).strip()
        is_read = any(first_column <= position <= last_column for position in positions.values())
        if first_row >= 2 and value and is_read:
            checklist.about_tab(
                grid.workbook,
                grid.tab,
                "note",
                "merged cells",
                value,
                f"the value in each cell of rows {first_row}-{last_row}; read as if it were there",
                cell=f"{column_letters(first_column)}{first_row}",
            )
