"""Who came to one meeting, one name below the other: "Present" and "Apologies" over names, a tab for each meeting."""

from __future__ import annotations

from collections.abc import Mapping

from lib.bring.list_headers import LIST_HEADERS, LISTS
from lib.bring.people import Roster
from lib.bring.shapes.grid_cells import is_mark, is_person
from lib.bring.synonyms import columns_for
from lib.bring.table import different, text_of
from lib.log.format.column_texts import texts_of
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
    headers = [text_of(grid.cell(row, at)).strip("¿?:* ") for at in range(len(grid.columns))]
    marks = {at: mark for at, header in enumerate(headers) if (mark := _MARK_OF.get(word_form(header)))}
    if "yes" not in marks.values():
        return {}
    found: dict[int, str] = {}
    others = set(range(len(headers)))
    came = 0
    for at, mark in marks.items():
        cells = grid.columns[at][row:]
        names = {text for text in map(text_of, different(cells)) if text and word_form(text) not in fillers()}
        if names and all(is_person(text) and len(Roster(()).parts(text)) < 2 for text in names):
            found[at] = mark
            came += sum(map(bool, texts_of(cells))) if mark == "yes" else 0
            others.remove(at)
        elif mark != "yes" and not names:
            others.remove(at)  # "Apologies: none"
    if (
        came < _FEWEST
        or any(columns_for(header, TABS["sessions"]).get("planned", 0.0) >= 95.0 for header in headers)
        or any(_are_marks(grid, row, at) for at in others)
    ):
        return {}
    return found


def _are_marks(grid: Grid, row: int, at: int) -> bool:
    cells = [cell for cell in grid.columns[at][row:] if text_of(cell)]
    words = {word_for(text, _PRESENT) for cell in cells if len(text := text_of(cell)) > 2}
    return bool(cells) and (2 * sum(map(is_mark, cells)) >= len(cells) or bool(words & {"no", "excused"}))
