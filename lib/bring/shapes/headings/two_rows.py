"""Headers in two rows: "Dates" above "Raised" and "Due", beside "Status" in one cell that is as tall as both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lib.bring.table import text_of
from lib.workbook.base import Cell, Grid

_FARTHEST = 20
"""Rows from the top in which headers stand."""


def with_whole_headers(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """The grids with each header that is merged over both rows of headers in the lower one too; others unchanged."""
    return tuple(_whole(grid) if grid.merged else grid for grid in grids)


def _whole(grid: Grid) -> Grid:
    groups = {top for top, left, bottom, right in grid.merged if right > left and bottom == top}
    tall = [
        (top, left, bottom)
        for top, left, bottom, right in grid.merged
        if left == right
        and top in groups
        and top < bottom <= _FARTHEST
        and isinstance(grid.cell(top, left), str)
    ]
    tall = [each for each in tall if not text_of(grid.cell(each[2], each[1]))]
    if not tall:
        return grid
    columns: list[list[Cell]] = [list(column) for column in grid.columns]
    for top, left, bottom in tall:
        column = columns[left]
        column += [None] * (bottom - len(column))
        column[bottom - 1] = grid.cell(top, left)
    return replace(grid, columns=columns)
