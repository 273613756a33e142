"""A board of tasks: a column for each state ("To do", "Doing", "Done"), and below it the tasks that are in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.bring.origin import DERIVED
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.schema import TABS, Tab
from lib.log.format.words import fillers, no_words, word_for, word_form, yes_words
from lib.workbook.base import Cell, Grid

_FARTHEST = 20
_ACTIONS: Tab = TABS["actions"]
_STATUS = _ACTIONS.column("status")


def board_row(grid: Grid) -> int:
    """The row of the states of a board; 0 if the tab is none: at least two states, one of which is not what another is,
    at most one other header for two of them, and texts below."""
    for row in range(1, min(grid.height, _FARTHEST) + 1):
        headers = {at: text for at in range(len(grid.columns)) if (text := text_of(grid.cell(row, at)))}
        states = [word for text in headers.values() if (word := _state(text))]
        if len({*states}) > 1 and 3 * len(states) >= 2 * len(headers):
            return row if _are_tasks(_below(grid, row, [*headers])) else 0
    return 0


def _state(header: str) -> str | None:
    """The state that a header names in words: not by yes, no, a letter or a share."""
    form = word_form(header)
    is_word = sum(map(str.isalpha, form)) > 2 and form not in yes_words() | no_words()
    return word_for(header, _STATUS) if is_word else None


def _below(grid: Grid, row: int, columns: Sequence[int]) -> list[Cell]:
    return [cell for at in columns for cell in grid.columns[at][row:] if text_of(cell)]


def _are_tasks(cells: Sequence[Cell]) -> bool:
    """Whether most cells are texts of two words or more that are no states: what is to be done."""
    texts = [cell for cell in cells if isinstance(cell, str) and word_for(cell, _STATUS) is None]
    return bool(cells) and 2 * sum(len(text.split()) > 1 for text in texts) > len(cells)


def board(grid: Grid) -> Table | None:
    """The actions of a board, one for each cell below a state; None if the tab is none. The state is the header, so
    that an action cannot change it here, and a header that is no known state is a status that is not understood."""
    header_row = board_row(grid)
    if not header_row:
        return None
    what: list[Cell] = []
    status: list[Cell] = []
    rows: list[int] = []
    places: list[int] = []
    for row in range(header_row + 1, grid.height + 1):
        for at in range(len(grid.columns)):
            cell, header = grid.cell(row, at), text_of(grid.cell(header_row, at))
            if header and (text := text_of(cell)) and word_form(text) not in fillers():
                what.append(cell)
                status.append(header)
                rows.append(row)
                places.append(at)
    columns = [
        TableColumn("what", what, np.array(places, dtype=np.int32)),
        TableColumn("status", status, np.full(len(what), DERIVED, dtype=np.int32)),
    ]
    return Table(
        _ACTIONS, grid, header_row, columns, np.array(rows, dtype=np.int64), grid.tab, is_plain=False
    )
