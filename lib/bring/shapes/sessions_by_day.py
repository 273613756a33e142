"""The sessions of a log, found by key or by circle and day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lib.bring.table import Table, text_of
from lib.log.format.cells import AMBIGUOUS, Unfit, day_first_evidence, read_date
from lib.log.format.folding import fold
from lib.log.format.months import is_short_day
from lib.log.format.year_first import year_first_days
from lib.workbook.base import Cell, Grid


class Sessions:
    """The sessions of the log, found by key, or by circle and day."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._key_of: dict[str, str] = {}
        self._by_day: dict[str, dict[str, str]] = {}
        for table in tables:
            held, planned = days_of(table, "held"), days_of(table, "planned")
            days = [day or other for day, other in zip(held, planned, strict=True)]
            rows = zip(table.texts("session"), table.texts("circle"), days, strict=True)
            for record, (key, circle, day) in enumerate(rows):
                if key and record not in table.no_records:
                    self._key_of.setdefault(fold(key), key)
                    if day:
                        self._by_day.setdefault(day, {})[fold(circle)] = key

    def __bool__(self) -> bool:
        return bool(self._key_of)

    def key(self, cell: Cell) -> str | None:
        """The session whose key a cell holds; None if it holds none."""
        return self._key_of.get(fold(text_of(cell))) if self._key_of else None

    def find(self, cell: Cell, day: str, circle: str) -> str | None:
        """The session that a header means: its key, or the ISO day on which the circle met; None if there is none.

        Without a circle, a day on which one circle met means its session.
        """
        if key := self.key(cell):
            return key
        on_day = self._by_day.get(day, {})
        if circle:
            return on_day.get(fold(circle))
        return next(iter(on_day.values())) if len(on_day) == 1 else None

    def year_of(self, month_and_day: str) -> int | None:
        """The one year in which a session was on this day ("-03-12"); None if there is none, or several."""
        years = {int(day[:4]) for day in self._by_day if day.endswith(month_and_day)}
        return years.pop() if len(years) == 1 else None


def days_of(table: Table, column: str) -> list[str | None]:
    """The day in each cell of a column, as ISO text. The column's own dates show the order of day and month first."""
    cells = table.cells(column)
    grid = in_own_order(table.grid, cells)
    known: dict[tuple[type, Cell], str | None] = {
        (str, cell): day for cell, day in year_first_days(cells).items()
    }
    days = []
    for cell in cells:
        key = type(cell), cell
        if key not in known:
            known[key] = day_in(cell, grid)
        days.append(known[key])
    return days


def in_own_order(grid: Grid, cells: Iterable[Cell]) -> Grid:
    """The grid with the order of day and month that its cells show, where they do."""
    order = day_first_evidence(cells)
    return grid if order is None or order is grid.day_first else replace(grid, day_first=order)


_SHORT = re.compile(r"\s*\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b")
_FIRST = 50
"""Rows that show whether a column holds short dates."""


def in_order_of_tab(grid: Grid) -> Grid:
    """The grid with the order of day and month that the short dates of all its columns show, where its workbook does
    not say it; the same object where they do not show it, or contradict each other."""
    if grid.day_first is not None:
        return grid
    found: set[str] = set()
    for column in grid.columns:
        if any(isinstance(cell, str) and _SHORT.match(cell) for cell in column[:_FIRST]):
            found |= {cell for cell in column if isinstance(cell, str) and _SHORT.match(cell)}
    return in_own_order(grid, found) if found else grid


def two_days_in(cell: Cell, grid: Grid) -> str:
    """What is to be said of a day that can be read with the day or the month first: "an unambiguous date: ..."; "" for
    any other cell."""
    if not isinstance(cell, str) or not cell:
        return ""
    try:
        read_date(cell, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    except Unfit as unfit:
        if str(unfit).startswith(AMBIGUOUS):
            return str(unfit)
    is_open = grid.day_first is None and is_short_day(cell)
    return f"{AMBIGUOUS}: the day or the month may come first" if is_open else ""


def day_in(cell: Cell, grid: Grid) -> str | None:
    """The day that a cell of a grid means, as ISO text; None if it means none."""
    if cell is None or cell == "" or isinstance(cell, bool):
        return None
    try:
        found = read_date(cell, day_first=grid.day_first, epoch_1904=grid.epoch_1904)
    except Unfit:
        return None
    return found.isoformat() if found else None
