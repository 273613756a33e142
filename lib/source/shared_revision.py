"""Several servers watch one remote workbook whose cells must not be kept: one of them asks whether it changed, once a
minute, and the others take its answer. Each server reads the cells by itself, when they changed.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import orjson

from lib.source.replicas import UNTIL_SEEN_SECONDS
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
from lib.workbook.common.lease import Lease
from lib.workbook.common.store import Place

_LOG = logging.getLogger("pharos")


def _now() -> datetime:
    return datetime.now(UTC)


class SharedRevision:
    """`workbook`, whose revision the servers that share `folder` ask for together, every `ask_every` seconds.

    `clock`: the time in UTC (for tests). A store that fails is logged, and the server asks by itself.
    """

    def __init__(
        self,
        workbook: Workbook,
        folder: Place,
        *,
        ask_every: float,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.workbook = workbook
        self._clock = clock
        self._lasts = timedelta(seconds=ask_every - UNTIL_SEEN_SECONDS)
        name = hashlib.blake2s(workbook.id.encode(), digest_size=12).hexdigest()
        self._place = folder / f"{name}.revision"
        self._lease = Lease(folder / f"{name}.lease", clock=clock)
        self._saved = False
        self._last = ""

    @property
    def id(self) -> str:
        """The id of the workbook behind."""
        return self.workbook.id

    @property
    def title(self) -> str:
        """The name shown to people."""
        return self.workbook.title

    def revision(self) -> str:
        """The revision that a server was told last. Raises WorkbookError, also for what another server was told."""
        try:
            if not self._saved and (known := self._known()) is not None:
                return self._answer(*known)
            if not self._saved and self._last and not self._lease.take():
                return self._last  # another server is asking
        except OSError as error:
            _LOG.warning("the store cannot be used to ask for a revision: %s", error.strerror)
        try:
            return self._ask()
        finally:
            self._lease.release()

    def read(self, *, force: bool = False) -> Snapshot:
        """The cells, as this server reads them now; the others hear of their revision. Raises WorkbookError."""
        now = self._clock()
        snapshot = self.workbook.read(force=force)
        self._saved = False
        self._tell(now, snapshot.revision, "")
        return snapshot

    def link(self, cell: CellAddress) -> str | None:
        """A URL that opens the workbook at `cell`."""
        return self.workbook.link(cell)

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """As the workbook behind; this server then asks for the revision itself. Raises WorkbookError."""
        if not isinstance(self.workbook, WritableWorkbook):
            raise WorkbookError(f"{self.workbook.title}: Pharos can read this workbook but not write to it")
        self._saved = True
        return self.workbook.apply(changes, journal)

    def tidy(self) -> tuple[str, ...]:
        """As the workbook behind; () for one that cannot be written."""
        return self.workbook.tidy() if isinstance(self.workbook, WritableWorkbook) else ()

    def _ask(self) -> str:
        now = self._clock()
        try:
            revision = self.workbook.revision()
        except WorkbookError as error:
            self._tell(now, "", str(error))
            raise
        self._saved = False
        self._tell(now, revision, "")
        return self._answer(revision, "")

    def _answer(self, revision: str, problem: str) -> str:
        if problem:
            raise WorkbookError(problem)
        self._last = revision
        return revision

    def _tell(self, at: datetime, revision: str, problem: str) -> None:
        try:
            self._place.write(orjson.dumps([at.isoformat(), revision, problem]))
        except OSError as error:
            _LOG.warning("a revision could not be kept for other servers: %s", error.strerror)

    def _known(self) -> tuple[str, str] | None:
        """The revision that a server was told lately, and what went wrong; None if none asked lately."""
        try:
            at, revision, problem = orjson.loads(self._place.read())
            is_fresh = self._clock() - datetime.fromisoformat(at) < self._lasts
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return (str(revision), str(problem)) if is_fresh else None
