"""The marks that a save leaves in a spreadsheet while it is under way: one lock, and a tag on each row it touches.

They are developer metadata, which people do not see. A lock's fixed id makes a second one impossible; it says whose it
is and until when, so that one left by a crash is known for what it is. A tag stays with its row through inserts and
deletes. The tag of a new row says in which column its last cell belongs: blank there, the save was never finished.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

LOCK_ID = 1_346_454_100
LOCK, EDITED, ADDED = "pharos.lock", "pharos.edit", "pharos.new"
LEASE = timedelta(minutes=1)
COMPLETE = -1
"""The last column of a new row that was written in one go."""
_LARGEST_ID = 2**31 - 1
_TIME = "%Y-%m-%dT%H:%M:%SZ"

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose the lock is: a save, how often it was renewed, and until when (aware, UTC) nobody may break it."""

    save: str
    step: int
    until: datetime

    def __str__(self) -> str:
        return f"{self.save} {self.step} {self.until:{_TIME}}"

    def renewed(self, now: datetime) -> Lease:
        return replace(self, step=self.step + 1, until=_seconds(now + LEASE))


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag as found in a spreadsheet: on which row (from 0) of which tab."""

    tag: int
    key: str
    save: str
    last: int
    sheet_id: int
    row: int

    @property
    def value(self) -> str:
        return tag_value(self.save, self.last) if self.key == ADDED else self.save


def first_lease(save: str, now: datetime) -> Lease:
    return Lease(save, 0, _seconds(now + LEASE))


def _seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def read_lease(text: str) -> Lease:
    """The lease that a lock's value says; one that has run out where the value cannot be read."""
    try:
        save, step, until = text.split(" ")
        return Lease(save, int(step), datetime.strptime(until, _TIME).replace(tzinfo=UTC))
    except ValueError:
        return Lease(text, 0, datetime.min.replace(tzinfo=UTC))


def save_id(operations: Iterable[str]) -> str:
    """The name of a save: the same operations give the same name, so that a repeated save is recognized."""
    return hashlib.blake2s("\n".join(operations).encode(), digest_size=9).hexdigest()


def tag_id(save: str, step: int, index: int) -> int:
    """The id of a row's tag, the same for the same save, step and index."""
    digest = hashlib.blake2s(f"{save} {step} {index}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big") % (_LARGEST_ID - 1) + 1
    return number if number != LOCK_ID else _LARGEST_ID


def tag_value(save: str, last: int) -> str:
    return f"{save} {last}"


def lock(lease: Lease) -> Request:
    """Fails where there is a lock."""
    return _create(LOCK_ID, LOCK, str(lease), {"spreadsheet": True})


def unlock(lease: Lease) -> Request:
    """Removes the lock only if it is still this one."""
    return _delete({"metadataId": LOCK_ID, "metadataValue": str(lease)})


def tag(number: int, key: str, value: str, sheet_id: int, row: int) -> Request:
    """Mark the row at `row` (from 0)."""
    where = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    return _create(number, key, value, {"dimensionRange": where})


def untag(key: str, value: str) -> Request:
    """Remove all tags of this key and value."""
    return _delete({"metadataKey": key, "metadataValue": value})


def by_tag(number: int) -> Request:
    """The data filter of the row that carries a tag."""
    return {"developerMetadataLookup": {"metadataId": number}}


SEARCH = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": key}} for key in (LOCK, EDITED, ADDED)]}
"""The body of a search for all marks."""
SEARCH_LOCK = {"dataFilters": [by_tag(LOCK_ID)]}


def found(answer: Mapping[str, Any]) -> tuple[Lease | None, list[Mark]]:
    """The lock and the tags in the answer of a search."""
    lease, marks = None, []
    for match in answer.get("matchedDeveloperMetadata", ()):
        metadata = match["developerMetadata"]
        value = metadata.get("metadataValue", "")
        if metadata["metadataId"] == LOCK_ID:
            lease = read_lease(value)
            continue
        where = metadata["location"].get("dimensionRange")
        if where is not None:
            save, _, last = value.partition(" ")
            row = where.get("startIndex", 0)
            number = int(last) if last.lstrip("-").isdigit() else COMPLETE
            key = metadata["metadataKey"]
            marks.append(Mark(metadata["metadataId"], key, save, number, where.get("sheetId", 0), row))
    return lease, marks


def _create(number: int, key: str, value: str, location: Mapping[str, Any]) -> Request:
    metadata = {
        "metadataId": number,
        "metadataKey": key,
        "metadataValue": value,
        "location": location,
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def _delete(lookup: Mapping[str, Any]) -> Request:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}
