"""Subitems in the export of a task board: rows below an item that have headers of their own in the middle of the tab.

They become a table of their own beside the items, so that none is read below the items' headers.
"""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.table import text_of
from lib.log.format.words import word_form
from lib.workbook.base import Grid

_HEADERS = frozenset(
    map(
        word_form,
        "subitems|subitem|sub-items|subtasks|unterelemente|sous-éléments|subelementos|subitens".split("|"),
    )
)
_FEWEST = 3
"""Filled cells of a row of headers."""


def rows_of_subitems(grid: Grid) -> tuple[Sequence[int], Sequence[int]] | None:
    """The rows of the items with all that is above and between them, and those of the subitems with their headers once;
    None for a tab without subitems.

    Headers of subitems begin with "Subitems" in the column of the items' names, which is blank beside each subitem.
    """
    first = [text_of(cell) for cell in grid.columns[0]]
    headers = [
        row
        for row, text in enumerate(first, start=1)
        if text and row > 1 and word_form(text) in _HEADERS and _filled(grid, row) >= _FEWEST
    ]
    if not headers:
        return None
    items: list[int] = []
    below: list[int] = [headers[0]]
    is_below = False
    for row in range(1, grid.height + 1):
        name = first[row - 1] if row <= len(first) else ""
        if row in headers:
            is_below = True
        elif is_below and not name and _filled(grid, row):
            below.append(row)
        else:
            is_below = False
            items.append(row)
    return items, below


def _filled(grid: Grid, row: int) -> int:
    return sum(bool(text_of(grid.cell(row, at))) for at in range(len(grid.columns)))
