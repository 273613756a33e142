"""The names of a Spreadsheet's fields that field masks are checked against (documented)."""

from __future__ import annotations

from typing import Any

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
