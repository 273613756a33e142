"""A part of a workbook read element by element with expat, which never resolves an entity here and never holds a tree.

For sheets in an unusual form, for the small parts that readers hold as objects, and for finding far cells.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds import limits
from lib.workbook.excel.bounds.extent import Extent, OtherForm, column_number

Attributes = dict[str, str]


def parse(
    pieces: Iterable[bytes],
    part: str,
    *,
    opened: Callable[[str, Attributes], None],
    closed: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a part and call `opened` and `closed` with local names, and `text` with text as it comes.

    Raises WorkbookError for anything that is not plain XML: a document type, an endless tag or text, too many
    attributes or elements, too deep nesting.
    """
    parser = expat.ParserCreate()
    depth = elements = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if elements > limits.MOST_SLOW_ELEMENTS:
            raise unusual(part, f"more than {limits.MOST_SLOW_ELEMENTS:,} elements in an unusual form")
        if depth > limits.DEEPEST:
            raise unusual(part, f"elements in more than {limits.DEEPEST} levels")
        if len(attributes) > limits.MOST_ATTRIBUTES:
            raise unusual(part, f"a tag with more than {limits.MOST_ATTRIBUTES} attributes")
        opened(tag.rpartition(":")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if closed:
            closed(tag.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise unusual(part, "a document type")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    if text:
        parser.CharacterDataHandler = text
    try:
        for piece in _short(pieces, part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise WorkbookError(f"is damaged (its part {part[:80]} is not valid XML: {error})") from error


def scan(pieces: Iterable[bytes], part: str) -> Extent:
    """The extent of a sheet in any form, with positions as readers give them to cells without a reference.

    Raises WorkbookError for what `parse` refuses, and beyond MOST_SLOW_CELLS cells, with or without content.
    """
    reader = _Sheet(part)
    parse(pieces, part, opened=reader.opened, closed=reader.closed)
    return reader.extent


def positions(pieces: Iterable[bytes], part: str) -> tuple[array[int], array[int]]:
    """The rows and columns (from 1) of all cells with content."""
    reader = _Sheet(part, keeps=True)
    parse(pieces, part, opened=reader.opened, closed=reader.closed)
    return reader.rows, reader.columns


def unusual(part: str, what: str) -> WorkbookError:
    """The error for a part that holds something no spreadsheet program writes."""
    return WorkbookError(
        f"is not as a spreadsheet program writes it (its part {part[:80]} has {what}); save it again in Excel"
    )


@dataclass
class _Sheet:
    part: str
    extent: Extent = field(default_factory=Extent)
    keeps: bool = False
    rows: array[int] = field(default_factory=lambda: array("i"))
    columns: array[int] = field(default_factory=lambda: array("i"))
    row: int = 1
    column: int = 1
    cells: int = 0
    cell: tuple[int, int] | None = None

    def opened(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self.row = self._number(attributes["r"]) if "r" in attributes else self.row
        elif name == "c":
            self._open_cell(attributes)
        elif self.cell:
            self._fill(*self.cell)
            self.cell = None
        elif name == "mergeCell":
            try:
                self.extent.merge(attributes.get("ref", "").upper().encode())
            except OtherForm:
                raise unusual(self.part, "a merged range that is none") from None
            if len(self.extent.merges) > limits.MOST_MERGES:
                raise unusual(self.part, f"more than {limits.MOST_MERGES:,} merged ranges")

    def closed(self, name: str) -> None:
        if name == "row":
            self.row, self.column = self.row + 1, 1
        elif name == "c":
            self.cell = None

    def _fill(self, row: int, column: int) -> None:
        if self.keeps:
            self.rows.append(row)
            self.columns.append(column)
        extent = self.extent
        extent.cells += 1
        extent.last_row, extent.last_column = max(extent.last_row, row), max(extent.last_column, column)
        extent.has_formulas = extent.has_errors = True

    def _open_cell(self, attributes: Attributes) -> None:
        self.cells += 1
        if self.cells > limits.MOST_SLOW_CELLS:
            raise unusual(self.part, f"more than {limits.MOST_SLOW_CELLS:,} cells in an unusual form")
        if sum(map(len, attributes.values())) > limits.LONGEST_CELL_TAG:
            raise unusual(self.part, "a cell with a very long tag")
        row = self.row
        if "r" in attributes:
            reference = attributes["r"].upper()
            letters = reference.rstrip("0123456789")
            if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
                raise unusual(self.part, f"a cell at {reference[:20]!r}")
            row, self.column = self._number(reference[len(letters) :]), column_number(letters.encode())
        self.cell = (row, self.column)
        self.column += 1

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text)):
            raise unusual(self.part, f"a row numbered {text[:20]!r}")
        return int(text)


def _short(pieces: Iterable[bytes], part: str) -> Iterable[bytes]:
    """The pieces, if no tag or text in them is longer than any that a spreadsheet program writes."""
    length = 0
    for piece in pieces:
        at = 0
        while True:
            end = piece.rfind(b">", at, at + limits.LONGEST_TAG)
            if end < 0:
                length += min(limits.LONGEST_TAG, len(piece) - at)
                at += limits.LONGEST_TAG
            else:
                at, length = end + 1, 0
            if length > limits.LONGEST_TEXT:
                raise unusual(part, f"a tag or text of more than {limits.LONGEST_TEXT:,} bytes")
            if at >= len(piece):
                break
        yield piece
