"""The lock of a save, and the requests sent under it, so that the effect of a lost answer can always be checked.

A write is never repeated blindly. Each batch renews the lock under a new name, so the lock itself shows whether the
batch was done: it was if the lock has the new name, and it was not if the lock has the old one.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, NoReturn
from urllib.parse import quote

from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from lib.workbook.base import Cell, UnknownOutcome
from lib.workbook.common.cells import header_text
from lib.workbook.google.client import GoogleClient, decoded
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.reading import quoted
from lib.workbook.google.save import marks
from lib.workbook.google.save.answers import FIELDS, READ_FIELDS, views_of
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.marks import Lease, Request, RowTag
from lib.workbook.google.save.tab_query import TabQuery

TRIES = 6
PATIENCE_SECONDS = 75.0
"""Longer than the lease of a crashed save."""
_LOG = logging.getLogger("pharos")
_locks: dict[str, Lock] = {}
_locks_lock = Lock()


@dataclass(slots=True)
class Written:
    """What a write answered: the UpdateValuesResponse of each row by tag id, without tags that are gone, and the header
    texts of the tabs asked for, all as of the write."""

    rows: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)


class LeftoverLock(Exception):
    """There is a lock that nobody holds any longer: from a crashed save, or from an earlier try of this save."""

    def __init__(self, lease: Lease) -> None:
        super().__init__(str(lease))
        self.lease = lease


class TakenOver(UnknownOutcome):
    """Another server took the lock and cleaned up when this save had nearly ended."""

    def __init__(self) -> None:
        super().__init__(
            "saving took too long, and another server cleaned up meanwhile: save again to find out"
        )


class LockLost(GoogleError):
    """The lock is gone: this save took so long that another one removed the lock and cleaned up."""

    def __init__(self, notes: Iterable[str] = ()) -> None:
        words = ["saving took too long and was stopped; nothing was saved: try again", *dict.fromkeys(notes)]
        super().__init__("; ".join(words), transient=True)


@contextmanager
def one_save_at_a_time(spreadsheet: str) -> Iterator[None]:
    """Let this process run only one save at a time in a spreadsheet. Raises GoogleError after PATIENCE_SECONDS."""
    with _locks_lock:
        lock = _locks.setdefault(spreadsheet, Lock())
    if not lock.acquire(timeout=PATIENCE_SECONDS):
        raise GoogleError(
            "someone else is saving to this spreadsheet: try again in a moment", transient=True, not_done=True
        )
    try:
        yield
    finally:
        lock.release()


class SaveSession:
    """The requests of one save to a spreadsheet, which is locked from `open` until `close`.

    `finished` says whether a save with this id has ended, so that its lock need not be waited for.
    """

    def __init__(
        self,
        client: GoogleClient,
        spreadsheet: str,
        save: str,
        *,
        finished: Callable[[str], bool] = lambda save: False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._spreadsheet = client, spreadsheet
        self._batch_url = SPREADSHEET_BATCH_UPDATE_URL % quote(spreadsheet)
        self._finished, self._now, self._sleep = finished, now, sleep
        self.lease = marks.first_lease(save, now())
        self.tagged: set[tuple[str, str]] = set()
        """The kinds of tags that were set, and the save that each belongs to."""
        self.has_written = False
        self.is_set_anew = False
        """Whether the lock was gone when the last batch was to renew it, which set it."""

    @property
    def save(self) -> str:
        return self.lease.save

    def open(self, queries: Sequence[TabQuery], replacing: Lease | None = None) -> dict[str, TabView]:
        """Lock the spreadsheet and read `queries` as of then. `replacing` is a leftover lock that this one replaces.

        Waits while someone else saves. Raises LeftoverLock for a lock that nobody holds, and GoogleError.
        """
        waited, tries, failures = 0.0, 0, 0
        while waited <= PATIENCE_SECONDS:
            self.lease = marks.first_lease(self.save, self._now())
            requests = [*([marks.unlock(replacing)] if replacing else []), marks.lock(self.lease)]
            try:
                return self._send(requests, queries)
            except GoogleError as error:
                if not error.transient and error.status not in (400, 409):
                    raise
                lease = self._current_lease(error)
                if lease == self.lease:
                    return self.read(queries)
                is_locked = lease not in (None, replacing) or "metadata" in error.google_message.casefold()
                failures += not is_locked
                if not is_locked and (not error.transient or failures == TRIES):
                    raise
                if lease is not None and lease != replacing and self._is_abandoned(lease):
                    raise LeftoverLock(lease) from None
                pause = _pause(tries, error)
            tries += 1
            waited += pause
            self._sleep(pause)
        raise GoogleError(
            "someone else is saving to this spreadsheet: try again in a moment", transient=True, not_done=True
        )

    def _is_abandoned(self, lease: Lease) -> bool:
        return lease.save == self.save or self._finished(lease.save) or lease.until < self._now()

    def batch(self, requests: Sequence[Request], queries: Sequence[TabQuery]) -> dict[str, TabView]:
        """Do all requests once, or none of them, and read `queries` as of then.

        Raises LockLost, UnknownOutcome if it is not known whether they were done, and GoogleError if they were not.
        """
        old, new = self.lease, self.lease.renewed(self._now())
        body = [marks.unlock(old), marks.lock(new), *requests]
        for attempt in range(TRIES):
            try:
                answer = self._answer(body, queries)
            except GoogleError as error:
                if not error.transient and error.status not in (400, 409):
                    raise
                lease = self._current_lease(error)
                if lease == new:
                    self.lease, self.is_set_anew = new, old.until < new.until - marks.LEASE
                    if self.is_set_anew:  # it had expired, so another server may have removed it
                        self._stop_as_lost()
                    return self.read(queries)
                if lease != old:
                    self._stop_as_lost()
                if not error.transient:
                    raise
                self._sleep(_pause(attempt, error))
                continue
            unlocked = answer.get("replies", [{}])[0].get("deleteDeveloperMetadata", {})
            self.lease, self.is_set_anew = new, not unlocked.get("deletedDeveloperMetadata")
            if self.is_set_anew:
                self._stop_as_lost()
            return views_of(answer.get("updatedSpreadsheet", {}), queries)
        raise UnknownOutcome("Google stopped answering while Pharos was saving: save again in a moment")

    def _stop_as_lost(self) -> NoReturn:
        """The lock was gone: another server has cleaned up after this save, and may have saved something else since."""
        if self.has_written:
            raise UnknownOutcome(
                "saving took too long and was stopped; it is not known yet what was saved: save again to find out"
            )
        raise LockLost

    def read(self, queries: Sequence[TabQuery]) -> dict[str, TabView]:
        """Read more of the spreadsheet without changing it. Raises GoogleError."""
        filters = [{"a1Range": span} for query in queries for span in query.ranges()]
        url = f"{SPREADSHEET_URL % quote(self._spreadsheet)}:getByDataFilter"
        body = {"dataFilters": filters, "includeGridData": True}
        answer = self._client.request("post", url, {"fields": READ_FIELDS}, json=body)
        return views_of(decoded(answer), queries)

    def write(
        self, rows: Mapping[int, Sequence[Cell]], tops: Mapping[str, int | None] | None = None
    ) -> Written | None:
        """Write cells of tagged rows (None leaves a cell as it is) all at once, and read each row as of then.

        `rows` goes by tag id. `tops` are the tabs whose header row is read as of then too, with the tag of that row,
        None if it is the first: nothing is written there. None if the answer was lost. Raises GoogleError.
        """
        data = [
            {"dataFilter": marks.by_tag(number), "majorDimension": "ROWS", "values": [list(cells)]}
            for number, cells in rows.items()
        ]
        tops = tops or {}
        header_of: dict[str | int, str] = {
            number or f"{quoted(title)}!1:1": title for title, number in tops.items()
        }
        data += [
            {
                "dataFilter": marks.by_tag(place) if isinstance(place, int) else {"a1Range": place},
                "majorDimension": "ROWS",
                "values": [[None]],
            }
            for place in header_of
        ]
        body = {
            "valueInputOption": "RAW",
            "data": data,
            "includeValuesInResponse": True,
            "responseValueRenderOption": "UNFORMATTED_VALUE",
            "responseDateTimeRenderOption": "SERIAL_NUMBER",
        }
        self.has_written = True
        url = f"{SPREADSHEET_URL % quote(self._spreadsheet)}/values:batchUpdateByDataFilter"
        try:
            answer = decoded(self._client.request("post", url, json=body))
        except GoogleError as error:
            if not error.transient:
                raise
            self._sleep(_pause(0, error))
            return None
        written = Written()
        for part in answer.get("responses", ()):
            where = part["dataFilter"]
            place = where.get("a1Range") or where["developerMetadataLookup"]["metadataId"]
            if place not in header_of:
                written.rows[place] = part
            elif "updatedData" in part:
                values = (part["updatedData"].get("values") or [[]])[0]
                written.headers[header_of[place]] = [header_text(cell) for cell in values]
        for title in tops.keys() - written.headers.keys():
            if tops[title] is not None:
                written.headers[title] = []
        return written

    def finish(
        self, requests: Sequence[Request], queries: Sequence[TabQuery]
    ) -> tuple[dict[str, TabView], int | None]:
        """Do the last requests, remove the tags and the lock, all at once, and read `queries` as of then.

        Out: what was read, and how many cells were replaced; None if the answer was lost, or if the lock was gone.
        Raises UnknownOutcome, and GoogleError if it was not done.
        """
        untags = [marks.untag(kind, save) for kind, save in sorted(self.tagged)]
        body = [*requests, *untags, marks.unlock(self.lease)]
        for attempt in range(TRIES):
            try:
                answer = self._answer(body, queries)
            except GoogleError as error:
                if not error.transient and error.status not in (400, 409):
                    raise
                if self._current_lease(error) != self.lease:
                    return self.read(queries), None
                if not error.transient:
                    raise
                self._sleep(_pause(attempt, error))
                continue
            replies = [reply.get("findReplace", {}) for reply in answer.get("replies", ())]
            count = sum(reply.get("occurrencesChanged", 0) for reply in replies)
            unlocked = answer.get("replies", [{}])[-1].get("deleteDeveloperMetadata", {})
            views = views_of(answer.get("updatedSpreadsheet", {}), queries)
            return views, count if unlocked.get("deletedDeveloperMetadata") else None
        raise UnknownOutcome("Google stopped answering while Pharos was saving: save again in a moment")

    def close(
        self, requests: Sequence[Request] = (), queries: Sequence[TabQuery] = ()
    ) -> dict[str, TabView] | None:
        """Send some last requests, remove the tags and the lock, and read `queries` as of then.

        None if marks may remain. Nothing is raised: what was saved is saved, and the next save removes marks that
        remain. If Google refuses the last requests together, each is sent alone, and what it refuses is left out.
        """
        clearing = [
            *(marks.untag(kind, save) for kind, save in sorted(self.tagged)),
            marks.unlock(self.lease),
        ]
        tries = [
            ([*requests, *clearing], queries),
            *(([request], ()) for request in requests),
            (clearing, ()),
        ]
        for body, wanted in tries if requests or queries else tries[-1:]:
            try:
                views = self._send(body, wanted, idempotent=True)
            except GoogleError as error:
                _LOG.warning("marks of a save remain in %s: %s", self._spreadsheet, error)
                if error.transient:
                    return None
            else:
                if clearing[-1] in body:
                    return views
        return None

    def marks(self) -> tuple[Lease | None, list[RowTag]]:
        """The lock (None if there is none) and all tags in the spreadsheet. Raises GoogleError."""
        return marks.read_marks(self._search(marks.SEARCH))

    def _send(
        self, requests: Sequence[Request], queries: Sequence[TabQuery], *, idempotent: bool = False
    ) -> dict[str, TabView]:
        answer = self._answer(requests, queries, idempotent=idempotent)
        return views_of(answer.get("updatedSpreadsheet", {}), queries)

    def _answer(
        self, requests: Sequence[Request], queries: Sequence[TabQuery], *, idempotent: bool = False
    ) -> Mapping[str, Any]:
        body: dict[str, Any] = {"requests": list(requests)}
        if queries:
            body |= {
                "includeSpreadsheetInResponse": True,
                "responseIncludeGridData": True,
                "responseRanges": [span for query in queries for span in query.ranges()],
            }
        response = self._client.request(
            "post", self._batch_url, {"fields": FIELDS}, json=body, idempotent=idempotent
        )
        answer: Mapping[str, Any] = decoded(response)
        return answer

    def _current_lease(self, failure: GoogleError) -> Lease | None:
        """Who holds the lock after `failure`; None if nobody does. Raises UnknownOutcome if Google does not answer."""
        try:
            return marks.read_marks(self._search(marks.SEARCH_LOCK))[0]
        except GoogleError as error:
            if failure.transient:
                raise UnknownOutcome(
                    "Google stopped answering while Pharos was saving: save again in a moment"
                ) from error
            raise failure from None

    def _search(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        url = f"{SPREADSHEET_URL % quote(self._spreadsheet)}/developerMetadata:search"
        answer: Mapping[str, Any] = decoded(self._client.request("post", url, json=body))
        return answer


def _pause(failures: int, error: GoogleError) -> float:
    """Seconds to wait; quotas are per minute, so they take longer to pass than a hiccup."""
    first, longest = (2.0, 32.0) if error.status == 429 else (0.25, 4.0)
    return random.uniform(0.5, 1.0) * min(longest, first * 2.0**failures)
