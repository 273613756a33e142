"""values.append: finding the table, and writing below it.

Documented: the range is searched for a table, and rows go below it starting at its first column; OVERWRITE writes over
what is there, INSERT_ROWS makes new rows; the grid grows. Recorded: no table, no `tableRange`, and the rows start
at the range's first cell; when only the header row is given (Sheet1!A1:E1) the whole table around it is found.
"""

from __future__ import annotations

from typing import Any

from . import a1
from .grid import Sheet
from .model import Spreadsheet
from .structure import grow_to, insert_dimension


def find_table(sheet: Sheet, box: a1.Range) -> a1.Range | None:
    """The block of touching cells around the range's last block of values, or None if the range is empty.

    Inferred: where a range holds several blocks the last one counts, the block closest below in the range.
    """
    area = sheet.clip(box)
    seed = last_value(sheet, area)
    if seed is None:
        return None
    top, left, bottom, right = seed[0], seed[1], seed[0] + 1, seed[1] + 1
    while True:
        grown = grow(sheet, top, left, bottom, right)
        if grown == (top, left, bottom, right):
            return a1.Range(*grown)
        top, left, bottom, right = grown


def last_value(sheet: Sheet, area: a1.Range) -> tuple[int, int] | None:
    for r in range(min(area.bottom or 0, len(sheet.rows)) - 1, area.top - 1, -1):
        row = sheet.rows[r]
        for c in range(min(area.right or 0, len(row)) - 1, area.left - 1, -1):
            if row[c] is not None:
                return r, c
    return None


def grow(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> tuple[int, int, int, int]:
    """Grow the box outward on every side that has a value, corners included."""

    def any_in(r0: int, r1: int, c0: int, c1: int) -> bool:
        rows = sheet.rows[max(r0, 0) : max(r1, 0)]
        return any(v is not None for row in rows for v in row[max(c0, 0) : c1])

    while top > 0 and any_in(top - 1, top, left - 1, right + 1):
        top -= 1
    while bottom < sheet.row_count and any_in(bottom, bottom + 1, left - 1, right + 1):
        bottom += 1
    if left > 0 and any_in(top - 1, bottom + 1, left - 1, left):
        left -= 1
    if right < sheet.column_count and any_in(top - 1, bottom + 1, right, right + 1):
        right += 1
    return top, left, bottom, right


def make_room(
    book: Spreadsheet,
    sheet: Sheet,
    box: a1.Range,
    table: a1.Range | None,
    rows: list[list[Any]],
    insert: bool,
) -> a1.Range:
    """The box for the rows, after growing the grid (and inserting rows) so that they fit."""
    top = (table.bottom or 0) if table else box.top
    left = table.left if table else box.left
    height, width = max(len(rows), 1), max(map(len, rows), default=0) or 1
    if insert and table and top < sheet.row_count:
        insert_dimension(book, sheet, "ROWS", top, height)
    grow_to(book, sheet, max(sheet.row_count, top + height), max(sheet.column_count, left + width))
    return a1.Range(top, left, top + height, left + width)
