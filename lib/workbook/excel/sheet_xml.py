"""One sheet's XML, parsed only where needed: its rows and cells, and what is around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import unescape

from openpyxl.utils import get_column_letter, range_boundaries

from lib.workbook.base import WorkbookError
from lib.workbook.excel import formulas as excel_formulas
from lib.workbook.excel import markup
from lib.workbook.excel.markup import TAG_REST, Element

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows from 1, columns from 0."""

_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet(?=[\s>/])")
_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d+)["']""")
_ARRAY = re.compile(rb"""<(?:[\w.-]+:)?f(?=\s)[^>]*?\st\s*=\s*["'](?:array|dataTable)["'][^>]*>""")
_SHARED = re.compile(rb"""<(?:[\w.-]+:)?f(?=\s)[^>]*?\st\s*=\s*["']shared["'][^>]*?[^/]>""")
_REF = re.compile(rb"""\sref\s*=\s*["']([^"']+)["']""")
_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class CellXml:
    """A cell's format, and what prevents changing it: a formula or rich data."""

    style: int
    has_formula: bool
    has_rich_data: bool


@dataclass(frozen=True, slots=True)
class RowXml:
    """A row that starts at `start` of the sheet; positions in `element` and `cells` count from there."""

    number: int
    start: int
    element: Element
    cells: dict[int, Element]


