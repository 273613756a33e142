"""Tables in a sheet (Insert > Table): they grow with the rows added below them."""

from __future__ import annotations

from dataclasses import dataclass

from lib.workbook.excel import markup
from lib.workbook.excel.markup import Element
from lib.workbook.excel.package import Package
from lib.workbook.excel.sheet_xml import Box, box, ref

_FILLED_FROM_ELSEWHERE = {"queryTable", "xml"}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its part, its range with the header and a totals row, and its root element."""

    part: str
    area: Box
    root: Element

    @property
    def name(self) -> str:
        return self.root.get("displayName") or self.root.get("name")

    @property
    def has_totals(self) -> bool:
        return self.root.get("totalsRowCount", "0") != "0"

    @property
    def is_filled_from_elsewhere(self) -> bool:
        """Whether a refresh overwrites its cells."""
        return self.root.get("tableType") in _FILLED_FROM_ELSEWHERE

    def holds(self, row: int, column: int) -> bool:
        top, left, bottom, right = self.area
        return top <= row <= bottom and left <= column <= right


def tables(package: Package, sheet: str) -> list[Table]:
    """The tables of the sheet with this part name."""
    found = []
    for relation in package.relations(sheet):
        if relation.kind == "table":
            root = markup.parse(package.read(relation.target))
            found.append(Table(relation.target, box(root.get("ref")), root))
    return found


def grow(package: Package, table: Table, last_row: int) -> None:
    """Extend `table` and its filter down to `last_row`."""
    top, left, _, right = table.area
    splices = []
    for element in (table.root, table.root.child("autoFilter")):
        if element and box(element.get("ref"))[2] == table.area[2]:
            tag = element.start_tag(
                {"ref": ref((top, left, last_row, right))}, is_empty=element.inner == element.end
            )
            splices.append((element.start, element.inner, tag))
    package.replace(table.part, markup.spliced(package.read(table.part), splices))
