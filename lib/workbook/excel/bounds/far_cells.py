"""Cells far from the rest of their tab: where a table ends, and a sheet without what is beyond.

A reader allocates the whole rectangle from A1 to the last cell. A text pasted by mistake in XFD1048576 is left out,
with its address and text, and the log is read as if it were not there; the file itself keeps it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from lib.workbook.base import FarCell
from lib.workbook.excel.bounds import limits
from lib.workbook.excel.bounds.extent import column_number

_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Table:
    """The part of a tab that is read: up to this row and this column (from 1)."""

    last_row: int = limits.LAST_ROW
    last_column: int = limits.LAST_COLUMN

    def holds(self, row: int, column: int) -> bool:
        return row <= self.last_row and column <= self.last_column


def table_of(rows: Sequence[int], columns: Sequence[int]) -> Table | None:
    """Where the table ends, from the row and column (from 1) of each cell with content; None if no cell is far from it.

    Far is beyond FAR_ROWS empty rows or FAR_COLUMNS empty columns, if no more than MOST_FAR_CELLS cells are there.
    """
    last_row = _end(Counter(rows), limits.FAR_ROWS)
    near = (column for row, column in zip(rows, columns, strict=True) if row <= last_row)
    last_column = _end(Counter(near), limits.FAR_COLUMNS)
    table = Table(last_row, last_column)
    is_all = all(table.holds(row, column) for row, column in zip(rows, columns, strict=True))
    return None if is_all else table


def _end(counts: Counter[int], gap: int) -> int:
    """The last line before the first gap that only few cells are beyond; the very last one if there is no such gap."""
    lines = [0, *sorted(counts)]
    end, beyond = lines[-1], 0
    for before, line in zip(reversed(lines[:-1]), reversed(lines[1:]), strict=True):
        beyond += counts[line]
        if beyond > limits.MOST_FAR_CELLS:
            break
        if line - before > gap:
            end = before
    return end


@dataclass
class _Cells:
    """Where the far cells are in a sheet's bytes, and what is in them; rows and columns from 1."""

    table: Table
    parser: expat.XMLParserType
    xml: bytes
    found: list[tuple[int, int, str, str]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    row: int = 1
    column: int = 1
    cell: tuple[int, int, str, int] | None = None
    text: list[str] = field(default_factory=list)
    is_text: bool = False
    has_content: bool = False

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row" and "r" in attributes:
            self.row = int(attributes["r"])
        elif name == "c":
            row = self.row
            if "r" in attributes:
                reference = attributes["r"].upper()
                letters = reference.rstrip("0123456789")
                row, self.column = int(reference[len(letters) :]), column_number(letters.encode())
            is_far = not self.table.holds(row, self.column)
            self.cell = (row, self.column, attributes.get("t", ""), self._at) if is_far else None
            self.column += 1
            self.text, self.has_content = [], False
        elif self.cell:
            self.has_content = True
            self.is_text = name in {"v", "t"}

    def closed(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self.column = self.row + 1, 1
        elif name == "c" and self.cell:
            row, column, kind, start = self.cell
            if self.has_content:
                self.spans.append((start, self.xml.index(b">", self._at) + 1))
                self.found.append((row, column, kind, "".join(self.text)))
            self.cell = None
        self.is_text = False

    def characters(self, text: str) -> None:
        if self.cell and self.is_text:
            self.text.append(text[:_LONGEST_TEXT])

    @property
    def _at(self) -> int:
        return self.parser.CurrentByteIndex


def without_far_cells(xml: bytes, table: Table) -> tuple[bytes, list[tuple[int, int, str, str]]]:
    """A well-formed sheet without the cells beyond its table; and the row, column (from 1), type and text of each."""
    parser = expat.ParserCreate()
    cells = _Cells(table, parser, xml)
    parser.StartElementHandler, parser.EndElementHandler = cells.opened, cells.closed
    parser.CharacterDataHandler = cells.characters
    parser.Parse(xml, True)
    kept, at = [], 0
    for start, end in cells.spans:
        kept.append(xml[at:start])
        at = end
    return b"".join([*kept, xml[at:]]), cells.found


def described(found: Iterable[tuple[int, int, str, str]], shared: Sequence[str]) -> tuple[FarCell, ...]:
    """Far cells with their text; `shared` are the workbook's shared texts by their number."""
    return tuple(
        FarCell(
            row,
            column - 1,
            (_shared(text, shared) if kind == "s" else text)[:_LONGEST_TEXT],
        )
        for row, column, kind, text in found
    )


def _shared(number: str, shared: Sequence[str]) -> str:
    number = number.strip()
    return shared[int(number)] if number.isdecimal() and int(number) < len(shared) else number
