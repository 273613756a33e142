"""Files that people bring: read within bounds, taken away as a plain workbook, or kept as the log of this server."""

from __future__ import annotations

import re
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from lib.bring.accounts import accounts
from lib.bring.plain import LEFT_OUT, LEFT_OUT_COLUMNS, plain_rows
from lib.bring.shaping import shaped
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.parse import missing_tabs
from lib.words.phrases import listed
from lib.workbook.base import Grid, WorkbookError
from lib.workbook.common.atomic import replace_file
from lib.workbook.common.database_url import without_password
from lib.workbook.excel.copied import sheet_title, write_cells
from lib.workbook.excel.new_file import DATE_FORMAT, NewColumn, NewTab, write_rows
from lib.workbook.excel.untrusted import SUFFIXES, read_upload

UPLOAD = "upload"
"""The id of the workbook that an upload is, until it is kept."""
MOST_FILES = 20
KINDS = tuple(suffix.removeprefix(".") for suffix in SUFFIXES)
_AS_IT_IS = (".xlsx", ".xlsm")
"""Formats that Pharos can write, so that the file itself is kept. Others become an .xlsx with the same cells."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Files as one workbook: a name for people, its tabs, and the bytes to keep if it is one file that can be written
    (with its ending)."""

    name: str
    grids: tuple[Grid, ...]
    content: bytes = b""
    suffix: str = ""


def brought(files: Sequence[tuple[str, bytes]]) -> Brought:
    """The tabs of one file or of several (names and bytes), each of which is read in a bounded process of its own.

    Raises WorkbookError with one sentence that names the file.
    """
    if len(files) > MOST_FILES:
        raise WorkbookError(f"at most {MOST_FILES} files at a time; these are {len(files)}")
    grids: list[Grid] = []
    for name, data in files:
        for grid in read_upload(data, name).grids:
            title = grid.tab
            if _is_text(name) or len(files) > 1:
                title = sheet_title(grid.tab, [other.tab for other in grids])
            grids.append(replace(grid, workbook=UPLOAD, tab=title))
    if all(cell in (None, "") for grid in grids for column in grid.columns for cell in column):
        names = " and ".join(PurePath(name).name for name, _ in files)
        raise WorkbookError(f"{names}: has no cell with something in it")
    first = PurePath(files[0][0].replace("\\", "/"))
    suffix = first.suffix.lower()
    if len(files) == 1 and suffix in _AS_IT_IS:
        return Brought(first.stem, tuple(grids), files[0][1], suffix)
    return Brought(first.stem, tuple(grids), suffix=".xlsx")


def tabs_of_files(paths: Sequence[str]) -> tuple[Grid, ...]:
    """The tabs of .csv, .tsv and .ods files on this machine in the format's own shape. Raises WorkbookError."""
    if any(PurePath(path).suffix.lower() in _AS_IT_IS for path in paths):
        raise WorkbookError(
            f"{listed(paths)}: several files can only be .csv, .tsv or .ods: one for each tab"
        )
    try:
        files = [(Path(path).name, Path(path).read_bytes()) for path in paths]
    except OSError as error:
        raise WorkbookError(f"{error.filename}: {error.strerror or 'it cannot be read'}") from error
    return shaped(brought(files).grids)


def not_understood(paths: Sequence[str], log: CircleLog) -> str:
    """Why a log cannot be used as it is, and the page that can read it, in one line."""
    return (
        f"{listed(map(without_password, paths))}: {missing_tabs(log)}; if the log has these under other names, open "
        "the page “Use your log” in Pharos, say what each tab and column holds, and take the plain log from there"
    )


def _is_text(name: str) -> bool:
    return PurePath(name).suffix.lower() in (".csv", ".tsv")


def plain_file(grids: Sequence[Grid], log: CircleLog) -> bytes:
    """The log as an .xlsx file in the format's own shape, with the rows that are no records in a tab of their own.

    In: `grids` as `shaped` returned them, and the log parsed from them.
    """
    rows = plain_rows(grids, log, accounts(grids, log))
    tabs = [
        NewTab(
            tab.name,
            tuple(
                NewColumn(column.name, 20, DATE_FORMAT if column.kind == "date" else "General")
                for column in tab.columns
                if column.required
                or log.has(tab.name, column.name)
                or any(column.name in row for row in rows.get(tab.name, ()))
            ),
        )
        for tab in TABS.values()
        if tab.required or tab.name in rows
    ]
    if LEFT_OUT in rows:
        tabs.append(NewTab(LEFT_OUT, tuple(NewColumn(name, 24) for name in LEFT_OUT_COLUMNS)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.xlsx"
        write_rows(tabs, rows, path)
        return path.read_bytes()


def keep(files: Brought, folder: Path) -> Path:
    """Write the file to a folder that only this server's user can read; out: where. Raises WorkbookError.

    Nothing that is there is replaced: the name gets a few random letters.
    """
    stem = re.sub(r"[^\w\- ]+", "", files.name).strip()[:60] or "log"
    path = folder / f"{stem} {secrets.token_hex(3)}{files.suffix}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if files.content:
            replace_file(path.absolute(), lambda file: file.write(files.content), mode=0o600)
        else:
            write_cells(files.grids, path)
    except OSError as error:
        raise WorkbookError(
            f"the file could not be kept on this server: {error.strerror or 'the disk refused'}"
        ) from error
    return path
