"""Checks before a save takes effect: what was written reads back as intended, and the new file is not damaged."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

import python_calamine as calamine

from lib.workbook.base import Grid, WorkbookError
from lib.workbook.common.cells import same
from lib.workbook.excel.book import Book
from lib.workbook.excel.bounds.far_cells import Table, without_far_cells
from lib.workbook.excel.grid import read_grid
from lib.workbook.excel.open_xml import UNCALCULATED, Parts
from lib.workbook.excel.sheet_xml import SheetXml
from lib.workbook.excel.tab import Tab


def difference(book: Book) -> str:
    """Where a changed row of a finished book would not read back as it should, in words; "" if all do.

    Only the changed rows are read, with the same reader that reads whole files: all other rows are unchanged bytes.
    """
    excerpts = {tab.part: _excerpt(book, tab) for tab in book.changed_tabs}
    content = BytesIO()
    book.package.save(content, instead=excerpts)
    parts = Parts(content.getvalue())
    content.seek(0)
    reader = calamine.CalamineWorkbook.from_filelike(content)
    for tab in book.changed_tabs:
        grid = read_grid(book.workbook, reader.get_sheet_by_name(tab.title), parts)
        found = _difference_in(tab, grid, epoch_1904=book.epoch_1904)
        if found:
            return found
    return ""


def damage(book: Book, path: Path) -> str:
    """What is wrong with the file at `path`, to which the book was saved, in words; "" if nothing is.

    In sheets, only what is around the rows is parsed: changed rows were read before, and all others are as they were.
    """
    package, sheets = book.package, {tab.part for tab in book.changed_tabs}
    try:
        for name, content in package.changed.items():
            if name in sheets:
                SheetXml(content).part("sheetData")
            else:
                expat.ParserCreate().Parse(content, True)
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            for name in names:
                with archive.open(name) as part:
                    part.read(1 if name not in package.changed else -1)
    except (expat.ExpatError, zipfile.BadZipFile, OSError, EOFError, WorkbookError) as error:
        return f"the new file would be damaged ({error})"
    return "" if names == package.names else "the new file would be missing parts"


def _excerpt(book: Book, tab: Tab) -> bytes:
    """The changed rows of a tab, without cells far from the table: its grid does not have them either."""
    excerpt = tab.patch.excerpt()
    table = book.file.tables.get(tab.part.lower())
    if not table:
        return excerpt
    rows, columns = zip(*tab.written, strict=True)
    reaches = Table(max(table.last_row, *rows), max(table.last_column, max(columns) + 1))
    return without_far_cells(excerpt, reaches)[0]


def _difference_in(tab: Tab, grid: Grid, *, epoch_1904: bool) -> str:
    width = max(len(grid.columns), len(tab.grid.columns))
    for row in sorted({row for row, _ in tab.written}):
        for column in range(width):
            now = grid.cell(row, column)
            if (row, column) in tab.written:
                is_right = same(now, tab.written[row, column], epoch_1904=epoch_1904)
            elif (row, column) in tab.uncalculated:
                is_right = now == UNCALCULATED
            else:
                was = tab.grid.cell(row, column)
                is_right = now == was or (now in ("", None) and was in ("", None))
            if not is_right:
                return f"{tab.a1(row, column)} would read as {now!r}"
    return ""
