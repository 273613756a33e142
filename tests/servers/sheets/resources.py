"""The Spreadsheet resource: properties, tabs, grid data.

Recorded: default format, theme, order of keys, no `hidden` unless true. Documented: grid data shape; a field mask on
grid data overrides includeGridData. Left out: formats of a part of a text, notes, validation, charts.
"""

from __future__ import annotations

from typing import Any

from . import a1, fields
from .grid import Sheet
from .griddata import DEFAULT_FORMAT, grid_data
from .metadata import Location
from .model import Spreadsheet, grid_json

THEME = (
    ("TEXT", ()),
    ("BACKGROUND", (1, 1, 1)),
    ("ACCENT1", (0.25882354, 0.52156866, 0.95686275)),
    ("ACCENT2", (0.91764706, 0.2627451, 0.20784314)),
    ("ACCENT3", (0.9843137, 0.7372549, 0.015686275)),
    ("ACCENT4", (0.20392157, 0.65882355, 0.3254902)),
    ("ACCENT5", (1, 0.42745098, 0.003921569)),
    ("ACCENT6", (0.27450982, 0.7411765, 0.7764706)),
    ("LINK", (0.06666667, 0.33333334, 0.8)),
)


def theme() -> dict[str, Any]:
    names = ("red", "green", "blue")
    colors = [
        {"colorType": kind, "color": {"rgbColor": dict(zip(names, rgb, strict=False))}} for kind, rgb in THEME
    ]
    return {"primaryFontFamily": "Arial", "themeColors": colors}


def spreadsheet_json(
    book: Spreadsheet,
    areas: list[tuple[Sheet, a1.Range]] | None = None,
    grid: bool = False,
    mask: fields.Mask | None = None,
    viewer: str | None = None,
) -> dict[str, Any]:
    """A Spreadsheet; `areas` limits tabs and grid data, None means all of them."""
    base = {"title": book.title, "locale": book.locale, "autoRecalc": "ON_CHANGE", "timeZone": book.time_zone}
    body: dict[str, Any] = {"spreadsheetId": book.file_id}
    body["properties"] = (
        base | book.properties | {"defaultFormat": DEFAULT_FORMAT, "spreadsheetTheme": theme()}
    )
    if mask:
        grid = "sheets" in mask and bool(mask["sheets"]) and fields.wants(mask, "sheets", "data")
    shown = [s for s in book.sheets if areas is None or any(sheet is s for sheet, _ in areas)]
    data_mask = mask.get("sheets", {}).get("data") if mask else None
    body["sheets"] = []
    for sheet in shown:
        entry = sheet_json(book, sheet, viewer)
        if grid:
            boxes = [box for s, box in areas if s is sheet] if areas is not None else [sheet.box]
            entry = {
                "properties": entry["properties"],
                "data": [grid_data(book, sheet, b, data_mask) for b in boxes],
            } | entry
        body["sheets"].append(entry)
    tags = [tag.as_json() for tag in book.tags.at(Location())]
    if tags:
        body["developerMetadata"] = tags
    body["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.file_id}/edit"
    return fields.select(body, mask) if mask else body


def sheet_properties(book: Spreadsheet, sheet: Sheet) -> dict[str, Any]:
    size = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
    head = {
        "sheetId": sheet.sheet_id,
        "title": sheet.title,
        "index": book.sheets.index(sheet),
        "sheetType": "GRID",
    }
    return head | {"gridProperties": size | sheet.grid_properties} | sheet.properties


def sheet_json(book: Spreadsheet, sheet: Sheet, viewer: str | None) -> dict[str, Any]:
    body: dict[str, Any] = {"properties": sheet_properties(book, sheet)}
    if sheet.merges:
        body["merges"] = [grid_json(sheet, box) for box in sheet.merges]
    if sheet.protections:
        body["protectedRanges"] = [protection_json(p, viewer) for p in sheet.protections]
    tags = [tag.as_json() for tag in book.tags.at(Location(sheet.sheet_id))]
    return body | ({"developerMetadata": tags} if tags else {})


def protection_json(protection: dict[str, Any], viewer: str | None) -> dict[str, Any]:
    """A ProtectedRange: only editors see the editors (documented); empty and false parts are left out (recorded)."""
    editors = {name: who for name, who in (protection.get("editors") or {}).items() if who}
    area = {name: n for name, n in protection["range"].items() if name != "sheetId" or n}
    body = {"protectedRangeId": protection["protectedRangeId"], "range": area}
    for name in ("namedRangeId", "description", "warningOnly", "unprotectedRanges"):
        if protection.get(name):
            body[name] = protection[name]
    if viewer is None or viewer in editors.get("users", []) or protection.get("warningOnly"):
        body["requestingUserCanEdit"] = True
        if not protection.get("warningOnly"):
            body["editors"] = editors
    return body
