"""Attendance kept in other shapes: people down and sessions across (or the other way round), or as lists of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.table import Table, TableColumn, text_of
from lib.log.format.cells import Unfit, read_date
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.workbook.base import Cell, Grid

LISTS: Mapping[str, str] = {"attendees": "yes", "apologies": "excused", "absent": "no"}
"""Columns of the sessions tab that list people, and what being listed there means."""
LIST_HEADERS: Mapping[str, tuple[str, ...]] = {
    "attendees": (
        "attendees", "attendance", "attended", "present", "who was there", "who came", "participants", "people present",
        "in attendance", "teilnehmer", "teilnehmende", "anwesend", "anwesende", "participants présents", "présents",
        "asistentes", "presentes", "aanwezig", "aanwezigen", "deelnemers", "participantes",
    ),
    "apologies": (
        "apologies", "regrets", "excused", "sent apologies", "apologies for absence", "entschuldigt", "excusés",
        "excuses", "disculpados", "afgemeld", "verontschuldigd", "justificados",
    ),
    "absent": (
        "absent", "absentees", "missing", "not present", "did not attend", "no shows", "abwesend", "gefehlt", "absents",
        "ausentes", "afwezig",
    ),
}  # fmt: skip
_ATTENDANCE = TABS["attendance"]


@dataclass
class _Records:
    """Attendance as it is found: where each record's session, member and mark stand."""

    session: list[Cell] = field(default_factory=list)
    member: list[Cell] = field(default_factory=list)
    present: list[Cell] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    at: dict[str, list[int]] = field(default_factory=lambda: {"session": [], "member": [], "present": []})

    def add(self, session: Cell, member: Cell, present: Cell, row: int, at: tuple[int, int, int]) -> None:
        self.session.append(session)
        self.member.append(member)
        self.present.append(present)
        self.rows.append(row)
        for name, column in zip(("session", "member", "present"), at, strict=True):
            self.at[name].append(column)

    def table(self, grid: Grid, header_row: int) -> Table:
        columns = [
            TableColumn(name, cells, np.array(self.at[name], dtype=np.int32))
            for name, cells in (("session", self.session), ("member", self.member), ("present", self.present))
        ]
        rows = np.array(self.rows, dtype=np.int64)
        return Table(_ATTENDANCE, grid, header_row, columns, rows, "attendance", is_plain=False)


