"""Who was there, ticked in columns of their own: "Present", "Excused" and "Absent", one of them for each person."""

from __future__ import annotations

from collections.abc import Sequence

from lib.bring.list_headers import LIST_HEADERS, LISTS
from lib.bring.table import Table, text_of
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, no_words, word_for, word_form, yes_words
from lib.workbook.base import Cell, Grid

_MARK_OF = {
    word_form(header): LISTS[meaning] for meaning, headers in LIST_HEADERS.items() for header in headers
}
"""What a tick below a header says: yes, no, excused."""
_PRESENT = TABS["attendance"].column("present")


def ticked_columns(grid: Grid, row: int) -> dict[int, str]:
    """The columns (position from 0) below a row of headers that hold ticks, and what a tick there says: yes, no or
    excused; {} unless they say at least two of these, and anybody is ticked."""
    named: dict[int, str] = {}
    for at in range(len(grid.columns)):
        bare = text_of(grid.cell(row, at)).strip("¿?:* ")
        if mark := _MARK_OF.get(word_form(bare)) or (word_for(bare, _PRESENT) if len(bare) > 2 else None):
            named[at] = mark
    if len({*named.values()}) < 2:
        return {}
    found: dict[int, str] = {}
    is_anybody = False
    for at, mark in named.items():
        ticks = [_tick(cell, text_of(grid.cell(row, at))) for cell in grid.columns[at][row:]]
        if all(tick is not None for tick in ticks):
            found[at] = mark
            is_anybody = is_anybody or any(ticks)
    return found if is_anybody and len({*found.values()}) > 1 else {}


def join_ticks(table: Table) -> None:
    """Give a list of who came the column `present` that its columns of ticks make; it is in no cell of the sheet.

    A person with a tick in several of them is left blank, which a note says. A list with another column `present`
    stays as it is.
    """
    if table.tab.name != "attendance":
        return
    columns = ticked_columns(table.grid, table.header_row)
    own = table.column("present")
    if not columns or (own is not None and len(table) and int(own.at[0]) not in columns):
        return
    headers = {at: text_of(table.grid.cell(table.header_row, at)) for at in columns}
    said: list[Cell] = []
    doubtful: list[tuple[int, Sequence[str]]] = []
    for record, row in enumerate(map(int, table.rows)):
        ticked = [at for at in columns if _tick(table.grid.cell(row, at), headers[at])]
        marks = {columns[at] for at in ticked}
        said.append(marks.pop() if len(marks) == 1 else None)
        if marks:
            doubtful.append((record, [headers[at] for at in ticked]))
    table.derive("present", said)
    for record, names in doubtful:
        expected = "a tick in one of these columns; with several, nothing is read"
        table.note(record, names[-1], "error", "several ticks", ", ".join(names), expected)


def _tick(cell: Cell, header: str) -> bool | None:
    """Whether a cell is ticked; None for a cell that is neither a tick nor blank. The first letter of the header is a
    tick too: A below "Absent"."""
    if cell is None or isinstance(cell, bool):
        return bool(cell)
    form = word_form(text_of(cell))
    if form in yes_words() or (len(form) == 1 and header.casefold().startswith(form)):
        return True
    return False if not form or form in no_words() | fillers() else None
