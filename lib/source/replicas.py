"""Several servers show one remote workbook: one of them asks it, once a minute, and the others take what it read.

What was read, when it was asked for, and what went wrong are kept in the store. A server whose turn it is holds a lease
while it asks; if it dies, the lease runs out and another asks. A server that has just saved asks at once, by itself,
and a snapshot whose reading began earlier never takes the place of one that began later.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import orjson

from lib.bring.workbook import BroughtSnapshots, BroughtWorkbook
from lib.workbook.base import CellAddress, Outcome, RowAddition, RowChange, Snapshot, WorkbookError
from lib.workbook.common.lease import Lease, locked
from lib.workbook.common.store import Place

_LOG = logging.getLogger("pharos")
LOOK_EVERY_SECONDS = 2
"""How often a server looks into the store for what another one read."""
UNTIL_SEEN_SECONDS = 7
"""How much later than it was asked for a change is seen by all: a page that nobody touches is looked at every 2 seconds
on the server that asks, other servers look into the store, their pages are looked at, and reading takes a moment."""
_POLL_SECONDS = 1.0
_RETRY = timedelta(seconds=5)
_CLOCKS_DIFFER = timedelta(seconds=5)
"""By how much the clocks of two servers may differ: what is read after a save counts as that much newer."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the servers know together. `revision`: the workbook's at the kept snapshot, "" without one. `began`: when
    the reading of that snapshot began. `at`: when the workbook was last asked. `problem`: why that failed, or ""."""

    revision: str = ""
    began: datetime = _NEVER
    at: datetime = _NEVER
    problem: str = ""

    @property
    def edition(self) -> str:
        """The revision that servers give to this snapshot: one that was read later has another, even if the
        workbook's own revision lags behind its cells."""
        return f"{self.revision} {self.began.isoformat()}"


