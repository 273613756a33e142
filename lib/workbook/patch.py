"""Grids as they are after a save, without reading them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lib.workbook.base import Append, Cell, Grid, Outcome


def patched(grids: Iterable[Grid], outcome: Outcome) -> tuple[Grid, ...]:
    """`grids` with what `outcome` says was written, where it says it stands now. The given grids stay as they are.

    A tab that the save made is added. Dates stand as dates, whatever the source would give for them.
    """
    after = {(grid.workbook, grid.tab): grid for grid in grids}
    lists: dict[tuple[str, str], list[list[Cell]]] = {}
    for written, row in zip(outcome.written, outcome.rows, strict=True):
        where = written.workbook, written.tab
        if where not in after:
            headers = written.headers if isinstance(written, Append) else ()
            after[where] = Grid(written.workbook, written.tab, [[title] for title in headers])
        if where not in lists:
            lists[where] = [list(column) for column in after[where].columns]
        values = written.values if isinstance(written, Append) else written.after
        for column in lists[where]:
            title = str(column[0]) if column else ""
            if title in values:
                column += [""] * (row - len(column))
                column[row - 1] = "" if values[title] is None else values[title]
    for where, columns in lists.items():
        after[where] = replace(after[where], columns=columns)
    return tuple(after.values())
