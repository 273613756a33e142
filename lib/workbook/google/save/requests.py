"""New values and rows in the form that Google expects: text always as text, dates as numbers, blanks as nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lib.workbook.base import Cell, RowAddition
from lib.workbook.common.cells import serial
from lib.workbook.google.save.cells_seen import DATED, TabView
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.marks import Request

FREE_ROWS = 200
"""Blank rows at the end of a tab that Pharos creates."""


def raw(cell: Cell) -> str | bool | int | float:
    """A cell's value for a RAW write; "" clears the cell."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, date):
        return serial(cell)
    return cell if isinstance(cell, (str, bool, int, float)) else str(cell)


def row_of(cells: Mapping[int, Cell]) -> list[Cell]:
    """Cells by column as the values of a row from column A on; None leaves a cell as it is. No cells give []."""
    return [raw(cells[column]) if column in cells else None for column in range(max(cells, default=-1) + 1)]


def insert(sheet_id: int, at: int, count: int, height: int, top: int = 0) -> Request:
    """Insert `count` rows at `at` (from 0) in a tab of `height` rows with its header in row `top`.

    New rows take the format of the row above, unless that is the header; at the very end Google allows nothing else.
    """
    added = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + count}
    return {"insertDimension": {"range": added, "inheritFromBefore": at > top + 1 or at >= height}}


def fill(sheet_id: int, at: int, rows: Sequence[Mapping[int, Cell]]) -> Request:
    """Write whole rows, cells by column, from row `at` (from 0) down."""
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": at, "columnIndex": 0},
            "rows": [
                {"values": [_entered(cells.get(column)) for column in range(max(cells, default=-1) + 1)]}
                for cells in rows
            ],
            "fields": "userEnteredValue",
        }
    }


def make_tab(sheet_id: int, title: str, headers: Sequence[str], rows: int) -> list[Request]:
    """The requests for a new tab of `rows` + FREE_ROWS rows, with its headers in row 1, which is frozen."""
    size = {"rowCount": rows + FREE_ROWS, "columnCount": len(headers), "frozenRowCount": 1}
    properties = {"sheetId": sheet_id, "title": title, "gridProperties": size}
    return [{"addSheet": {"properties": properties}}, fill(sheet_id, 0, [dict(enumerate(headers))])]


def show_dates(cells: Iterable[tuple[int, int, int, Mapping[str, str]]]) -> list[Request]:
    """Set number formats of cells that hold a date but would show a number: (tab id, row, column, format)."""
    return [
        {
            "repeatCell": {
                "range": {
                    "sheetId": sheet_id,
                    "startRowIndex": row,
                    "endRowIndex": row + 1,
                    "startColumnIndex": column,
                    "endColumnIndex": column + 1,
                },
                "cell": {"userEnteredFormat": {"numberFormat": dict(shown)}},
                "fields": "userEnteredFormat.numberFormat",
            }
        }
        for sheet_id, row, column, shown in cells
    ]


def filled_cells(addition: RowAddition) -> dict[str, Cell]:
    """The values of a new row that are not blank, by header."""
    return {title: cell for title, cell in addition.values.items() if raw(cell) != ""}


def id_column(journal: Sequence[RowAddition]) -> str:
    """The column of the journal that holds the change set's id: the operations start with it. "" if there is none."""
    titles = [
        title
        for title, cell in (journal[0].values.items() if journal else ())
        if isinstance(cell, str)
        and cell
        and all(a.values.get(title) == cell and a.operation.startswith(cell) for a in journal)
    ]
    return max(titles, key=lambda title: len(str(journal[0].values[title])), default="")


def last_of(addition: RowAddition) -> str:
    """The cell of a new row that is written last: the one that it names, else one that is not part of its key."""
    filled = list(filled_cells(addition))
    if addition.last in filled:
        return addition.last
    return next((name for name in reversed(filled) if name not in addition.key), filled[-1])


def _entered(cell: Cell) -> dict[str, object]:
    value = raw(cell)
    if value == "":
        return {}
    kind = (
        "boolValue" if isinstance(value, bool) else "stringValue" if isinstance(value, str) else "numberValue"
    )
    return {"userEnteredValue": {kind: value}}


def date_formats(
    views: Mapping[str, TabView], items: Iterable[Item], additions: Iterable[tuple[RowAddition, int]]
) -> list[Request]:
    """Requests that format dates written by a save as dates, in cells that would show a number."""
    written: list[tuple[str, int, Mapping[str, Cell]]] = [(i.tab, i.row, i.after) for i in items]
    written += [(addition.tab, row, addition.values) for addition, row in additions]
    cells = []
    for title, row, values in written:
        view = views.get(title)
        at = view.columns(values) if view else {}
        for name, column in at.items():
            assert view is not None
            shown = view.cell(row, column).format or {}
            if hasattr(values[name], "year") and shown.get("type") not in DATED:
                cells.append((view.sheet_id, row, column, view.date_format(column)))
    return show_dates(cells)
