"""Circle logs as .xlsx files: rows written fast, and the blank template a new program starts from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lib.log.format.schema import MAIN, SURVEY, TABS, Column, Tab, singular
from lib.workbook.common.atomic import replace_file

Progress = Callable[[str], None]
SHEET_ROWS = 1_048_576
EXCEL_EPOCH = date(1899, 12, 30).toordinal()
TEMPLATE_ROWS = 1_000
DATE_FORMAT = "yyyy-mm-dd"
DATES = (date(2000, 1, 1), date(2099, 12, 31))
NAVY = "1B2A41"
REQUIRED_FILL = PatternFill("solid", fgColor="F6E3B4")
OPTIONAL_FILL = PatternFill("solid", fgColor="E9EDF2")
HEADER_RULE = Border(bottom=Side("thin", color="8A97A8"))
WIDTHS = {
    "date": 12,
    "yes_no": 11,
    "count": 11,
    "number": 11,
    "enum": 14,
    "email": 32,
    "list": 28,
    "references": 34,
}
WIDE = "what mandate case text title decision value milestone note why works_when comment".split()
LONG_KEYS = "member owner partner reports_to business_owner buddy".split()

READ_ME = """\
Circle log
    The record of a mentoring-circle program: circles, people, sessions, actions, how practices travel.
Rows, columns and keys
    A tab holds one kind of fact, a row is one fact, a header names a column. Start in row 2.
    A key is a short unique text that you choose: an email, Altair, Altair-07, A-0012. Other tabs use it
    to point to that row, so spell it the same way everywhere (capitals and outer spaces do not matter).
    Dates: 2026-03-04. Yes/no: yes or no. Several things in one cell: separate them by commas.
    Required: headers on amber must be filled in every row. Headers on gray may stay empty: not recorded.
    Columns may be moved or added; unknown ones are kept and ignored. Do not rename headers.
Start in five steps
1   circles: one row per circle, with its sponsor's and its lead's email.
2   members: one row per person and circle. The key may be an email, written the same way everywhere.
3   sessions: one row per planned session, then its date once it was held.
4   attendance: one row per session and person: yes, no or excused.
5   actions: what somebody took on, with owner and due date. Then open the log in Pharos, look at Checks.
What may never be in here
    Pulse survey answers. Whoever can open this workbook sees raw rows, so answers live in a separate survey
    workbook that only the app and program administrators can read. No health or appraisal data either.
The tab edits
    It belongs to the app: its journal of changes and the source of undo. Do not write in it or delete it.
The tabs
"""
SURVEY_READ_ME = """\
Pulse survey
    Anonymous answers, one row per answer. Share it with the app and program administrators only.
    No names, no emails, no times of answering. Respondent: a random text, new for each wave.
    Wave: a calendar quarter such as 2026-Q1. Answers from 1 to 5; safety items 1, 3 and 5 are worded in
    reverse: write the answer as given, the app turns it around.
    Enter the answers of a wave at once, before its quarter ends. Pharos shows a wave from the day after, a circle from
    5 answers on, and comments from 10 on, so that nobody can be told from the others.
