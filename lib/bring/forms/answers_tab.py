"""A Google Form's answer tab: what it is known by, the day of each answer, and the tab without the times.

The time is in the first column of every answer. It is used to find the quarter or the session that an answer is about,
and replaced by it before anything is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from lib.log.format.cells import Unfit, read_date, shown
from lib.log.format.words import word_form
from lib.workbook.base import Cell, Grid

TIMES = frozenset(
    map(
        word_form,
        "timestamp|zeitstempel|horodateur|marca temporal|tijdstempel|carimbo de data/hora|"
        "informazioni cronologiche".split("|"),
    )
)
"""What Google calls the first column of the answers, in its languages."""
_CLOCK = re.compile(
    r"(?:\s+|T)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?|uhr|z|gmt[+\-\d:]*)?\s*$",
    re.IGNORECASE,
)


def is_form(grid: Grid) -> bool:
    """Whether a tab holds the answers of a form: its first header is the one that Google writes above the times."""
    return len(grid.columns) > 1 and word_form(shown(grid.cell(1, 0))) in TIMES


def header(grid: Grid, position: int) -> str:
    """A question's text; of a grid question ("Agree? [Item]"), that of the item."""
    text = shown(grid.cell(1, position)).strip()
    item = re.search(r"\[([^\[\]]+)\]\s*$", text)
    return item[1].strip() if item else text


def day_of(grid: Grid, row: int) -> date | None:
    """The day of an answer; None if its time cannot be read."""
    cell = grid.cell(row, 0)
    if isinstance(cell, str):
        cell = _CLOCK.sub("", cell.strip())
    try:
        return read_date(cell, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    except Unfit:
        return None


def has_answer(grid: Grid, row: int) -> bool:
    """Whether anything is in a row."""
    return any(shown(column[row - 1]).strip() for column in grid.columns if row <= len(column))


def cleaned(grid: Grid, first: Sequence[Cell], kept: Sequence[int]) -> Grid:
    """The tab with `first` in place of the times, and blank columns where a question is not among `kept`."""
    height = grid.height
    columns: list[Sequence[Cell]] = [list(first)]
    for position in range(1, len(grid.columns)):
        column = list(grid.columns[position])
        columns.append(column if position in kept else [None] * len(column))
    assert len(first) == height
    return Grid(
        grid.workbook,
        grid.tab,
        columns,
        grid.sheet_id,
        epoch_1904=grid.epoch_1904,
        day_first=grid.day_first,
    )
