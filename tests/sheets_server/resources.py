"""The Spreadsheet resource: properties, tabs, grid data.

Recorded: default format, theme, order of keys, no `hidden` unless true. Documented: grid data shape; a field mask on
grid data overrides includeGridData. Left out: formats of a part of a text, notes, validation, charts.
"""

from __future__ import annotations

from typing import Any

from . import a1, fields
from .formats import render
from .grid import PLAIN, ErrorValue, Extra, Sheet
from .metadata import Location
from .model import Spreadsheet, grid_json

WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}
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
ERROR_TYPES = {"#N/A": "N_A", "#DIV/0!": "DIVIDE_BY_ZERO", "#ERROR!": "ERROR", "#NULL!": "NULL_VALUE"}
CELL: dict[str, Any] = dict.fromkeys(
    [
        "userEnteredValue",
        "effectiveValue",
        "formattedValue",
        "userEnteredFormat",
        "effectiveFormat",
        "hyperlink",
        "note",
        "textFormatRuns",
        "dataValidation",
        "pivotTable",
        "dataSourceTable",
        "dataSourceFormula",
        "chipRuns",
    ]
)
DATA = {
    "startRow": None,
    "startColumn": None,
    "rowData": {"values": CELL},
    "rowMetadata": None,
    "columnMetadata": None,
}
SHEET = dict.fromkeys(
    [
        "properties",
        "merges",
        "conditionalFormats",
        "filterViews",
        "protectedRanges",
        "basicFilter",
        "charts",
        "bandedRanges",
        "developerMetadata",
        "rowGroups",
        "columnGroups",
        "slicers",
        "tables",
    ]
)
KNOWN = dict.fromkeys(
    [
        "spreadsheetId",
        "properties",
        "namedRanges",
        "spreadsheetUrl",
        "developerMetadata",
        "dataSources",
        "dataSourceSchedules",
    ]
) | {"sheets": SHEET | {"data": DATA}}


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
    cell_mask = mask.get("sheets", {}).get("data", {}).get("rowData", {}).get("values") if mask else None
    body["sheets"] = []
    for sheet in shown:
        entry = sheet_json(book, sheet, viewer)
        if grid:
            boxes = [box for s, box in areas if s is sheet] if areas is not None else [sheet.box]
            entry = {
                "properties": entry["properties"],
                "data": [grid_data(book, sheet, b, cell_mask) for b in boxes],
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
    """A ProtectedRange: only who may edit sees the editors (documented); empty and false parts left out (recorded)."""
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


def grid_data(book: Spreadsheet, sheet: Sheet, box: a1.Range, mask: fields.Mask | None) -> dict[str, Any]:
    """GridData of a box: rows up to the last with content, metadata of every row and column of the box."""
    area = sheet.clip(box)
    body: dict[str, Any] = {}
    if area.top:
        body["startRow"] = area.top
    if area.left:
        body["startColumn"] = area.left
    rows: list[dict[str, Any]] = []
    for r in range(area.top, min(area.bottom or 0, len(sheet.rows))):
        values, extras = sheet.rows[r], sheet.extras[r] or {}
        width = max([min(len(values), area.right or 0), *(c + 1 for c in extras if c < (area.right or 0))])
        cells = [
            cell_json(values[c] if c < len(values) else None, extras.get(c, PLAIN), book.locale, mask)
            for c in range(area.left, width)
        ]
        rows.append({"values": cells} if cells else {})
    while rows and not rows[-1]:
        rows.pop()
    if rows:
        body["rowData"] = rows
    body["rowMetadata"] = [
        dimension_json(book, sheet, "ROWS", r, 21) for r in range(area.top, area.bottom or 0)
    ]
    body["columnMetadata"] = [
        dimension_json(book, sheet, "COLUMNS", c, 100) for c in range(area.left, area.right or 0)
    ]
    return body


def dimension_json(book: Spreadsheet, sheet: Sheet, dimension: str, index: int, size: int) -> dict[str, Any]:
    body: dict[str, Any] = {"pixelSize": size}
    if dimension == "ROWS" and index in sheet.hidden_rows:
        body = {sheet.hidden_rows[index]: True} | body
    if book.tags.tags:
        tags = [tag.as_json() for tag in book.tags.at(Location(sheet.sheet_id, dimension, index))]
        if tags:
            body["developerMetadata"] = tags
    return body


def extended(value: Any) -> dict[str, Any]:
    """An ExtendedValue."""
    if isinstance(value, ErrorValue):
        error = {"type": ERROR_TYPES.get(value.code, value.code.strip("#!?"))}
        return {"errorValue": error | ({"message": value.message} if value.message else {})}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": value}


def effective_format(value: Any, form: dict[str, Any]) -> dict[str, Any]:
    """The default format with what the cell sets, aligned by the kind of value (recorded)."""
    across = "LEFT"
    if isinstance(value, bool | ErrorValue):
        across = "CENTER"
    elif isinstance(value, int | float):
        across = "RIGHT"
    return DEFAULT_FORMAT | {"horizontalAlignment": across, "hyperlinkDisplayType": "PLAIN_TEXT"} | form


def cell_json(value: Any, extra: Extra, locale: str, mask: fields.Mask | None) -> dict[str, Any]:
    """A CellData. A spilled cell has an effective value and no user-entered one."""
    body: dict[str, Any] = {}
    if extra.formula:
        body["userEnteredValue"] = {"formulaValue": extra.formula}
    elif value is not None and not extra.spilled:
        body["userEnteredValue"] = extended(value)
    if value is not None:
        body["effectiveValue"] = extended(value)
        body["formattedValue"] = render(value, extra.form, locale)
    form = dict(extra.formatting)
    if extra.form:
        form = {"numberFormat": extra.form.as_json()} | form
    if form:
        body["userEnteredFormat"] = form
    if body and (not mask or "effectiveFormat" in mask):
        body["effectiveFormat"] = effective_format(value, form)
    return {k: v for k, v in body.items() if k in mask} if mask else body
