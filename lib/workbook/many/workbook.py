"""Many workbooks read as one: a spreadsheet per circle, in a list or in a folder.

One listing shows which of them changed, and only those are read again, a few at a time. A workbook that cannot be read
is named in `Snapshot.problems`, its last good grids are used, and it is tried again automatically.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lib.workbook.base import (
    CellAddress,
    Grid,
    HoldingWorkbook,
    Outcome,
    PartState,
    RowAddition,
    RowChange,
    Snapshot,
    Workbook,
    WorkbookError,
    WritableWorkbook,
)
from lib.workbook.common.parallel import in_parallel
from lib.workbook.many.shelf import WORKERS, Part, Shelf, WorkbookList, digest

RETRY_SECONDS = 60.0
LISTING_SECONDS = 30.0
_LOG = logging.getLogger("pharos")


@dataclass(frozen=True, slots=True)
class _LastRead:
    """What was last read of a part; `retry_at` is set if something went wrong at `revision`."""

    grids: tuple[Grid, ...] = ()
    revision: str | None = None
    problems: tuple[str, ...] = ()
    retry_at: float | None = None


class SeveralWorkbooks:
    """The workbooks of a shelf, or of a sequence, as one workbook; each grid keeps the id of its own workbook.

    `progress(done, total)` is called in the reading thread at the beginning and after each workbook. A first read gives
    a snapshot once all have been read, never before: figures for half a program would look like those for all of it. A
    workbook that failed is tried again `retry_seconds` later; until one has ever been read, every read tries all.
    """

    def __init__(
        self,
        workbooks: Sequence[Workbook] | Shelf,
        *,
        progress: Callable[[int, int], None] | None = None,
        workers: int = WORKERS,
        retry_seconds: float = RETRY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shelf: Shelf = WorkbookList(tuple(workbooks)) if isinstance(workbooks, Sequence) else workbooks
        self._progress, self._workers = progress, workers
        self._retry_seconds, self._clock = retry_seconds, clock
        self._reading, self._expecting = threading.Lock(), threading.Lock()
        self._expected: frozenset[str] = frozenset()
        self._last_reads: dict[str, _LastRead] = {}
        self._listed: tuple[Sequence[Part], float] = ((), 0.0)
        self._workbooks: dict[str, Workbook] = {}

    @property
    def id(self) -> str:
        return self._shelf.id

    @property
    def title(self) -> str:
        return self._shelf.title

    def revision(self) -> str:
        """A digest of the parts' revisions, from one listing. Raises WorkbookError if that fails.

        For parts that were not read yet, it assumes a read without problems, so that a snapshot saved before a restart
        stays current as long as nothing changed.
        """
        parts = self._shelf.parts()
        self._note(parts)
        return digest(
            f"{part.id} due" if part.id in self._last_reads and self._is_due(part) else self._state(part)
            for part in parts
        )

    def read(self, *, force: bool = False) -> Snapshot:
        """The grids of all parts, reading those that changed, or all of them if forced.

        Raises WorkbookError if no workbook is listed, or if none could ever be read.
        """
        with self._reading:
            parts = self._newest_listing(force)
            if not parts:
                raise WorkbookError(f"{self.title}: there are no workbooks in it; add one or share one")
            nothing_yet = not any(last.grids for last in self._last_reads.values())
            with self._expecting:
                due = [
                    part for part in parts if self._is_due(part) or (part.workbook and (force or nothing_yet))
                ]
                self._expected = frozenset()
            if self._progress:
                self._progress(0, len(due))
            for done, (part, outcome) in enumerate(in_parallel(_read, due, self._workers), start=1):
                self._last_reads[part.id] = self._last_read_of(part, outcome)
                if self._progress:
                    self._progress(done, len(due))
            self._last_reads = {part.id: self._last_reads.get(part.id, _LastRead()) for part in parts}
            grids = tuple(grid for part in parts for grid in self._last_reads[part.id].grids)
            problems = [text for part in parts for text in self._problems(part)]
            if problems and not grids:
                more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
                raise WorkbookError(problems[0] + more)
            revision = digest(self._state(part) for part in parts)
            states = tuple(
                PartState(
                    part.id,
                    self._last_reads[part.id].revision,
                    (part.problem,) if part.problem else self._last_reads[part.id].problems,
                )
                for part in parts
            )
            return Snapshot(revision, grids, datetime.now(UTC), tuple(problems), states, self.title)

    def expect_change(self, workbooks: Collection[str]) -> None:
        """Read these, whatever their revision, at the next read that begins."""
        with self._expecting:
            self._expected |= set(workbooks)

    def hold(self, grids: Iterable[Grid]) -> None:
        """Keep these in place of the tabs of the same workbook and name, here and in each workbook."""
        kept = {(grid.workbook, grid.tab): grid for grid in grids}
        with self._reading:
            self._last_reads = {
                name: replace(
                    last, grids=tuple(kept.get((grid.workbook, grid.tab), grid) for grid in last.grids)
                )
                for name, last in self._last_reads.items()
            }
            workbooks = tuple(self._workbooks.values())
        for workbook in workbooks:
            if isinstance(workbook, HoldingWorkbook):
                workbook.hold(kept.values())

    def resume(self, snapshot: Snapshot) -> None:
        """Continue from an earlier process's snapshot: only parts that changed since or had failed are read."""
        grids: dict[str, list[Grid]] = {}
        for grid in snapshot.grids:
            grids.setdefault(grid.workbook, []).append(grid)
        with self._reading:
            self._last_reads = {
                part.id: _LastRead(
                    tuple(grids.get(part.id, ())),
                    part.revision,
                    part.problems,
                    self._clock() if part.problems else None,
                )
                for part in snapshot.parts
            }

    def link(self, cell: CellAddress) -> str | None:
        """The address that opens the workbook of `cell` at that cell; None for a workbook that was never listed."""
        workbook = self._workbooks.get(cell.workbook)
        return workbook.link(cell) if workbook else None

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write to the one workbook that all changes belong to, and read it again at the next read.

        As `WritableWorkbook.apply`.
        """
        ids = {change.workbook for change in (*changes, *journal)}
        if len(ids) > 1:
            raise WorkbookError("a save can change only one workbook: save one circle at a time")
        if not ids:
            return Outcome()
        workbook = self._workbooks.get(*ids)
        if not isinstance(workbook, WritableWorkbook):
            raise WorkbookError(f"{self.title}: Pharos cannot write to the workbook of these rows")
        try:
            return replace(workbook.apply(changes, journal), revision=None)
        finally:
            self.expect_change(ids)

    def tidy(self) -> tuple[str, ...]:
        """Do nothing: a save cleans up its own workbook, and checking 300 workbooks would take 300 calls."""
        return ()

    def _newest_listing(self, force: bool) -> Sequence[Part]:
        """The listing that `revision` just made, or a new one."""
        parts, listed_at = self._listed
        if force or not parts or self._clock() - listed_at >= LISTING_SECONDS:
            parts = self._shelf.parts()
        self._note(parts)
        self._listed = ((), 0.0)
        return parts

    def _note(self, parts: Sequence[Part]) -> None:
        self._listed = (parts, self._clock())
        self._workbooks = {part.id: part.workbook for part in parts if part.workbook}

    def _is_due(self, part: Part) -> bool:
        last = self._last_reads.get(part.id, _LastRead())
        is_retry = last.retry_at is not None and self._clock() >= last.retry_at
        is_asked_for = is_retry or part.id in self._expected
        return part.workbook is not None and (last.revision != part.revision or is_asked_for)

    def _state(self, part: Part) -> str:
        """What a part contributes to the revision of the whole."""
        if part.problem:
            return f"{part.id} {part.problem}"
        last = self._last_reads.get(part.id, _LastRead(revision=part.revision))
        return f"{part.id} {last.revision} {last.problems}"

    def _last_read_of(self, part: Part, outcome: Snapshot | Exception) -> _LastRead:
        retry_at = self._clock() + self._retry_seconds
        if isinstance(outcome, Snapshot):
            problems, grids = outcome.problems, outcome.grids
        else:
            grids = self._last_reads.get(part.id, _LastRead()).grids
            problems = (str(outcome),)
            if not isinstance(outcome, WorkbookError):
                _LOG.error("reading %s failed", part.title, exc_info=outcome)
                problems = ("there was an error in Pharos; the server's log has the details",)
        return _LastRead(grids, part.revision, problems, retry_at if problems else None)

    def _problems(self, part: Part) -> list[str]:
        texts = (part.problem,) if part.problem else self._last_reads[part.id].problems
        return [f"{part.title}: {text}" for text in texts]


def _read(part: Part) -> Snapshot:
    assert part.workbook is not None
    return part.workbook.read()
