"""Attendance kept in a grid: people down and sessions across, or the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.attendance_records import Records
from lib.bring.shapes.day_headers import DayHeader
from lib.bring.shapes.grid_layout import Layout, is_person, is_sum, name_in
from lib.bring.shapes.list_entries import bare, is_cancelled
from lib.bring.shapes.row_texts import NOTE, TOTAL, is_footnote
from lib.bring.shapes.sessions_by_day import Sessions, in_own_order, two_days_in
from lib.bring.table import Table, text_of
from lib.workbook.base import Cell, Grid

NO_YEAR = "day without a year"
CANCELLED = "says that there was no session"
NO_MARK = "nothing is marked in this row"


@dataclass(frozen=True, slots=True)
class Mark:
    """One filled cell of a grid: whose it is, of which circle if the row says so, the day above it, where it stands."""

    person: str
    circle: str
    header: DayHeader
    cell: Cell
    row: int
    column: int
    at: tuple[int, int]
    """The columns of the cells with the session and the member, DERIVED for a header."""


def marks(grid: Grid, layout: Layout, roster: Roster) -> Iterator[Mark]:
    """The filled cells of a grid below or beside its days, row by row. Sums and notes are none."""
    for row in _rows(grid, layout):
        circle = text_of(grid.cell(row, layout.circle)) if layout.circle is not None else ""
        if layout.is_down:
            name = name_in(grid, row, layout.people)
            if not _is_of_person(grid, row, layout, roster):
                continue
            for column, header in layout.days.items():
                if text_of(cell := grid.cell(row, column)):
                    at = DERIVED, layout.people[0]
                    yield Mark(roster.find(name) or bare(name), circle, header, cell, row, column, at)
        elif row in layout.days:
            for column in layout.people:
                name = text_of(grid.cell(layout.header_row, column))
                if text_of(cell := grid.cell(row, column)):
                    at = layout.when if layout.when is not None else DERIVED, DERIVED
                    person = roster.find(name) or bare(name)
                    yield Mark(person, circle, layout.days[row], cell, row, column, at)


def _rows(grid: Grid, layout: Layout) -> range:
    return range(layout.header_row + 1, grid.height + 1)


def _is_of_person(grid: Grid, row: int, layout: Layout, roster: Roster) -> bool:
    name = name_in(grid, row, layout.people)
    if roster.find(name) is not None:
        return True
    return is_person(name) and not is_sum(grid.cell(row, column) for column in layout.days)


def wide(
    grid: Grid,
    layout: Layout,
    sessions: Sessions,
    roster: Roster,
    circles_of: Callable[[str], Sequence[str]],
    circle: str,
) -> Table:
    """The attendance in a grid of people and sessions.

    `circles_of`: the circles of a member. `circle`: the circle that the whole tab is about, "" if it is not said. A
    blank mark is not recorded. Rows without a person are no records; days that are no session, or have no year, are
    named.
    """
    records = Records()
    unknown: dict[str, str] = {}
    used: set[int] = set()
    cancelled: set[int] = set()
    for mark in marks(grid, layout, roster):
        if is_cancelled(text_of(mark.cell)):
            cancelled.add(mark.row)
            continue
        used.add(mark.row)
        named = mark.circle or circle
        found = next(
            (
                key
                for each in ([named] if named else [*circles_of(mark.person), ""])
                if (key := sessions.find(mark.header.cell, mark.header.day, each))
            ),
            None,
        )
        if found is None:
            unknown.setdefault(text_of(mark.header.cell), mark.header.day)
            continue
        records.add(found, mark.person, mark.cell, mark.row, (mark.at[0], mark.at[1], mark.column))
    rest = [row for row in _rows(grid, layout) if row not in used and _has_content(grid, row)]
    for row in rest:
        records.add(None, None, None, row, (DERIVED, DERIVED, DERIVED))
    table = records.table(grid, layout.header_row)
    for at, row in enumerate(rest, start=len(table) - len(rest)):
        table.leave_out(at, CANCELLED if row in cancelled else _why_nobody(grid, row, layout, roster))
    headers = in_own_order(grid, [header.cell for header in layout.days.values()])
    for text, day in unknown.items():
        if day:
            expected = "a session of the sessions tab on that day"
            table.note(None, "", "warning", "unknown session", text, expected)
        elif ambiguous := two_days_in(text, headers):
            table.note(None, "", "error", "ambiguous day", text, ambiguous)
        else:
            expected = f"a day with its year; say the year in the setting year.attendance, so that {text} can be read"
            table.note(None, "", "warning", NO_YEAR, text, expected)
    return table


def _has_content(grid: Grid, row: int) -> bool:
    return any(text_of(grid.cell(row, at)) for at in range(len(grid.columns)))


def _why_nobody(grid: Grid, row: int, layout: Layout, roster: Roster) -> str:
    texts = [text for at in range(len(grid.columns)) if (text := text_of(grid.cell(row, at)))]
    if len(texts) == 1 and is_footnote(texts[0]):
        return NOTE
    is_counted = layout.is_down and not _is_of_person(grid, row, layout, roster)
    return TOTAL if is_counted or not layout.is_down else NO_MARK