class SharedWorkbook:
    """`workbook` as one of the servers that share `folder` sees it.

    `ask_every`: how often the workbook itself is asked, by all servers together. `clock`: the time in UTC (for tests).
    If the store cannot be reached, this is logged, and the server asks by itself.
    """

    def __init__(
        self,
        workbook: BroughtWorkbook,
        folder: Place,
        *,
        ask_every: float,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.workbook = workbook
        self._every, self._clock = timedelta(seconds=ask_every), clock
        name = hashlib.blake2s(workbook.id.encode(), digest_size=12).hexdigest()
        self._folder, self._file = folder, f"{name}.asked"
        self._snapshots = BroughtSnapshots(folder, workbook.id)
        self._lease = Lease(folder / f"{name}.lease", clock=clock)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._began = _NEVER
        self._saved_at: datetime | None = None

    @property
    def id(self) -> str:
        """The id of the workbook behind."""
        return self.workbook.id

    @property
    def title(self) -> str:
        """The name shown to people: of the workbook behind, or as another server read it."""
        return (self._snapshot.title if self._snapshot else "") or self.workbook.title

    def revision(self) -> str:
        """The edition to show now. Raises WorkbookError, also for what another server was told when it asked."""
        with self._lock:
            return self._looked().revision

    def read(self, *, force: bool = False) -> Snapshot:
        """The newest tabs that a server read; `force` asks the workbook itself. Raises WorkbookError."""
        with self._lock:
            return self._ask(self._known(), force=True) if force else self._looked()

    def link(self, cell: CellAddress) -> str | None:
        """A URL that opens the workbook at `cell`."""
        return self.workbook.link(cell)

    def expect_change(self, workbooks: Collection[str]) -> None:
        """Let the next read ask for these parts of the workbook."""
        self.workbook.expect_change(workbooks)
        self._saved_at = self._clock()

    def resume(self, snapshot: Snapshot) -> None:
        """Go on from a snapshot that an earlier process saved."""
        self.workbook.resume(snapshot)

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """As the workbook behind; the next read asks for what is there now."""
        try:
            return self.workbook.apply(changes, journal)
        finally:
            self._saved_at = self._clock()

    def tidy(self) -> tuple[str, ...]:
        """As the workbook behind."""
        return self.workbook.tidy()

    def _looked(self) -> Snapshot:
        """What the servers know, asked for if this server's turn has come. Called with the lock."""
        while True:
            known = self._known()
            if self._saved_at is not None:
                return self._ask(known)
            if self._is_fresh(known) and (taken := self._taken(known)) is not None:
                return taken
            try:
                if self._lease.take():
                    with self._lease.renewed():
                        known = self._known()
                        if self._is_fresh(known) and (taken := self._taken(known)) is not None:
                            return taken
                        return self._ask(known)
            except OSError as error:
                _LOG.warning("the lease of the store cannot be used: %s", error.strerror)
                return self._ask(known)
            if self._snapshot is not None:  # another server is asking
                return self._snapshot
            time.sleep(_POLL_SECONDS)

    def _is_fresh(self, known: Asked) -> bool:
        """Whether the workbook was asked so lately that nobody shows anything older than `ask_every`, looks included.

        Before the first snapshot, a failure is soon asked about again.
        """
        lasts = self._every - timedelta(seconds=UNTIL_SEEN_SECONDS) if known.revision else _RETRY
        return self._clock() - known.at < lasts

    def _taken(self, known: Asked) -> Snapshot | None:
        """The snapshot of the store if it is newer than this server's; None if it cannot be used.

        Raises WorkbookError for what the server that asked was told.
        """
        if known.revision and known.began > self._began:
            snapshot = self._snapshots.load()
            if snapshot is not None and snapshot.revision == known.edition:
                self._snapshot, self._began = snapshot, known.began
                self.workbook.resume(snapshot)
        if known.problem:
            raise WorkbookError(known.problem)
        return self._snapshot if known.began <= self._began else None

    def _ask(self, known: Asked, *, force: bool = False) -> Snapshot:
        """Ask the workbook, read it if it changed, and tell the other servers."""
        now, saved = self._clock(), self._saved_at
        try:
            revision = self.workbook.revision()
            is_known = not force and saved is None and revision == known.revision
            if is_known and (taken := self._taken(replace(known, problem=""))) is not None:
                self._tell(replace(known, at=now, problem=""))
                return taken
            snapshot = self.workbook.read(force=force)
        except WorkbookError as error:
            self._tell(replace(known, at=now, problem=str(error)))
            raise
        began = now if saved is None else now + _CLOCKS_DIFFER
        if self._saved_at == saved:
            self._saved_at = None
        asked = Asked(snapshot.revision, max(began, self._began + timedelta(microseconds=1)), now)
        self._snapshot, self._began = replace(snapshot, revision=asked.edition), asked.began
        self._tell(asked, self._snapshot)
        return self._snapshot

    def _tell(self, asked: Asked, snapshot: Snapshot | None = None) -> None:
        """Keep it in the store, unless what is there by now is newer."""
        try:
            with locked(self._folder, self._file):
                there = self._known()
                if there.began > asked.began:
                    return
                if snapshot is not None:
                    self._snapshots.save(snapshot)
                content = [asked.revision, asked.began.isoformat(), asked.at.isoformat(), asked.problem]
                (self._folder / self._file).write(orjson.dumps(content))
        except OSError as error:
            _LOG.warning("what was read could not be kept for other servers: %s", error.strerror)

    def _known(self) -> Asked:
        """What the store says; nothing if it says nothing, is damaged or cannot be reached."""
        try:
            revision, began, at, problem = orjson.loads((self._folder / self._file).read())
            return Asked(
                str(revision), datetime.fromisoformat(began), datetime.fromisoformat(at), str(problem)
            )
        except FileNotFoundError:
            return Asked()
        except (OSError, ValueError, TypeError) as error:
            _LOG.warning("what other servers read is not known: %s", type(error).__name__)
            return Asked()
