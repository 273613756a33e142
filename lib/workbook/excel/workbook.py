"""A local .xlsx (or .xlsm, .xls, .ods) file as a workbook, read with calamine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lib.workbook.base import CellAddress, Outcome, RowAddition, RowChange, Snapshot, WorkbookError
from lib.workbook.common.local_id import local_id
from lib.workbook.excel import file as excel_file
from lib.workbook.excel import reading, untrusted
from lib.workbook.excel.bounds import regular_file
from lib.workbook.excel.bounds.limits import CONFIGURED


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
        return excel_file.fingerprint(regular_file.state(self.path))

    def read(self, *, force: bool = False) -> Snapshot:
        """Every worksheet as a Grid, always from the file. Raises WorkbookError, which says what is wrong.

        The file is measured before it is read. One whose cells cannot be measured, in a format other than .xlsx, is
        read in a process of its own.
        """
        content, stat = regular_file.read(self.path, CONFIGURED.file)
        suffix = self.path.suffix.lower()
        try:
            reading.refuse_what_is_no_workbook(content, suffix)
            file = reading.measured(content, CONFIGURED)
            grids = (
                reading.read_measured(self.id, file)
                if file
                else untrusted.read_apart(content, self.id, suffix, CONFIGURED)
            )
        except WorkbookError as error:
            raise WorkbookError(f"{self.path}: {error}") from error
        return Snapshot(excel_file.fingerprint(stat), grids, datetime.now(UTC))

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
