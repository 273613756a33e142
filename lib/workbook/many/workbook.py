"""Many workbooks read as one: a spreadsheet per circle, in a list or in a folder.

One listing tells which of them changed, and only those are read again, a few at a time. One that cannot be read is
named in `Snapshot.problems`, its last good grids stand in for it, and it is tried again by itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lib.workbook.base import (
    CellAddress,
    Grid,
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
class _Kept:
    """What was last read of a part; `retry_at` is set where something went wrong at `revision`."""

    grids: tuple[Grid, ...] = ()
    revision: str | None = None
    problems: tuple[str, ...] = ()
    retry_at: float | None = None


class SeveralWorkbooks:
    """The workbooks of a shelf, or of a sequence, as one workbook; each grid keeps the id of its own.

    `progress(done, total)` is called in the reading thread at the beginning and after each workbook. A first read gives
    a snapshot when all were read, never before: figures of half a program would look like those of the whole. A
    workbook that failed is tried again `retry_seconds` later, and all are at every read as long as none was ever read.
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
        self._reading = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._listed: tuple[Sequence[Part], float] = ((), 0.0)
        self._workbooks: dict[str, Workbook] = {}

    @property
    def id(self) -> str:
        return self._shelf.id

    @property
    def title(self) -> str:
        return self._shelf.title

    def revision(self) -> str:
        """A digest of the parts' revisions, from one listing. Raises WorkbookError where that fails.

        Of parts that were not read yet it is what a read without problems would give, so that a snapshot kept from
        before a restart counts as long as nothing changed.
        """
        parts = self._shelf.parts()
        self._note(parts)
        return digest(
            f"{part.id} due" if part.id in self._kept and self._is_due(part) else self._state(part)
            for part in parts
        )

    def read(self, *, force: bool = False) -> Snapshot:
        """The grids of all parts, read now where they changed, or everywhere if forced.

        Raises WorkbookError where no workbook is listed, or none was ever read.
        """
        with self._reading:
            parts = self._newest_listing(force)
            if not parts:
                raise WorkbookError(f"{self.title}: there is no workbook in it; put one there or share it")
            nothing_yet = not any(kept.grids for kept in self._kept.values())
            due = [part for part in parts if self._is_due(part) or (part.workbook and (force or nothing_yet))]
            if self._progress:
                self._progress(0, len(due))
            for done, (part, outcome) in enumerate(in_parallel(_read, due, self._workers), start=1):
                self._kept[part.id] = self._kept_of(part, outcome)
                if self._progress:
                    self._progress(done, len(due))
            self._kept = {part.id: self._kept.get(part.id, _Kept()) for part in parts}
            grids = tuple(grid for part in parts for grid in self._kept[part.id].grids)
            problems = [text for part in parts for text in self._problems(part)]
            if problems and not grids:
                more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
                raise WorkbookError(problems[0] + more)
            revision = digest(self._state(part) for part in parts)
            states = tuple(PartState(name, kept.revision, kept.problems) for name, kept in self._kept.items())
            return Snapshot(revision, grids, datetime.now(UTC), tuple(problems), states, self.title)

    def resume(self, snapshot: Snapshot) -> None:
        """Go on from a snapshot of an earlier process: only what changed since is read, and what had failed."""
        grids: dict[str, list[Grid]] = {}
        for grid in snapshot.grids:
            grids.setdefault(grid.workbook, []).append(grid)
        with self._reading:
            self._kept = {
                part.id: _Kept(
                    tuple(grids.get(part.id, ())),
                    part.revision,
                    part.problems,
                    self._clock() if part.problems else None,
                )
                for part in snapshot.parts
            }

    def link(self, cell: CellAddress) -> str | None:
        """The address that opens the workbook of `cell` there; None for one that was never listed."""
        workbook = self._workbooks.get(cell.workbook)
        return workbook.link(cell) if workbook else None

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write to the one workbook that all of it is for. As `WritableWorkbook.apply`."""
        ids = {change.workbook for change in (*changes, *journal)}
        if len(ids) > 1:
            raise WorkbookError("one save goes to one workbook: save circle by circle")
        if not ids:
            return Outcome()
        workbook = self._workbooks.get(ids.pop())
        if not isinstance(workbook, WritableWorkbook):
            raise WorkbookError(f"{self.title}: the workbook of these rows cannot be written")
        return replace(workbook.apply(changes, journal), revision=None)

    def tidy(self) -> tuple[str, ...]:
        """Nothing: a save finds what an earlier one left in its own workbook, and asking 300 would cost 300 calls."""
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
        kept = self._kept.get(part.id, _Kept())
        is_retry = kept.retry_at is not None and self._clock() >= kept.retry_at
        return part.workbook is not None and (kept.revision != part.revision or is_retry)

    def _state(self, part: Part) -> str:
        """What a part that was read, or cannot be, adds to the revision of the whole."""
        if part.problem:
            return f"{part.id} {part.problem}"
        kept = self._kept.get(part.id, _Kept(revision=part.revision))
        return f"{part.id} {kept.revision} {kept.problems}"

    def _kept_of(self, part: Part, outcome: Snapshot | Exception) -> _Kept:
        retry_at = self._clock() + self._retry_seconds
        if isinstance(outcome, Snapshot):
            problems, grids = outcome.problems, outcome.grids
        else:
            grids = self._kept.get(part.id, _Kept()).grids
            problems = (str(outcome),)
            if not isinstance(outcome, WorkbookError):
                _LOG.error("reading %s failed", part.title, exc_info=outcome)
                problems = ("an error inside Pharos; the server's log has the details",)
        return _Kept(grids, part.revision, problems, retry_at if problems else None)

    def _problems(self, part: Part) -> list[str]:
        texts = (part.problem,) if part.problem else self._kept[part.id].problems
        return [f"{part.title}: {text}" for text in texts]


def _read(part: Part) -> Snapshot:
    assert part.workbook is not None
    return part.workbook.read()
