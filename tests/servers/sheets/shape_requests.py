"""Requests about rows and columns: insert, delete, append, hide, sort (documented; error words recorded)."""

from __future__ import annotations

from . import a1, structure
from .errors import invalid
from .grid import Sheet
from .model import Spreadsheet, check_editable, read_box
from .registry import Body, handles, required_paths


def span(book: Spreadsheet, part: Body) -> tuple[Sheet, str, int, int]:
    """The tab, dimension, start and end of a DimensionRange; open ends extend to the grid's end."""
    area = part.get("range") or part.get("dimensionRange") or {}
    sheet = book.by_id(area.get("sheetId", 0))
    dimension = area.get("dimension") or invalid("A dimension must be specified.")
    start = area.get("startIndex", 0)
    end = area.get("endIndex", structure.size(sheet, dimension))
    if start < 0 or end <= start:
        invalid(f"range.endIndex[{end}] must be greater than range.startIndex[{start}]")
    return sheet, dimension, start, end


def strip(sheet: Sheet, dimension: str, start: int, end: int) -> a1.Range:
    return a1.Range(start, 0, end, None) if dimension == "ROWS" else a1.Range(0, start, None, end)


@handles("insertDimension")
def insert_dimension(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet, dimension, start, end = span(book, part)
    count = structure.size(sheet, dimension)
    if start > count:
        invalid(f"range.startIndex[{start}] is larger than the current grid size[{count}].")
    if start == count and not part.get("inheritFromBefore"):
        invalid("range.startIndex must be less than the grid size if inheritFromBefore is false.")
    if part.get("inheritFromBefore") and start == 0:
        invalid("inheritFromBefore cannot be true if range.startIndex is 0.")
    for protection in sheet.protections:
        box = read_box(protection["range"])
        low, high = (box.top, box.bottom) if dimension == "ROWS" else (box.left, box.right)
        if (low < start and (high is None or start < high)) or (low == 0 and high is None):
            check_editable(sheet, box, principal)
    structure.insert_dimension(book, sheet, dimension, start, end - start)
    if part.get("inheritFromBefore") and dimension == "ROWS":
        sheet.inherit_formats(start, end)


@handles("deleteDimension")
def delete_dimension(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet, dimension, start, end = span(book, part)
    if start < structure.size(sheet, dimension):
        check_editable(sheet, strip(sheet, dimension, start, end), principal)
    structure.delete_dimension(book, sheet, dimension, start, end)


@handles("appendDimension")
def append_dimension(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet, dimension = book.by_id(part.get("sheetId", 0)), part.get("dimension")
    length = part.get("length", 0)
    if length <= 0:
        invalid("length must be greater than 0.")
    rows, columns = (length, 0) if dimension == "ROWS" else (0, length)
    structure.grow_to(book, sheet, sheet.row_count + rows, sheet.column_count + columns)


@handles("updateDimensionProperties")
def update_dimension_properties(book: Spreadsheet, part: Body, principal: str | None) -> None:
    """Set whether rows are hidden; sizes are accepted and ignored."""
    sheet, dimension, start, end = span(book, part)
    if dimension == "ROWS" and "hiddenByUser" in required_paths(part, "properties"):
        for row in range(start, end):
            sheet.hidden_rows.pop(row, None)
            if part.get("properties", {}).get("hiddenByUser"):
                sheet.hidden_rows[row] = "hiddenByUser"


@handles("sortRange")
def sort_range(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet, box = book.resolve_grid(part.get("range", {}))
    structure.sort(book, sheet, box, part.get("sortSpecs") or [], principal)
