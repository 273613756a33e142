"""Holding a spreadsheet for one save: locked, with every request sent so that a lost answer is found out about.

A write is never repeated blindly. Each batch renews the lock under a new name, so that the lock itself tells whether
the batch was done: it was if the lock has the new name, it was not if it has the old one.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from urllib.parse import quote

from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL, SPREADSHEET_VALUES_BATCH_URL

from lib.workbook.base import Cell, UnknownOutcome, column_letters
from lib.workbook.google.client import GoogleClient, decoded
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.reading import quoted, values_of
from lib.workbook.google.save import marks as tags
from lib.workbook.google.save.cells_seen import FIELDS, READ_FIELDS, Asked, View, views_of
from lib.workbook.google.save.marks import Lease, Request

TRIES = 6
PATIENCE_SECONDS = 75.0
"""Longer than the lease of a save that crashed."""
_LOG = logging.getLogger("pharos")
_locks: dict[str, Lock] = {}
_locks_lock = Lock()


class Leftover(Exception):
    """There is a lock that nobody holds any more: of a save that crashed, or of this very save, tried before."""

    def __init__(self, lease: Lease) -> None:
        super().__init__(str(lease))
        self.lease = lease


class LostHold(GoogleError):
    """The lock is gone: this save took so long that somebody else broke it, and with it the save."""

    def __init__(self) -> None:
        super().__init__("saving took too long and was given up; nothing was saved: try again", passing=True)


@contextmanager
def alone(spreadsheet: str) -> Iterator[None]:
    """One save at a time of this process in a spreadsheet."""
    with _locks_lock:
        lock = _locks.setdefault(spreadsheet, Lock())
    if not lock.acquire(timeout=PATIENCE_SECONDS):
        raise GoogleError(
            "somebody else is saving to this spreadsheet: try again in a moment", passing=True, undone=True
        )
    try:
        yield
    finally:
        lock.release()


class Hold:
    """A spreadsheet, held for the save `save` from `open` until `close`."""

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
        self.lease = tags.first_lease(save, now())
        self.tags: set[tuple[str, str]] = set()
        """Kinds of tags that were set, and for which save."""

    @property
    def save(self) -> str:
        return self.lease.save

    def open(self, asked: Sequence[Asked], breaking: Lease | None = None) -> dict[str, View]:
        """Lock, and see what was asked for as of the lock. `breaking` is a leftover lock to put this one in place of.

        Waits while somebody else saves. Raises Leftover for a lock that nobody holds, GoogleError.
        """
        waited, tries, failures = 0.0, 0, 0
        while waited <= PATIENCE_SECONDS:
            self.lease = tags.first_lease(self.save, self._now())
            requests = [*([tags.unlock(breaking)] if breaking else []), tags.lock(self.lease)]
            try:
                return self._send(requests, asked)
            except GoogleError as error:
                if not error.passing and error.status not in (400, 409):
                    raise
                lease = self._lease_found(error)
                if lease == self.lease:
                    return self.read(asked)
                is_locked = lease not in (None, breaking) or "metadata" in error.said.casefold()
                failures += not is_locked
                if not is_locked and (not error.passing or failures == TRIES):
                    raise
                if lease is not None and lease != breaking and self._is_nobodys(lease):
                    raise Leftover(lease) from None
                pause = _pause(tries, error)
            tries += 1
            waited += pause
            self._sleep(pause)
        raise GoogleError(
            "somebody else is saving to this spreadsheet: try again in a moment", passing=True, undone=True
        )

    def _is_nobodys(self, lease: Lease) -> bool:
        return lease.save == self.save or self._finished(lease.save) or lease.until < self._now()

    def batch(self, requests: Sequence[Request], asked: Sequence[Asked]) -> dict[str, View]:
        """Do all requests or none, once, and see what was asked for as of then.

        Raises LostHold, UnknownOutcome where it cannot be told whether they were done, GoogleError where they were not.
        """
        old, new = self.lease, self.lease.renewed(self._now())
        body = [tags.unlock(old), tags.lock(new), *requests]
        for attempt in range(TRIES):
            try:
                views = self._send(body, asked)
            except GoogleError as error:
                if not error.passing and error.status not in (400, 409):
                    raise
                lease = self._lease_found(error)
                if lease == new:
                    self.lease = new
                    return self.read(asked)
                if lease != old:
                    raise LostHold from None
                if not error.passing:
                    raise
                self._sleep(_pause(attempt, error))
                continue
            self.lease = new
            return views
        raise UnknownOutcome("Google stopped answering while Pharos was saving: save again in a moment")

    def read(self, asked: Sequence[Asked]) -> dict[str, View]:
        """See more of the spreadsheet, without changing it."""
        filters = [{"a1Range": span} for ask in asked for span in ask.ranges()]
        url = f"{SPREADSHEET_URL % quote(self._spreadsheet)}:getByDataFilter"
        body = {"dataFilters": filters, "includeGridData": True}
        answer = self._client.request("post", url, {"fields": READ_FIELDS}, json=body)
        return views_of(decoded(answer), asked)

    def columns(self, title: str, columns: Sequence[int]) -> dict[int, list[Cell]]:
        """The plain values of whole columns of a tab, for tabs too large to see them with every batch."""
        params = {
            "ranges": [f"{quoted(title)}!{column_letters(c)}:{column_letters(c)}" for c in columns],
            "majorDimension": "COLUMNS",
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        url = SPREADSHEET_VALUES_BATCH_URL % quote(self._spreadsheet)
        ranges = values_of(self._client.request("get", url, params).content)
        return {c: (part.get("values") or [[]])[0] for c, part in zip(columns, ranges, strict=True)}

    def write(self, rows: Mapping[int, Sequence[Cell]]) -> dict[int, Mapping[str, Any]] | None:
        """Write cells of tagged rows (None leaves a cell alone) all at once, and see each row as of then.

        Out: by tag, the UpdateValuesResponse; a tag that is gone has none. None where the answer was lost.
        """
        data = [
            {"dataFilter": tags.by_tag(number), "majorDimension": "ROWS", "values": [list(cells)]}
            for number, cells in rows.items()
        ]
        body = {
            "valueInputOption": "RAW",
            "data": data,
            "includeValuesInResponse": True,
            "responseValueRenderOption": "UNFORMATTED_VALUE",
            "responseDateTimeRenderOption": "SERIAL_NUMBER",
        }
        url = f"{SPREADSHEET_URL % quote(self._spreadsheet)}/values:batchUpdateByDataFilter"
        try:
            answer = decoded(self._client.request("post", url, json=body))
        except GoogleError as error:
            if not error.passing:
                raise
            self._sleep(_pause(0, error))
            return None
        return {
            part["dataFilter"]["developerMetadataLookup"]["metadataId"]: part
            for part in answer.get("responses", ())
        }

    def close(self, requests: Sequence[Request] = ()) -> bool:
        """Remove the tags and the lock, after some last requests that may fail; False where marks may be left.

        What was saved is saved: a failure here is no failure of the save, and the next one clears up.
        """
        clearing = [*(tags.untag(kind, save) for kind, save in sorted(self.tags)), tags.unlock(self.lease)]
        for body in ([*requests, *clearing], clearing) if requests else (clearing,):
            try:
                self._client.request("post", self._batch_url, json={"requests": body}, idempotent=True)
            except GoogleError as error:
                _LOG.warning("marks of a save are left in %s: %s", self._spreadsheet, error)
                if error.passing:
                    return False
            else:
                return True
        return False

    def marks(self) -> tuple[Lease | None, list[tags.Mark]]:
        """The lock and all tags in the spreadsheet."""
        return tags.found(self._search(tags.SEARCH))

    def _send(self, requests: Sequence[Request], asked: Sequence[Asked]) -> dict[str, View]:
        body: dict[str, Any] = {"requests": list(requests)}
        if asked:
            body |= {
                "includeSpreadsheetInResponse": True,
                "responseIncludeGridData": True,
                "responseRanges": [span for ask in asked for span in ask.ranges()],
            }
        answer = decoded(self._client.request("post", self._batch_url, {"fields": FIELDS}, json=body))
        return views_of(answer.get("updatedSpreadsheet", {}), asked)

    def _lease_found(self, failure: GoogleError) -> Lease | None:
        """Whose the lock is after `failure`. Raises UnknownOutcome where Google does not say."""
        try:
            return tags.found(self._search(tags.SEARCH_LOCK))[0]
        except GoogleError as error:
            if failure.passing:
                raise UnknownOutcome(
                    "Google stopped answering while Pharos was saving: save again in a moment"
                ) from error
            raise failure from None

    def _search(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        url = f"{SPREADSHEET_URL % quote(self._spreadsheet)}/developerMetadata:search"
        answer: Mapping[str, Any] = decoded(self._client.request("post", url, json=body))
        return answer


def _pause(failures: int, error: GoogleError) -> float:
    """Seconds; quotas are by the minute, so they take longer to pass than a hiccup."""
    first, longest = (2.0, 32.0) if error.status == 429 else (0.25, 4.0)
    return random.uniform(0.5, 1.0) * min(longest, first * 2.0**failures)
