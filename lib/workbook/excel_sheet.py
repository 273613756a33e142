"""One sheet's XML with some cells set: only their rows change, every other byte stays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from openpyxl.utils import get_column_letter, range_boundaries

from lib.workbook import excel_markup, excel_values
from lib.workbook.base import Cell, WorkbookError
from lib.workbook.excel_markup import TAG_REST, Element, Splice
from lib.workbook.excel_styles import Styles

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows from 1, columns from 0."""

_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet(?=[\s>/])")
_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d+)["']""")
_ARRAY = re.compile(rb"""<(?:[\w.-]+:)?f(?=\s)[^>]*?\st\s*=\s*["'](?:array|dataTable)["'][^>]*>""")
_REF = re.compile(rb"""\sref\s*=\s*["']([^"']+)["']""")
_LETTERS = re.compile(r"([A-Za-z]+)\d*")


@dataclass(frozen=True, slots=True)
class CellXml:
    """What stands in the way of changing a cell: a formula, rich data; and its format."""

    style: int
    has_formula: bool
    has_rich_data: bool


class SheetXml:
    """The XML of one worksheet. Raises WorkbookError where its form is not one that spreadsheets write."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        excel_markup.refuse_other_encodings(xml)
        root = _ROOT.search(xml)
        if not root or b"<!" in xml or xml.count(b"<?") > 1:
            raise WorkbookError("has sheets in an unusual form; open it in Excel and save it there once")
        self._prefix = root[1].decode()
        data = re.compile(b"<" + root[1] + rb"sheetData(?=[\s>/])" + TAG_REST).search(xml)
        if not data:
            raise WorkbookError("is damaged (a sheet has no cells part)")
        self._is_bare = data[0].endswith(b"/>")
        close = b"</" + root[1] + b"sheetData"
        self._data = (data.start(), data.end(), data.end() if self._is_bare else xml.rindex(close))
        self._values: dict[int, dict[int, tuple[Cell, int | None]]] = {}
        self._unlinked: list[int] = []
        self.changed_rows = b""

    @cached_property
    def _rows(self) -> tuple[list[int], list[int]]:
        """Row numbers and where each row starts; the end of the last one is the end of the cells."""
        _, start, end = self._data
        tag = re.compile(b"<" + self._prefix.encode() + rb"row(?=[\s/>])(" + TAG_REST + b")")
        numbers, starts, last = [], [], 0
        for match in tag.finditer(self.xml, start, end):
            number = _NUMBER.search(match[1])
            current = int(number[1]) if number else last + 1
            if current <= last:
                raise WorkbookError("is damaged (the rows of a sheet are out of order)")
            numbers.append(current)
            starts.append(match.start())
            last = current
        return numbers, [*starts, end]

    @cached_property
    def _outside(self) -> tuple[Element, Callable[[int], int]]:
        """The sheet without its cells, and how positions in it become positions in the whole."""
        start, _, close = self._data
        tag = f"<{self._prefix}sheetData/>".encode()
        tail = self.xml.index(b">", close) + 1 if not self._is_bare else close
        shift = tail - start - len(tag)
        root = excel_markup.parse(self.xml[:start] + tag + self.xml[tail:])
        return root, lambda position: position if position <= start else position + shift

    def part(self, name: str) -> Element | None:
        """A direct child of the worksheet that is not its cells; its positions are not those of `xml`."""
        return self._outside[0].child(name)

    @property
    def is_protected(self) -> bool:
        protection = self.part("sheetProtection")
        return protection is not None and protection.is_on("sheet")

    @cached_property
    def arrays(self) -> tuple[Box, ...]:
        """The ranges that array formulas fill."""
        if b"array" not in self.xml and b"dataTable" not in self.xml:
            return ()
        refs = [_REF.search(match[0]) for match in _ARRAY.finditer(self.xml)]
        return tuple(box(ref[1].decode()) for ref in refs if ref)

    def cell(self, row: int, column: int) -> CellXml | None:
        """The cell as it is in the file; None where it holds nothing and has no format."""
        _, cells = self._parsed(row)
        found = cells.get(column)
        if not found:
            return None
        return CellXml(
            int(found.get("s", "0")), found.child("f") is not None, bool(found.get("vm") or found.get("cm"))
        )

    def default_style(self, row: int, column: int) -> int:
        """The format of a cell that is not in the file: its row's or its column's."""
        element, _ = self._parsed(row)
        if element and element.is_on("customFormat"):
            return int(element.get("s", "0"))
        columns = self.part("cols")
        for entry in columns.children if columns else []:
            if int(entry.get("min", "0")) <= column + 1 <= int(entry.get("max", "0")):
                return int(entry.get("style", "0"))
        return 0

    def set(self, row: int, column: int, value: Cell, *, style: int | None = None) -> None:
        """Write a cleaned value; `style` is the format to start from where the cell has none."""
        self._values.setdefault(row, {})[column] = (value, style)

    @cached_property
    def links(self) -> dict[tuple[int, int], Element]:
        """The hyperlinks of single cells, by row and column."""
        links = self.part("hyperlinks")
        boxes = [(box(link.get("ref")), link) for link in links.children] if links else []
        return {area[:2]: link for area, link in boxes if area[:2] == area[2:]}

    def unlink(self, link: Element) -> None:
        """Take a hyperlink off its cell."""
        self._unlinked.append(link.start)

    def patched(self, styles: Styles, *, epoch_1904: bool = False) -> bytes:
        """The sheet with what was set."""
        splices = list(self._row_splices(styles, epoch_1904))
        self.changed_rows = b"".join(content for _, _, content in splices)
        if self._is_bare and splices:
            splices = [(self._data[0], self._data[1], self._wrapped(self.changed_rows))]
        return excel_markup.spliced(self.xml, [*splices, *self._outer_splices()])

    def excerpt(self, rows: bytes) -> bytes:
        """A sheet like this one with these rows only."""
        return self.xml[: self._data[0]] + self._wrapped(rows) + f"</{self._prefix}worksheet>".encode()

    def _wrapped(self, rows: bytes) -> bytes:
        name = f"{self._prefix}sheetData"
        return f"<{name}>".encode() + rows + f"</{name}>".encode()

    def _row_splices(self, styles: Styles, epoch_1904: bool) -> Iterator[Splice]:
        numbers, starts = self._rows
        for row, cells in sorted(self._values.items()):
            index = bisect_left(numbers, row)
            is_there = index < len(numbers) and numbers[index] == row
            new = {
                column: self._cell_xml(row, column, value, style, styles, epoch_1904)
                for column, (value, style) in sorted(cells.items())
            }
            if is_there:
                yield self._changed_row(row, starts[index], new)
            elif any(new.values()):
                xml = f'<{self._prefix}row r="{row}">'.encode() + b"".join(new.values())
                yield starts[index], starts[index], xml + f"</{self._prefix}row>".encode()

    def _changed_row(self, row: int, start: int, new: Mapping[int, bytes]) -> Splice:
        element, cells = self._parsed(row)
        assert element is not None
        known = sorted(cells)
        chunk = self.xml[start : start + element.end]
        splices: list[Splice] = []
        for column, xml in new.items():
            if column in cells:
                splices.append((cells[column].start, cells[column].end, xml))
            else:
                after = bisect_left(known, column)
                at = cells[known[after]].start if after < len(known) else element.close
                splices.append((at, at, xml))
        if element.inner == element.end:
            tags = element.start_tag({"spans": None}) + b"".join(new.values()) + f"</{element.tag}>".encode()
            return start, start + element.end, tags
        if "spans" in element.attributes:
            splices.append((element.start, element.inner, element.start_tag({"spans": None})))
        return start, start + element.end, excel_markup.spliced(chunk, splices)

    def _cell_xml(
        self, row: int, column: int, value: Cell, style: int | None, styles: Styles, epoch_1904: bool
    ) -> bytes:
        found = self.cell(row, column)
        base = found.style if found else style if style is not None else self.default_style(row, column)
        number = styles.for_value(base, value)
        kind, inner = excel_values.content(value, self._prefix, epoch_1904=epoch_1904)
        if not inner and not number:
            return b""
        attributes = {"r": f"{get_column_letter(column + 1)}{row}"}
        attributes |= {"s": str(number)} if number else {}
        cell = Element(f"{self._prefix}c", attributes, 0, 0)
        return cell.start_tag(kind, is_empty=not inner) + (
            inner + f"</{cell.tag}>".encode() if inner else b""
        )

    def _outer_splices(self) -> Iterator[Splice]:
        root, moved = self._outside
        dimension = root.child("dimension")
        if dimension and self._values:
            first_row, first_column, last_row, last_column = box(dimension.get("ref"))
            columns = [column for cells in self._values.values() for column in cells]
            wider = (
                *(min(first_row, *self._values), min(first_column, *columns)),
                *(max(last_row, *self._values), max(last_column, *columns)),
            )
            yield (
                moved(dimension.start),
                moved(dimension.inner),
                dimension.start_tag({"ref": ref(wider)}, is_empty=dimension.inner == dimension.end),
            )
        links = root.child("hyperlinks")
        if links and self._unlinked:
            gone = [link for link in links.children if link.start in self._unlinked]
            if len(gone) == len(links.children):
                yield moved(links.start), moved(links.end), b""
            else:
                yield from ((moved(link.start), moved(link.end), b"") for link in gone)

    def _parsed(self, row: int) -> tuple[Element | None, dict[int, Element]]:
        """A row and its cells by column, their positions counted from the start of the row."""
        numbers, starts = self._rows
        index = bisect_left(numbers, row)
        if index == len(numbers) or numbers[index] != row:
            return None, {}
        if row not in self._parsed_rows:
            element = excel_markup.parse(self.xml[starts[index] : starts[index + 1]])
            cells: dict[int, Element] = {}
            column = -1
            for cell in element.named("c"):
                match = _LETTERS.match(cell.get("r"))
                column = box(match[0])[1] if match else column + 1
                cells[column] = cell
            self._parsed_rows[row] = element, cells
        return self._parsed_rows[row]

    @cached_property
    def _parsed_rows(self) -> dict[int, tuple[Element, dict[int, Element]]]:
        return {}


def box(reference: str) -> Box:
    """A reference such as B2:D9 as numbers. Raises WorkbookError for what is none."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except (TypeError, ValueError) as error:
        raise WorkbookError(f"is damaged (a sheet refers to the range {reference!r})") from error
    return top or 1, (left or 1) - 1, bottom or 1_048_576, (right or 16_384) - 1


def ref(area: Box) -> str:
    """The reference of a box."""
    first, last = f"{get_column_letter(area[1] + 1)}{area[0]}", f"{get_column_letter(area[3] + 1)}{area[2]}"
    return first if first == last else f"{first}:{last}"
