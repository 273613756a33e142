"""What the cells of a tab say it is, whatever its title: a grid of attendance, a sign-in list, a meeting's report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.bring.columns.times_joined import report_row
from lib.bring.evidence import part_of, some_texts
from lib.bring.guess import SAMPLES, Choices, ColumnGuess, TabGuess
from lib.bring.header_row import FARTHEST
from lib.bring.headers_say import is_named_sign_in, is_sign_in
from lib.bring.people import Roster
from lib.bring.shapes.grid_cells import is_mark, is_person, name_in
from lib.bring.shapes.grid_layout import Layout, layout_of
from lib.bring.shapes.row_texts import is_date_or_period
from lib.bring.shapes.sessions_by_day import Sessions
from lib.bring.shapes.sign_in_sheets import sheet_row
from lib.bring.synonyms import tabs_for, without_part
from lib.bring.table import text_of
from lib.log.format.cells import shown
from lib.log.format.schema import TABS
from lib.log.format.words import word_for, word_form
from lib.log.reading.naming import NONE, Naming, folded
from lib.workbook.base import Grid

_OF_ATTENDANCE = frozenset(
    map(
        word_form,
        "p|present|absent|excused|apologies|anwesend|abwesend|entschuldigt|présent|absente|presente".split(
            "|"
        ),
    )
)
_TITLES = 4
"""The row up to which a tab's title is looked for."""
_NO_SESSIONS, _NOBODY = Sessions(()), Roster(())


def guess_by_shape(grid: Grid, naming: Naming, name: str, *, is_settled: bool) -> TabGuess | None:
    """A guess from the cells: a grid of attendance, or a meeting program's report of who joined; None for neither.

    What a person or the settings say about the tab stays; where its headers are is looked for all the same.
    """
    if is_settled and name != "attendance":
        return None
    if any(is_named_sign_in(grid, row) for row in range(1, min(grid.height, FARTHEST) + 1)):
        row = next(row for row in range(1, FARTHEST + 1) if is_named_sign_in(grid, row))
        return None if is_settled else TabGuess(grid.workbook, grid.tab, "attendance", row, 0)
    layout = layout_of(
        grid,
        _NO_SESSIONS,
        _NOBODY,
        naming.years.get("attendance"),
        is_named=name == "attendance" or (name == "" and _has_title_of_attendance(grid)),
        header_row=naming.header_rows.get("attendance"),
    )
    is_list = layout is not None and not layout.is_down and name not in ("attendance", "")
    if (
        layout is None
        or is_list
        or (name != "attendance" and not _is_enough(grid, layout) and not _is_called_attendance(grid, layout))
    ):
        row, is_open = report_row(grid), not is_settled or "attendance" not in naming.header_rows
        if not row and not is_settled:
            row = next(
                (at for at in range(1, min(grid.height, FARTHEST) + 1) if is_sign_in(grid, at)), 0
            ) or sheet_row(grid, FARTHEST)
        return TabGuess(grid.workbook, grid.tab, "attendance", row, 0) if row and is_open else None
    columns = []
    for position in range(len(grid.columns)):
        header = shown(grid.cell(layout.header_row, position)).strip()
        below = some_texts(grid, position, layout.header_row)
        if header or below:
            samples = tuple(dict.fromkeys(below))[:SAMPLES]
            part = part_of(layout, position)
            columns.append(ColumnGuess(position, header, samples, part=part))
    rows = max(grid.height - layout.header_row, 0)
    return TabGuess(
        grid.workbook,
        grid.tab,
        "attendance",
        layout.header_row,
        rows,
        tuple(columns),
        is_grid=True,
        is_by_shape=True,
    )


def _is_enough(grid: Grid, layout: Layout) -> bool:
    """Whether a grid has the days that show what it is, whatever its title: three, or two with a known mark in most
    cells of at least three people, such as a tab for one month."""
    if any(header.is_month for header in layout.days.values()) and not _says_absent(grid, layout):
        return False  # x under months may as well be who has paid
    if len(layout.days) >= 3:
        return True
    if len(layout.days) < 2 or not layout.is_down:
        return False
    rows = [
        at
        for at in range(layout.header_row + 1, grid.height + 1)
        if is_person(name_in(grid, at, layout.people))
    ]
    cells = [text for at in rows for column in layout.days if (text := text_of(grid.cell(at, column)))]
    known = sum(word_for(text, TABS["attendance"].column("present")) is not None for text in cells)
    return (
        len(rows) >= 3
        and len(cells) >= 2 * len(rows) - 2
        and 10 * known >= 7 * len(cells)
        and all(map(is_mark, cells))
    )


def _says_absent(grid: Grid, layout: Layout) -> bool:
    """Whether the marks are words for attendance: not only ticks, numbers, yes and no."""
    forms = {
        word_form(text_of(cell))
        for column in layout.days
        for cell in grid.columns[column][layout.header_row :]
    }
    return bool(layout.is_down and forms & _OF_ATTENDANCE)


def _is_called_attendance(grid: Grid, layout: Layout) -> bool:
    """Whether the tab's title, or a title above its headers, is called attendance: "ATTENDANCE MARCH 2026"."""
    return any(map(_names_attendance, (grid.tab, *_titles_above(grid, layout.header_row))))


def _has_title_of_attendance(grid: Grid) -> bool:
    """Whether a lone text in the first rows is called attendance, so that one day below it is enough."""
    return any(map(_names_attendance, _titles_above(grid, _TITLES)))


def _titles_above(grid: Grid, row: int) -> list[str]:
    """The texts that stand alone in a row above this one."""
    above = (
        [text for at in range(len(grid.columns)) if (text := text_of(grid.cell(each, at)))]
        for each in range(1, min(row, grid.height + 1))
    )
    return [texts[0] for texts in above if len(texts) == 1]


def _names_attendance(title: str) -> bool:
    """Whether one of the words of a title is a word for attendance: "Committee attendance"."""
    return any(tabs_for(word).get("attendance", 0.0) >= 95.0 for word in title.split())


def like_siblings(
    guesses: Sequence[TabGuess], grids: Sequence[Grid], named: Mapping[str, Naming], choices: Choices
) -> list[TabGuess]:
    """The guesses, with tabs that nobody could tell read as grids of attendance where their siblings are: tabs that
    differ from a grid's title in the year, the quarter or the month only, and have the same header over the people.

    A quarter with one meeting says too little by itself.
    """
    of = {(grid.workbook, grid.tab): grid for grid in grids}
    known = [guess for guess in guesses if guess.is_grid and guess.tab == "attendance"]
    found = []
    for guess in guesses:
        naming = named.get(guess.workbook, Naming())
        is_open = not guess.tab and guess.title not in choices.tabs and naming.tab(guess.title, TABS) != NONE
        others = [
            _over_people(other)
            for other in known
            if other.workbook == guess.workbook and _differ_in_time(other.title, guess.title)
        ]
        new = None
        if is_open and others:
            grid = of[guess.workbook, guess.title]
            new = guess_by_shape(grid, naming, "attendance", is_settled=False)
        is_alike = new is not None and new.is_grid and _over_people(new) in others
        found.append(new if new is not None and is_alike else guess)
    return found


def _over_people(guess: TabGuess) -> tuple[str, ...]:
    return tuple(folded(column.header) for column in guess.columns if column.part == "people")


def _differ_in_time(one: str, other: str) -> bool:
    return (is_date_or_period(one) and is_date_or_period(other)) or (
        without_part(one) == without_part(other) and bool(folded(without_part(one)))
    )
