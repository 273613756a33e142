"""The cells that a save sees: some rows and columns of a spreadsheet's tabs, all as of one revision.

They come with the answer to the request that sets the lock or the tags (`answers`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.workbook.base import Cell
from lib.workbook.common.cells import coarse, header_text, same
from lib.workbook.common.placeholder import digest
from lib.workbook.google.save.column_names import fixed_column, positioned, untitled_column
from lib.workbook.google.save.tab_query import SLACK

DATED = frozenset(("DATE", "TIME", "DATE_TIME"))


@dataclass(frozen=True, slots=True)
class SeenCell:
    """One cell: its value, whether it comes from a formula (its own or another cell's), and its number format."""

    value: Cell = None
    is_formula: bool = False
    is_spilled: bool = False
    format: Mapping[str, str] | None = None


BLANK = SeenCell()


@dataclass(slots=True)
class TabView:
    """What was seen of one tab. `whole_columns` were seen from top to bottom, `whole_rows` from left to right."""

    title: str
    sheet_id: int
    height: int
    width: int
    cells: dict[int, dict[int, SeenCell]] = field(default_factory=dict)
    whole_columns: set[int] = field(default_factory=set)
    whole_rows: set[int] = field(default_factory=set)
    top: int = 0
    """The header row."""
    tail: int | None = None
    protected: Sequence[Mapping[str, Any]] = ()
    earlier: dict[str, int] = field(default_factory=dict)
    """The column of each header that was seen earlier in the same save."""
    written_at: dict[str, int] = field(default_factory=dict)
    """The column of each header when this save wrote to the tab, after this view."""
    _texts: dict[int, Counter[str]] = field(default_factory=dict)
    _by_cells: dict[tuple[int, ...], dict[tuple[str, ...], list[int]]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> SeenCell:
        return self.cells.get(row, {}).get(column, BLANK)

    def has_seen(self, row: int, column: int) -> bool:
        """Whether this cell was part of the query."""
        is_in_tail = self.tail is not None and row >= self.tail
        return column in self.whole_columns or row in self.whole_rows or is_in_tail

    def columns(self, titles: Iterable[str]) -> dict[str, int]:
        """The column of each of these headers that is there. Of two equal headers the first counts."""
        first: dict[str, int] = {}
        for column, seen in sorted(self.cells.get(self.top, {}).items()):
            first.setdefault(header_text(seen.value), column)
        return {title: column for title in titles if (column := self._column(title, first)) is not None}

    def _column(self, title: str, first: Mapping[str, int]) -> int | None:
        column = fixed_column(title)
        if column is None:
            return first.get(title)
        if untitled_column(title) is None:
            return column
        return None if header_text(self.cell(self.top, column).value) else column

    @property
    def lost_header(self) -> bool:
        """Whether most headers that were seen earlier in the save are gone: the header row is another row now."""
        return 2 * len(self.columns(self.earlier)) < len(self.earlier)

    def place_of(self, title: str) -> str | None:
        """The name of the column that had this header earlier in the save, if only its header is gone; else None."""
        column = self.earlier.get(title)
        if column is not None and self.lost_header:
            moved = self._moved_header()
            return positioned(moved.get(title, column) if moved else column)
        if (
            column is None
            or self.earlier.get(header_text(self.cell(self.top, column).value), column) != column
        ):
            return None
        return positioned(column)

    def _moved_header(self) -> dict[str, int]:
        """The columns of the header row, if someone moved it down: below the lost one, with most of the titles."""
        for row in range(self.top + 1, self.top + SLACK + 1):
            at = {
                header_text(seen.value): c
                for c, seen in sorted(self.cells.get(row, {}).items(), reverse=True)
            }
            if 2 * len(at.keys() & self.earlier.keys()) >= len(self.earlier):
                return at
        return {}

    def header(self) -> list[str]:
        """The header texts, by column."""
        seen = self.cells.get(self.top, {})
        return [header_text(seen[c].value) if c in seen else "" for c in range(max(seen, default=-1) + 1)]

    def holds(self, row: int, cells: Mapping[int, Cell]) -> bool:
        """Whether `row` holds all these cells; False if one of them was not seen."""
        return all(
            self.has_seen(row, column) and same(self.cell(row, column).value, value)
            for column, value in cells.items()
        )

    def rows_with(self, cells: Mapping[int, Cell]) -> list[int] | None:
        """The rows below the header that hold all these cells; None if one of the columns was not seen in full."""
        if not set(cells) <= self.whole_columns:
            return None
        columns = tuple(sorted(cells))
        if columns not in self._by_cells:
            index: dict[tuple[str, ...], list[int]] = {}
            for row in self.rows():
                index.setdefault(tuple(coarse(self.cell(row, c).value) for c in columns), []).append(row)
            self._by_cells[columns] = index
        alike = self._by_cells[columns].get(tuple(coarse(cells[c]) for c in columns), [])
        return [row for row in alike if self.holds(row, cells)]

    def known_rows_with(self, cells: Mapping[int, Cell]) -> list[int]:
        """The rows that hold all these cells, among the rows where the cells were seen."""
        found = self.rows_with(cells)
        if found is not None:
            return found
        first = self.rows().start
        return [row for row in sorted(self.cells) if row >= first and self.holds(row, cells)]

    def rows(self) -> range:
        """The rows below the header, down to the last one seen with content; from where the header was, if it is
        gone."""
        return range(self.top + (not self.lost_header), self.used_rows())

    def count(self, column: int, digested: str) -> int:
        """How many rows below the header hold a cell with this digest."""
        if column not in self._texts:
            self._texts[column] = Counter(digest(self.cell(row, column).value) for row in self.rows())
        return self._texts[column][digested]

    def used_rows(self) -> int:
        """The number of rows down to the last one seen with content."""
        return max(
            (
                row + 1
                for row, cells in self.cells.items()
                if any(seen.value is not None for seen in cells.values())
            ),
            default=0,
        )

    def date_format(self, column: int) -> Mapping[str, str]:
        """The date format of this column: that of its first date cell, else ISO."""
        for row in sorted(self.cells):
            shown = self.cell(row, column).format
            if shown and shown.get("type") in DATED:
                return shown
        return {"type": "DATE", "pattern": "yyyy-mm-dd"}

    def protection(self, row: int, column: int) -> Mapping[str, Any] | None:
        """The protection that stops this account from editing a cell; None if there is none."""
        for protection in self.protected:
            if protection.get("warningOnly") or protection.get("requestingUserCanEdit"):
                continue
            free = protection.get("unprotectedRanges", ())
            if _covers(protection.get("range", {}), row, column) and not any(
                _covers(area, row, column) for area in free
            ):
                return protection
        return None


def _covers(area: Mapping[str, int], row: int, column: int) -> bool:
    return area.get("startRowIndex", 0) <= row < area.get("endRowIndex", row + 1) and area.get(
        "startColumnIndex", 0
    ) <= column < area.get("endColumnIndex", column + 1)
