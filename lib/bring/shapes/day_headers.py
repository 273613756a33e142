"""The days above the columns, or beside the rows, of a grid of attendance, also those without a year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from lib.bring.shapes.headings.months import are_firsts, months_in
from lib.bring.shapes.headings.several_days import first_of_few
from lib.bring.shapes.sessions_by_day import Sessions, day_in, in_own_order, two_days_in
from lib.bring.table import text_of
from lib.log.format.months import day_and_month, month_named, order_of
from lib.log.format.year_first import year_first_days
from lib.log.reading.naming import year_in
from lib.workbook.base import Cell, Grid

_LOOKED_AT = 500
"""Rows that show whether a column holds days."""
_TRAILING_TIME = re.compile(r"[,\s]+\d{1,2}[:.h]\d{2}.*$")


_YEAR_BEHIND = re.compile(r"\d{4}\s*$")
_NUMBERED = re.compile(
    r"(?:[^\W\d_]{1,12}\.? ?)?(?:no\.? ?|nr\.? ?|n[°º] ?|#)?\d{1,3} ?(?:[:–—]| - ) ?(?P<behind>.+)|"
    r"[^()\[\]]{1,60}[(\[](?P<inner>[^()\[\]]+)[)\]]",
    re.IGNORECASE,
)
"""A session's name or number with its day behind it: "Kickoff (4 Feb 2026)", "No. 2 - 18/02/2026", "#3: 5 Mar"."""


def _day_beside_a_name(text: str) -> str:
    """The part of a header that may be a day, where a session's name or number stands before it; else the text as it
    is."""
    match = _NUMBERED.fullmatch(text)
    part = (match["inner"] or match["behind"]).strip() if match else ""
    return part if any(map(str.isdigit, part)) else text


