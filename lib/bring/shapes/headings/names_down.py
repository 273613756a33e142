"""Who came to one meeting, one name below the other: "Present" and "Apologies" over names, a tab for each meeting."""

from __future__ import annotations

from collections.abc import Mapping

from lib.bring.list_headers import LIST_HEADERS, LISTS
from lib.bring.people import Roster
from lib.bring.shapes.grid_cells import is_mark, is_person
from lib.bring.synonyms import columns_for
from lib.bring.table import text_of
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.workbook.base import Grid

_FEWEST = 2
_PRESENT = TABS["attendance"].column("present")
_MARK_OF: Mapping[str, str] = {
    word_form(header): LISTS[meaning] for meaning, headers in LIST_HEADERS.items() for header in headers
}


def columns_of_names(grid: Grid, row: int) -> dict[int, str]:
    """The columns (position from 0) below a row of headers that list who came, was excused or absent, one name in a
    cell, and which of these: yes, excused, no. {} unless one lists who came, or if another column holds days or marks:
    then a name alone does not say that somebody came."""
    found: dict[int, str] = {}
    for at in range(len(grid.columns)):
        header = text_of(grid.cell(row, at)).strip("¿?:* ")
        if columns_for(header, TABS["sessions"]).get("planned", 0.0) >= 95.0:
            return {}
        if mark := _MARK_OF.get(word_form(header)):
            texts = [text for cell in grid.columns[at][row:] if (text := text_of(cell))]
            names = [text for text in texts if word_form(text) not in fillers()]
            if names and all(is_person(text) and len(Roster(()).parts(text)) < 2 for text in names):
                found[at] = mark
                continue
            if mark != "yes" and not names:
                continue  # "Apologies: none"
        if _are_marks(grid, row, at):
            return {}
    came = [
        text
        for at, mark in found.items()
        if mark == "yes"
        for cell in grid.columns[at][row:]
        if (text := text_of(cell))
    ]
    return found if len(came) >= _FEWEST else {}


def _are_marks(grid: Grid, row: int, at: int) -> bool:
    cells = [cell for cell in grid.columns[at][row:] if text_of(cell)]
    words = {word_for(text, _PRESENT) for cell in cells if len(text := text_of(cell)) > 2}
    return bool(cells) and (2 * sum(map(is_mark, cells)) >= len(cells) or bool(words & {"no", "excused"}))