"""


def write(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], path: str | Path, progress: Progress | None = None
) -> int:
    """Write rows by tab as a workbook, tabs and columns in the schema's order; returns the cells (rows × columns).

    Every main tab gets its header, with rows or without; survey tabs are written when they are among `tables` and
    then stand alone. Dates are real date cells. The file appears at `path` complete or not at all.
    openpyxl makes the workbook and its headers; the rows are spliced in as text, ten times faster than cell objects.
    """
    tabs = tuple(tab for tab in SURVEY if tab.name in tables) or MAIN
    if tabs != MAIN and len(tabs) != len(tables):
        raise ValueError("pulse answers never share a workbook with the log")
    shell = Workbook()
    del shell[shell.sheetnames[0]]
    sizes, date_style = [], 0
    for tab in tabs:
        size = len(tables.get(tab.name, ())) + 1
        if size > SHEET_ROWS:
            raise ValueError(f"tab {tab.name} would have {size:,} rows, more than a sheet can hold")
        sizes.append(size)
        sheet = shell.create_sheet(tab.name)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(tab.columns, start=1):
            sheet.cell(1, number, column.name).font = Font(bold=True)
            dimension = sheet.column_dimensions[get_column_letter(number)]
            dimension.width = width(column)
            if column.kind == "date":
                dimension.number_format = DATE_FORMAT
                date_style = dimension.style_id

    def fill(file: IO[bytes]) -> None:
        empty = BytesIO()
        shell.save(empty)
        sheets = {
            f"xl/worksheets/sheet{n}.xml": part
            for n, part in enumerate(zip(tabs, sizes, strict=True), start=1)
        }
        with ZipFile(empty) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                content = source.read(name)
                if name not in sheets:
                    target.writestr(name, content)
                    continue
                tab, size = sheets[name]
                if progress and size > 5_000:
                    progress(f"writing {tab.name}: {size - 1:,} rows")
                before, after = content.decode().split("</sheetData>")
                extent = f'<dimension ref="A1:{get_column_letter(len(tab.columns))}{size}"'
                with target.open(name, "w") as part:
                    part.write(re.sub('<dimension ref="[^"]*"', extent, before, count=1).encode())
                    for text in _rows_as_xml(tab, tables.get(tab.name, ()), date_style):
                        part.write(text.encode())
                    part.write(f"</sheetData>{after}".encode())

    save(fill, path)
    return sum(size * len(tab.columns) for tab, size in zip(tabs, sizes, strict=True))


def _rows_as_xml(tab: Tab, rows: Sequence[Mapping[str, Any]], date_style: int) -> Iterator[str]:
    letters = [(name, get_column_letter(number)) for number, name in enumerate(tab.column_names, start=1)]
    for number, row in enumerate(rows, start=2):
        cells = []
        for name, letter in letters:
            value = row.get(name)
            if value is None:
                continue
            match value:
                case str():
                    space = "" if value == value.strip() else ' xml:space="preserve"'
                    cell = f't="inlineStr"><is><t{space}>{escape(value)}</t></is>'
                case bool():
                    cell = f't="b"><v>{value:d}</v>'
                case date():
                    cell = f's="{date_style}"><v>{value.toordinal() - EXCEL_EPOCH}</v>'
                case _:
                    cell = f"><v>{value!r}</v>"
            cells.append(f'<c r="{letter}{number}" {cell}</c>')
        yield f'<row r="{number}">{"".join(cells)}</row>'


def save(fill: Callable[[IO[bytes]], None], path: str | Path) -> None:
    """Let `fill` write next to the target, then rename, so that nobody ever opens half a file."""
    try:
        replace_file(Path(path).absolute(), fill, mode=0o666)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def width(column: Column) -> int:
    """A column width that shows most values of this column without wrapping."""
    if column.name in LONG_KEYS:
        return 34
    if column.name in WIDE:
        return 44
    return max(WIDTHS.get(column.kind, 18), len(column.name) + 3)


def write_template(path: str | Path) -> None:
    """Write the blank main workbook: a read me, then every tab with headers, dropdowns, prompts and date columns."""
    tabs = [(tab.name, f"{'Required' if tab.required else 'Optional'}. {tab.purpose}") for tab in MAIN]
    _write_blank(path, MAIN, [*_lines(READ_ME), *tabs])


def write_survey_template(path: str | Path) -> None:
    """Write the blank survey workbook, which stands apart from the main one on purpose."""
    _write_blank(path, SURVEY, _lines(SURVEY_READ_ME))


def _lines(text: str) -> list[tuple[str, str]]:
    """Label and text of each line; a heading has no text."""
    return [(line[:4].strip(), line[4:]) if line[1] == " " else (line, "") for line in text.splitlines()]


def _write_blank(path: str | Path, tabs: Sequence[Tab], read_me: Sequence[tuple[str, str]]) -> None:
    book = Workbook()
    sheet = book[book.sheetnames[0]]
    sheet.title = "read me"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 112
    for number, (label, text) in enumerate(read_me, start=1):
        sheet.cell(number, 1, label or None).font = Font(
            bold=not text, size=14 if number == 1 else 11, color=NAVY
        )
        sheet.cell(number, 2, text or None)
    for tab in tabs:
        _add_blank_tab(book, tab)
    save(book.save, path)


def _add_blank_tab(book: Workbook, tab: Tab) -> None:
    sheet = book.create_sheet(tab.name)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(tab.columns, start=1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = width(column)
        if column.kind == "date":
            dimension.number_format = DATE_FORMAT
        elif column.kind in ("text", "reference", "references", "list"):
            dimension.number_format = "@" if column.name != "value" else "General"  # keeps leading zeros
        header = sheet.cell(1, number, column.name)
        header.font = Font(bold=True, color=NAVY)
        header.fill = REQUIRED_FILL if column.required else OPTIONAL_FILL
        header.border = HEADER_RULE
        if tab.name != "edits":
            rule = validation(column)
            rule.add(f"{letter}2:{letter}{TEMPLATE_ROWS}")
            sheet.add_data_validation(rule)


def validation(column: Column) -> DataValidation:
    """What the sheet offers and checks in this column; every column also says what it wants when a cell is chosen."""
    rule = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=True)
    rule.errorTitle, rule.error = column.name, f"Expected {column.expected}."[:255]
    match column.kind:
        case "enum":
            rule.type, rule.formula1, rule.errorStyle = "list", f'"{",".join(column.words)}"', "warning"
        case "yes_no":
            rule.type, rule.formula1, rule.errorStyle = "list", '"yes,no"', "warning"
        case "reference" | "references":
            key = TABS[column.refers_to].columns[0].name
            assert key == singular(column.refers_to), "reference dropdowns list column A of the other tab"
            rule.type, rule.formula1 = "list", f"{column.refers_to}!$A$2:$A${TEMPLATE_ROWS}"
            rule.showErrorMessage = False
        case "date":
            rule.type, rule.operator = "date", "between"
            rule.formula1, rule.formula2 = (str(day.toordinal() - EXCEL_EPOCH) for day in DATES)
        case "count" | "number":
            rule.type = "whole" if column.kind == "count" else "decimal"
            rule.operator, rule.formula1 = "greaterThanOrEqual", f"{column.low or 0:g}"
            if column.high is not None:
                rule.operator, rule.formula2 = "between", f"{column.high:g}"
        case _:
            rule.showErrorMessage = False
    need = "Required. " if column.required else ""
    rule.promptTitle = column.name
    holds = "a member, or somebody outside by name or email" if column.person else column.expected
    rule.prompt = f"{need}{column.help + '. ' if column.help else ''}Holds {holds}."[:255]
    return rule
