"""The marks in a grid of people and sessions: whose each is, on which day, and which rows are lists of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lib.bring.origin import DERIVED
from lib.bring.people import Roster
from lib.bring.shapes.blank_marks import blanks_mean, marked
from lib.bring.shapes.day_headers import DayHeader
from lib.bring.shapes.grid_cells import is_person, is_sum, name_in
from lib.bring.shapes.grid_layout import Layout
from lib.bring.shapes.guests import begins_guests, is_said_beside
from lib.bring.shapes.guests import is_guest as is_guest_name
from lib.bring.shapes.headings.times_spent import is_timed_person
from lib.bring.shapes.legends import meaning_of
from lib.bring.shapes.list_entries import bare, is_cancelled, is_holiday, is_off
from lib.bring.shapes.listed_attendance import LIST_HEADERS
from lib.bring.shapes.row_texts import begins_like_total, circle_of_section, is_total
from lib.bring.synonyms import is_about_sessions, is_listed
from lib.bring.table import text_of
from lib.log.format.words import word_form
from lib.workbook.base import Cell, Grid

LIST_HEADINGS = frozenset(
    word_form(header) for use in ("apologies", "absent") for header in LIST_HEADERS[use]
)


_LONGEST_MARK = 3


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
    is_guest: bool = False
    is_blank: bool = False
    """Whether the cell is blank, and `cell` what the legend of the sheet says that this means."""
    people: int = 1
    """How many rows of people the cell covers: more than one where it is merged."""


def marks(grid: Grid, layout: Layout, roster: Roster) -> Iterator[Mark]:
    """The filled cells of a grid below or beside its days, row by row. Sums and notes are none.

    Blank cells are among them if a legend gives them a meaning, on days on which somebody has a mark.

    The rows below a heading such as "Apologies" are left out, since their marks may mean that."""
    is_among_guests = False
    lists = lists_below(grid, layout)
    sections = circles_of_rows(grid, layout)
    blank = blanks_mean(grid)
    off = _merged_off(grid, layout)
    persons = (
        [row for row in rows_of(grid, layout) if is_of_person(grid, row, layout, roster)] if blank else []
    )
    if not blank:
        said: set[int] = set()
    elif layout.is_down:
        said = marked(grid, persons, layout.days, is_down=True)
    else:
        said = marked(grid, layout.days, layout.people, is_down=False)
    for row in rows_of(grid, layout):
        if layout.is_down and (begins := begins_guests(_lone_text(grid, row))) is not None:
            is_among_guests = begins
        if row in lists:
            continue
        circle = sections.get(row, "")
        if layout.is_down:
            name = name_in(grid, row, layout.people)
            if not is_of_person(grid, row, layout, roster):
                continue
            person = roster.find(name) or bare(name)
            others = [at for at in range(len(grid.columns)) if at not in (*layout.people, *layout.days)]
            is_guest = is_among_guests or is_said_beside(text_of(grid.cell(row, at)) for at in others)
            for column, header in layout.days.items():
                cell, people = off.get((row, column), (grid.cell(row, column), 1))
                is_blank = not text_of(cell)
                if not is_blank or (column in said and not is_guest):
                    at = DERIVED, layout.people[0]
                    yield Mark(
                        person,
                        circle,
                        header,
                        blank if is_blank else cell,
                        row,
                        column,
                        at,
                        is_guest,
                        is_blank,
                        people,
                    )
        elif row in layout.days:
            for column in layout.people:
                name = text_of(grid.cell(layout.header_row, column))
                is_blank = not text_of(cell := grid.cell(row, column))
                is_guest = is_guest_name(name) or is_said_beside([name])
                if not is_blank or (row in said and not is_guest):
                    at = layout.when if layout.when is not None else DERIVED, DERIVED
                    person = roster.find(name) or bare(name)
                    yield Mark(
                        person,
                        circle,
                        layout.days[row],
                        blank if is_blank else cell,
                        row,
                        column,
                        at,
                        is_guest,
                        is_blank,
                    )


def circles_of_rows(grid: Grid, layout: Layout) -> dict[int, str]:
    """The circle of each row: as its cell in the column of circles says, or the heading above it ("Circle North").

    A circle that is written once, or in merged cells, holds for the rows below it too, as in an outline.
    """
    if layout.circle is None:
        return _circles_of_sections(grid, layout)
    own = {row: text_of(grid.cell(row, layout.circle)) for row in rows_of(grid, layout)}
    named = [text for text in own.values() if text and not is_outline_total(text)]
    for top, left, bottom, right in grid.merged:
        if left <= layout.circle <= right and bottom > top:
            own |= dict.fromkeys(
                range(max(top, layout.header_row + 1), bottom + 1), text_of(grid.cell(top, left))
            )
    is_outline = len(set(named)) == len(named) and any(
        not text and has_content(grid, row) for row, text in own.items()
    )
    circle = ""
    for row, text in own.items() if is_outline else ():
        circle = "" if is_outline_total(text) else text or circle
        own[row] = circle
    return own


def is_outline_total(text: str) -> bool:
    """Whether a text in a column of circles sums one of them up: "East Total", "Total Nord"."""
    words = text.split()
    return bool(words) and (is_total(words[0]) or is_total(words[-1]))


def _circles_of_sections(grid: Grid, layout: Layout) -> dict[int, str]:
    """The circle of each row below the headings "Circle North" and "Circle South", if the grid is divided so."""
    found: dict[int, str] = {}
    circle = ""
    for row in range(1, grid.height + 1) if layout.is_down else ():
        if row < layout.header_row - 1:
            continue
        circle = circle_of_section(_lone_text(grid, row)) or circle
        found[row] = circle
    named = {each for each in found.values() if each}
    return found if len(named) > 1 else {}


def lists_below(grid: Grid, layout: Layout) -> dict[int, str]:
    """The rows below a heading which is itself a list of people ("Apologies", "Absent") -> the heading."""
    found: dict[int, str] = {}
    heading = ""
    for row in rows_of(grid, layout) if layout.is_down else ():
        text = _lone_text(grid, row)
        if text and word_form(text.rstrip(": ")) in LIST_HEADINGS:
            heading = text
        elif text and (begins_guests(text) is not None or text.endswith(":")):
            heading = ""
        elif heading and has_content(grid, row):
            found[row] = heading
    return found


def _lone_text(grid: Grid, row: int) -> str:
    """The only text in a row; "" if there is none, or more."""
    texts = [text for at in range(len(grid.columns)) if (text := text_of(grid.cell(row, at)))]
    return texts[0] if len(texts) == 1 else ""


def rows_of(grid: Grid, layout: Layout) -> range:
    return range(layout.header_row + 1, grid.height + 1)


def is_people_header(text: str) -> bool:
    """Whether a text is a header of names ("Name", "Member"), in a second row of headers; it is nobody's name."""
    return is_listed(text, "member")