@dataclass(frozen=True, slots=True)
class DayHeader:
    """One header that names a day: the cell as it is, and the day as ISO text, "" if its year is not known.

    `is_month`: it names a month, whose first day is read.
    """

    cell: Cell
    day: str
    is_month: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month that a heading above days names, and its year, None if the heading does not say it."""

    name: str
    year: int | None = None


YearOf = Callable[[str], int | None]
"""The year of a day such as "-03-12", as the rest of the log knows it; None if it does not."""


def days_in_row(
    grid: Grid, row: int, year: int | None = None, year_of: YearOf = lambda _: None
) -> dict[int, DayHeader]:
    """The headers of a row that name days, by column. `year`: that of the first day without one, None if not said."""
    own = {at: grid.cell(row, at) for at in range(len(grid.columns))}
    ranges = {at: day for at, cell in own.items() if (day := first_of_several(cell))}
    cells = own | ranges
    months = _months_above(grid, row) or _month_of_tab(grid, row, cells)
    found = _days(grid, cells, months, year or _year_of(grid, row), year_of)
    return {at: replace(day, cell=own[at]) if at in ranges else day for at, day in found.items()}


def first_of_several(cell: Cell) -> str:
    """The first of the days of one session that a header names, such as "3-4 March 2025"; "" for any other cell."""
    if not isinstance(cell, str) or len(cell) <= len("3-4.3.2025") or not _YEAR_BEHIND.search(cell):
        return ""
    return first_of_few(cell)


def days_in_column(
    grid: Grid,
    column: int,
    header_row: int,
    year: int | None = None,
    year_of: YearOf = lambda _: None,
    *,
    last_row: int | None = None,
) -> dict[int, DayHeader]:
    """The cells of a column below its header that name days, by row; `last_row`: the last one that is looked at."""
    end = grid.height if last_row is None else last_row
    cells = {row: grid.cell(row, column) for row in range(header_row + 1, end + 1)}
    return _days(grid, cells, {}, year or _year_of(grid, header_row + 1), year_of)


def begins_with_days(grid: Grid, row: int, column: int, sessions: Sessions, year: int | None) -> bool:
    """Whether any of the first cells below a row names a day or a session."""
    below = (at for at in range(row + 1, grid.height + 1) if text_of(grid.cell(at, column)))
    first = [*islice(below, _LOOKED_AT)]
    if not first:
        return False
    return any(sessions.key(grid.cell(at, column)) for at in first) or bool(
        days_in_column(grid, column, row, year, sessions.year_of, last_row=first[-1])
    )


def _days(
    grid: Grid,
    cells: Mapping[int, Cell],
    months: Mapping[int, Month],
    year: int | None,
    year_of: YearOf,
) -> dict[int, DayHeader]:
    grid = in_own_order(grid, cells.values())
    if grid.day_first is None:
        different = {cell for cell in cells.values() if isinstance(cell, str)}
        texts = [_day_beside_a_name(text_of(cell)) for cell in different]
        grid = in_own_order(replace(grid, day_first=order_of(texts, _month_of(grid.tab))), texts)
    parts: dict[int, tuple[Cell, str, tuple[int, int] | None]] = {}
    seen: dict[tuple[type, Cell, Month | None], tuple[str, tuple[int, int] | None] | None] = {}
    seen |= {(str, cell, months.get(at)): (day, None) for at, cell, day in _year_first(cells)}
    named = {} if months else months_in(cells)
    for at, cell in cells.items():
        if cell is None or cell == "" or at in named:
            continue
        key = type(cell), cell, months.get(at)
        if key not in seen:
            seen[key] = _part(cell, grid, months.get(at))
        if (part := seen[key]) is not None:
            parts[at] = cell, *part
    is_monthly = bool(named) and not parts
    for at, (month, own) in named.items() if is_monthly else ():
        parts[at] = cells[at], _iso(own, (1, month)) if own else "", None if own else (1, month)
    is_monthly = is_monthly or (are_firsts(cells) and not months)
    year = year or _first_year(day for _, day, _ in parts.values() if day)
    headers: dict[int, DayHeader] = {}
    last: tuple[int, int] | None = None
    for at, (cell, day, partial) in parts.items():
        if partial is not None and year is not None:
            if last is not None and (partial[1], partial[0]) < last and last[0] - partial[1] >= 6:
                year += 1
            last = partial[1], partial[0]
            day = _iso(year, partial)
        elif partial is not None and (known := year_of(f"-{partial[1]:02}-{partial[0]:02}")):
            day = _iso(known, partial)
        headers[at] = DayHeader(cell, day, is_monthly)
    return headers


def _year_first(cells: Mapping[int, Cell]) -> Iterable[tuple[int, Cell, str]]:
    days = year_first_days(cells.values())
    return ((at, cell, days[cell]) for at, cell in cells.items() if isinstance(cell, str) and cell in days)


def _part(cell: Cell, grid: Grid, month: Month | None) -> tuple[str, tuple[int, int] | None] | None:
    """The day of a header (ISO, "" if it is not known), and its day and month where no year is known; None if it names
    no day. `month`: the one that a heading names."""
    text = _TRAILING_TIME.sub("", " ".join(text_of(cell).split()))
    if isinstance(cell, str) and not day_in(text, grid):
        text = _day_beside_a_name(text)
    if day := day_in(cell, grid) or (day_in(text, grid) if isinstance(cell, str) else None):
        return day, None
    if two_days_in(text, grid):
        return "", None
    if found := _without_year(cell, text, grid.day_first, month.name if month else ""):
        return (_iso(month.year, found), None) if month and month.year else ("", found)
    return None


def _without_year(cell: Cell, text: str, day_first: bool | None, month: str) -> tuple[int, int] | None:
    if isinstance(cell, str) and (found := day_and_month(text, day_first)):
        return found
    number = _day_number(cell)
    return day_and_month(f"{number} {month}", None) if number and month else None


def _iso(year: int, partial: tuple[int, int]) -> str:
    try:
        return date(year, partial[1], partial[0]).isoformat()
    except ValueError:
        return ""


def _day_number(cell: Cell) -> int | None:
    text = text_of(cell).rstrip(".")
    return int(text) if not isinstance(cell, bool) and text.isdigit() and 1 <= int(text) <= 31 else None


def _months_above(grid: Grid, row: int) -> dict[int, Month]:
    """The month that the row above names for each column, filled to the right as a heading reaches."""
    months: dict[int, Month] = {}
    month: Month | None = None
    for at in range(len(grid.columns)):
        cell = grid.cell(row - 1, at) if row > 1 else None
        if text_of(cell):
            month = _month_in(cell)
        if month is not None:
            months[at] = month
    return months


def _month_of_tab(grid: Grid, row: int, cells: Mapping[int, Cell]) -> dict[int, Month]:
    """The month in a title above a row of numbers, or in the tab's name, for each column; {} where there is none, or
    where the numbers count 1, 2, 3 and may be those of the sessions."""
    numbers = [number for cell in cells.values() if (number := _day_number(cell)) is not None]
    if len(numbers) < 2 or (numbers == [*range(1, len(numbers) + 1)] and len(numbers) < 28):
        return {}
    if numbers != sorted({*numbers}):
        return {}
    titles = [
        texts[0]
        for above in range(row - 1, 0, -1)
        if len(texts := [text for at in cells if (text := text_of(grid.cell(above, at)))]) == 1
    ]
    found = next((month for title in (*titles, grid.tab) if (month := _month_of(title))), None)
    return dict.fromkeys(cells, Month(date(2000, found, 1).strftime("%B"))) if found else {}


def _month_in(cell: Cell) -> Month | None:
    """The month that a heading names: "March", "March 2026", or the first day of a month as a date; None for none."""
    if isinstance(cell, datetime | date):
        return Month(cell.strftime("%B"), cell.year) if cell.day == 1 else None
    words = re.split(r"[\s\-/'’]+", text_of(cell))
    if month_named(words[0]) is None:
        return None
    rest = [word for word in words[1:] if word]
    if len(rest) == 1 and re.fullmatch(r"\d{2}", rest[0]):
        return Month(words[0], 2000 + int(rest[0]))
    return Month(words[0], year_in(" ".join(rest)) if rest else None)


def _year_of(grid: Grid, row: int) -> int | None:
    """The year that the title of the tab or a text above the row names."""
    above = (text_of(grid.cell(at, column)) for at in range(1, row) for column in range(len(grid.columns)))
    return next((year for text in (grid.tab, *above) if (year := year_in(text)) is not None), None)


def _month_of(title: str) -> int | None:
    """The month that a title names: "Janeiro 2026", "Sitzungen März"; None if it names none, or several."""
    found = {month for word in re.split(r"[\W\d_]+", title) if (month := month_named(word))}
    return found.pop() if len(found) == 1 else None


def _first_year(days: Iterable[str]) -> int | None:
    found = {int(day[:4]) for day in days}
    return found.pop() if len(found) == 1 else None
