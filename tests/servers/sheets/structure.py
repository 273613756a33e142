"""Changes to a tab's shape that keep metadata and formula references with their rows and columns.

Recorded: the words for deleting rows that do not exist, deleting everything, and inserting at the grid's end.
"""

from __future__ import annotations

from typing import Any

from . import a1
from .errors import invalid
from .grid import ErrorValue, Sheet
from .model import Spreadsheet, check_editable
from .recalculate import shift_references


def size(sheet: Sheet, dimension: str) -> int:
    return sheet.row_count if dimension == "ROWS" else sheet.column_count


def insert_dimension(book: Spreadsheet, sheet: Sheet, dimension: str, at: int, count: int) -> None:
    rows = dimension == "ROWS"
    if rows:
        sheet.insert_rows(at, count)
    else:
        sheet.insert_columns(at, count)
    book.check_size()
    book.tags.insert(sheet.sheet_id, dimension, at, count)
    shift_references(book, sheet, rows, at, count)


def delete_dimension(book: Spreadsheet, sheet: Sheet, dimension: str, at: int, end: int) -> None:
    rows, count = dimension == "ROWS", size(sheet, dimension)
    noun = "row" if rows else "column"
    if at >= count:
        words = f"Cannot delete a {noun} that doesn't exist. Tried to delete {noun} index {at}"
        invalid(f"{words} but there are only {count} {noun}s.")
    end = min(end, count)
    if at == 0 and end == count:
        invalid(f"You can't delete all the {noun}s on the sheet.")
    frozen = sheet.grid_properties.get("frozenRowCount" if rows else "frozenColumnCount", 0)
    if frozen and at <= frozen and end == count:
        invalid(f"Sorry, it is not possible to delete all non-frozen {noun}s.")
    if rows:
        sheet.delete_rows(at, end)
    else:
        sheet.delete_columns(at, end)
    book.tags.delete(sheet.sheet_id, dimension, at, end)
    shift_references(book, sheet, rows, at, at - end)


def grow_to(book: Spreadsheet, sheet: Sheet, rows: int, columns: int) -> None:
    sheet.row_count, sheet.column_count = rows, columns
    book.check_size()


def resize(book: Spreadsheet, sheet: Sheet, rows: int, columns: int) -> None:
    """Set the grid's size; what no longer fits is cut off with its metadata."""
    if rows < 1 or columns < 1:
        noun = "rows" if rows < 1 else "columns"
        invalid(f"You can't delete all the {noun} on the sheet.")
    if rows < sheet.row_count:
        delete_dimension(book, sheet, "ROWS", rows, sheet.row_count)
    if columns < sheet.column_count:
        delete_dimension(book, sheet, "COLUMNS", columns, sheet.column_count)
    grow_to(book, sheet, rows, columns)


def sort_key(value: Any) -> tuple[int, Any]:
    """Numbers, then texts ignoring case, then FALSE and TRUE, then errors (the documented order in the UI)."""
    if isinstance(value, ErrorValue):
        return 3, str(value)
    if isinstance(value, bool):
        return 2, value
    return (1, value.lower()) if isinstance(value, str) else (0, value)


def sort(
    book: Spreadsheet, sheet: Sheet, box: a1.Range, specs: list[dict[str, Any]], who: str | None
) -> None:
    """Sort the rows of a box; stable, blanks always last."""
    area = sheet.clip(box)
    check_editable(sheet, area, who)
    order = list(range(area.top, area.bottom or 0))
    sheet.reach(area.bottom or 0)
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        values = {r: sheet.value(r, column) for r in order}
        full = [r for r in order if values[r] is not None]
        blank = [r for r in order if values[r] is None]
        keys = {r: sort_key(values[r]) for r in full}
        if spec.get("sortOrder") == "DESCENDING":
            order = sorted(full, key=keys.__getitem__, reverse=True) + blank
        else:
            order = sorted(full, key=keys.__getitem__) + blank
    sheet.reorder(area, order)
    book.tags.reorder(sheet.sheet_id, area.top, order)
