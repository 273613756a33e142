"""Attendance kept in a grid: people down and sessions across, or the other way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.attendance_records import Records
from lib.bring.shapes.day_headers import first_of_several
from lib.bring.shapes.grid_cells import is_mark, name_in
from lib.bring.shapes.grid_layout import Layout
from lib.bring.shapes.grid_marks import (
    LIST_HEADINGS,
    days_off,
    has_content,
    is_of_person,
    is_people_header,
    lists_below,
    marks,
    rows_of,
)
from lib.bring.shapes.guests import begins_guests
from lib.bring.shapes.headings.several_days import RULE as SEVERAL_DAYS
from lib.bring.shapes.headings.times_spent import mark_of, say_so
from lib.bring.shapes.list_entries import is_cancelled
from lib.bring.shapes.marks import silent_marks
from lib.bring.shapes.row_texts import HEADER, HEADING, NOTE, TOTAL, circle_of_section, is_footnote
from lib.bring.shapes.sessions_by_day import Sessions, day_in, in_own_order, two_days_in
from lib.bring.synonyms import is_about_sessions
from lib.bring.table import Table, text_of
from lib.log.format.words import word_form
from lib.words.phrases import counted
from lib.workbook.base import Grid

NO_YEAR = "day without a year"
CANCELLED = "says that there was no session"
NO_DAY = "none of the days of its marks is one of a session, or can be read"
NO_DAY_OF_MONTH = "month without a day"
ABOUT_SESSIONS = "says what the sessions were about or who led them, and is nobody: give it a tab of its own"
NO_MARK = "nothing is marked in this row"
NO_MARK_OF_A_DAY = "nothing is marked in this row; its day is read as a session"


def wide(
    grid: Grid,
    layout: Layout,
    sessions: Sessions,
    roster: Roster,
    circles_of: Callable[[str], Sequence[str]],
    circle: str,
    own: Collection[str] = (),
) -> Table:
    """The attendance in a grid of people and sessions.

    `circles_of`: the circles of a member. `circle`: the circle that the whole tab is about, "" if it is not said.
    `own`: marks (in `word_form`) that the settings translate. A blank mark and one that says nothing are not recorded.
    Rows without a person are no records; days that are no session, or have no year, are named.
    """
    records = Records()
    unknown: dict[str, str] = {}
    used: set[int] = set()
    cancelled: set[int] = set()
    its_marks = list(marks(grid, layout, roster))
    columns = {mark.column for mark in its_marks}
    silent = silent_marks(grid, {text_of(mark.cell) for mark in its_marks}, columns, own)
    unsaid: Counter[str] = Counter()
    blanks = sum(mark.is_blank for mark in its_marks)
    off = days_off(its_marks)
    for mark in its_marks:
        if silent and word_form(text_of(mark.cell)) in silent:
            unsaid[text_of(mark.cell)] += 1
            continue
        if is_cancelled(text_of(mark.cell)) or (mark.circle, mark.header) in off:
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
        at = mark.at[0], mark.at[1], DERIVED if layout.are_times else mark.column
        cell = mark_of(mark.cell) if layout.are_times else mark.cell
        records.add(found, mark.person, cell, mark.row, at, is_guest=mark.is_guest)
    lists = lists_below(grid, layout)
    read = {*records.rows}
    rest = [row for row in rows_of(grid, layout) if row not in read and has_content(grid, row)]
    for row in rest:
        records.add(None, None, None, row, (DERIVED, DERIVED, DERIVED))
    table = records.table(grid, layout.header_row)
    for at, row in enumerate(rest, start=len(table) - len(rest)):
        if row in lists:
            table.leave_out(at, f"is below “{lists[row]}”, which its marks may mean")
        else:
            is_marked = row in used and row not in cancelled
            why = CANCELLED if row in cancelled else _why_nobody(grid, row, layout, roster)
            table.leave_out(at, NO_DAY if is_marked else why)
    if months := [text_of(header.cell) for header in layout.days.values() if header.is_month and header.day]:
        expected = (
            f"a day; {counted(len(months), 'month')} here: one session a month, read as held on its first day"
        )
        table.note(None, "", "warning", NO_DAY_OF_MONTH, months[0], expected)
    if layout.are_times:
        say_so(table, grid.tab)
    if blanks:
        meaning = next(text_of(mark.cell) for mark in its_marks if mark.is_blank)
        expected = f"a mark; read as {meaning} in {counted(blanks, 'cell')}, as the legend of the sheet says"
        table.note(None, "", "note", "blank marks", "blank", expected)
    for text, count in unsaid.items():
        expected = f"yes, no or excused; {count:,} such marks are read as not recorded"
        table.note(None, "", "note", "says nothing", text, expected)
    for heading in dict.fromkeys(lists.values()):
        expected = "one row for each person; the rows below this heading are not counted, since their marks may mean it"
        table.note(None, "", "warning", "list below the grid", heading, expected)
    for header, count in _unread_days(grid, layout, roster).items():
        if day_in(header, grid):
            expected = (
                f"who was there; {count:,} marks of this column say something else, and are not counted"
            )
            table.note(None, "", "note", "not who was there", header, expected)
        else:
            expected = f"a day such as 2026-03-04; {count:,} marks of this column are not counted"
            table.note(None, "", "warning", "day not understood", header, expected)
    for header in layout.days.values():
        if header.day and first_of_several(header.cell):
            expected = f"one day for each session; read as the first of them, {header.day}"
            table.note(None, "", "note", SEVERAL_DAYS, text_of(header.cell), expected)
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


def _unread_days(grid: Grid, layout: Layout, roster: Roster) -> dict[str, int]:
    """Headers with a number in them that are no day, above marks -> how many marks."""
    found: dict[str, int] = {}
    rows = (
        [row for row in rows_of(grid, layout) if is_of_person(grid, row, layout, roster)]
        if layout.is_down
        else []
    )
    for at in range(len(grid.columns)):
        header = text_of(grid.cell(layout.header_row, at))
        if at in layout.days or at in layout.people or not any(map(str.isdigit, header)):
            continue
        cells = [cell for row in rows if text_of(cell := grid.cell(row, at))]
        if len(cells) > 1 and all(map(is_mark, cells)):
            found[header] = len(cells)
    return found


def _why_nobody(grid: Grid, row: int, layout: Layout, roster: Roster) -> str:
    texts = [text for at in range(len(grid.columns)) if (text := text_of(grid.cell(row, at)))]
    if len(texts) == 1 and (
        begins_guests(texts[0]) is not None
        or word_form(texts[0].rstrip(": ")) in LIST_HEADINGS
        or circle_of_section(texts[0])
    ):
        return HEADING
    if len(texts) == 1 and (is_footnote(texts[0]) or texts[0].rstrip().endswith(".")):
        return NOTE
    if not layout.is_down and row in layout.days:
        return CANCELLED if says_cancelled(grid, row, layout) else NO_MARK_OF_A_DAY
    if layout.is_down and row == layout.header_row + 1 and _is_below_headers(grid, row, layout):
        return HEADER
    if layout.is_down and is_about_sessions(name_in(grid, row, layout.people)):
        return ABOUT_SESSIONS
    is_counted = layout.is_down and not is_of_person(grid, row, layout, roster)
    return TOTAL if is_counted or not layout.is_down else NO_MARK


def _is_below_headers(grid: Grid, row: int, layout: Layout) -> bool:
    """Whether a row right below the days says what their columns hold: texts above marks, and no name."""
    texts = [text_of(grid.cell(row, at)) for at in layout.days]
    name = name_in(grid, row, layout.people)
    return (not name or is_people_header(name)) and any(texts) and not any(map(_is_number, texts))


def _is_number(text: str) -> bool:
    return bool(text) and not any(map(str.isalpha, text))


def says_cancelled(grid: Grid, row: int, layout: Layout) -> bool:
    """Whether a row of a day says, outside the columns of people, that there was no session."""
    others = (at for at in range(len(grid.columns)) if at not in layout.people)
    return any(is_cancelled(text_of(grid.cell(row, at))) for at in others)
