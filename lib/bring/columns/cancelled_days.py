"""Sessions whose cell for the day also says that they did not take place: "10.03.2026 – cancelled"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lib.bring.shapes.list_entries import is_cancelled
from lib.bring.shapes.sessions_by_day import day_in
from lib.bring.table import Table, different, text_of

_DAY_AND_WORDS = re.compile(
    r"(?P<day>.*\d)\.?\s*(?:[,;:–—-]|[(\[])?\s*(?P<words>[^\W\d_][^\d()\[\]]{2,60})[)\]]?"
)


def read_cancelled_days(tables: Sequence[Table]) -> None:
    """Take the words off the days of sessions that say so, and note in their status that they were cancelled.

    A status that is written already stays. A cell is only split where what is before the words is a day.
    """
    for table in tables:
        for name in ("planned", "held"):
            if table.has(name):
                _read(table, name)


def _read(table: Table, name: str) -> None:
    grid = replace(table.grid, day_first=True)  # any order will do to see that it is a day
    days: dict[str, str] = {}
    for cell in different(table.cells(name)):
        if not isinstance(cell, str) or not (match := _DAY_AND_WORDS.fullmatch(cell.strip())):
            continue
        day = match["day"].strip()
        if is_cancelled(match["words"].strip()) and day_in(day, grid):
            days[cell] = day
    if not days:
        return
    cells, status = table.cells(name), table.column("status")
    statuses = list(table.cells("status"))
    for record, cell in enumerate(cells):
        if isinstance(cell, str) and cell in days and not text_of(statuses[record]):
            statuses[record] = "cancelled"
    table.derive("status", statuses, status.at if status else None)
    table.respell(name, [days.get(cell, cell) if isinstance(cell, str) else cell for cell in cells])
