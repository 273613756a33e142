"""The command `python -m lib.workbook.sql`: a workbook's tabs into the tables of a database, and back into a file.

    load WORKBOOK URL      makes a table of every tab, with all its rows
    dump URL OUT.xlsx      writes every table into a workbook
    prepare URL            makes what Pharos needs beside tables that are there already

If something cannot be used, it exits with 2 and one line on standard error. No password is printed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from lib.words.phrases import counted
from lib.workbook.base import Grid, Workbook, WorkbookError, column_letters
from lib.workbook.common.database_url import without_password
from lib.workbook.excel.copied import sheet_title, write_cells
from lib.workbook.excel.new_file import SHEET_ROWS
from lib.workbook.excel.values import unfit
from lib.workbook.sql import address
from lib.workbook.sql.database import KindsOf
from lib.workbook.sql.load import load, prepare
from lib.workbook.sql.workbook import SqlWorkbook


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        words = " ".join(map(without_password, message.split(" ")))
        raise WorkbookError(f"{words} (--help lists the options)")


def main(arguments: Sequence[str] | None, *, opened: Callable[[str], Workbook], kinds_of: KindsOf) -> int:
    """Run the command; returns its exit code. `opened` opens a workbook by its path or address, `kinds_of` is as in
    `SqlWorkbook`."""
    try:
        options = _options(arguments)
        workbook = SqlWorkbook(options.url, options.schema, options.prefix, kinds_of=kinds_of)
        match options.command:
            case "load":
                lines = load(
                    workbook.database, opened(options.workbook).read().grids, replace=options.replace
                )
            case "prepare":
                lines = prepare(workbook.database)
            case _:
                lines = _dump(workbook, options.out)
    except WorkbookError as error:
        print("pharos:", *str(error).split(), file=sys.stderr)
        return 2
    for line in lines:
        print("pharos:", line, file=sys.stderr)
    return 0


def _dump(workbook: SqlWorkbook, name: str) -> list[str]:
    out = Path(name)
    if out.suffix.lower() != ".xlsx":
        raise WorkbookError(f"{without_password(name)} must end in .xlsx")
    grids = workbook.read().grids
    if not grids:
        raise WorkbookError(f"{workbook.title}: has no tables to write")
    sheets: list[Grid] = []
    for grid in grids:
        _refuse_what_no_sheet_holds(grid)
        sheets.append(replace(grid, tab=sheet_title(grid.tab, [sheet.tab for sheet in sheets])))
    try:
        write_cells(sheets, out)
    except OSError as error:
        raise WorkbookError(f"{out} cannot be written: {error.strerror or error}") from None
    notes = [
        f"the {grid.tab} tab is called {sheet.tab} in the file"
        for grid, sheet in zip(grids, sheets, strict=True)
        if grid.tab != sheet.tab
    ]
    return [*notes, f"wrote {counted(len(grids), 'tab')} to {out}"]


def _refuse_what_no_sheet_holds(grid: Grid) -> None:
    """Raises WorkbookError that names the cell."""
    if grid.height > SHEET_ROWS:
        raise WorkbookError(f"the {grid.tab} tab has {grid.height:,} rows, more than a sheet can hold")
    for at, column in enumerate(grid.columns):
        for row, cell in enumerate(column, start=1):
            if why := unfit(cell):
                raise WorkbookError(f"{grid.tab}!{column_letters(at)}{row}: {why}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser("python -m lib.workbook.sql", description="Tabs of a workbook as tables of a database.")
    commands = parser.add_subparsers(dest="command", required=True)
    made = {
        "load": commands.add_parser("load", help="make a table of every tab of a workbook"),
        "dump": commands.add_parser("dump", help="write every table into an .xlsx file"),
        "prepare": commands.add_parser(
            "prepare", help="make what Pharos needs beside tables that are there already"
        ),
    }
    made["load"].add_argument("workbook", help="a path, a spreadsheet's address, or another database's URL")
    for command in made.values():
        command.add_argument("url", metavar="URL", help=f"the database, such as {address.EXAMPLE}")
        command.add_argument(
            "--schema", default="", help="the schema of the tables; the user's own if left out"
        )
        command.add_argument("--prefix", default="", help="what the names of the tables begin with")
    made["load"].add_argument(
        "--replace", action="store_true", help="first drop the tables that Pharos made there earlier"
    )
    made["dump"].add_argument("out", metavar="OUT.xlsx")
    return parser.parse_args(arguments)
