"""A survey workbook whose form answers are read as rows of its pulse tab; no time of an answer leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lib.bring.forms.pulse import with_forms
from lib.workbook.base import (
    CellAddress,
    Outcome,
    RowAddition,
    RowChange,
    Snapshot,
    Workbook,
    WorkbookError,
    WritableWorkbook,
)


class SurveyWorkbook:
    """`workbook` with the answers of its forms as rows of the pulse tab. What is written goes to it unchanged."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook

    @property
    def id(self) -> str:
        """The id of the workbook behind."""
        return self.workbook.id

    @property
    def title(self) -> str:
        """The name shown to people."""
        return self.workbook.title

    def revision(self) -> str:
        """The revision of the workbook behind. Raises WorkbookError."""
        return self.workbook.revision()

    def read(self, *, force: bool = False) -> Snapshot:
        """All tabs as they are now, without the times of answers. Raises WorkbookError."""
        snapshot = self.workbook.read(force=force)
        return replace(snapshot, grids=with_forms(snapshot.grids))

    def link(self, cell: CellAddress) -> str | None:
        """A URL that opens the workbook at `cell`; None if there is no such thing."""
        return self.workbook.link(cell)

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write to the workbook behind. Raises WorkbookError, also for one that cannot be written."""
        if not isinstance(self.workbook, WritableWorkbook):
            raise WorkbookError(f"{self.workbook.title}: Pharos can read this workbook but not write to it")
        return self.workbook.apply(changes, journal)

    def tidy(self) -> tuple[str, ...]:
        """Clean up after a save that was interrupted. Raises WorkbookError."""
        return self.workbook.tidy() if isinstance(self.workbook, WritableWorkbook) else ()
