"""Attendance in hours or minutes: who spent any time in a session was there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import time, timedelta

from lib.bring.shapes.grid_cells import is_person
from lib.bring.synonyms import is_about_sessions
from lib.bring.table import Table, text_of
from lib.log.format.words import fillers, word_form
from lib.workbook.base import Cell, Grid

RULE = "time in place of a mark"
_HOURS = re.compile(
    r"\b(?:hours?|hrs?|minutes?|mins?|duration|time spent|length|stunden?|minuten|dauer|heures?|dur[ée]e|horas?|"
    r"minutos?|duraci[óo]n|uren|uur|duur|duraç[ãa]o)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d+)?)\s*(?:hours?|hrs?|h|minutes?|mins?|min\.?|std\.?|stunden?|minuten|heures?|horas?|"
    r"minutos?|uur|uren|u)?\.?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?P<hours>\d{1,2})(?::|h\s?)(?P<minutes>\d{2})(?::\d{2})?")
IN_MEETING = frozenset(
    map(
        word_form,
        "total duration (minutes)|duration (minutes)|total time (minutes)|time in session (minutes)|"
        "in-meeting duration|gesamtdauer (minuten)|dauer (minuten)|durée totale (minutes)|durée (minutes)|"
        "duración total (minutos)|duración (minutos)|totale duur (minuten)|duração total (minutos)".split(
            "|"
        ),
    )
)
"""Headers of the reports of meeting programs over how long somebody was there, beside names."""
_LOOKED_AT = 500
"""Rows that show what a grid holds."""
_MOST = 600
"""Minutes of the longest session; a larger number is no time."""


def names_time(text: str) -> bool:
    """Whether a header or a title says that what it stands over is a length of time: "Hours attended", "Minutes"."""
    return _HOURS.search(text) is not None


def amount(cell: Cell) -> float | None:
    """How long a cell says, in whatever unit it counts: 1.5, "90 min", "1:30"; None for anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute + cell.second / 60
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 60
    if isinstance(cell, int | float):
        return float(cell) if 0 <= cell <= _MOST else None
    text = text_of(cell)
    if match := _CLOCK.fullmatch(text):
        return int(match["hours"]) * 60 + int(match["minutes"])
    if match := _AMOUNT.fullmatch(text):
        found = float(match["number"].replace(",", "."))
        return found if found <= _MOST else None
    return None


def are_amounts(cells: Iterable[Cell]) -> bool:
    """Whether all cells that say something are lengths of time, at least one of them neither 0 nor 1: those may be
    marks."""
    said = [cell for cell in cells if word_form(text_of(cell)) not in ("", *fillers())]
    found = [amount(cell) for cell in said]
    return bool(said) and None not in found and any(each not in (0, 1) for each in found)


def mark_of(cell: Cell) -> Cell:
    """Yes for any time, no for none; any other cell stays as it is."""
    found = amount(cell)
    return cell if found is None else "yes" if found else "no"


def marks_in(table: Table) -> Sequence[Cell] | None:
    """What a column of times in a list of who came says of each record, with a note; None if the list has no such
    column, or several, or one that leaves nobody out and may be of the session."""
    found = [
        column
        for column in table.columns
        if column.name not in table.tab.column_names
        and names_time(column.name)
        and are_amounts(column.cells)
        and (word_form(column.name) in IN_MEETING or any(amount(cell) == 0 for cell in column.cells))
    ]
    if len(found) != 1:
        return None
    say_so(table, found[0].name)
    return [mark_of(cell) if text_of(cell) else None for cell in found[0].cells]


def say_so(table: Table, where: str) -> None:
    """Note on the checklist how times are read."""
    expected = "yes, no or excused; the times here are read as present, and 0 as absent"
    table.note(None, "", "note", RULE, where, expected)


def is_timed_person(name: str) -> bool:
    """Whether a text beside times is a name, and no "Total" or "Length of session"."""
    return is_person(name) and not names_time(name) and not is_about_sessions(name)


def are_times_of_people(grid: Grid, row: int, columns: Sequence[int], people: Sequence[int]) -> bool:
    """Whether the cells below days and beside people are lengths of time, as the tab's title or a text above them says:
    all of them, and those of most people neither only 0 nor 1, which are marks. Other numbers may count people."""
    above = (cell for column in grid.columns for cell in column[:row] if isinstance(cell, str))
    if not any(map(names_time, (grid.tab, *above))):
        return False
    rows = [
        [grid.cell(at, column) for column in columns]
        for at in range(row + 1, min(grid.height, row + _LOOKED_AT) + 1)
        if is_timed_person(text_of(grid.cell(at, people[0])))
    ]
    filled = [cells for cells in rows if any(map(text_of, cells))]
    timed = sum(are_amounts(cells) for cells in filled)
    return bool(timed) and 2 * timed > len(filled) and are_amounts(cell for cells in filled for cell in cells)
