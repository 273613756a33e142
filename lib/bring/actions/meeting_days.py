"""Actions that name their meeting by its day: the session on that day, or, in a log without sessions, when they were
agreed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from lib.bring.shapes.sessions_by_day import Sessions, days_of
from lib.bring.table import Table, text_of
from lib.workbook.base import Cell

_LOOKED_AT = 30
_DAY = re.compile(r"\d{1,2}\W{1,2}(?:\w{3,10}|\d{1,2})\W{1,2}\d{2}|\d{4}-\d{2}-\d{2}")
"""What a cell needs to be a day with a year."""


def read_meeting_days(tables: Mapping[str, Sequence[Table]]) -> None:
    """Read days in the column of sessions of a list of actions as the sessions on them. Without any session, they are
    the days on which the actions were agreed, if nothing else says these."""
    for table in tables.get("actions", ()):
        column = table.column("session")
        if column is None or not _has_days(table):
            continue
        days = days_of(table, "session")
        filled = sum(bool(text_of(cell)) for cell in column.cells)
        if not filled or 2 * sum(map(bool, days)) <= filled:
            continue
        if tables.get("sessions"):
            sessions = Sessions(tables["sessions"])
            keys: list[Cell] = [
                key if day and not sessions.key(cell) and (key := sessions.find(cell, day, circle)) else cell
                for cell, day, circle in zip(column.cells, days, table.texts("circle"), strict=True)
            ]
            if keys != list(column.cells):
                table.respell("session", keys)
        elif not table.has("created"):
            column.name = "created"
            table.is_plain = False


def _has_days(table: Table) -> bool:
    """Whether one of the first cells of the column of sessions is a day: a quick look before all are read."""
    first = [cell for cell in table.cells("session")[:_LOOKED_AT] if text_of(cell)]
    return any(isinstance(cell, date) or (isinstance(cell, str) and _DAY.search(cell)) for cell in first)
