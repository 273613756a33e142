"""The bytes of a workbook file read as grids: measured first, then read with calamine."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.etree import ElementTree

from lib.workbook.base import Grid, WorkbookError
from lib.workbook.common.gc_pause import paused_collection
from lib.workbook.excel.bounds.inspection import Inspected, inspect
from lib.workbook.excel.bounds.limits import SPARSE_POSITIONS, Limits
from lib.workbook.excel.grid import read_grid
from lib.workbook.excel.open_xml import Parts

OLD_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xls files and encrypted files of any kind begin."""
ZIP = b"PK"
_ENCRYPTED = "is password-protected; save a copy without a password"
_DAMAGE = (
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ElementTree.ParseError,
)


def refuse_what_is_no_workbook(content: bytes, suffix: str) -> None:
    """Raises WorkbookError, without the path, for content that does not begin like a workbook.

    `suffix` is the ending of the file's name, such as .xlsx.
    """
    suffix = suffix.lower()
    if suffix in {".csv", ".tsv", ".txt"}:
        raise WorkbookError("is a text file with one table; save the workbook with all its tabs as .xlsx")
    if not content:
        raise WorkbookError("is empty, not an Excel workbook")
    is_old = content.startswith(OLD_OFFICE_FILE)
    if is_old and suffix in {".xlsx", ".xlsm"}:
        raise WorkbookError(_ENCRYPTED)
    if not is_old and not content.startswith(ZIP):
        raise WorkbookError("is not an Excel workbook")


def measured(content: bytes, bounds: Limits) -> Inspected | None:
    """What can be read of an .xlsx file; None for a file in another format, whose cells cannot be measured first.

    Raises WorkbookError, without the path.
    """
    return inspect(content, bounds) if content.startswith(ZIP) else None


def read_measured(workbook: str, file: Inspected) -> tuple[Grid, ...]:
    """Every worksheet of a measured .xlsx file. `workbook` is its id. Raises WorkbookError, without the path."""
    import python_calamine as calamine

    with (
        _clear_errors(),
        paused_collection(),
        calamine.CalamineWorkbook.from_filelike(BytesIO(file.content)) as book,
    ):
        parts = Parts(file.content, file.has_texts)
        return tuple(
            read_grid(
                workbook,
                book.get_sheet_by_name(meta.name),
                parts,
                file.far.get(parts.part_of(meta.name).lower(), ()),
            )
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        )


def read_unmeasured(workbook: str, content: bytes, bounds: Limits) -> tuple[Grid, ...]:
    """Every worksheet of an .xls, .xlsb or .ods file. Only for a process that may run out of memory or time.

    Raises WorkbookError, without the path.
    """
    import python_calamine as calamine

    grids, positions = [], 0
    with _clear_errors(), calamine.CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        for meta in book.sheets_metadata:
            if meta.typ == calamine.SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                last_row, last_column = sheet.end or (-1, -1)
                size = (last_row + 1) * (last_column + 1)
                positions += size
                if positions > bounds.positions or size > max(SPARSE_POSITIONS, bounds.cells):
                    raise WorkbookError(
                        f"the {meta.name[:80]} tab has {last_row + 1:,} rows and {last_column + 1:,} columns, more than"
                        " can be read; delete the cells far from the table, or save it as .xlsx"
                    )
                grids.append(read_grid(workbook, sheet, Parts(None)))
    return tuple(grids)


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Errors of calamine and of damaged files as a WorkbookError in one line."""
    import python_calamine as calamine

    try:
        yield
    except calamine.PasswordError as error:
        raise WorkbookError(_ENCRYPTED) from error
    except (*_DAMAGE, calamine.CalamineError) as error:
        why = " ".join(str(error).split())
        raise WorkbookError(f"is damaged or not an Excel workbook ({why})") from error
