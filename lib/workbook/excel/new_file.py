"""New .xlsx files: rows written fast, or blank tabs that say what goes into them. Knows nothing of what cells mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
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

from lib.workbook.common.atomic import replace_file

Progress = Callable[[str], None]
SHEET_ROWS = 1_048_576
EXCEL_EPOCH = date(1899, 12, 30).toordinal()
DATE_FORMAT = "yyyy-mm-dd"
_INK = "1B2A41"
_HEADER_LINE = Border(bottom=Side("thin", color="8A97A8"))
_MANY_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Rule:
    """What a sheet offers and checks in a column, in Excel's own words (see openpyxl's DataValidation), and the prompt
    shown when one of its cells is selected."""

    promptTitle: str
    prompt: str
    errorTitle: str
    error: str
    type: str | None = None
    operator: str | None = None
    formula1: str | None = None
    formula2: str | None = None
    errorStyle: str | None = None
    showErrorMessage: bool = True


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column of a new tab: its title, its width in characters, how its cells show, the color of its header."""

    title: str
    width: float
    number_format: str = "General"
    color: str = ""
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class NewTab:
    """A tab to make: its title and columns."""

    title: str
    columns: tuple[NewColumn, ...]


def write_rows(
    tabs: Sequence[NewTab],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    path: str | Path,
    progress: Progress | None = None,
) -> int:
    """Write tabs with their `rows` (by tab, cells by column title). Returns the number of cells, headers included.

    Dates are real date cells. The file appears at `path` complete or not at all. openpyxl makes the workbook and its
    headers; the rows are inserted as XML, ten times faster than cell objects. Raises ValueError for more rows than a
    sheet can hold, and OSError.
    """
    shell = Workbook()
    del shell[shell.sheetnames[0]]
    sizes, date_style = [], 0
    for tab in tabs:
        size = len(rows.get(tab.title, ())) + 1
        if size > SHEET_ROWS:
            raise ValueError(f"the {tab.title} tab would have {size:,} rows, more than a sheet can hold")
        sizes.append(size)
        sheet = shell.create_sheet(tab.title)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(tab.columns, start=1):
            sheet.cell(1, number, column.title).font = Font(bold=True)
            dimension = sheet.column_dimensions[get_column_letter(number)]
            dimension.width = column.width
            if column.number_format == DATE_FORMAT:
                dimension.number_format = DATE_FORMAT
                date_style = dimension.style_id

    def fill(file: IO[bytes]) -> None:
        empty = BytesIO()
        shell.save(empty)
        parts = {f"xl/worksheets/sheet{number}.xml": tab for number, tab in enumerate(tabs, start=1)}
        with ZipFile(empty) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                content = source.read(name)
                if name not in parts:
                    target.writestr(name, content)
                    continue
                tab, own = parts[name], rows.get(parts[name].title, ())
                if progress and len(own) >= _MANY_ROWS:
                    progress(f"writing {tab.title}: {len(own):,} rows")
                before, after = content.decode().split("</sheetData>")
                extent = f'<dimension ref="A1:{get_column_letter(len(tab.columns))}{len(own) + 1}"'
                with target.open(name, "w") as part:
                    part.write(re.sub('<dimension ref="[^"]*"', extent, before, count=1).encode())
                    for text in _rows_as_xml(tab, own, date_style):
                        part.write(text.encode())
                    part.write(f"</sheetData>{after}".encode())

    _save(fill, path)
    return sum(size * len(tab.columns) for tab, size in zip(tabs, sizes, strict=True))


def _rows_as_xml(tab: NewTab, rows: Sequence[Mapping[str, Any]], date_style: int) -> Iterator[str]:
    letters = [
        (column.title, get_column_letter(number)) for number, column in enumerate(tab.columns, start=1)
    ]
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


def write_blank(
    tabs: Sequence[NewTab], read_me: Sequence[tuple[str, str]], path: str | Path, *, ruled_rows: int
) -> None:
    """Write blank tabs with headers, formats and rules for their first `ruled_rows` rows, after a "read me" tab.

    `read_me` has a label and a text per line; a line without a text is a heading. Raises OSError that names `path`.
    """
    book = Workbook()
    sheet = book[book.sheetnames[0]]
    sheet.title = "read me"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 112
    for number, (label, text) in enumerate(read_me, start=1):
        size = 14 if number == 1 else 11
        sheet.cell(number, 1, label or None).font = Font(bold=not text, size=size, color=_INK)
        sheet.cell(number, 2, text or None)
    for tab in tabs:
        _add_blank_tab(book, tab, ruled_rows)
    _save(book.save, path)


def _add_blank_tab(book: Workbook, tab: NewTab, ruled_rows: int) -> None:
    sheet = book.create_sheet(tab.title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(tab.columns, start=1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = column.width
        dimension.number_format = column.number_format
        header = sheet.cell(1, number, column.title)
        header.font = Font(bold=True, color=_INK)
        header.fill = PatternFill("solid", fgColor=column.color)
        header.border = _HEADER_LINE
        if column.rule:
            own = {each.name: getattr(column.rule, each.name) for each in fields(column.rule)}
            rule = DataValidation(allow_blank=True, showInputMessage=True, **own)
            rule.add(f"{letter}2:{letter}{ruled_rows}")
            sheet.add_data_validation(rule)


def _save(fill: Callable[[IO[bytes]], None], path: str | Path) -> None:
    try:
        replace_file(Path(path).absolute(), fill, mode=0o666)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
