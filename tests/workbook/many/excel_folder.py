"""A local folder of Excel workbooks as the source of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.workbook.base import WorkbookError
from lib.workbook.common.local_id import local_id
from lib.workbook.excel.workbook import ExcelWorkbook
from lib.workbook.many.shelf import Part, WorkbookList


@dataclass(frozen=True)
class ExcelFolder:
    """The Excel workbooks of a local folder, by name; new files appear and removed ones disappear."""

    path: Path

    @property
    def id(self) -> str:
        return local_id(self.path)

    @property
    def title(self) -> str:
        return self.path.name

    def parts(self) -> Sequence[Part]:
        """Excel's own lock files (~$name.xlsx) and hidden files are passed over."""
        try:
            paths = sorted(path for path in self.path.iterdir() if path.suffix.lower() in (".xlsx", ".xlsm"))
        except OSError as error:
            raise WorkbookError(f"{self.path}: cannot be listed ({error.strerror})") from error
        return WorkbookList(tuple(ExcelWorkbook(path) for path in paths if path.name[0] not in "~.")).parts()
