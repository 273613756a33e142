"""The marks that a save leaves in a spreadsheet while it is under way: one lock, and a tag on each row it touches.

They are developer metadata, which people do not see. A lock's fixed id makes a second one impossible; it says whose it
is and until when, so that one left by a crash is known for what it is. A tag stays with its row through inserts and
deletes. The tag of a new row says in which column its last cell belongs: blank there, the save was never finished. It
also says what the row held then, so that a row into which somebody typed since is told from one that is only Pharos's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lib.workbook.base import Cell
from lib.workbook.common.cells import coarse

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
    """A tag as found in a spreadsheet: of which save, on which row (from 0) of which tab.

    Of a new row: the column of its last cell, and the fingerprint of what it held when it was made.
    """

    number: int
    kind: str
    save: str
    sheet_id: int
    row: int
    last: int = COMPLETE
    fingerprint: str = ""


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
    return hashlib.blake2s("\n".join(operations).encode(), digest_size=6).hexdigest()


def tag_id(save: str, step: int, index: int) -> int:
    """The id of a row's tag, the same for the same save, step and index."""
    digest = hashlib.blake2s(f"{save} {step} {index}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big") % (_LARGEST_ID - 1) + 1
    return number if number != LOCK_ID else _LARGEST_ID


def fingerprint(cells: Mapping[int, Cell]) -> str:
    """Eight letters that differ where the cells of a row (by column) do; blanks do not count."""
    texts = [f"{column} {coarse(cell)}" for column, cell in sorted(cells.items()) if cell not in (None, "")]
    return hashlib.blake2s("\n".join(texts).encode(), digest_size=4).hexdigest()


def lock(lease: Lease) -> Request:
    """Fails where there is a lock."""
    return _create(LOCK_ID, LOCK, str(lease), {"spreadsheet": True})


def unlock(lease: Lease) -> Request:
    """Removes the lock only if it is still this one."""
    return _delete({"metadataId": LOCK_ID, "metadataValue": str(lease)})


def tag(number: int, kind: str, save: str, sheet_id: int, row: int, value: str = "") -> Request:
    """Mark the row at `row` (from 0) for a save."""
    where = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    return _create(number, f"{kind} {save}", value, {"dimensionRange": where})


def value_of_new(last: int, cells: Mapping[int, Cell]) -> str:
    """What the tag of a new row says: where its last cell belongs, and what it holds now."""
    return f"{last} {fingerprint(cells)}"


def untag(kind: str, save: str) -> Request:
    """Remove all tags of this kind of a save."""
    return _delete({"metadataKey": f"{kind} {save}"})


def by_tag(number: int) -> Request:
    """The data filter of the row that carries a tag."""
    return {"developerMetadataLookup": {"metadataId": number}}


SEARCH_LOCK = {"dataFilters": [by_tag(LOCK_ID)]}
SEARCH = {"dataFilters": [by_tag(LOCK_ID), {"developerMetadataLookup": {"locationType": "ROW"}}]}
"""The body of a search for the lock and all tags; tags of other programs come with it and are passed over."""


def found(answer: Mapping[str, Any]) -> tuple[Lease | None, list[Mark]]:
    """The lock and the tags in the answer of a search."""
    lease, marks = None, []
    for match in answer.get("matchedDeveloperMetadata", ()):
        metadata = match["developerMetadata"]
        value = metadata.get("metadataValue", "")
        kind, _, save = metadata["metadataKey"].partition(" ")
        if metadata["metadataId"] == LOCK_ID:
            lease = read_lease(value)
        elif kind in (EDITED, ADDED):
            where = metadata["location"].get("dimensionRange", {})
            last, _, print_ = value.partition(" ")
            column = int(last) if last.lstrip("-").isdigit() else COMPLETE
            place = where.get("sheetId", 0), where.get("startIndex", 0)
            marks.append(Mark(metadata["metadataId"], kind, save, *place, column, print_))
    return lease, marks


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
