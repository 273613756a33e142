"""Sessions that no tab lists: the days of grids of attendance, and of lists with a row for each person and day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice, pairwise

from lib.bring.origin import DERIVED
from lib.bring.people import BOTS, Roster
from lib.bring.shapes.grid_layout import Layout
from lib.bring.shapes.grid_marks import marks
from lib.bring.shapes.list_entries import is_off
from lib.bring.shapes.listed_attendance import LIST_HEADERS
from lib.bring.shapes.row_texts import HEADER, HEADING
from lib.bring.shapes.sessions_by_day import Sessions, day_in, days_of, in_own_order, two_days_in
from lib.bring.shapes.who_came import NOT_SIGNED, has_check_ins, read_present
from lib.bring.shapes.wide_attendance import says_cancelled
from lib.bring.synonyms import columns_for
from lib.bring.table import Table, text_of
from lib.log.format.cells import is_missing
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_form
from lib.workbook.base import Cell, Grid

_FIRST = 50
"""Cells that show whether a column holds days."""
_PRESENT = TABS["attendance"].column("present")
_LIST = re.compile(
    rf"(?:{'|'.join(map(re.escape, (*LIST_HEADERS['apologies'], *LIST_HEADERS['absent'])))})\\s*(?::|$)",
    re.IGNORECASE,
)
"""How a row begins that lists in one cell who did not come."""
Days = dict[tuple[str, str], str]
"""(circle, ISO day) -> "cancelled", or "" for a session of which nothing else is known."""


def days_of_grid(
    grid: Grid,
    layout: Layout,
    roster: Roster,
    circles_of: Callable[[str], Sequence[str]],
    circle: str,
) -> Days:
    """The sessions that a grid has columns (or rows) for: one for each circle with a mark on that day.

    A day without any mark is one for each circle of the grid.
    """
    found: Days = {}
    said: dict[str, dict[str, list[str]]] = {}
    circles: dict[str, None] = {}
    for mark in marks(grid, layout, roster):
        for each in [mark.circle] if mark.circle else list(circles_of(mark.person)) or [circle]:
            circles.setdefault(each)
            if mark.header.day:
                of_day = said.setdefault(mark.header.day, {})
                of_day.setdefault(each, []).extend([text_of(mark.cell)] * mark.people)
    for at, header in layout.days.items():
        if header.day:
            is_said = not layout.is_down and header.day not in said and says_cancelled(grid, at, layout)
            for each in said.get(header.day, circles or {circle: None}):
                answers = said.get(header.day, {}).get(each, [])
                found[each, header.day] = "cancelled" if is_said or is_off(answers) else ""
    return found


def days_of_list(
    table: Table, days: Sequence[str], circles_of: Callable[[str], Sequence[str]], circle: str
) -> Days:
    """The sessions that a list with a row for each person and day names. `days`: the ISO day of each row."""
    own = circles_in(table)
    return {
        (each, day): ""
        for member, day, named in zip(table.texts("member"), days, own, strict=True)
        if member and day and not BOTS.search(member)
        for each in ([named] if named else list(circles_of(member)) or [circle])
    }


def circles_in(table: Table) -> list[str]:
    """The circle that each row of an attendance list names, in a column of its own; "" for none."""
    for column in table.columns:
        if columns_for(column.name, TABS["sessions"]).get("circle", 0.0) >= 95.0:
            return [text_of(cell) for cell in column.cells]
    return [""] * len(table)


def _leave_out_nobody(table: Table) -> None:
    """Programs that take notes, and headings between rows that hold more, are nobody."""
    columns = [column for column in table.columns if len(table) and int(column.at[0]) != DERIVED]
    counts = [sum(bool(text_of(column.cells[at])) for column in columns) for at in range(len(table))]
    times = Counter(map(fold, table.texts("member")))
    own = table.column("member")
    header = text_of(table.grid.cell(table.header_row, int(own.at[0]))) if own and len(table) else ""
    for record, (member, count) in enumerate(zip(table.texts("member"), counts, strict=True)):
        if member and fold(member) == fold(header):
            table.leave_out(record, HEADER)
        elif member and BOTS.search(member):
            table.leave_out(record, "is a program, and nobody")
        elif (
            count == 1
            and times[fold(member)] == 1
            and (sorted(counts)[len(counts) // 2] >= 3 or _LIST.match(member))
        ):
            table.leave_out(record, HEADING)
    for record in table.no_records:
        for name in ("session", "member"):
            column = table.column(name)
            if column is not None:
                column.cells = [None if at == record else cell for at, cell in enumerate(column.cells)]


def list_days(table: Table) -> list[str]:
    """The ISO day of each row of such a list, "" where it has none.

    A blank cell means the day above it, in a list that writes each day once, above or beside its first person. Where
    people checked in, it means that they did not; those marked absent were so on the only day that there is.
    """
    days: list[str] = []
    last = ""
    found = days_of(table, "session")
    if _says_who_did_not_come(table):
        known = {day for day in found if day}
        only = known.pop() if len(known) == 1 else ""
        marks = table.texts("present")
        return [day or (only if mark else "") for day, mark in zip(found, marks, strict=True)]
    is_written_once = not any(day and day == above for above, day in pairwise(found))
    for record, cell in enumerate(table.cells("session")):
        if text_of(cell):
            last = found[record] or ""
        is_of_day = text_of(cell) or (is_written_once and text_of(table.cells("member")[record]))
        days.append(last if is_of_day else "")
    return days


def resolve_list(
    table: Table, sessions: Sessions, circles_of: Callable[[str], Sequence[str]], seen: set[tuple[str, str]]
) -> None:
    """Read the days in a list with a row for each person and day as the sessions on them, and each row as present.

    A person listed twice on one day is read once. `seen`: (session, person), folded, that lists before this one had;
    those of this one are added.
    """
    days = list_days(table)
    is_full = _says_who_did_not_come(table)
    has_joined = is_full or any(_says_time(cell) for cell in table.cells("session"))
    _leave_out_nobody(table)
    keys: list[Cell] = list(table.cells("session"))
    own, members = circles_in(table), table.texts("member")
    for record, (day, member) in enumerate(zip(days, members, strict=True)):
        if is_full and member and not day and word_form(text_of(keys[record])) in ("", *fillers()):
            table.leave_out(record, NOT_SIGNED)
    for record, (cell, day, named, member) in enumerate(zip(keys, days, own, members, strict=True)):
        if record in table.no_records:
            keys[record] = None
            continue
        if sessions.key(cell) or not day:
            continue
        for each in [named] if named else [*circles_of(member), ""]:
            if key := sessions.find(cell, day, each):
                keys[record] = key
                break
        if (fold(text_of(keys[record])), fold(member)) in seen:
            table.leave_out(record, "names the same person on the same day once more")
        seen.add((fold(text_of(keys[record])), fold(member)))
    for record in _say_ambiguous(table):
        keys[record] = None
    if keys != list(table.cells("session")):
        table.respell("session", keys)
    read_present(table, joined=has_joined)


def _say_ambiguous(table: Table) -> list[int]:
    """Name each day that can be read with the day or the month first; out: their records."""
    found = []
    grid = in_own_order(table.grid, table.cells("session"))
    for record, cell in enumerate(table.cells("session")):
        if record not in table.no_records and (expected := two_days_in(cell, grid)):
            table.note(record, "session", "error", "ambiguous day", text_of(cell), expected)
            found.append(record)
    return found


def _says_who_did_not_come(table: Table) -> bool:
    """Whether a list has those who registered and did not come too, with no time, or a dash, where others have when
    they came."""
    cells = table.cells("session")
    return has_check_ins(table) or (
        any(_says_time(cell) for cell in cells)
        and any(word_form(text) in fillers() for text in table.said("session"))
    )


def _says_time(cell: Cell) -> bool:
    """Whether a cell holds a day with a time, as reports of meeting programs do: everybody listed has joined."""
    if isinstance(cell, datetime):
        return bool(cell.hour or cell.minute)
    return isinstance(cell, str) and bool(re.search(r"\d[T ,]+\d{1,2}:\d{2}", cell))


def has_days(table: Table) -> bool:
    """Whether the column of sessions holds days, as in a sign-in list."""
    said = (
        cell
        for cell in table.cells("session")
        if cell not in (None, "") and not is_missing(cell) and word_form(text_of(cell)) not in fillers()
    )
    cells = list(islice(said, _FIRST))
    grid = in_own_order(table.grid, cells)
    days = sum(day_in(cell, grid) is not None or bool(two_days_in(cell, grid)) for cell in cells)
    return bool(cells) and 2 * days > len(cells)


def as_columns(days: Mapping[tuple[str, str], str]) -> dict[str, list[Cell]]:
    """The columns of a sessions tab with these sessions, by circle and day."""
    rows: Iterable[tuple[str, str]] = sorted(days)
    columns: dict[str, list[Cell]] = {"session": [], "circle": [], "planned": [], "status": []}
    for circle, day in rows:
        columns["session"].append(f"{circle} {day}")
        columns["circle"].append(circle)
        columns["planned"].append(day)
        columns["status"].append(days[circle, day] or None)
    return columns
