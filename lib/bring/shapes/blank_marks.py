"""Blank cells of a grid of attendance: what its legend says they mean, and days on which nobody has a mark."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise

from lib.bring.people import Roster
from lib.bring.shapes.day_headers import DayHeader
from lib.bring.shapes.grid_cells import is_person, is_sum, name_in
from lib.bring.shapes.legends import meaning_of
from lib.bring.table import text_of
from lib.workbook.base import Grid

_BLANK = re.compile(
    r"(?:^|[\s,;/|(])(?:blanks?|empty|no mark|nothing|leer(?:es feld)?|vide|case vide|vac[ií][oa]|en blanco|leeg|"
    r"vazi[oa]|em branco)(?: cells?| box(?:es)?)?\s*(?:=|:|–|-|means|heißt|bedeutet)\s*(?P<meaning>[^,;|()\n]+)",
    re.IGNORECASE,
)


_FEWEST_OF_A_MONTH = 10
"""Days in a row from which a sheet has a column for every day, whether anybody met on it or not."""


def blanks_mean(grid: Grid) -> str:
    """The word (yes, no or excused) that a legend in the tab gives blank cells; "" where none does, or it is not
    understood."""
    for column in grid.columns:
        for cell in column:
            if isinstance(cell, str) and len(cell) > 6 and (match := _BLANK.search(cell)):
                return meaning_of(match["meaning"].strip()) or ""
    return ""


def marked(grid: Grid, rows: Collection[int], columns: Collection[int], *, is_down: bool) -> set[int]:
    """The columns (or, with `is_down` False, the rows) of days in which at least one cell is filled."""
    if is_down:
        return {at for at in columns if any(text_of(grid.cell(row, at)) for row in rows)}
    return {row for row in rows if any(text_of(grid.cell(row, at)) for at in columns)}


def without_blank_days(
    grid: Grid, row: int, days: Mapping[int, DayHeader], people: Sequence[int], roster: Roster
) -> dict[int, DayHeader]:
    """The days without those that nobody has a mark on, in a sheet with a column for every day of a month: there a
    column is no sign that a session was planned. Weekdays below the days, and totals, are nobody's marks."""
    dated = sorted(date.fromisoformat(header.day) for header in days.values() if header.day)
    steps = [(after - before).days for before, after in pairwise(dated)]
    if len(dated) < _FEWEST_OF_A_MONTH or 2 * steps.count(1) <= len(steps):
        return dict(days)
    persons = [
        at
        for at in range(row + 1, grid.height + 1)
        if (name := name_in(grid, at, people))
        and (roster.find(name) is not None or is_person(name))
        and not is_sum([grid.cell(at, day) for day in days])
    ]
    used = marked(grid, persons, days, is_down=True)
    return {at: header for at, header in days.items() if at in used} or dict(days)
