"""Months above the columns of a grid that has one session a month, and no day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

from lib.bring.table import text_of
from lib.log.format.months import month_named
from lib.log.reading.naming import year_in
from lib.workbook.base import Cell

_WITH_YEAR = re.compile(r"(?P<month>[^\W\d_]{3,10})\.?\s*[-'’/ ]\s*['’]?(?P<year>\d{2})")
_FEWEST = 2
_FEWEST_FIRSTS = 3
"""Dates that are all the first of a month from which they stand for the months, as spreadsheets keep "Jan-26"."""


def months_in(cells: Mapping[int, Cell]) -> dict[int, tuple[int, int | None]]:
    """Position -> (month, year or None) for cells that name months, at least two different ones; {} where they do not.

    "Dec-25", "Jan-26" are months, since the number goes on where the months start over; "Jan-26", "Feb-9" are days.
    """
    found: dict[int, tuple[int, int | None]] = {}
    dated: list[tuple[int, int]] = []
    for at, cell in cells.items():
        text = " ".join(text_of(cell).split()) if isinstance(cell, str) else ""
        if not text:
            continue
        if match := _WITH_YEAR.fullmatch(text):
            if month := month_named(match["month"]):
                dated.append((2000 + int(match["year"]), month))
                found[at] = month, 2000 + int(match["year"])
            continue
        words = text.rstrip(".").split()
        if (month := month_named(words[0])) and (len(words) == 1 or (len(words) == 2 and year_in(words[1]))):
            found[at] = month, year_in(words[1]) if len(words) == 2 else None
    if any(
        later[0] - earlier[0] != (later[1] < earlier[1]) for earlier, later in pairwise(dated)
    ):  # years go on where the months start over; days do not
        return {}
    if len({*found.values()}) < len(found) or len(found) < _FEWEST:
        return {}
    return found


def are_firsts(cells: Mapping[int, Cell]) -> bool:
    """Whether the dates among cells are all the first of a month, three or more different ones."""
    days = [cell for cell in cells.values() if isinstance(cell, date | datetime)]
    return len(days) >= _FEWEST_FIRSTS and all(day.day == 1 for day in days) and len({*days}) == len(days)