class Sessions:
    """The sessions of the log, found by key, or by circle and day."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._key_of: dict[str, str] = {}
        self._by_day: dict[str, dict[str, str]] = {}
        for table in tables:
            days = [
                _day(cell, table.grid) or _day(other, table.grid)
                for cell, other in zip(table.cells("held"), table.cells("planned"), strict=True)
            ]
            for key, circle, day in zip(table.texts("session"), table.texts("circle"), days, strict=True):
                if key:
                    self._key_of.setdefault(fold(key), key)
                    if day:
                        self._by_day.setdefault(day, {})[fold(circle)] = key

    def find(self, header: Cell, grid: Grid, circle: str) -> str | None:
        """The session that a header means: its key, or the day on which the circle met; None if there is none."""
        if key := self._key_of.get(fold(text_of(header))):
            return key
        on_day = self._by_day.get(_day(header, grid) or "", {})
        if circle:
            return on_day.get(fold(circle))
        return next(iter(on_day.values())) if len(on_day) == 1 else None


def _day(cell: Cell, grid: Grid) -> str | None:
    if cell is None or cell == "" or isinstance(cell, bool):
        return None
    try:
        found = read_date(cell, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    except Unfit:
        return None
    return found.isoformat() if found else None


def wide(
    grid: Grid, sessions: Sessions, roster: Roster, circles_of: Callable[[str], Sequence[str]], circle: str
) -> Table | None:
    """The attendance in a grid of people and sessions; None if it is no such grid.

    People stand down one column and sessions across one row, or the other way round. `circles_of`: the circles of a
    member. `circle`: the circle that the whole tab is about, "" if it is not said. A blank mark is not recorded.
    """
    for row in range(1, min(grid.height, 20) + 1):
        width = len(grid.columns)
        across = [
            at
            for at in range(width)
            if sessions.find(grid.cell(row, at), grid, circle) or _day(grid.cell(row, at), grid)
        ]
        if (
            len(across) >= 2
            and (person := _column_of(grid, row, across, lambda cell: roster.find(text_of(cell)))) is not None
        ):
            return _people_down(grid, row, person, across, sessions, roster, circles_of, circle)
        people = [at for at in range(width) if roster.find(text_of(grid.cell(row, at)))]
        if len(people) >= 2:

            def find(cell: Cell) -> object:
                return sessions.find(cell, grid, circle) or _day(cell, grid)

            if (when := _column_of(grid, row, people, find)) is not None:
                return _sessions_down(grid, row, when, people, sessions, roster, circle)
    return None


def _column_of(
    grid: Grid, header_row: int, others: Sequence[int], is_one: Callable[[Cell], object]
) -> int | None:
    """The first column beside `others` in which most filled cells below the header are what `is_one` finds."""
    for at in range(len(grid.columns)):
        if at in others:
            continue
        cells = [cell for cell in grid.columns[at][header_row:] if text_of(cell)]
        found = sum(bool(is_one(cell if not isinstance(cell, str) else cell.strip())) for cell in cells)
        if found and 2 * found > len(cells):
            return at
    return None


def _people_down(
    grid: Grid,
    header_row: int,
    person: int,
    across: Sequence[int],
    sessions: Sessions,
    roster: Roster,
    circles_of: Callable[[str], Sequence[str]],
    circle: str,
) -> Table:
    records = _Records()
    circle_at = next(
        (
            at
            for at in range(len(grid.columns))
            if fold(text_of(grid.cell(header_row, at))) in ("circle", "group")
        ),
        None,
    )
    unknown: dict[int, str] = {}
    for row in range(header_row + 1, grid.height + 1):
        member = roster.find(text_of(grid.cell(row, person)))
        if member is None:
            continue
        named = text_of(grid.cell(row, circle_at)) if circle_at is not None else circle
        for at in across:
            mark = grid.cell(row, at)
            if not text_of(mark):
                continue
            header = grid.cell(header_row, at)
            found = next(
                (
                    key
                    for each in ([named] if named else [*circles_of(member), ""])
                    if (key := sessions.find(header, grid, each))
                ),
                None,
            )
            if found is None:
                unknown.setdefault(at, text_of(header))
                continue
            records.add(found, member, mark, row, (DERIVED, person, at))
    table = records.table(grid, header_row)
    for header in unknown.values():
        table.note(
            None, "", "warning", "unknown session", header, "a session of the sessions tab on that day"
        )
    return table


def _sessions_down(
    grid: Grid,
    header_row: int,
    when: int,
    people: Sequence[int],
    sessions: Sessions,
    roster: Roster,
    circle: str,
) -> Table:
    records = _Records()
    unknown: set[str] = set()
    circle_at = next(
        (
            at
            for at in range(len(grid.columns))
            if fold(text_of(grid.cell(header_row, at))) in ("circle", "group")
        ),
        None,
    )
    members = {at: roster.find(text_of(grid.cell(header_row, at))) for at in people}
    for row in range(header_row + 1, grid.height + 1):
        named = text_of(grid.cell(row, circle_at)) if circle_at is not None else circle
        header = grid.cell(row, when)
        if not text_of(header):
            continue
        found = sessions.find(header, grid, named)
        for at, member in members.items():
            mark = grid.cell(row, at)
            if not text_of(mark):
                continue
            if found is None:
                unknown.add(text_of(header))
                continue
            records.add(found, member, mark, row, (when, DERIVED, at))
    table = records.table(grid, header_row)
    for text in sorted(unknown):
        table.note(None, "", "warning", "unknown session", text, "a session of the sessions tab on that day")
    return table


def list_columns(table: Table) -> dict[str, TableColumn]:
    """The columns of a sessions tab that list people: attendees, apologies, absent -> column."""
    found: dict[str, TableColumn] = {}
    for meaning, headers in LIST_HEADERS.items():
        forms = {word_form(header) for header in headers}
        column = next((column for column in table.columns if word_form(column.name) in forms), None)
        if column is not None:
            found[meaning] = column
    return found


def listed(table: Table, roster: Roster, recorded: frozenset[str]) -> Table | None:
    """The attendance in the lists of a sessions tab: one record per person and session; None if it has no such lists.

    `recorded`: sessions (folded keys) whose attendance stands elsewhere; their lists are not read.
    """
    columns = list_columns(table)
    if not columns:
        return None
    records = _Records()
    key_at = table.column("session")
    for meaning, column in columns.items():
        for record, cell in enumerate(column.cells):
            session = text_of(table.cells("session")[record])
            if not text_of(cell) or not session or record in table.no_records or fold(session) in recorded:
                continue
            where = int(column.at[record])
            for person in roster.all_in(text_of(cell)):
                key = int(key_at.at[record]) if key_at is not None else DERIVED
                records.add(session, person, LISTS[meaning], int(table.rows[record]), (key, where, where))
    return records.table(table.grid, table.header_row) if records.rows else None
