"""Keeps one workbook's log fresh, for any number of viewers.

A page always gets the last good log at once. At most once per `check_every` seconds, a check in the background asks
whether the workbook has changed, and only a changed workbook is read again. If something goes wrong, that is reported
and the last good log stays. A state that lost a header or most of the rows of a tab is held back in the same way, until
it recovers or someone accepts it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from lib.log.changing.after_save import patched
from lib.log.changing.recorded import SentIds
from lib.log.format.model import CircleLog
from lib.log.reading import parse
from lib.source import losses
from lib.source.accepted import Accepted
from lib.source.loaded import Loaded
from lib.source.losses import Held
from lib.source.outcomes import counted, typed_by_others
from lib.telemetry.counters import REFRESHES
from lib.words.phrases import listed
from lib.workbook.base import (
    CellAddress,
    Grid,
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
from lib.workbook.common.progress import Progress, Reading
from lib.workbook.common.snapshots import SnapshotFile

_LOG = logging.getLogger("pharos")
PATIENCE_SECONDS = 0.4
FIRST_RETRY_SECONDS = 5.0
"""Showing the page that says why the log cannot be read must not itself start another try; a later reload may."""


class Source:
    """One workbook and its last good log, with at most one check or read under way.

    All reading happens in separate threads: a viewer who leaves does not end a read, and all viewers wait for the same
    one. `check_every`: seconds between two checks; 0 checks every time, which suits a local file, whose revision costs
    nothing. `snapshot_file` holds the last good snapshot across restarts. `progress` counts the workbook's reads.
    `clock` counts seconds (for tests). `after_first_read` is called once, in the background, when there is a log.
    `accepted`: what someone accepted, here or on another server. `sent`: the ids of the change sets sent to the
    workbook.
    """

    def __init__(
        self,
        workbook: Workbook,
        *,
        check_every: float = 0,
        snapshot_file: SnapshotFile | None = None,
        is_demo: bool = False,
        read_log: Callable[[Iterable[Grid]], CircleLog] | None = None,
        progress: Progress | None = None,
        clock: Callable[[], float] = time.monotonic,
        after_first_read: Callable[[], object] = lambda: None,
        accepted: Accepted | None = None,
    ) -> None:
        self._workbook = workbook
        self._after_first_read = after_first_read
        self._accepted = accepted
        self._check_every = check_every
        self._snapshot_file = snapshot_file
        self._is_demo = is_demo
        self._read_log = read_log or parse.Reader()
        self._progress = progress or Progress()
        self._clock = clock
        self._lock = threading.Lock()
        self._first_try: threading.Event | None = None
        self._loaded: Loaded | None = None
        self._checked_at = float("-inf")
        self._work: threading.Thread | None = None
        self._is_queued = False
        self._reads_all = False
        self._reads = 0
        self._is_tidied = False
        self._snapshot: Snapshot | None = None
        self._held_back: tuple[Snapshot, CircleLog] | None = None
        self._saving = threading.RLock()
        self._storing = threading.Lock()
        self._showing = threading.Lock()
        self._is_read = True
        self._saves = 0
        self.sent = SentIds()
        self._problem: str | None = None
        self._stale_since: datetime | None = None

    @property
    def has_log(self) -> bool:
        """Whether a page can be shown without waiting."""
        return self._loaded is not None

    @property
    def read_at(self) -> datetime | None:
        """When the log at hand was read; None before the first read."""
        return self._loaded.read_at if self._loaded else None

    @property
    def is_remote(self) -> bool:
        """Whether reading may take long and costs calls, so that it is checked from time to time, not on every page."""
        return self._check_every > 0

    @property
    def reading(self) -> Reading | None:
        """How far the read under way has come; None if there is none, or it does not count what it reads."""
        return self._progress.reading if self._is_busy() else None

    def first(self, within: float | None = None, *, retry_after: float = FIRST_RETRY_SECONDS) -> bool:
        """Wait for the first log, `within` seconds at most; out: whether there is one now.

        It is read in the background, once for everyone who waits. Raises WorkbookError if that failed. A later call
        tries again; for a remote workbook, only after `retry_after` seconds.
        """
        if self._loaded is None:
            tried = self._begin(retry_after if self.is_remote else 0.0)
            if tried.wait(within) and self._loaded is None:
                raise WorkbookError(self._problem or "the workbook could not be read")
        return self._loaded is not None

    def current(self) -> Loaded:
        """The newest log at hand; starts a check if one is due. Waits only for the first log (or briefly, if local).

        Raises WorkbookError if no log was ever read.
        """
        if self._loaded is None:
            self.first()
        elif self._is_due():
            self._start(force=False)
            if self._check_every == 0 and self._work is not None:
                self._work.join(PATIENCE_SECONDS)
        return self._state()

    def refresh_now(self, within: float | None = None) -> Loaded:
        """Read now, whatever the revision, and wait `within` seconds at most; the read goes on in the background.

        Raises WorkbookError if no log was ever read.
        """
        work = self._start(force=True)
        if work is not None:
            work.join(within)
        return self._state()

    def read_again(self, workbooks: Collection[str]) -> frozenset[str]:
        """Read these workbooks of the log now, and wait; out: those of them that could not be read.

        Of several workbooks, others are only read if they have changed. Raises WorkbookError if nothing could be read.
        """
        if isinstance(self._workbook, WorkbookOfParts):
            self._workbook.expect_change(workbooks)
        reads = self._reads
        work = self._start(force=True, reads_all=False)
        if work is not None:
            work.join()
        problem = self._state().problem
        if problem is not None or self._reads == reads:
            raise WorkbookError(problem or "the workbook could not be read")
        with self._saving:
            newest = self._held_back[0] if self._held_back else self._snapshot
            return frozenset(name for name in workbooks if newest is None or not newest.has_read(name))

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The cells that the log at hand was read from; none before the first read."""
        return self._snapshot.grids if self._snapshot else ()

    @property
    def at_hand(self) -> tuple[tuple[Grid, ...], CircleLog | None]:
        """The cells and the log that was read from them, of the same moment; None for a log that was not: after a
        save, which shows the written cells without checking them, until the next read, and before the first."""
        with self._showing:
            return self.grids, self._loaded.log if self._loaded and self._is_read else None

    def link(self, cell: CellAddress) -> str | None:
        """The address that opens the workbook at `cell`; None for a file on disk."""
        return self._workbook.link(cell)

    @contextmanager
    def saving(self) -> Iterator[tuple[CircleLog, tuple[Grid, ...]]]:
        """The log at hand and its cells; nobody else in this process can save meanwhile.

        Raises WorkbookError if there is no log yet, or while a newer state is held back.
        """
        self.current()  # before the lock: a read needs it to show its result, so waiting inside would never end
        with self._saving:
            assert self._loaded is not None
            assert self._snapshot is not None
            self._refuse_while_held()
            yield self._loaded.log, self._snapshot.grids

    def save(self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition]) -> Outcome:
        """Write to the workbook, all or nothing. The log at hand is updated at once, and a background read follows.

        If nothing was written because of conflicts, the log takes over what others typed, so that people who settle a
        conflict start from that. Raises WorkbookError, also while a newer state is held back, and for a workbook that
        cannot be written at all.
        """
        if not isinstance(self._workbook, WritableWorkbook):
            raise WorkbookError(f"{self._workbook.title}: Pharos can read this workbook but not write to it")
        with self._saving:
            self._refuse_while_held()
            outcome = counted(self._workbook.apply, changes, journal)
            if outcome.written:
                self._take(outcome)
            elif outcome.conflicts:
                self._take(typed_by_others(outcome))
            elif outcome.refused:
                self._start(force=True)
        return outcome

    def add(self, rows: Sequence[RowAddition]) -> Outcome:
        """Write new rows, all or nothing, and read the workbook again before anything else is shown of it.

        For tabs that are no part of the log. Raises as `save`.
        """
        if not isinstance(self._workbook, WritableWorkbook):
            raise WorkbookError(f"{self._workbook.title}: Pharos can read this workbook but not write to it")
        with self._saving:
            self._refuse_while_held()
            outcome = counted(self._workbook.apply, rows)
        self.refresh_now()
        return outcome

    def clean_up(self) -> None:
        """Take back what a save that was interrupted left in the workbook, and read it again.

        Raises WorkbookError, also while a newer state is held back.
        """
        if isinstance(self._workbook, WritableWorkbook):
            with self._saving:
                self._refuse_while_held()
                self._workbook.tidy()
        self.refresh_now()

    def accept(self, token: str) -> bool:
        """Make the state that is held back the good one, despite its losses; out: whether that was done.

        `token` is the `Held.token` that someone saw. Nothing happens if another state is held back by now, or none.
        """
        with self._saving:
            held = self._loaded.held if self._loaded else None
            if held is None or held.token != token or self._held_back is None:
                return False
            snapshot, log = self._held_back
            snapshot = self._show_accepted(snapshot, log)
        if self._accepted is not None:
            self._accepted.add(token)
        _LOG.info("%s: the loss was accepted", self._workbook.title)
        self._store(snapshot)
        return True

    def _show_accepted(self, snapshot: Snapshot, log: CircleLog) -> Snapshot:
        """Show a state despite its losses; out: it, as it is shown. Called with `_saving`."""
        # A revision can lag behind the cells, and caches know a log by its revision.
        if self._loaded is not None and snapshot.revision == self._loaded.revision:
            snapshot = replace(snapshot, revision=f"{snapshot.revision} accepted")
        self._show(snapshot, log)
        return snapshot

    def _was_accepted(self, held: Held) -> bool:
        return self._accepted is not None and self._accepted.has(held.token)

    def _refuse_while_held(self) -> None:
        if self._loaded is not None and self._loaded.held is not None:
            raise WorkbookError(self._loaded.held.refusal)

    def _take(self, outcome: Outcome) -> None:
        """Show what was just written. Reads that began earlier are no longer shown."""
        assert self._loaded is not None
        assert self._snapshot is not None
        self._saves += 1
        revision = outcome.revision or f"{self._snapshot.revision} saved {self._saves}"
        log, grids = patched(self._loaded.log, self._snapshot.grids, outcome, self._read_log)
        now = max(datetime.now(UTC), self._snapshot.read_at)
        self._show(replace(self._snapshot, revision=revision, grids=grids, read_at=now), log, is_read=False)
        if outcome.revision is None:
            self._checked_at = float("-inf")
            self._start(force=False)

    def _show(self, snapshot: Snapshot, log: CircleLog, *, is_read: bool = True) -> None:
        loaded = self._as_loaded(snapshot, log)
        with self._showing:
            self._snapshot, self._loaded, self._is_read = snapshot, loaded, is_read
        self._held_back = None

    def _show_or_hold(self, snapshot: Snapshot, log: CircleLog) -> None:
        """Show what was just read, or hold it back if it lost too much since the last good state.

        Raises WorkbookError if the survey lost its tab: it has no banner in which to accept that.
        """
        if self._loaded is None or self._snapshot is None:
            self._show(snapshot, log)
            return
        lost = losses.found(self._snapshot.grids, self._loaded.log, snapshot, log)
        if lost:
            held = Held(snapshot.revision, losses.dated(lost, self._loaded.held))
            if self._was_accepted(held):
                self._show_accepted(snapshot, log)
                return
            if self._loaded.held is None or self._loaded.held.losses != held.losses:
                _LOG.warning(
                    "%s: %s; the last good state is shown",
                    self._workbook.title,
                    listed([f"the {' '.join(loss.tab.split())} tab is {loss.state}" for loss in lost]),
                )
            self._held_back = snapshot, log
            self._loaded = replace(self._loaded, held=held)
        elif log.missing_tabs and not self._loaded.log.missing_tabs:
            raise WorkbookError(parse.missing_tabs(log))
        else:
            self._show(snapshot, log)

    def _store(self, snapshot: Snapshot) -> None:
        """Write the snapshot to disk if it is what is shown: what is held back must not replace the last good one."""
        if self._snapshot_file:
            with self._storing:
                if self._snapshot is snapshot:
                    self._snapshot_file.save(snapshot)

    def _state(self) -> Loaded:
        if self._loaded is None:
            raise WorkbookError(self._problem or "the workbook could not be read")
        return replace(
            self._loaded, refreshing=self._is_busy(), problem=self._problem, stale_since=self._stale_since
        )

    def _begin(self, retry_after: float) -> threading.Event:
        """The attempt at the first read that is under way or just failed; otherwise a new one."""
        with self._lock:
            tried = self._first_try
            if tried is not None and (
                not tried.is_set()
                or self._loaded is not None
                or self._clock() - self._checked_at < retry_after
            ):
                return tried
            self._first_try = tried = threading.Event()
            self._checked_at = self._clock()
            self._work = threading.Thread(
                target=self._read_first, args=(tried,), name="pharos-first-read", daemon=True
            )
            self._work.start()
            return tried

    def _read_first(self, tried: threading.Event) -> None:
        try:
            self._show_stored()
            if self._loaded is not None:
                tried.set()
            self._refresh(force=False)
        finally:
            tried.set()
        if self._loaded is not None:
            self._after_first_read()
        self._tidy()

    def _tidy(self) -> None:
        """Clear, once, what a save left behind when its process ended midway: only once a read is shown."""
        if (
            self._is_tidied
            or self._loaded is None
            or self._loaded.held is not None
            or self._problem is not None
        ):
            return
        self._is_tidied = True
        if not isinstance(self._workbook, WritableWorkbook):
            return
        try:
            found = self._workbook.tidy()
        except WorkbookError as error:
            _LOG.info("%s was not tidied: %s", self._workbook.title, error)
            return
        for words in found:
            _LOG.warning("%s: %s", self._workbook.title, words)
        if found:
            self._refresh(force=True)  # the log at hand still has the rows that were taken back

    def _show_stored(self) -> None:
        """Show the snapshot stored on disk, if it can still be read as a log, until the workbook answers."""
        snapshot = self._snapshot_file.load() if self._snapshot_file else None
        if snapshot is None:
            return
        try:
            self._show(snapshot, self._read_log(snapshot.grids))
        except Exception:  # noqa: BLE001 - logged; the workbook itself is read instead
            _LOG.exception("the stored snapshot of %s is not used", self._workbook.title)
            return
        if isinstance(self._workbook, ResumableWorkbook):
            self._workbook.resume(snapshot)

    def _is_busy(self) -> bool:
        work = self._work
        return work is not None and work.is_alive()

    def _is_due(self) -> bool:
        if self._check_every:
            return not self._checked_lately()
        return self._problem is not None or self._moved()

    def _moved(self) -> bool:
        try:
            return self._loaded is None or self._workbook.revision() != self._loaded.newest_revision
        except WorkbookError as error:
            self._note(str(error))
            return False

    def _start(self, *, force: bool, reads_all: bool = True) -> threading.Thread | None:
        """Start a check in the background (a read if `force`) and return its thread, unless another viewer just did.

        A forced read waits for the work under way, which may have begun before the change someone wants to see; anyone
        who asks meanwhile waits for the same read. It reads every part of several workbooks if anyone wants it to.
        """
        with self._lock:
            self._reads_all |= force and reads_all
            busy = self._is_busy()
            if self._is_queued or (not force and (busy or self._checked_lately())):
                return self._work
            self._checked_at = self._clock()
            self._is_queued = busy
            previous = self._work if busy else None
            self._work = threading.Thread(
                target=self._run,
                args=(force, previous, None if busy else self._reads_all_now()),
                name="pharos-refresh",
                daemon=True,
            )
            self._work.start()
            return self._work

    def _checked_lately(self) -> bool:
        return self._clock() - self._checked_at < self._check_every

    def _reads_all_now(self) -> bool:
        """Whether the work that begins now reads all parts; the next one does not. Called with `_lock`."""
        reads_all, self._reads_all = self._reads_all, False
        return reads_all

    def _run(self, force: bool, previous: threading.Thread | None, reads_all: bool | None) -> None:
        """`previous`: work to wait for; `reads_all` is None if it is decided only then."""
        if previous is not None:
            previous.join()
        with self._lock:
            if reads_all is None:
                self._is_queued = False
                reads_all = self._reads_all_now()
        self._refresh(force=force, reads_all=reads_all)
        self._tidy()

    def _refresh(self, *, force: bool, reads_all: bool = True) -> None:
        self._progress.clear()
        outcome = "failed"
        try:
            if force or self._loaded is None or self._workbook.revision() != self._loaded.newest_revision:
                self._read(force=force and reads_all)
                outcome = "held" if self._held_back else "read"
            else:
                with self._saving:  # a save or `accept` may be showing something newer
                    if self._held_back and self._loaded.held and self._was_accepted(self._loaded.held):
                        self._show_accepted(*self._held_back)
                    self._loaded = replace(self._loaded, title=self._workbook.title)
                outcome = "unchanged"
                self._note(None)
        except WorkbookError as error:
            self._note(str(error))
        except Exception:  # noqa: BLE001 - logged and reported
            # If the thread died silently, every page would stay stale without saying so.
            _LOG.exception("reading %s failed", self._workbook.title)
            self._note("an error inside Pharos; the server's log has the details")
        finally:
            self._checked_at = self._clock()
            REFRESHES.labels(outcome).inc()

    def _read(self, *, force: bool) -> None:
        while True:
            saves = self._saves
            snapshot = self._workbook.read(force=force)
            log = self._read_log(snapshot.grids)
            with self._saving:
                if saves == self._saves:
                    self._show_or_hold(snapshot, log)
                    self._reads += 1
                    break
        self._note(None)
        self._store(snapshot)

    def _as_loaded(self, snapshot: Snapshot, log: CircleLog) -> Loaded:
        return Loaded(
            log,
            self._workbook.id,
            snapshot.title or self._workbook.title,
            snapshot.revision,
            snapshot.read_at,
            self._is_demo,
            problems=snapshot.problems,
            is_remote=self.is_remote,
        )

    def _note(self, problem: str | None) -> None:
        if problem is None:
            self._stale_since = None
        elif self._problem is None:
            self._stale_since = datetime.now(UTC)
        self._problem = problem
