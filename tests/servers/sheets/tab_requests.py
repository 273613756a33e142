"""Requests about tabs and the spreadsheet: add, delete, duplicate, properties.

Recorded: the reply of addSheet and the words for a taken name and for the last tab. Documented: a tab's new index
counts positions before the move.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from . import resources, structure
from .errors import invalid
from .grid import Sheet
from .model import Spreadsheet, check_editable
from .registry import Body, handles, required_paths


def check_title(book: Spreadsheet, title: Any, sheet: Sheet | None = None) -> str:
    if not title:
        invalid("Sheet name cannot be empty.")
    if any(s.title.lower() == title.lower() and s is not sheet for s in book.sheets):
        invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    return str(title)


def place(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    book.sheets.remove(sheet)
    book.sheets.insert(index, sheet)


@handles("addSheet")
def add_sheet(book: Spreadsheet, part: Body, principal: str | None) -> Body:
    wanted = part.get("properties", {})
    number = len(book.sheets) + 1
    while not wanted.get("title") and book.by_title(f"Sheet{number}"):
        number += 1
    title = check_title(book, wanted.get("title") or f"Sheet{number}")
    sheet_id = wanted.get("sheetId")
    if sheet_id is not None and any(s.sheet_id == sheet_id for s in book.sheets):
        invalid(f"A sheet with the ID {sheet_id} already exists. Please enter another ID.")
    size = wanted.get("gridProperties", {})
    sheet = Sheet(
        book.new_id() if sheet_id is None else sheet_id,
        title,
        size.get("rowCount") or 1000,
        size.get("columnCount") or 26,
    )
    sheet.grid_properties = {k: v for k, v in size.items() if k not in ("rowCount", "columnCount")}
    sheet.properties = {k: wanted[k] for k in ("hidden", "tabColor", "rightToLeft") if wanted.get(k)}
    book.sheets.insert(wanted.get("index", len(book.sheets)), sheet)
    book.check_size()
    return {"properties": resources.sheet_properties(book, sheet)}


@handles("deleteSheet")
def delete_sheet(book: Spreadsheet, part: Body, principal: str | None) -> None:
    sheet = book.by_id(part.get("sheetId", 0))
    check_editable(sheet, sheet.box, principal)
    if len(book.sheets) == 1:
        invalid("You can't remove all the sheets in a document.")
    book.sheets.remove(sheet)
    book.tags.delete_sheet(sheet.sheet_id)


@handles("duplicateSheet")
def duplicate_sheet(book: Spreadsheet, part: Body, principal: str | None) -> Body:
    source = book.by_id(part.get("sourceSheetId", 0))
    sheet = source.snapshot()
    sheet.title = check_title(book, part.get("newSheetName") or f"Copy of {source.title}")
    sheet.sheet_id = part.get("newSheetId") or book.new_id()
    sheet.protections = []
    book.sheets.insert(part.get("insertSheetIndex", 0), sheet)
    book.check_size()
    return {"properties": resources.sheet_properties(book, sheet)}


@handles("updateSheetProperties")
def update_sheet_properties(book: Spreadsheet, part: Body, principal: str | None) -> None:
    wanted = part.get("properties", {})
    sheet = book.by_id(wanted.get("sheetId", 0))
    paths = required_paths(part, "properties")
    if "*" in paths:
        flat = [f"gridProperties.{k}" for k in wanted.get("gridProperties", {})]
        paths = [k for k in wanted if k not in ("sheetId", "gridProperties", "sheetType")] + flat
    grid = wanted.get("gridProperties", {})
    if "gridProperties" in paths:
        paths = [p for p in paths if p != "gridProperties"] + [f"gridProperties.{k}" for k in grid]
    rows, columns = sheet.row_count, sheet.column_count
    for path in paths:
        head, _, name = path.partition(".")
        if head == "title":
            sheet.title = check_title(book, wanted.get("title"), sheet)
        elif head == "index":
            index = wanted.get("index", 0)
            place(book, sheet, index - (1 if index > book.sheets.index(sheet) else 0))
        elif path == "gridProperties.rowCount":
            rows = grid.get("rowCount", 0)
        elif path == "gridProperties.columnCount":
            columns = grid.get("columnCount", 0)
        elif head == "gridProperties":
            keep(sheet.grid_properties, name, grid.get(name))
        else:
            keep(sheet.properties, head, deepcopy(wanted.get(head)))
    if (rows, columns) != (sheet.row_count, sheet.column_count):
        structure.resize(book, sheet, rows, columns)


def keep(store: Body, name: str, value: Any) -> None:
    """Set a property; false, zero and missing values are dropped, as proto3 JSON leaves them out."""
    store.pop(name, None)
    if value:
        store[name] = value


@handles("updateSpreadsheetProperties")
def update_spreadsheet_properties(book: Spreadsheet, part: Body, principal: str | None) -> None:
    wanted = part.get("properties", {})
    for path in required_paths(part, "properties"):
        for name in wanted if path == "*" else [path.partition(".")[0]]:
            if name == "title":
                book.title = wanted.get("title", "")
            elif name == "locale":
                book.locale = wanted.get("locale") or invalid("Unsupported locale: ")
            elif name == "timeZone":
                book.time_zone = wanted.get("timeZone") or invalid("Unsupported time zone: ")
            else:
                book.properties[name] = wanted.get(name)
