"""Grids as they are after a save, without reading them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lib.workbook.base import Cell, Grid, Outcome, RowAddition, RowChange
from lib.workbook.common.cells import header_text


def patched(grids: Iterable[Grid], outcome: Outcome) -> tuple[Grid, ...]:
    """`grids` with what `outcome` says was written. The given grids stay as they are.

    A changed row is patched where these grids have it, and a new row is added below their last one: other people may
    have moved rows in the workbook since it was read, and the next read shows that. A tab that the save created is
    added. Dates are dates here, even if the source would return them as numbers.
    """
    after = {(grid.workbook, grid.tab): grid for grid in grids}
    lists: dict[tuple[str, str], list[list[Cell]]] = {}
    heights: dict[tuple[str, str], int] = {}
    for written in outcome.written:
        where = written.workbook, written.tab
        if where not in after:
            headers = written.headers if isinstance(written, RowAddition) else ()
            after[where] = Grid(written.workbook, written.tab, [[title] for title in headers])
        if where not in lists:
            lists[where] = [list(column) for column in after[where].columns]
            heights[where] = after[where].height
        if isinstance(written, RowChange):
            row = written.row
        else:
            heights[where] += 1
            row = heights[where]
        _put(lists[where], row, written.values if isinstance(written, RowAddition) else written.after)
    for where, columns in lists.items():
        after[where] = replace(after[where], columns=columns)
    return tuple(after.values())


def _put(columns: Sequence[list[Cell]], row: int, values: Mapping[str, Cell]) -> None:
    """Put cells by title into one row (from 1); of two columns with the same title, the first one is used."""
    left = dict(values)
    for column in columns:
        title = header_text(column[0]) if column else ""
        if title in left:
            value = left.pop(title)
            column += [""] * (row - len(column))
            column[row - 1] = "" if value is None else value
