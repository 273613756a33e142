"""A sheet's XML with some cells set: only their rows change, and every other byte stays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace

from openpyxl.utils import get_column_letter

from lib.workbook.base import Cell
from lib.workbook.excel import markup, values
from lib.workbook.excel.markup import Element, Splice
from lib.workbook.excel.sheet_xml import RowXml, SheetXml, box, ref
from lib.workbook.excel.styles import Styles


class SheetPatch:
    """The changes to make in a sheet."""

    def __init__(self, sheet: SheetXml) -> None:
        self._sheet = sheet
        self._values: dict[int, dict[int, tuple[Cell, int]]] = {}
        self._uncalculated: dict[int, set[int]] = {}
        self._unlinked: list[Element] = []
        self.changed_rows = b""

    def set(self, row: int, column: int, value: Cell, style: int) -> None:
        """Write a cleaned value to a cell whose format is now `style`."""
        self._values.setdefault(row, {})[column] = (value, style)

    def uncalculate(self, row: int, column: int) -> None:
        """Drop the stored value of a formula in a row that changes."""
        self._uncalculated.setdefault(row, set()).add(column)

    def unlink(self, link: Element) -> None:
        """Remove a hyperlink from its cell."""
        self._unlinked.append(link)

    def patched(self, styles: Styles, *, epoch_1904: bool = False) -> bytes:
        """The sheet's XML with all changes made."""
        sheet = self._sheet
        splices = list(self._row_splices(styles, epoch_1904))
        self.changed_rows = b"".join(content for _, _, content in splices)
        if sheet.is_bare and splices:
            splices = [(sheet.start, sheet.end, self._wrapped(self.changed_rows))]
        return markup.spliced(sheet.xml, [*splices, *self._outer_splices()])

    def excerpt(self) -> bytes:
        """A sheet like the patched one, with only the changed rows. Call it after `patched`."""
        sheet = self._sheet
        return (
            sheet.xml[: sheet.start]
            + self._wrapped(self.changed_rows)
            + f"</{sheet.prefix}worksheet>".encode()
        )

    def _wrapped(self, rows: bytes) -> bytes:
        name = f"{self._sheet.prefix}sheetData"
        return f"<{name}>".encode() + rows + f"</{name}>".encode()

    def _row_splices(self, styles: Styles, epoch_1904: bool) -> Iterator[Splice]:
        numbers, starts = self._sheet.rows
        for number, cells in sorted(self._values.items()):
            row = self._sheet.row(number)
            new = {
                column: self._cell(number, column, value, styles.for_value(style, value), epoch_1904)
                for column, (value, style) in sorted(cells.items())
            }
            if row:
                new |= {
                    column: self._without_value(row, column) for column in self._uncalculated.get(number, ())
                }
                yield self._changed_row(row, new)
            elif any(new.values()):
                at = starts[bisect_left(numbers, number)]
                xml = f'<{self._sheet.prefix}row r="{number}">'.encode() + b"".join(new.values())
                yield at, at, xml + f"</{self._sheet.prefix}row>".encode()

    def _changed_row(self, row: RowXml, new: Mapping[int, bytes]) -> Splice:
        element = row.element
        whole = (row.start, row.start + element.end)
        head = _numbered(element, str(row.number)).start_tag({"spans": None})
        if element.inner == element.end:
            return *whole, head + b"".join(new.values()) + f"</{element.tag}>".encode()
        known = sorted(row.cells)
        splices: list[Splice] = [(element.start, element.inner, head)]
        for column, cell in row.cells.items():
            if "r" not in cell.attributes and column not in new:
                tag = _numbered(cell, f"{get_column_letter(column + 1)}{row.number}")
                splices.append((cell.start, cell.inner, tag.start_tag({}, is_empty=cell.inner == cell.end)))
        for column, xml in new.items():
            if column in row.cells:
                splices.append((row.cells[column].start, row.cells[column].end, xml))
            else:
                after = bisect_left(known, column)
                at = row.cells[known[after]].start if after < len(known) else element.close
                splices.append((at, at, xml))
        return *whole, markup.spliced(self._sheet.xml[slice(*whole)], splices)

    def _cell(self, row: int, column: int, value: Cell, style: int, epoch_1904: bool) -> bytes:
        kind, inner = values.content(value, self._sheet.prefix, epoch_1904=epoch_1904)
        if not inner and not style:
            return b""
        attributes = {"r": f"{get_column_letter(column + 1)}{row}"} | ({"s": str(style)} if style else {})
        cell = Element(f"{self._sheet.prefix}c", attributes, 0, 0)
        return cell.start_tag(kind, is_empty=not inner) + (
            inner + f"</{cell.tag}>".encode() if inner else b""
        )

    def _without_value(self, row: RowXml, column: int) -> bytes:
        cell = _numbered(row.cells[column], f"{get_column_letter(column + 1)}{row.number}")
        kept = [child for child in cell.children if child.name != "v"]
        inner = b"".join(self._sheet.xml[row.start + child.start : row.start + child.end] for child in kept)
        return cell.start_tag({"t": None}) + inner + f"</{cell.tag}>".encode()

    def _outer_splices(self) -> Iterator[Splice]:
        sheet = self._sheet
        dimension = sheet.part("dimension")
        if dimension and self._values:
            first_row, first_column, last_row, last_column = box(dimension.get("ref"))
            columns = [column for cells in self._values.values() for column in cells]
            wider = (
                *(min(first_row, *self._values), min(first_column, *columns)),
                *(max(last_row, *self._values), max(last_column, *columns)),
            )
            tag = dimension.start_tag({"ref": ref(wider)}, is_empty=dimension.inner == dimension.end)
            yield sheet.moved(dimension.start), sheet.moved(dimension.inner), tag
        links = sheet.part("hyperlinks")
        if links and self._unlinked:
            is_all = len(self._unlinked) == len(links.children)
            for link in [links] if is_all else self._unlinked:
                yield sheet.moved(link.start), sheet.moved(link.end), b""


def _numbered(element: Element, number: str) -> Element:
    """A row or cell with its position as first attribute, even if only its order in the file gave the position."""
    return replace(element, attributes={"r": number, **element.attributes})
