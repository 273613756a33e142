"""Writing values: update, clear, and the counts and ranges in their answers.

Recorded: an update names the range that it covered, cut off at the grid (A1:AD4 on a 4 x 4 tab answers A1:D4).
Documented: null skips a cell and is not counted, "" clears it, a write must fit the requested range. Recorded by
others: the words for values outside it. Inferred: a single cell as the range is an anchor bounded by the grid.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import a1
from .entry import Entry, checked, raw, typed
from .errors import invalid
from .grid import Sheet
from .model import Spreadsheet, check_editable, exceeds
from .reading import Rendering, choice, value_range

INPUT_OPTIONS = ("", "RAW", "USER_ENTERED")


@dataclass
class Written:
    """What one write touched."""

    sheet: Sheet
    asked: a1.Range
    box: a1.Range
    cells: int = 0
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    def as_json(self, file_id: str | None, show: Rendering | None) -> dict[str, Any]:
        """An UpdateValuesResponse; zero counts are left out, as in any proto3 JSON."""
        body: dict[str, Any] = {"spreadsheetId": file_id} if file_id else {}
        body["updatedRange"] = a1.write(self.sheet.title, self.box)
        counts = {
            "updatedRows": len(self.rows),
            "updatedColumns": len(self.columns),
            "updatedCells": self.cells,
        }
        body.update({name: count for name, count in counts.items() if count})
        if show:
            body["updatedData"] = value_range(self.sheet, self.asked, show)
        return body


def input_option(given: Any) -> str:
    option = choice(
        None if given == "INPUT_VALUE_OPTION_UNSPECIFIED" else given, "valueInputOption", INPUT_OPTIONS
    )
    return option or invalid("'valueInputOption' is required but not specified")


def matrix(values: Any, major: str) -> list[list[Any]]:
    """The values as rows; a short column leaves cells as they are (null)."""
    rows = values or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        bad = next((i for i, row in enumerate(rows) if not isinstance(row, list)), 0)
        invalid(f"Invalid value at 'data.values[{bad}]' (type.googleapis.com/google.protobuf.ListValue)")
    if major == "COLUMNS":
        height = max(map(len, rows), default=0)
        return [[column[i] if i < len(column) else None for column in rows] for i in range(height)]
    return rows


def write(
    book: Spreadsheet,
    sheet: Sheet,
    box: a1.Range,
    rows: list[list[Any]],
    option: str,
    asked: str,
    principal: str | None,
) -> Written:
    """Put a matrix of values at the start of a box."""
    height, width = len(rows), max(map(len, rows), default=0)
    anchor, area = box.one_cell, sheet.clip(box)
    if not anchor:
        check_inside(box, height, width, asked)
    if box.top + height > sheet.row_count or box.left + width > sheet.column_count:
        if not anchor:
            exceeds(sheet, box)
        check_inside(sheet.box._replace(top=box.top, left=box.left), height, width, asked)
    covered = a1.Range(box.top, box.left, box.top + max(height, 1), box.left + max(width, 1))
    written = Written(sheet, covered if anchor else area, covered)
    for r, row in enumerate(rows, box.top):
        entries: dict[int, Entry] = {}
        for c, value in enumerate(row, box.left):
            if value is None:
                continue
            value = checked(value, f"values[{r - box.top}][{c - box.left}]")
            entries[c] = raw(value) if option == "RAW" else typed(value, book.locale)
        put(sheet, r, entries, principal)
        if entries:
            written.rows.add(r)
            written.columns.update(entries)
            written.cells += len(entries)
    return written


def check_inside(box: a1.Range, height: int, width: int, asked: str) -> None:
    """400 if the values do not fit in the box; the message names the first row or column outside."""
    words = f"Requested writing within range [{asked}], but tried writing to"
    if box.bottom is not None and box.top + height > box.bottom:
        invalid(f"{words} row [{box.bottom + 1}]")
    if box.right is not None and box.left + width > box.right:
        invalid(f"{words} column [{a1.column_name(box.right)}]")


def put(sheet: Sheet, row: int, entries: dict[int, Entry], principal: str | None) -> None:
    """Type entries into a row unless it is protected. Cells hidden under a merge stay empty (inferred)."""
    if not entries:
        return
    if sheet.protections:
        for column in entries:
            check_editable(sheet, a1.Range(row, column, row + 1, column + 1), principal)
    for merge in sheet.merges:
        if merge.top <= row < (merge.bottom or 0):
            for column in range(merge.left, merge.right or 0):
                if (row, column) != (merge.top, merge.left):
                    entries.pop(column, None)
    sheet.enter(row, entries)


def clear(sheet: Sheet, box: a1.Range, principal: str | None) -> str:
    """Remove values and formulas but keep formats; out: the cleared range."""
    area = sheet.clip(box)
    check_editable(sheet, area, principal)
    blank = Entry(None)
    for r in range(area.top, min(area.bottom or 0, len(sheet.rows))):
        full = set(range(area.left, min(area.right or 0, len(sheet.rows[r]))))
        full.update(c for c in sheet.extras[r] or () if area.left <= c < (area.right or 0))
        if full:
            sheet.enter(r, dict.fromkeys(full, blank))
    return a1.write(sheet.title, area)
