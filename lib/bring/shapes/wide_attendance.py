"""Attendance kept in a grid: people down and sessions across, or the other way round."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.attendance_records import Records
from lib.bring.shapes.sessions_by_day import Sessions, day_in
from lib.bring.table import Table, text_of
from lib.log.format.folding import fold
from lib.workbook.base import Cell, Grid


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
            if sessions.find(grid.cell(row, at), grid, circle) or day_in(grid.cell(row, at), grid)
        ]
        if (
            len(across) >= 2
            and (person := _column_of(grid, row, across, lambda cell: roster.find(text_of(cell)))) is not None
        ):
            return _people_down(grid, row, person, across, sessions, roster, circles_of, circle)
        people = [at for at in range(width) if roster.find(text_of(grid.cell(row, at)))]
        if len(people) >= 2:

            def find(cell: Cell) -> object:
                return sessions.find(cell, grid, circle) or day_in(cell, grid)

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
    records = Records()
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
    records = Records()
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
