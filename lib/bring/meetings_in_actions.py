"""Meetings that a list of actions names beside the actions: their day, and who came and who did not.

Minutes are often kept so: one row for each action, and the first row of a meeting also says when it was and who was
there. Both are read: the actions, and the meetings with their attendance, each from its own cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lib.bring.list_headers import list_columns
from lib.bring.shapes.sessions_by_day import Sessions, days_of
from lib.bring.synonyms import columns_for
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.schema import TABS
from lib.workbook.base import Cell

NO_ACTION = "is a meeting, and names no action"
_SURE = 95.0
_ABOUT = ("case", "decision", "facilitator", "note_taker")
"""What else is read about a meeting, where no column of the actions is read so."""


@dataclass(frozen=True)
class _Rows:
    """The day of each row of a list of actions, and the records with which a meeting starts."""

    days: Sequence[str]
    starts: Sequence[int]


def add_meetings(tables: dict[str, list[Table]]) -> list[Table]:
    """Add the meetings that lists of actions name to the tabs of a log without sessions; out: those lists.

    A list names meetings if it has a column of days and one of people who came (or did not). A blank day means the one
    above it. A row that names nobody starts no meeting.
    """
    if tables.get("sessions"):
        return []
    found = []
    for table in tables.get("actions", ()):
        rows = _meetings(table)
        if rows is not None:
            tables.setdefault("sessions", []).append(_sessions(table, rows))
            _leave_out_meetings(table, rows)
            found.append(table)
    return found


def refer_to_meetings(lists: Sequence[Table], tables: Mapping[str, Sequence[Table]]) -> None:
    """Say of each action in these lists in which meeting it was agreed, where the list itself does not."""
    sessions = Sessions(tables.get("sessions", ()) if lists else ())
    for table in lists:
        days = _filled(days_of(table, _day_column(table)))
        rows = zip(table.texts("session"), days, table.texts("circle"), table.texts("what"), strict=True)
        keys: list[Cell] = [
            own or (sessions.find(None, day, circle) if day and what else None)
            for own, day, circle, what in rows
        ]
        if table.has("session"):
            table.respell("session", keys)
        else:
            table.derive("session", keys)


def _meetings(table: Table) -> _Rows | None:
    lists = list_columns(table)
    name = _day_column(table)
    if not lists or not name:
        return None
    own = days_of(table, name)
    days = _filled(own)
    starts: dict[tuple[str, str, str], int] = {}
    keys = table.texts("session")
    for record, (day, circle, key) in enumerate(zip(days, table.texts("circle"), keys, strict=True)):
        if record in table.no_records or not any(text_of(column.cells[record]) for column in lists.values()):
            continue
        if not day:
            return None  # people without a day are no meeting that differs from others
        starts.setdefault((day, circle, key), record)
    return _Rows(days, list(starts.values())) if starts else None


def _day_column(table: Table) -> str:
    """The column with the day of the meeting: "created", or one that lists of meetings call so; "" for none."""
    names = [
        "created",
        *(column.name for column in table.columns if column.name not in table.tab.column_names),
    ]
    for name in names:
        is_day = name == "created" or columns_for(name, TABS["sessions"]).get("planned", 0.0) >= _SURE
        if is_day and table.has(name) and any(days_of(table, name)):
            return name
    return ""


def _filled(days: Sequence[str | None]) -> list[str]:
    """Each row's day, a blank one being that of the row above it."""
    found: list[str] = []
    for day in days:
        found.append(day or (found[-1] if found else ""))
    return found


def _sessions(table: Table, rows: _Rows) -> Table:
    starts = np.array(rows.starts, dtype=np.int64)
    wanted = {_day_column(table): "planned"}
    wanted |= {column.name: column.name for column in list_columns(table).values()}
    wanted |= {name: name for name in ("circle", "session") if any(table.texts(name))}
    for column in table.columns:
        if column.name and column.name not in table.tab.column_names and column.name not in wanted:
            scores = columns_for(column.name, TABS["sessions"])
            name = next((name for name in _ABOUT if scores.get(name, 0.0) >= _SURE), "")
            if name and name not in wanted.values():
                wanted[column.name] = name
    columns = []
    for own, name in wanted.items():
        column = table.column(own)
        assert column is not None
        cells = [column.cells[record] for record in rows.starts]
        columns.append(TableColumn(name, cells, np.asarray(column.at)[starts]))
    return Table(
        TABS["sessions"],
        table.grid,
        table.header_row,
        columns,
        table.rows[starts],
        "sessions",
        is_plain=False,
    )


def _leave_out_meetings(table: Table, rows: _Rows) -> None:
    """Rows of meetings in which nothing is to be done are no actions."""
    what = table.texts("what")
    for record in rows.starts:
        if not what[record]:
            table.leave_out(record, NO_ACTION)
