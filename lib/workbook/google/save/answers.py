"""From Google's answers to the cells that a save sees.

Only this form of answer says which cells hold a formula or its spilled results, what is protected, and how dates are
shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lib.workbook.base import Cell
from lib.workbook.google.save.cells_seen import SeenCell, TabView
from lib.workbook.google.save.tab_query import TabQuery

_SHEET_FIELDS = (
    "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    "protectedRanges(range,description,warningOnly,requestingUserCanEdit,unprotectedRanges,editors(users)),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,userEnteredFormat(numberFormat)))))"
)
FIELDS = f"replies,updatedSpreadsheet({_SHEET_FIELDS})"
READ_FIELDS = _SHEET_FIELDS
_ERRORS = {
    "N_A": "#N/A",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "NAME": "#NAME?",
    "NULL_VALUE": "#NULL!",
    "REF": "#REF!",
}


def views_of(spreadsheet: Mapping[str, Any], queries: Iterable[TabQuery]) -> dict[str, TabView]:
    """What an answer shows of the queried tabs, by title; a tab that does not exist is left out."""
    by_title = {
        sheet["properties"].get("title", ""): sheet
        for sheet in spreadsheet.get("sheets", ())
        if "properties" in sheet
    }
    views: dict[str, TabView] = {}
    for query in queries:
        sheet = by_title.get(query.title)
        if sheet is not None:
            views[query.title] = _view(sheet, query)
    return views


def _view(sheet: Mapping[str, Any], query: TabQuery) -> TabView:
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})
    view = TabView(
        query.title,
        properties.get("sheetId", 0),
        size.get("rowCount", 0),
        size.get("columnCount", 0),
        whole_columns=set(range(size.get("columnCount", 0))) if query.everything else set(query.columns),
        whole_rows={*query.header.rows, *query.rows},
        tail=query.tail,
        protected=sheet.get("protectedRanges", ()),
    )
    for block in sheet.get("data", ()):
        left = block.get("startColumn", 0)
        for row, data in enumerate(block.get("rowData", ()), start=block.get("startRow", 0)):
            cells = view.cells.setdefault(row, {})
            for column, cell in enumerate(data.get("values", ()), start=left):
                if cell:
                    cells[column] = _seen_cell(cell)
    view.top = query.header.find(
        {row: [seen.value for seen in view.cells.get(row, {}).values()] for row in query.header.rows}
    )
    return view


def _seen_cell(cell: Mapping[str, Any]) -> SeenCell:
    entered = cell.get("userEnteredValue")
    effective = cell.get("effectiveValue")
    return SeenCell(
        _value(effective),
        is_formula=bool(entered) and "formulaValue" in entered,  # type: ignore[operator]
        is_spilled=effective is not None and entered is None,
        format=cell.get("userEnteredFormat", {}).get("numberFormat"),
    )


def _value(extended: Mapping[str, Any] | None) -> Cell:
    """The value as a plain read returns it."""
    if not extended:
        return None
    if "errorValue" in extended:
        kind = extended["errorValue"].get("type", "ERROR")
        return _ERRORS.get(kind, f"#{kind}!")
    return next(iter(extended.values()))
