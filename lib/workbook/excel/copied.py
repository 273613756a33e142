"""Cells of any source as a new .xlsx file, each where it was: for tables that came as text or in another format."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from lib.workbook.base import Cell, Grid
from lib.workbook.common.atomic import replace_file
from lib.workbook.excel.new_file import DATE_FORMAT, EXCEL_EPOCH

LONGEST_TITLE = 31
_FORMATS = (DATE_FORMAT, "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "[h]:mm:ss")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_title(title: str, taken: Sequence[str] = ()) -> str:
    """A title that a sheet can have, different from all that are `taken`: at most 31 characters, none that Excel
    refuses."""
    base = " ".join(_NO_TITLE.sub(" ", title).split()).strip("'")[:LONGEST_TITLE].strip() or "Sheet"
    lowered = {other.casefold() for other in taken}
    found, number = base, 1
    while found.casefold() in lowered:
        number += 1
        found = f"{base[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
    return found


def write_cells(grids: Sequence[Grid], path: str | Path) -> None:
    """Write each grid as a sheet of its title, cell by cell. Text is never a formula; dates are real date cells.

    Titles must be ones that a sheet can have (`sheet_title`). The file appears at `path` complete or not at all. Raises
    OSError.
    """
    shell = Workbook()
    del shell[shell.sheetnames[0]]
    styles: list[int] = []
    for grid in grids:
        sheet = shell.create_sheet(grid.tab)
        if not styles:
            for at, number_format in enumerate(_FORMATS, start=1):
                cell = sheet.cell(1, at)
                cell.number_format = number_format
                styles.append(cell.style_id)
    empty = BytesIO()
    shell.save(empty)

    def fill(file: IO[bytes]) -> None:
        parts = {f"xl/worksheets/sheet{number}.xml": grid for number, grid in enumerate(grids, start=1)}
        with ZipFile(empty) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                content = source.read(name)
                if name not in parts:
                    target.writestr(name, content)
                    continue
                grid = parts[name]
                text = re.sub(r"<sheetData\s*/>|<sheetData>.*</sheetData>", "<sheetData/>", content.decode())
                before, after = text.split("<sheetData/>")
                last = f"{get_column_letter(max(len(grid.columns), 1))}{max(grid.height, 1)}"
                before = re.sub('<dimension ref="[^"]*"', f'<dimension ref="A1:{last}"', before, count=1)
                with target.open(name, "w") as part:
                    part.write(f"{before}<sheetData>".encode())
                    for row in _rows(grid, styles):
                        part.write(row.encode())
                    part.write(f"</sheetData>{after}".encode())

    replace_file(Path(path).absolute(), fill, mode=0o600)


def _rows(grid: Grid, styles: Sequence[int]) -> Iterator[str]:
    letters = [get_column_letter(number) for number in range(1, len(grid.columns) + 1)]
    for row in range(1, grid.height + 1):
        cells = []
        for at, letter in enumerate(letters):
            content = _cell(grid.cell(row, at), styles)
            if content:
                cells.append(f'<c r="{letter}{row}" {content}</c>')
        if cells:
            yield f'<row r="{row}">{"".join(cells)}</row>'


def _cell(value: Cell, styles: Sequence[int]) -> str:
    """A cell's attributes and content, "" for a blank one. A number that a sheet cannot hold is left blank."""
    match value:
        case None | "":
            return ""
        case str():
            text = _NO_XML.sub("", value)
            space = "" if text == text.strip() else ' xml:space="preserve"'
            return f't="inlineStr"><is><t{space}>{escape(text)}</t></is>' if text else ""
        case bool():
            return f't="b"><v>{value:d}</v>'
        case datetime():
            return f's="{styles[1]}"><v>{value.toordinal() - EXCEL_EPOCH + _day_share(value.time())!r}</v>'
        case date():
            return f's="{styles[0]}"><v>{value.toordinal() - EXCEL_EPOCH}</v>'
        case time():
            return f's="{styles[2]}"><v>{_day_share(value)!r}</v>'
        case timedelta():
            return f's="{styles[3]}"><v>{value.total_seconds() / 86_400!r}</v>'
        case int() | float():
            return f"><v>{value!r}</v>" if math.isfinite(value) else ""
        case _:
            return f't="inlineStr"><is><t>{escape(_NO_XML.sub("", str(value)))}</t></is>'


def _day_share(value: time) -> float:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return (seconds + value.microsecond / 1e6) / 86_400
