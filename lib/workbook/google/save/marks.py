"""The marks that a save leaves in a spreadsheet while it is under way: one lock, and a tag on each row it touches.

Marks are developer metadata, which people do not see. The lock has a fixed id, so there can be only one; it says which
save holds it and until when, so that a lock left by a crash can be recognized. A tag stays with its row through inserts
and deletes; a header row that is not the first of its tab has one too. What a new row is recognized by is in the
row itself (`lib.workbook.common.placeholder`). What the tag of a changed row says is in `evidence`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

LOCK_ID = 1_346_454_100
LOCK, EDITED, ADDED, HEADER = "pharos.lock", "pharos.edit", "pharos.new", "pharos.header"
LEASE = timedelta(minutes=1)
_LARGEST_ID = 2**31 - 1
_TIME = "%Y-%m-%dT%H:%M:%SZ"

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds the lock: a save, a number that each renewal adds one to, and until when (aware, UTC) nobody else may
    take it."""

    save: str
    step: int
    until: datetime

    def __str__(self) -> str:
        return f"{self.save} {self.step} {self.until:{_TIME}}"

    def renewed(self, now: datetime) -> Lease:
        return replace(self, step=self.step + 1, until=_seconds(now + LEASE))


@dataclass(frozen=True, slots=True)
class RowTag:
    """A tag as found in a spreadsheet: its save, tab and row (from 0), and its value."""

    number: int
    kind: str
    save: str
    sheet_id: int
    row: int
    value: str = ""


def first_lease(save: str, now: datetime) -> Lease:
    """A lease that is like no other one, also of the same save in the same second: its steps start anywhere."""
    return Lease(save, secrets.randbelow(2**30), _seconds(now + LEASE))


def _seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def read_lease(text: str) -> Lease:
    """The lease in a lock's value; an expired one if the value cannot be read."""
    try:
        save, step, until = text.split(" ")
        return Lease(save, int(step), datetime.strptime(until, _TIME).replace(tzinfo=UTC))
    except ValueError:
        return Lease(text, 0, datetime.min.replace(tzinfo=UTC))


def save_id(operations: Iterable[str]) -> str:
    """The id of a save: the same operations give the same id, so that a repeated save is recognized."""
    return hashlib.blake2s("\n".join(operations).encode(), digest_size=6).hexdigest()


def tag_id(save: str, step: int, index: int) -> int:
    """The id of a row's tag, always the same for the same save, step and index."""
    digest = hashlib.blake2s(f"{save} {step} {index}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big") % (_LARGEST_ID - 1) + 1
    return number if number != LOCK_ID else _LARGEST_ID


def lock(lease: Lease) -> Request:
    """The request that sets the lock; it fails if there is one."""
    return _create(LOCK_ID, LOCK, str(lease), {"spreadsheet": True})


def unlock(lease: Lease) -> Request:
    """The request that removes the lock if it is still this one."""
    return _delete({"metadataId": LOCK_ID, "metadataValue": str(lease)})


def tag(number: int, kind: str, save: str, sheet_id: int, row: int, value: str = "") -> Request:
    """The request that tags `row` (from 0) for a save."""
    where = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    return _create(number, f"{kind} {save}", value, {"dimensionRange": where})


def untag(kind: str, save: str) -> Request:
    """The request that removes all tags of this kind of a save."""
    return _delete({"metadataKey": f"{kind} {save}"})


def by_tag(number: int) -> Request:
    """The data filter for the row with a tag."""
    return {"developerMetadataLookup": {"metadataId": number}}


SEARCH_LOCK = {"dataFilters": [by_tag(LOCK_ID)]}
SEARCH = {"dataFilters": [by_tag(LOCK_ID), {"developerMetadataLookup": {"locationType": "ROW"}}]}
"""The body of a search for the lock and all tags; it also finds other programs' metadata, which is ignored."""


def read_marks(answer: Mapping[str, Any]) -> tuple[Lease | None, list[RowTag]]:
    """The lock (None if there is none) and the tags in the answer to a search."""
    lease, tags = None, []
    for match in answer.get("matchedDeveloperMetadata", ()):
        metadata = match["developerMetadata"]
        value = metadata.get("metadataValue", "")
        kind, _, save = metadata["metadataKey"].partition(" ")
        if metadata["metadataId"] == LOCK_ID:
            lease = read_lease(value)
        elif kind in (EDITED, ADDED, HEADER):
            where = metadata["location"].get("dimensionRange", {})
            place = where.get("sheetId", 0), where.get("startIndex", 0)
            tags.append(RowTag(metadata["metadataId"], kind, save, *place, value))
    return lease, tags


def _create(number: int, key: str, value: str, location: Mapping[str, Any]) -> Request:
    metadata = {
        "metadataId": number,
        "metadataKey": key,
        "location": location,
        "visibility": "DOCUMENT",
    }
    if value:
        metadata["metadataValue"] = value
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def _delete(lookup: Mapping[str, Any]) -> Request:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}
