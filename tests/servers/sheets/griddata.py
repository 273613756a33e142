"""Grid data: cells with what was entered, the result and how it is shown, and the metadata of rows and columns.

Recorded: rows end at the last one with content and are left out when there is none; row and column metadata cover the
whole range; startRow and startColumn are left out when zero; every cell with content has its effective format.
"""

from __future__ import annotations

from typing import Any

from . import a1, fields
from .formats import render
from .grid import PLAIN, ErrorValue, Extra, Sheet
from .metadata import Location
from .model import Spreadsheet

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
ERROR_TYPES = {"#N/A": "N_A", "#DIV/0!": "DIVIDE_BY_ZERO", "#ERROR!": "ERROR", "#NULL!": "NULL_VALUE"}


def grid_data(book: Spreadsheet, sheet: Sheet, box: a1.Range, wanted: fields.Mask | None) -> dict[str, Any]:
    """GridData of a box: rows up to the last with content, metadata of every row and column of the box.

    `wanted` is the part of a field mask about grid data, None or empty for all of it.
    """
    mask = (wanted or {}).get("rowData", {}).get("values")
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
    if fields.wants(wanted, "rowMetadata"):
        rows_of_box = range(area.top, area.bottom or 0)
        body["rowMetadata"] = [dimension_json(book, sheet, "ROWS", r, 21) for r in rows_of_box]
    if fields.wants(wanted, "columnMetadata"):
        columns_of_box = range(area.left, area.right or 0)
        body["columnMetadata"] = [dimension_json(book, sheet, "COLUMNS", c, 100) for c in columns_of_box]
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
    """The default format with the cell's own settings, aligned by the kind of value (recorded)."""
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