class SheetXml:
    """The XML of one worksheet. Raises WorkbookError if it is not in a form that spreadsheet programs write."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        markup.refuse_other_encodings(xml)
        root = _ROOT.search(xml)
        if not root or b"<!" in xml or xml.count(b"<?") > 1:
            raise WorkbookError("has sheets in an unusual form; open it in Excel and save it there once")
        self.prefix = root[1].decode()
        data = re.compile(b"<" + root[1] + rb"sheetData(?=[\s>/])" + TAG_REST).search(xml)
        if not data:
            raise WorkbookError("is damaged (a sheet has no cells part)")
        self.is_bare = data[0].endswith(b"/>")
        self.start, self.first = data.span()
        self.close = self.end = self.first
        if not self.is_bare:
            self.close = xml.rfind(b"</" + root[1] + b"sheetData")
            self.end = xml.find(b">", self.close) + 1
        if not self.first <= self.close < self.end + self.is_bare:
            raise WorkbookError("is damaged (the cells part of a sheet does not end)")
        self._parsed: dict[int, RowXml] = {}

    @cached_property
    def rows(self) -> tuple[list[int], list[int]]:
        """Row numbers, and the position where each row starts, followed by the end of the cells.

        Raises WorkbookError if the rows are out of order.
        """
        tag = re.compile(b"<" + self.prefix.encode() + rb'row(?=[\s/>])(?:\s+r="(\d+)")?(' + TAG_REST + b")")
        numbers, starts, last = [], [], 0
        for match in tag.finditer(self.xml, self.first, self.close):
            first, others = match.groups()
            number = (first,) if first else _NUMBER.findall(others)
            current = int(number[0]) if number else last + 1
            if current <= last:
                raise WorkbookError("is damaged (the rows of a sheet are out of order)")
            numbers.append(current)
            starts.append(match.start())
            last = current
        return numbers, [*starts, self.close]

    def row(self, number: int) -> RowXml | None:
        """A row as it is in the file; None if it is not in the file, with neither content nor format."""
        numbers, starts = self.rows
        index = bisect_left(numbers, number)
        if index == len(numbers) or numbers[index] != number:
            return None
        if number not in self._parsed:
            element = markup.parse(self.xml[starts[index] : starts[index + 1]])
            cells: dict[int, Element] = {}
            column = -1
            for cell in element.named("c"):
                letters = _LETTERS.match(cell.get("r"))
                column = box(letters[0] + "1")[1] if letters else column + 1
                cells[column] = cell
            self._parsed[number] = RowXml(number, starts[index], element, cells)
        return self._parsed[number]

    def cell(self, row: int, column: int) -> CellXml | None:
        """A cell as it is in the file; None if it is not in the file, with neither content nor format."""
        line = self.row(row)
        found = line.cells.get(column) if line else None
        if not found:
            return None
        has_rich_data = bool(found.get("vm") or found.get("cm"))
        return CellXml(int(found.get("s", "0")), found.child("f") is not None, has_rich_data)

    def default_style(self, row: int, column: int) -> int:
        """The format of a cell that is not in the file: its row's or its column's, else 0."""
        line = self.row(row)
        if line and line.element.is_on("customFormat"):
            return int(line.element.get("s", "0"))
        columns = self.part("cols")
        for entry in columns.children if columns else []:
            if int(entry.get("min", "0")) <= column + 1 <= int(entry.get("max", "0")):
                return int(entry.get("style", "0"))
        return 0

    @cached_property
    def outside(self) -> Element:
        """The sheet without its cells; `moved` converts its positions to those in the whole sheet."""
        tag = f"<{self.prefix}sheetData/>".encode()
        return markup.parse(self.xml[: self.start] + tag + self.xml[self.end :])

    def moved(self, position: int) -> int:
        """A position in `outside` as a position in the whole sheet."""
        length = len(f"<{self.prefix}sheetData/>")
        return position if position <= self.start else position + self.end - self.start - length

    def part(self, name: str) -> Element | None:
        """A direct child of the worksheet other than its cells; None if it is missing."""
        return self.outside.child(name)

    @property
    def is_protected(self) -> bool:
        protection = self.part("sheetProtection")
        return protection is not None and protection.is_on("sheet")

    @cached_property
    def arrays(self) -> tuple[Box, ...]:
        """The ranges filled by array formulas and data tables."""
        if b"array" not in self.xml and b"dataTable" not in self.xml:
            return ()
        refs = [_REF.search(match[0]) for match in _ARRAY.finditer(self.xml)]
        return tuple(box(reference[1].decode()) for reference in refs if reference)

    @cached_property
    def links(self) -> dict[tuple[int, int], Element]:
        """The hyperlinks of single cells, by (row, column)."""
        links = self.part("hyperlinks")
        boxes = [(box(link.get("ref")), link) for link in links.children] if links else []
        return {area[:2]: link for area, link in boxes if area[:2] == area[2:]}

    def formulas(self, number: int) -> dict[int, str]:
        """The formulas in a row, by column."""
        row = self.row(number)
        found = {column: (cell, cell.child("f")) for column, cell in row.cells.items()} if row else {}
        return {
            column: self._formula(row, cell, formula)
            for column, (cell, formula) in found.items()
            if row and formula
        }

    def _formula(self, row: RowXml, cell: Element, formula: Element) -> str:
        """The text of a cell's formula, even if another cell holds it for several cells."""
        own = self._text(row, formula)
        if own or formula.get("si") not in self._shared:
            return own
        origin, text = self._shared[formula.get("si")]
        return excel_formulas.translated(text, origin, cell.get("r"))

    @cached_property
    def _shared(self) -> dict[str, tuple[str, str]]:
        """The formulas that several cells share, by their index: the cell that holds it, and its text."""
        found = {}
        numbers, starts = self.rows
        for number in {numbers[bisect_right(starts, at.start()) - 1] for at in _SHARED.finditer(self.xml)}:
            row = self.row(number)
            for cell in row.cells.values() if row else ():
                formula = cell.child("f")
                if row and formula and formula.get("t") == "shared" and formula.get("ref"):
                    found[formula.get("si")] = (cell.get("r"), self._text(row, formula))
        return found

    def _text(self, row: RowXml, element: Element) -> str:
        text = self.xml[row.start + element.inner : row.start + element.close].decode()
        return unescape(text, {"&quot;": '"', "&apos;": "'"})


def box(reference: str) -> Box:
    """A reference such as B2:D9 as numbers. Raises WorkbookError if it is not a reference."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except (TypeError, ValueError) as error:
        raise WorkbookError(f"is damaged (a sheet refers to the range {reference!r})") from error
    return top or 1, (left or 1) - 1, bottom or 1_048_576, (right or 16_384) - 1


def ref(area: Box) -> str:
    """The reference of a box."""
    first, last = f"{get_column_letter(area[1] + 1)}{area[0]}", f"{get_column_letter(area[3] + 1)}{area[2]}"
    return first if first == last else f"{first}:{last}"
