"""A session over several days, written as one text: "3-4 March 2025". It is read as its first day, which is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lib.bring.table import Table
from lib.log.format.cells import Unfit, read_date
from lib.workbook.base import Cell

RULE = "several days"
_FIRST = 50
"""Texts that show what a column holds."""
_SHORTEST, _LONGEST = len("2025-03-04"), 60
_BETWEEN = r"(?:[-–—/&+]|to|until|till|through|and|bis|und|au|et|à|al|a|y|tot|t/m|en|até|e)"
_OF_ONE_MONTH = re.compile(
    rf"(?:du |vom |del |van |de )?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s*{_BETWEEN}\s*\d{{1,2}}"
    r"(?P<rest>(?:st|nd|rd|th|er|\.)?[\s./-]+"
    r"(?:(?:de |of )?[^\W\d_]{3,10}\.?,?[\s./-]+(?:de )?\d{2,4}|\d{1,2}[./-]\d{4}))",
    re.IGNORECASE,
)
"""The month and the year are written once, behind both days."""
_MONTH_FIRST = re.compile(
    rf"(?P<month>[^\W\d_]{{3,10}}\.? )(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*{_BETWEEN}\s*\d{{1,2}}"
    r"(?:st|nd|rd|th)?,? (?P<year>\d{4})",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"(?P<first>.*?\d.*?)(?:\s+{_BETWEEN}\s+|[–—])(?P<last>.*\d.*)", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}$")


def first_day(text: str) -> str:
    """The first of the days that a text such as "30 May - 1 June 2025" names, as text with its year; "" for any other
    text, also for one day."""
    text = " ".join(text.split())
    if match := _OF_ONE_MONTH.fullmatch(text):
        return _if_day(match["day"] + match["rest"])
    if match := _MONTH_FIRST.fullmatch(text):
        return _if_day(f"{match['month']}{match['day']}, {match['year']}")
    match = _WHOLE.fullmatch(text)
    if match is None or not _is_day(match["last"]):
        return ""
    year = _YEAR.search(match["last"])
    first = match["first"].strip()
    if year is None:
        return _if_day(first)
    return _if_day(first) or _if_day(f"{first} {year[0]}") or _if_day(f"{first}{year[0]}")


def _if_day(text: str) -> str:
    return text if _is_day(text) else ""


def _is_day(text: str) -> bool:
    try:
        return read_date(text, day_first=True, epoch_1904=False) is not None
    except Unfit:
        return False


def _by_text(cells: Sequence[Cell]) -> dict[str, str]:
    """The texts of a column that name several days -> the first; {} for a column of keys, whose first cells are no
    days."""
    first = [*islice((cell for cell in cells if isinstance(cell, str) and cell), _FIRST)]
    if not any(first_day(text) or _is_day(text) for text in first):
        return {}
    texts = {cell for cell in cells if isinstance(cell, str) and _SHORTEST < len(cell) < _LONGEST}
    return {text: day for text in texts if (day := first_day(text))}


def read_day_ranges(sessions: Sequence[Table], attendance: Sequence[Table]) -> None:
    """Read the days of sessions that are several as the first of them, and say so of each."""
    for table in (*sessions, *attendance):
        for name in ("session",) if table.tab.name == "attendance" else ("planned", "held"):
            read = _by_text(table.cells(name))
            if not read:
                continue
            cells: list[Cell] = list(table.cells(name))
            found = [
                (at, read[cell]) for at, cell in enumerate(cells) if isinstance(cell, str) and cell in read
            ]
            for record, day in found:
                expected = f"one day for each session; read as the first of them, {day}"
                table.note(record, name, "note", RULE, str(cells[record]), expected)
                cells[record] = day
            table.respell(name, cells)
