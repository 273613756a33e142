"""What a save sees of a spreadsheet: some rows and columns of its tabs, all as of one revision.

The cells come with the answer of the very request that locks or tags, together with what only this form tells: which
cells hold a formula or the spill of one, what is protected, and how dates are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.workbook.base import Cell, column_letters
from lib.workbook.common.cells import coarse, header_text, same
from lib.workbook.google.reading import quoted

_SEEN = (
    "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    "protectedRanges(range,description,warningOnly,requestingUserCanEdit,unprotectedRanges,editors(users)),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,userEnteredFormat(numberFormat)))))"
)
FIELDS = f"replies,updatedSpreadsheet({_SEEN})"
READ_FIELDS = _SEEN
DATED = frozenset(("DATE", "TIME", "DATE_TIME"))
_ERRORS = {
    "N_A": "#N/A",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "NAME": "#NAME?",
    "NULL_VALUE": "#NULL!",
    "REF": "#REF!",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One cell: its value, whether a formula gives it (here, or spilled from another cell), its number format."""

    value: Cell = None
    is_formula: bool = False
    is_spilled: bool = False
    format: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What to see of a tab besides its header. Rows and columns count from 0; `tail` is all from this row down."""

    title: str
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    tail: int | None = None
    width: int = 26
    everything: bool = False

    def ranges(self) -> list[str]:
        """The same in A1 notation."""
        title = quoted(self.title)
        if self.everything:
            return [title]
        spans = [f"{first + 1}:{last + 1}" for first, last in _runs({0, *self.rows})]
        spans += [
            f"{column_letters(first)}:{column_letters(last)}" for first, last in _runs(set(self.columns))
        ]
        if self.tail is not None:
            spans.append(f"A{self.tail + 1}:{column_letters(max(self.width - 1, 0))}")
        return [f"{title}!{span}" for span in spans]


BLANK = Seen()


@dataclass(slots=True)
class View:
    """What was seen of one tab. `whole` names columns seen from top to bottom, `rows_seen` rows seen across."""

    title: str
    sheet_id: int
    height: int
    width: int
    cells: dict[int, dict[int, Seen]] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    rows_seen: set[int] = field(default_factory=set)
    tail: int | None = None
    protected: Sequence[Mapping[str, Any]] = ()
    _by_cells: dict[tuple[int, ...], dict[tuple[str, ...], list[int]]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Seen:
        return self.cells.get(row, {}).get(column, BLANK)

    def knows(self, row: int, column: int) -> bool:
        """Whether this cell was among what was asked for."""
        return column in self.whole or row in self.rows_seen or (self.tail is not None and row >= self.tail)

    def columns(self, titles: Iterable[str]) -> dict[str, int]:
        """Where these headers stand; those that do not are left out. The first of two equal ones counts."""
        first: dict[str, int] = {}
        for column, seen in sorted(self.cells.get(0, {}).items()):
            first.setdefault(header_text(seen.value), column)
        return {title: first[title] for title in titles if title in first}

    def holds(self, row: int, cells: Mapping[int, Cell]) -> bool:
        """Whether `row` holds all these cells, as far as it was seen; a row that was not seen does not."""
        return all(
            self.knows(row, column) and same(self.cell(row, column).value, value)
            for column, value in cells.items()
        )

    def rows_with(self, cells: Mapping[int, Cell]) -> list[int] | None:
        """The rows below the header that hold all these cells; None where a column was not seen whole."""
        if not set(cells) <= self.whole:
            return None
        columns = tuple(sorted(cells))
        if columns not in self._by_cells:
            index: dict[tuple[str, ...], list[int]] = {}
            for row in range(1, self.used()):
                index.setdefault(tuple(coarse(self.cell(row, c).value) for c in columns), []).append(row)
            self._by_cells[columns] = index
        alike = self._by_cells[columns].get(tuple(coarse(cells[c]) for c in columns), [])
        return [row for row in alike if self.holds(row, cells)]

    def known_rows_with(self, cells: Mapping[int, Cell]) -> list[int]:
        """The rows that hold all these cells among those where they were seen, all of them or not."""
        found = self.rows_with(cells)
        if found is not None:
            return found
        return [row for row in sorted(self.cells) if row > 0 and self.holds(row, cells)]

    def learn(self, other: View) -> None:
        """Take over what `other` saw of the same tab."""
        for row, cells in other.cells.items():
            self.cells.setdefault(row, {}).update(cells)
        self.whole |= other.whole
        self.rows_seen |= other.rows_seen
        self._by_cells.clear()

    def learn_columns(self, columns: Mapping[int, Sequence[Cell]]) -> None:
        """Take over plain values of whole columns; what is known of a cell besides its value stays."""
        for column, values in columns.items():
            for row, value in enumerate(values):
                if not self.knows(row, column) and value != "":
                    self.cells.setdefault(row, {})[column] = Seen(value)
            self.whole.add(column)
        self._by_cells.clear()

    def used(self) -> int:
        """Rows down to the last one seen with anything in it."""
        return max(
            (
                row + 1
                for row, cells in self.cells.items()
                if any(seen.value is not None for seen in cells.values())
            ),
            default=0,
        )

    def date_format(self, column: int) -> Mapping[str, str]:
        """How this column shows dates: as its first dated cell does, else ISO."""
        for row in sorted(self.cells):
            shown = self.cell(row, column).format
            if shown and shown.get("type") in DATED:
                return shown
        return {"type": "DATE", "pattern": "yyyy-mm-dd"}

    def protection(self, row: int, column: int) -> Mapping[str, Any] | None:
        """The protection that keeps this account out of a cell."""
        for protection in self.protected:
            if protection.get("warningOnly") or protection.get("requestingUserCanEdit"):
                continue
            free = protection.get("unprotectedRanges", ())
            if _covers(protection.get("range", {}), row, column) and not any(
                _covers(area, row, column) for area in free
            ):
                return protection
        return None


def views_of(spreadsheet: Mapping[str, Any], asked: Iterable[Asked]) -> dict[str, View]:
    """By title, what an answer shows of the tabs asked for; a tab that is not there is left out."""
    by_title = {
        sheet["properties"].get("title", ""): sheet
        for sheet in spreadsheet.get("sheets", ())
        if "properties" in sheet
    }
    views: dict[str, View] = {}
    for ask in asked:
        sheet = by_title.get(ask.title)
        if sheet is not None:
            views[ask.title] = _view(sheet, ask)
    return views


def _view(sheet: Mapping[str, Any], ask: Asked) -> View:
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})
    view = View(
        ask.title,
        properties.get("sheetId", 0),
        size.get("rowCount", 0),
        size.get("columnCount", 0),
        whole=set(range(size.get("columnCount", 0))) if ask.everything else set(ask.columns),
        rows_seen={0, *ask.rows},
        tail=ask.tail,
        protected=sheet.get("protectedRanges", ()),
    )
    for block in sheet.get("data", ()):
        left = block.get("startColumn", 0)
        for row, data in enumerate(block.get("rowData", ()), start=block.get("startRow", 0)):
            cells = view.cells.setdefault(row, {})
            for column, cell in enumerate(data.get("values", ()), start=left):
                if cell:
                    cells[column] = _seen(cell)
    return view


def _seen(cell: Mapping[str, Any]) -> Seen:
    entered = cell.get("userEnteredValue")
    effective = cell.get("effectiveValue")
    return Seen(
        _value(effective),
        is_formula=bool(entered) and "formulaValue" in entered,  # type: ignore[operator]
        is_spilled=effective is not None and entered is None,
        format=cell.get("userEnteredFormat", {}).get("numberFormat"),
    )


def _value(extended: Mapping[str, Any] | None) -> Cell:
    """The value as a plain read gives it."""
    if not extended:
        return None
    if "errorValue" in extended:
        kind = extended["errorValue"].get("type", "ERROR")
        return _ERRORS.get(kind, f"#{kind}!")
    return next(iter(extended.values()))


def _covers(area: Mapping[str, int], row: int, column: int) -> bool:
    return area.get("startRowIndex", 0) <= row < area.get("endRowIndex", row + 1) and area.get(
        "startColumnIndex", 0
    ) <= column < area.get("endColumnIndex", column + 1)


def _runs(numbers: set[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
