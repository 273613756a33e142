"""Requests that set cells: updateCells, appendCells, repeatCell.

Recorded: the words for writing past the grid and for a range that starts past it; a range that starts inside and
ends outside is accepted. Documented: masks.
"""

from __future__ import annotations

from typing import Any

from . import a1
from .entry import Entry, checked
from .errors import invalid
from .formats import DEFAULT_PATTERNS, Format
from .grid import Sheet
from .model import Spreadsheet, check_editable
from .registry import Body, handles, required_paths
from .structure import grow_to
from .writing import put


def touches(paths: list[str], *names: str) -> bool:
    return any(path == "*" or path.split(".")[0] in names for path in paths)


def entry_of(cell: Body) -> Entry:
    """The userEnteredValue of a CellData."""
    value = cell.get("userEnteredValue") or {}
    if "formulaValue" in value:
        formula = checked(value["formulaValue"], "userEnteredValue")
        return Entry(None, None, formula) if formula.startswith("=") else Entry(formula)
    for name in ("numberValue", "boolValue", "stringValue"):
        if name in value:
            found = checked(value[name], "userEnteredValue")
            return Entry(None if found == "" and isinstance(found, str) else found)
    return Entry(None)


def set_cells(
    book: Spreadsheet, sheet: Sheet, r: int, cells: dict[int, Body], paths: list[str], who: str | None
) -> None:
    """Apply CellData to cells of one row, the masked parts only."""
    for c in cells:
        check_editable(sheet, a1.Range(r, c, r + 1, c + 1), who)
    if touches(paths, "userEnteredValue"):
        put(sheet, r, {c: entry_of(cell) for c, cell in cells.items()}, who)
    if touches(paths, "userEnteredFormat"):
        sheet.set_row(r, {}, {c: formatted(sheet, r, c, cell, paths) for c, cell in cells.items()})


def formatted(sheet: Sheet, r: int, c: int, cell: Body, paths: list[str]) -> Any:
    """The cell's side data after the masked parts of a userEnteredFormat."""
    extra = sheet.extra(r, c)
    wanted = cell.get("userEnteredFormat") or {}
    names = {path.split(".")[1] for path in paths if path.startswith("userEnteredFormat.")}
    if touches([p for p in paths if "." not in p], "userEnteredFormat"):
        names = {*wanted, "numberFormat", *dict(extra.formatting)}
    if "numberFormat" in names:
        number = wanted.get("numberFormat")
        form = (
            Format(number["type"], number.get("pattern") or DEFAULT_PATTERNS.get(number["type"], ""))
            if number
            else None
        )
        extra = extra._replace(form=form)
    kept = {k: v for k, v in extra.formatting if k not in names}
    kept.update({k: wanted[k] for k in sorted(names - {"numberFormat"}) if wanted.get(k)})
    return extra._replace(formatting=tuple(kept.items()))


@handles("updateCells")
def update_cells(book: Spreadsheet, part: Body, principal: str | None) -> None:
    paths = required_paths(part)
    rows = part.get("rows") or []
    if "start" in part:
        start = part["start"]
        sheet = book.by_id(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        if top + len(rows) > sheet.row_count:
            beyond(sheet.row_count, "row")
        if left + max((len(row.get("values") or []) for row in rows), default=0) > sheet.column_count:
            beyond(sheet.column_count, "column")
        for r, row in enumerate(rows, top):
            cells = dict(enumerate(row.get("values") or [], left))
            if cells:
                set_cells(book, sheet, r, cells, paths, principal)
        return
    if "range" not in part:
        invalid("One of start or range must be set.")
    sheet, box = book.resolve_grid(part["range"])
    area = sheet.clip(box)
    for i, r in enumerate(range(area.top, area.bottom or 0)):
        given = (rows[i].get("values") or []) if i < len(rows) else []
        if len(given) > (area.right or 0) - area.left:
            beyond(area.right or 0, "column")
        cells = {
            c: given[j] if j < len(given) else {} for j, c in enumerate(range(area.left, area.right or 0))
        }
        set_cells(book, sheet, r, cells, paths, principal)
    if len(rows) > (area.bottom or 0) - area.top:
        beyond(area.bottom or 0, "row")


def beyond(size: int, noun: str) -> None:
    invalid(f"Attempting to write {noun}: {size}, beyond the last requested {noun} of: {size - 1}")


@handles("appendCells")
def append_cells(book: Spreadsheet, part: Body, principal: str | None) -> None:
    """Below the last row with data in any column, growing the grid (documented)."""
    sheet, paths = book.by_id(part.get("sheetId", 0)), required_paths(part)
    rows = part.get("rows") or []
    top = sheet.used()[0]
    width = max((len(row.get("values") or []) for row in rows), default=0)
    grow_to(book, sheet, max(sheet.row_count, top + len(rows)), max(sheet.column_count, width))
    for r, row in enumerate(rows, top):
        cells = dict(enumerate(row.get("values") or []))
        if cells:
            set_cells(book, sheet, r, cells, paths, principal)


@handles("repeatCell")
def repeat_cell(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet, box = book.resolve_grid(part.get("range", {}))
    paths, area = required_paths(part), sheet.clip(box)
    check_editable(sheet, area, principal)
    if touches(paths, "userEnteredValue", "userEnteredFormat"):
        cell = part.get("cell") or {}
        for r in range(area.top, area.bottom or 0):
            set_cells(book, sheet, r, dict.fromkeys(range(area.left, area.right or 0), cell), paths, None)
