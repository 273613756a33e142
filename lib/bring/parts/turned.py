"""A list of meetings that is kept sideways: a column for each day, and a row for who moderates, the topic, who came.

It is turned, so that each day is a row as in any list of meetings. Each cell keeps its place in the sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lib.bring.list_headers import LIST_HEADERS
from lib.bring.shapes.day_headers import DayHeader, days_in_row
from lib.bring.shapes.row_texts import is_footnote, is_total
from lib.bring.synonyms import columns_for
from lib.bring.table import text_of
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.log.reading.naming import Naming, folded, year_in
from lib.workbook.base import Cell, CellAddress, Grid, SheetNote

_SESSIONS = TABS["sessions"]
_PRESENT = TABS["attendance"].column("present")
_FARTHEST = 20
_MOST_ROWS = 60
"""A taller tab is no list of what each meeting has."""
_ROLES = frozenset(("facilitator", "note_taker", "presenter", "case", "decision", "guest", "business_owner"))
_LISTS = frozenset(word_form(header) for headers in LIST_HEADERS.values() for header in headers)
_DAY = "Date"


@dataclass(frozen=True, slots=True)
class TurnedTab:
    """Where the cells of a turned tab are: `whole` has its days in `header_row` and in `columns`, what the rows hold in
    the column `labels`, and the rows themselves in `rows`."""

    whole: Grid
    header_row: int
    labels: int
    columns: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def sources(self) -> Sequence[Grid]:
        """The tab that was turned."""
        return (self.whole,)

    @property
    def header_rows(self) -> Sequence[int]:
        """The row of the days."""
        return (self.header_row,)

    @property
    def is_derived(self) -> bool:
        """Nothing of it is derived."""
        return False

    @property
    def no_records(self) -> Mapping[int, str]:
        """None are known yet."""
        return {}

    @property
    def guests(self) -> Collection[int]:
        """None are known yet."""
        return ()

    @property
    def notes(self) -> Sequence[SheetNote]:
        """There are none."""
        return ()

    def address(self, row: int, column: int) -> CellAddress | None:
        """The cell of the sheet behind a cell of the turned tab; None outside of it."""
        if not (1 <= row <= len(self.columns) + 1 and 0 <= column <= len(self.rows)):
            return None
        at_row = self.rows[column - 1] if column else self.header_row
        at = self.columns[row - 2] if row > 1 else self.labels
        return CellAddress(self.whole.workbook, self.whole.tab, at_row, at)


def turned(grids: Iterable[Grid], named: Mapping[str, Naming]) -> tuple[Grid, ...]:
    """The grids with each list of meetings that is kept sideways turned; tabs with the format's own names, and those
    that the settings name as they are, stay. `named`: the settings by workbook."""
    found = []
    for grid in grids:
        naming = named.get(grid.workbook, Naming())
        is_settled = folded(grid.tab) in naming.tabs or folded(grid.tab) in TABS
        new = None if is_settled or grid.origin is not None else _turned(grid)
        found.append(new or grid)
    return tuple(found)


def turned_as_named(grids: Iterable[Grid], naming: Naming) -> tuple[Grid, ...]:
    """The grids of one workbook with those turned of which the settings name the turned tab."""
    found = []
    for grid in grids:
        is_named = grid.origin is None and folded(title_of(grid)) in naming.tabs
        found.append((_turned(grid) if is_named else None) or grid)
    return tuple(found)


def title_of(whole: Grid) -> str:
    """What a turned tab is called: "Roles (by day)"."""
    return f"{whole.tab} (by day)"


def _turned(grid: Grid) -> Grid | None:
    """The tab with its days down; None unless it is a list of meetings with its days across."""
    if grid.height > _MOST_ROWS or len(grid.columns) < 3:
        return None
    best: tuple[int, dict[int, DayHeader]] = 0, {}
    for row in range(1, min(grid.height, _FARTHEST) + 1):
        days = days_in_row(grid, row)
        if len(days) >= 2 and len(days) > len(best[1]):
            best = row, days
    header_row, days = best
    labels = _labels(grid, header_row, days) if days else None
    if labels is None:
        return None
    rows = tuple(row for row in range(header_row + 1, grid.height + 1) if text_of(grid.cell(row, labels)))
    columns = tuple(sorted(days))
    days_down: list[Cell] = [_DAY, *(_day(grid, header_row, at, days[at]) for at in columns)]
    others = [[grid.cell(row, at) for at in (labels, *columns)] for row in rows]
    return replace(
        grid,
        tab=title_of(grid),
        columns=[days_down, *others],
        merged=(),
        origin=TurnedTab(grid, header_row, labels, columns, rows),
    )


def _day(grid: Grid, row: int, column: int, header: DayHeader) -> Cell:
    """A day as it is in the sheet, or with the year that a title says."""
    cell = grid.cell(row, column)
    has_year = isinstance(cell, date) or (isinstance(cell, str) and year_in(cell) is not None)
    return cell if has_year else header.day or cell


def _labels(grid: Grid, header_row: int, days: Collection[int]) -> int | None:
    """The column that says what the rows below the days hold, if most are what a list of meetings has; None if none
    does. Below it there are texts, and not marks of who came."""
    for at in range(min(days)):
        rows = [
            row
            for row in range(header_row + 1, grid.height + 1)
            if (text := text_of(grid.cell(row, at))) and not (is_total(text) or is_footnote(text))
        ]
        meant = [_meaning(text_of(grid.cell(row, at))) for row in rows]
        if len(rows) < 2 or 2 * sum(map(bool, meant)) < len(rows) or not {*meant} & (_ROLES | {"list"}):
            continue
        cells = [text for row in rows for day in days if (text := text_of(grid.cell(row, day)))]
        said = [text for text in cells if word_form(text) not in fillers()]
        if said and 2 * sum(word_for(text, _PRESENT) is not None for text in said) < len(said):
            return at
    return None


def _meaning(label: str) -> str:
    """The column of a list of meetings that a row's label is sure to mean, "list" for a list of people; "" for none."""
    if word_form(label.strip(": ")) in _LISTS:
        return "list"
    scores = columns_for(label, _SESSIONS)
    return next((name for name, score in scores.items() if score >= 95.0), "")
