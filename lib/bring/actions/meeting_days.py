"""Actions that name their meeting by its day: the session on that day, or, in a log without sessions, when they were
agreed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from lib.bring.origin import DERIVED
from lib.bring.shapes.sessions_by_day import Sessions, days_of
from lib.bring.synonyms import columns_for
from lib.bring.table import Table, text_of
from lib.log.format.schema import TABS
from lib.words.phrases import counted
from lib.workbook.base import Cell

_LOOKED_AT = 30
_OF_MEETING = re.compile(
    r"meeting|session|raised at|sitzung|besprechung|treffen|r[ée]union|s[ée]ance|reuni[óo]n|sesi[óo]n|vergader|overleg|"
    r"bijeenkomst|reuni[ãa]o|sess[ãa]o",
    re.IGNORECASE,
)
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


def note_meetings(tables: Mapping[str, Sequence[Table]]) -> None:
    """Say of a log without sessions that the days of meetings beside its actions are not read as meetings: those in
    which nothing was agreed would be missing."""
    if tables.get("sessions"):
        return
    for table in tables.get("actions", ()):
        column = table.column("created")
        at = int(column.at[0]) if column is not None and len(table) else DERIVED
        header = text_of(table.grid.cell(table.header_row, at)) if at >= 0 else ""
        if header and (
            _OF_MEETING.search(header) or columns_for(header, TABS["sessions"]).get("planned", 0.0) >= 95.0
        ):
            days = len({day for day in days_of(table, "created") if day})
            expected = (
                f"a tab with a row for each meeting; the {counted(days, 'day')} here are read as when actions were "
                "agreed, and meetings are not recorded: those without an action would be missing"
            )
            table.note(None, "", "note", "meetings not recorded", header, expected)


def _has_days(table: Table) -> bool:
    """Whether one of the first cells of the column of sessions is a day: a quick look before all are read."""
    first = [cell for cell in table.cells("session")[:_LOOKED_AT] if text_of(cell)]
    return any(isinstance(cell, date) or (isinstance(cell, str) and _DAY.search(cell)) for cell in first)
