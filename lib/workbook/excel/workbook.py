"""A local .xlsx (or .xlsm, .xls, .ods) file as a workbook, read with calamine."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from lib.workbook.base import CellAddress, Outcome, RowAddition, RowChange, Snapshot, WorkbookError
from lib.workbook.common.local_id import local_id
from lib.workbook.excel import file as excel_file
from lib.workbook.excel import open_xml
from lib.workbook.excel.grid import read_grid

_DAMAGE = (
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
)
_ENCRYPTED_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class ExcelWorkbook:
    """The file at `path`. Its revision is a digest of its size, modification time and inode, without reading cells."""

    path: Path

    @property
    def id(self) -> str:
        return local_id(self.path)

    @property
    def title(self) -> str:
        return self.path.stem

    def revision(self) -> str:
        """A text that changes whenever the file is written. Raises WorkbookError if the file is gone or unreadable."""
        try:
            stat = self.path.stat()
        except FileNotFoundError as error:
            raise WorkbookError(f"{self.path}: no such file") from error
        except OSError as error:
            raise WorkbookError(f"{self.path}: cannot be read ({error.strerror})") from error
        return excel_file.fingerprint(stat)

    def read(self, *, force: bool = False) -> Snapshot:
        """Every worksheet as a Grid, always from the file. Raises WorkbookError, which says what is wrong."""
        import python_calamine as calamine

        revision = self.revision()
        self._refuse_what_is_no_workbook()
        try:
            with calamine.CalamineWorkbook.from_path(self.path) as book:
                parts = open_xml.Parts(self.path)
                grids = tuple(
                    read_grid(self.id, book.get_sheet_by_name(meta.name), parts)
                    for meta in book.sheets_metadata
                    if meta.typ == calamine.SheetTypeEnum.WorkSheet
                )
        except calamine.PasswordError as error:
            raise WorkbookError(
                f"{self.path}: is password-protected; save a copy without a password"
            ) from error
        except (*_DAMAGE, calamine.CalamineError) as error:
            why = " ".join(str(error).split())
            raise WorkbookError(f"{self.path}: is damaged or not an Excel workbook ({why})") from error
        return Snapshot(revision, grids, datetime.now(UTC))

    def link(self, cell: CellAddress) -> str | None:
        """None: a browser cannot open a file on the server's disk."""
        return None

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write `changes` and `journal` to the file in one step; see lib.workbook.excel.write."""
        from lib.workbook.excel import write

        return write.apply(self.path, self.id, changes, journal)

    def tidy(self) -> tuple[str, ...]:
        """Remove what killed saves left next to the file; out: that in words. Raises WorkbookError."""
        return excel_file.tidy(self.path)

    def _refuse_what_is_no_workbook(self) -> None:
        if self.path.is_dir():
            raise WorkbookError(f"{self.path}: is a folder, not a workbook")
        if self.path.suffix.lower() in {".csv", ".tsv", ".txt"}:
            raise WorkbookError(
                f"{self.path}: is a text file with one table; save the workbook with all its tabs as .xlsx"
            )
        try:
            with self.path.open("rb") as file:
                start = file.read(8)
        except OSError as error:
            raise WorkbookError(f"{self.path}: cannot be read ({error.strerror})") from error
        if not start:
            raise WorkbookError(f"{self.path}: is empty, not an Excel workbook")
        if start == _ENCRYPTED_OFFICE_FILE and self.path.suffix.lower() in {".xlsx", ".xlsm"}:
            raise WorkbookError(f"{self.path}: is password-protected; save a copy without a password")
        if start != _ENCRYPTED_OFFICE_FILE and not start.startswith(b"PK"):
            raise WorkbookError(f"{self.path}: is not an Excel workbook")
