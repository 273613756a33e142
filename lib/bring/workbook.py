"""A workbook of any shape, read and written as one in the format's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lib.bring.edits import to_sheet
from lib.bring.forms.answers_tab import times_at
from lib.bring.origin import sources_of
from lib.bring.shaping import shaped
from lib.log.reading.naming import folded
from lib.workbook.base import (
    CellAddress,
    CellConflict,
    Grid,
    HoldingWorkbook,
    Outcome,
    ResumableWorkbook,
    RowAddition,
    RowChange,
    Snapshot,
    Workbook,
    WorkbookError,
    WorkbookOfParts,
    WritableWorkbook,
)
from lib.workbook.common.snapshots import SnapshotFile


class BroughtWorkbook:
    """`workbook` with its tabs in the format's shape; edits go back to the cells they came from."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._snapshot: Snapshot | None = None
        self._has_written = False

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
        """All tabs as they are now, in the format's shape. Raises WorkbookError."""
        self._has_written = False
        raw = self.workbook.read(force=force)
        self._snapshot = as_brought(raw)
        if isinstance(self.workbook, HoldingWorkbook) and (cleaned := without_times(raw, self._snapshot)):
            self.workbook.hold(cleaned)
        return self._snapshot

    def expect_change(self, workbooks: Collection[str]) -> None:
        """Let the next read also read these parts of the workbook behind, if it has parts."""
        if isinstance(self.workbook, WorkbookOfParts):
            self.workbook.expect_change(workbooks)

    def resume(self, snapshot: Snapshot) -> None:
        """Go on from a snapshot that an earlier process saved."""
        self._snapshot = snapshot
        if isinstance(self.workbook, ResumableWorkbook):
            self.workbook.resume(as_read(snapshot))

    def link(self, cell: CellAddress) -> str | None:
        """A URL that opens the workbook at `cell`, an address in the sheet; None if there is no such thing."""
        return self.workbook.link(cell)

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write `changes` to the cells of the sheet they came from, together with the journal.

        Raises WorkbookError, also for a workbook that cannot be written, and UnknownOutcome.
        """
        if not isinstance(self.workbook, WritableWorkbook):
            raise WorkbookError(f"{self.workbook.title}: Pharos can read this workbook but not write to it")
        grids = self._snapshot.grids if self._snapshot else ()
        if self._has_written and any(grid.origin is not None for grid in grids):
            grids = self.read(force=True).grids
        made = to_sheet(changes, grids)
        if made.refused:
            return Outcome(refused=tuple(dict.fromkeys(made.refused)))
        outcome = self.workbook.apply(made.edits, journal)
        self._has_written = bool(outcome.written)
        if outcome.written and any(folded(edit.tab) == "settings" for edit in changes):
            outcome = replace(outcome, revision=None)  # what they say may change how every tab is read
        if all(grid.origin is None for grid in grids):
            return outcome
        if outcome.written:
            rows = [edit.row if isinstance(edit, RowChange) else 0 for edit in changes]
            return replace(
                outcome,
                revision=None,
                written=(*changes, *journal),
                rows=(*rows, *outcome.rows[len(made.edits) :]),
            )
        conflicts = []
        for conflict in outcome.conflicts:
            at = next(at for at, edit in enumerate(made.edits) if edit is conflict.change)
            conflicts.append(_in_the_log(conflict, made.made_for[at]))
        return replace(outcome, conflicts=tuple(conflicts))

    def tidy(self) -> tuple[str, ...]:
        """Clean up after a save that was interrupted. Raises WorkbookError."""
        return self.workbook.tidy() if isinstance(self.workbook, WritableWorkbook) else ()


class BroughtSnapshots(SnapshotFile):
    """A snapshot file that holds the tabs as they were read, and gives them back in the format's shape."""

    def save(self, snapshot: Snapshot) -> None:
        """Replace the file; if the store refuses, this is logged and nothing is raised."""
        super().save(as_read(snapshot))

    def load(self) -> Snapshot | None:
        """The snapshot saved last; None if there is none that can be read."""
        snapshot = super().load()
        return None if snapshot is None else as_brought(snapshot)


def as_brought(snapshot: Snapshot) -> Snapshot:
    """The snapshot with its tabs in the format's shape."""
    return replace(snapshot, grids=shaped(snapshot.grids))


def without_times(raw: Snapshot, brought: Snapshot) -> list[Grid]:
    """The tabs of forms from which the times were taken, as they are kept: none that is as it was read."""
    read = {(grid.workbook, grid.tab): grid for grid in raw.grids if times_at(grid) is not None}
    kept = {(grid.workbook, grid.tab): grid for grid in sources_of(brought.grids)}
    found = []
    for place, grid in read.items():
        headers = [list(column[:1]) for column in grid.columns]
        now = kept.get(place, replace(grid, columns=headers))
        found += [now] if now is not grid else []
    return found


def as_read(snapshot: Snapshot) -> Snapshot:
    """The snapshot with its tabs as they were read."""
    return replace(snapshot, grids=sources_of(snapshot.grids))


def _in_the_log(conflict: CellConflict, made_for: Sequence[RowChange | RowAddition]) -> CellConflict:
    """A conflict in a cell of the sheet, told of the cell of the log that was to change."""
    change = next((edit for edit in made_for if isinstance(edit, RowChange)), None)
    if change is None:
        return conflict
    titles = list(conflict.change.after)
    at = titles.index(conflict.column) if conflict.column in titles else 0
    name = list(change.after)[min(at, len(change.after) - 1)]
    return replace(
        conflict, column=name, before=change.before.get(name), mine=change.after[name], change=change
    )