def is_of_person(grid: Grid, row: int, layout: Layout, roster: Roster) -> bool:
    name = name_in(grid, row, layout.people)
    if roster.find(name) is not None:
        return True
    if is_people_header(name) or _explains_a_mark(grid, row, name, layout) or is_about_sessions(name):
        return False
    if layout.are_times:
        return is_timed_person(name) and not begins_like_total(name)
    cells = [grid.cell(row, column) for column in layout.days]
    if begins_like_total(name) and all(text.isdigit() for cell in cells if (text := text_of(cell))):
        return False  # of one person who came, or none
    return is_person(name) and not is_sum(cells)


def _explains_a_mark(grid: Grid, row: int, name: str, layout: Layout) -> bool:
    """Whether a row of a legend stands where people do: a mark of the grid, and beside it only what it means."""
    texts = [text for column in layout.days if (text := text_of(grid.cell(row, column)))]
    if len(name) > _LONGEST_MARK or len(texts) != 1 or len(texts[0]) <= _LONGEST_MARK:
        return False
    marks_used = {word_form(text_of(cell)) for column in layout.days for cell in grid.columns[column]}
    return word_form(name) in marks_used and meaning_of(texts[0]) is not None


def has_content(grid: Grid, row: int) -> bool:
    return any(text_of(grid.cell(row, at)) for at in range(len(grid.columns)))


def _merged_off(grid: Grid, layout: Layout) -> dict[tuple[int, int], tuple[Cell, int]]:
    """The cells (row, column) of days in which one merged cell over several people says that there was no session, or
    names a holiday -> the merged cell, and how many rows it has."""
    found: dict[tuple[int, int], tuple[Cell, int]] = {}
    for top, left, bottom, right in grid.merged if layout.is_down else ():
        cell = grid.cell(top, left)
        if bottom > top and (is_cancelled(text_of(cell)) or is_holiday(text_of(cell))):
            found |= {(top, at): (cell, bottom - top + 1) for at in range(left, right + 1)}
    return found


def days_off(marks: Iterable[Mark]) -> set[tuple[str, DayHeader]]:
    """The days of each circle (circle, day) on which every mark says that there was no session."""
    said: dict[tuple[str, DayHeader], list[str]] = defaultdict(list)
    for mark in marks:
        said[mark.circle, mark.header] += [text_of(mark.cell)] * mark.people
    return {day for day, texts in said.items() if is_off(texts)}
