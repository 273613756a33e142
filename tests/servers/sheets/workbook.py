"""Loading spreadsheets: from .xlsx bytes, or from tabs given as rows.

Dates become serial numbers with a date format, and formulas keep their last value, as in Google's import. A short tab
has at least 1000 rows and 26 columns, a longer one just what it needs (inferred).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from .a1 import Range
from .formats import DATE, DATE_TIME, TIME, Format, tidy, to_serial
from .grid import ErrorValue, Extra, Sheet
from .model import Spreadsheet
from .recalculate import recalculate

DATED = {True: Extra(form=DATE), False: Extra(form=DATE_TIME)}
TIMED = Extra(form=TIME)
ERRORS = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!)")


def stored(value: Any) -> tuple[Any, Extra | None]:
    """A Python value as the grid stores it."""
    kind = type(value)
    if kind is str:
        return (ErrorValue(value) if value[:1] == "#" and ERRORS.fullmatch(value) else value or None), None
    if kind is float:
        return tidy(value), None
    if value is None or kind in (int, bool):
        return value, None
    if isinstance(value, datetime):
        return to_serial(value), DATED[value.time() == time(0)]
    if isinstance(value, date):
        return to_serial(value), DATED[True]
    if isinstance(value, time | timedelta):
        return to_serial(value), TIMED
    return tidy(float(value)), None


def fill(sheet: Sheet, rows: Iterable[Iterable[Any]], formulas: bool) -> None:
    """Store rows from A1 on; texts starting with '=' are formulas if requested."""
    for row in rows:
        values: list[Any] = []
        extras: dict[int, Extra] = {}
        for c, given in enumerate(row):
            if formulas and isinstance(given, str) and given.startswith("=") and len(given) > 1:
                extras[c] = Extra(formula=given)
                values.append(None)
                sheet.has_formulas = True
                continue
            value, extra = stored(given)
            values.append(value)
            if extra:
                extras[c] = extra
        while values and values[-1] is None:
            values.pop()
        sheet.rows.append(values)
        sheet.extras.append(extras or None)
    width = max(
        (max(len(v), max(e or (-1,)) + 1) for v, e in zip(sheet.rows, sheet.extras, strict=True)), default=0
    )
    sheet.row_count = max(1000, len(sheet.rows))
    sheet.column_count = max(26, width) if len(sheet.rows) <= 1000 else max(1, width)


def from_rows(
    tabs: Mapping[str, Iterable[Iterable[Any]]], file_id: str, title: str, formulas: bool = True
) -> Spreadsheet:
    """A spreadsheet with the given tabs, in their order."""
    book = Spreadsheet(file_id, title, empty=True)
    for name, rows in tabs.items():
        book.sheets.append(Sheet(0 if not book.sheets else book.new_id(), name))
        fill(book.sheets[-1], rows, formulas)
    book.sheets = book.sheets or [Sheet(0, "Sheet1")]
    book.check_size()
    recalculate(book)
    return book


def read_xlsx(content: bytes, file_id: str, title: str) -> Spreadsheet:
    """A spreadsheet from an Excel workbook. openpyxl is used only if it has more than values."""
    book = Spreadsheet(file_id, title, empty=True)
    source = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in source.sheet_names:
        page = source.get_sheet_by_name(name)
        book.sheets.append(Sheet(0 if not book.sheets else book.new_id(), name))
        fill(book.sheets[-1], page.to_python(skip_empty_area=False), formulas=False)
    if has_more(content):
        add_details(book, content)
    book.sheets = book.sheets or [Sheet(0, "Sheet1")]
    book.check_size()
    recalculate(book)
    return book


def has_more(content: bytes) -> bool:
    """Whether any tab has formulas, merges or hidden rows."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        return any(re.search(rb"<f[ >]|<mergeCell |hidden=\"1\"", archive.read(name)) for name in names)


def add_details(book: Spreadsheet, content: bytes) -> None:
    """Add formulas, the number formats of their cells, merges, hidden rows and hidden tabs."""
    source = load_workbook(io.BytesIO(content))
    for sheet in book.sheets:
        page = source[sheet.title]
        if page.sheet_state != "visible":
            sheet.properties["hidden"] = True
        for merge in page.merged_cells.ranges:
            sheet.merges.append(Range(merge.min_row - 1, merge.min_col - 1, merge.max_row, merge.max_col))
        for number, row in page.row_dimensions.items():
            if row.hidden:
                sheet.hidden_rows[number - 1] = "hiddenByUser"
        for line in page.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    formula = getattr(cell.value, "text", cell.value)
                    old = sheet.extra(cell.row - 1, cell.column - 1)
                    form = old.form or (Format("DATE", "yyyy-mm-dd") if cell.is_date else None)
                    new = Extra(formula=str(formula), form=form)
                    sheet.set_row(cell.row - 1, {}, {cell.column - 1: new})
