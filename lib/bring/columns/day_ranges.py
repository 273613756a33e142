"""A session over several days, written as one text: "3-4 March 2025". It is read as its first day, which is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lib.bring.shapes.headings.several_days import RULE, first_day, is_day
from lib.bring.table import Table
from lib.workbook.base import Cell

_FIRST = 50
"""Texts that show what a column holds."""
_SHORTEST, _LONGEST = len("2025-03-04"), 60


def _by_text(cells: Sequence[Cell]) -> dict[str, str]:
    """The texts of a column that name several days -> the first; {} for a column of keys, whose first cells are no
    days."""
    first = [*islice((cell for cell in cells if isinstance(cell, str) and cell), _FIRST)]
    if not any(first_day(text) or is_day(text) for text in first):
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
