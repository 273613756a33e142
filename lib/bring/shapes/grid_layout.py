"""Where the people and the days of a grid of attendance stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lib.bring.people import Roster
from lib.bring.shapes.blank_marks import without_blank_days
from lib.bring.shapes.day_headers import DayHeader, begins_with_days, days_in_column, days_in_row
from lib.bring.shapes.grid_cells import (
    NO_PERSON,
    are_headers_of_actions,
    are_headers_of_calendar,
    is_mark,
    is_person,
    is_sum,
)
from lib.bring.shapes.headings.presence_columns import of_presence
from lib.bring.shapes.headings.times_spent import are_times_of_people
from lib.bring.shapes.names_apart import FIRST, LAST, part_of_name, parts_of_name
from lib.bring.shapes.row_texts import is_count, is_footnote, is_total
from lib.bring.shapes.sessions_by_day import Sessions, day_in, two_days_in
from lib.bring.synonyms import columns_for, is_about_sessions, is_listed
from lib.bring.table import different, text_of
from lib.log.format.schema import TABS
from lib.log.format.words import word_form
from lib.workbook.base import Cell, Grid

FARTHEST = 20
_LOOKED_AT = 500
"""Rows that show what a column holds."""
_OF_LISTS: Mapping[str, tuple[str, ...]] = {
    "actions": ("what", "owner", "due", "status", "closed", "created", "partner", "effect"),
    "attendance": ("present", "member"),
    "sessions": (
        "session",
        "circle",
        "held",
        "case",
        "decision",
        "facilitator",
        "note_taker",
        "notes",
        "minutes",
    ),
}
"""Columns of lists, whose headers are nobody's name."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`header_row`: the row with the days (or, with `is_down` False, with the people). `people`: the column or columns
    that hold a name, or the columns of people. `days`: what names a session, by column (or by row). `when`: the column
    of the days if they are below each other. `circle`: the column of circles, None if there is none. `are_times`: the
    cells say how long each person was there."""

    header_row: int
    is_down: bool
    people: tuple[int, ...]
    days: Mapping[int, DayHeader]
    when: int | None = None
    circle: int | None = None
    are_times: bool = False


def layout_of(
    grid: Grid,
    sessions: Sessions,
    roster: Roster,
    year: int | None = None,
    *,
    is_named: bool = True,
    header_row: int | None = None,
) -> Layout | None:
    """The people and days of a grid; None if it is no such grid.

    Days are dates, days without a year, or keys of `sessions`; people are those of `roster`, or any name above or
    beside marks. `is_named`: the tab is called a list of attendance, so that one day is enough.
    `header_row`: the row that the settings name.
    """
    rows = (
        range(1, min(grid.height, FARTHEST) + 1) if header_row is None else range(header_row, header_row + 1)
    )
    return _down(grid, rows, sessions, roster, year, is_named=is_named) or _across(
        grid, rows, sessions, roster, year, is_named=is_named
    )


def _down(
    grid: Grid, rows: range, sessions: Sessions, roster: Roster, year: int | None, *, is_named: bool
) -> Layout | None:
    best: tuple[int, int, int, dict[int, DayHeader]] = 0, 0, 0, {}  # a row of months goes behind one of days
    for row in rows:
        days = days_in_row(grid, row, year, sessions.year_of)
        for at in range(len(grid.columns)):
            if at not in days and sessions.key(grid.cell(row, at)):
                days[at] = DayHeader(grid.cell(row, at), "")
        size = 0 if any(_is_text_month(header) for header in days.values()) else len(days)
        if (size, len(days)) > best[:2] and _people_beside(grid, row, days, roster):
            best = size, len(days), row, days
    _, _, row, days = best
    if not days or (len(days) == 1 and not is_named):
        return None
    people = _people_beside(grid, row, days, roster)
    days = of_presence(grid, row, days, people)
    known = sum(
        bool(roster.find(text_of(grid.cell(at, people[0])))) for at in range(row + 1, grid.height + 1)
    )
    are_times = is_named and bool(days) and are_times_of_people(grid, row, [*days], people)
    if not days or (not known and not are_times and not _are_marks(grid, row, [*days], people)):
        return None
    days = without_blank_days(grid, row, days, people, roster)
    return Layout(row, True, people, days, circle=_circle_column(grid, row, days), are_times=are_times)


def _is_text_month(header: DayHeader) -> bool:
    return header.is_month and isinstance(header.cell, str)


def _across(
    grid: Grid, rows: range, sessions: Sessions, roster: Roster, year: int | None, *, is_named: bool
) -> Layout | None:
    fewest = 1 if is_named and roster else 2
    has_marks = cache(lambda at: any(text_of(cell) and is_mark(cell) for cell in different(grid.columns[at])))
    for row in rows:
        headers = [at for at in range(len(grid.columns)) if _is_person_above(grid.cell(row, at))]
        texts = [text_of(grid.cell(row, at)) for at in range(len(grid.columns))]
        if not headers or are_headers_of_actions(texts) or are_headers_of_calendar(texts):
            continue
        if parts_of_name(texts) is not None:
            continue  # the people stand down, one a row
        if sum(roster.find(text) is not None for text in texts) + sum(map(has_marks, headers)) < fewest:
            continue
        for when in range(len(grid.columns)):
            if roster.find(text_of(grid.cell(row, when))) or is_day_text(grid.cell(row, when), grid):
                continue  # a row among the days is no row of headers
            if not begins_with_days(grid, row, when, sessions, year):
                continue
            filled = [at for at in range(row + 1, grid.height + 1) if text_of(grid.cell(at, when))]
            days = days_in_column(grid, when, row, year, sessions.year_of)
            for at in filled:
                if at not in days and sessions.key(grid.cell(at, when)):
                    days[at] = DayHeader(grid.cell(at, when), "")
            filled = [at for at in filled if at <= max(days, default=0)]  # a key of the signs may follow
            if not days or 2 * len(days) <= len(filled):
                continue
            people = _people_above(grid, row, when, days, roster)
            if len(people) >= fewest:
                circle = _circle_column(grid, row, [*people, when])
                return Layout(row, False, tuple(people), days, when, circle)
    return None


def is_day_text(cell: Cell, grid: Grid) -> bool:
    """Whether a cell is a day, also one with two readings."""
    return bool(day_in(cell, grid) or two_days_in(cell, grid))


def _people_above(grid: Grid, row: int, when: int, days: Collection[int], roster: Roster) -> list[int]:
    """The columns with a name above them and marks in the rows of the days; of those known, all."""
    found = []
    for at in range(len(grid.columns)):
        cells = [cell for day in days if text_of(cell := grid.cell(day, at))]
        is_marked = bool(cells) and 2 * sum(map(is_mark, cells)) >= len(cells)
        is_known = roster.find(text_of(grid.cell(row, at))) is not None
        if at != when and (is_known or (_is_person_above(grid.cell(row, at)) and is_marked)):
            found.append(at)
    return found


def _people_beside(grid: Grid, row: int, days: Collection[int], roster: Roster) -> tuple[int, ...]:
    """The column or columns with names below a row of days; () if there are none."""
    others = [at for at in range(len(grid.columns)) if at not in days]
    headers = {at: word_form(text_of(grid.cell(row, at))) for at in others}
    if parts := parts_of_name([headers.get(at, "") for at in range(len(grid.columns))]):
        return parts
    first = [at for at in others if headers[at] in FIRST]
    last = [at for at in others if headers[at] in LAST]
    if len(first) == 1 and len(last) == 1:
        return first[0], last[0]
    scored: list[tuple[float, int]] = []
    for at in others:
        cells = [
            cell
            for cell in grid.columns[at][row : row + _LOOKED_AT]
            if (text := text_of(cell)) and not (is_total(text) or is_count(text) or is_footnote(text))
        ]
        texts = [text_of(cell) for cell in cells]
        known = sum(bool(roster.find(text)) for text in texts)
        if known and 2 * known > len(texts):
            return (at,)
        named = [text for text, cell in zip(texts, cells, strict=True) if _is_person(cell)]
        if named and 2 * len(named) > len(texts) and 10 * len(set(named)) >= 8 * len(named):
            title = columns_for(text_of(grid.cell(row, at)), TABS["attendance"]).get("member", 0.0)
            scored.append((-title, at))
    return (min(scored)[1],) if scored else ()


def _is_person(cell: Cell) -> bool:
    text = text_of(cell)
    return isinstance(cell, str) and is_person(text)


def _is_person_above(cell: Cell) -> bool:
    """Whether a header may be somebody's name: no question, and no header of an action list or a list of meetings."""
    text = text_of(cell)
    return (
        _is_person(cell)
        and not text.rstrip().endswith("?")
        and "_" not in text
        and part_of_name(text) == ""
        and word_form(text) not in NO_PERSON
        and not _is_of_a_list(text)
    )


def _is_of_a_list(header: str) -> bool:
    for tab, names in _OF_LISTS.items():
        scores = columns_for(header, TABS[tab])
        if any(scores.get(name, 0.0) >= 95.0 for name in names):
            return True
    return False


def _are_marks(grid: Grid, row: int, columns: Sequence[int], people: Sequence[int]) -> bool:
    cells = [
        grid.cell(at, column)
        for at in range(row + 1, min(grid.height, row + _LOOKED_AT) + 1)
        if _is_person(grid.cell(at, people[0]))
        and not is_listed(text_of(grid.cell(at, people[0])), "member")
        and not is_about_sessions(text_of(grid.cell(at, people[0])))
        and not is_sum(grid.cell(at, column) for column in columns)
        for column in columns
    ]
    filled = [cell for cell in cells if text_of(cell)]
    return len(filled) >= 2 and 10 * sum(map(is_mark, filled)) >= 7 * len(filled)


def _circle_column(grid: Grid, row: int, others: Collection[int]) -> int | None:
    return next(
        (
            at
            for at in range(len(grid.columns))
            if at not in others
            and columns_for(text_of(grid.cell(row, at)), TABS["sessions"]).get("circle", 0.0) >= 95.0
        ),
        None,
    )
