"""Developer metadata: unique ids, tied to a spreadsheet, a tab, a row or a column, found by lookup.

Documented: the id is unique in the spreadsheet and must be positive, an id in use fails, metadata stays with its row
through inserts and deletes and is deleted with it; 30,000 characters per tab and 30,000 for the spreadsheet.
Inferred: the exact words of the errors; a row location leaves out the tab id 0, as a GridRange does; a sort leaves
metadata where it is (a knob makes it follow its row).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .errors import invalid

LIMIT = 30_000
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Location:
    """`sheet_id` None: the spreadsheet; `dimension` None: the tab; otherwise row or column `index`."""

    sheet_id: int | None = None
    dimension: str | None = None
    index: int | None = None

    @property
    def kind(self) -> str:
        if self.sheet_id is None:
            return "SPREADSHEET"
        return "SHEET" if self.dimension is None else "ROW" if self.dimension == "ROWS" else "COLUMN"

    def as_json(self) -> dict[str, Any]:
        if self.sheet_id is None:
            return {"locationType": self.kind, "spreadsheet": True}
        if self.dimension is None:
            return {"locationType": self.kind, "sheetId": self.sheet_id}
        span = {"startIndex": self.index, "endIndex": (self.index or 0) + 1}
        area: dict[str, Any] = {"sheetId": self.sheet_id} if self.sheet_id else {}
        area |= {"dimension": self.dimension, **span}
        return {"locationType": self.kind, "dimensionRange": area}

    def contains(self, other: Location) -> bool:
        """Whether the other location is this one or inside it, for INTERSECTING_LOCATION."""
        if self.sheet_id is None or self == other:
            return True
        return self.dimension is None and self.sheet_id == other.sheet_id


@dataclass
class Tag:
    """One entry of developer metadata."""

    tag_id: int
    key: str
    value: str | None
    location: Location
    visibility: str

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"metadataId": self.tag_id, "metadataKey": self.key}
        if self.value is not None:
            body["metadataValue"] = self.value
        return body | {"location": self.location.as_json(), "visibility": self.visibility}


@dataclass
class TagStore:
    """All developer metadata of a spreadsheet."""

    tags: dict[int, Tag] = field(default_factory=dict)
    follows_sort: bool = False

    def add(self, tag: Tag) -> None:
        if tag.tag_id in self.tags:
            invalid(f"Developer metadata with ID {tag.tag_id} already exists.")
        self.tags[tag.tag_id] = tag
        self.check_size(tag)

    def check_size(self, tag: Tag) -> None:
        owner = tag.location.sheet_id
        mine = [t for t in self.tags.values() if t.location.sheet_id == owner]
        if sum(len(t.key) + len(t.value or "") for t in mine) > LIMIT:
            where = "spreadsheet" if owner is None else "sheet"
            invalid(f"The developer metadata of the {where} would exceed the limit of {LIMIT} characters.")

    def at(self, location: Location) -> list[Tag]:
        return [tag for tag in self.tags.values() if tag.location == location]

    def insert(self, sheet_id: int, dimension: str, at: int, count: int) -> None:
        for tag in self._along(sheet_id, dimension):
            if (tag.location.index or 0) >= at:
                self._relocate(tag, (tag.location.index or 0) + count)

    def delete(self, sheet_id: int, dimension: str, at: int, end: int) -> None:
        for tag in list(self._along(sheet_id, dimension)):
            index = tag.location.index or 0
            if at <= index < end:
                del self.tags[tag.tag_id]
            elif index >= end:
                self._relocate(tag, index - (end - at))

    def delete_sheet(self, sheet_id: int) -> None:
        self.tags = {k: t for k, t in self.tags.items() if t.location.sheet_id != sheet_id}

    def reorder(self, sheet_id: int, top: int, order: list[int]) -> None:
        """Rows were sorted: row `order[i]` is now at `top + i`."""
        if self.follows_sort:
            moved = {source: top + i for i, source in enumerate(order)}
            for tag in list(self._along(sheet_id, "ROWS")):
                self._relocate(tag, moved.get(tag.location.index or 0, tag.location.index or 0))

    def copy(self) -> TagStore:
        copies = {k: Tag(t.tag_id, t.key, t.value, t.location, t.visibility) for k, t in self.tags.items()}
        return TagStore(copies, self.follows_sort)

    def find(self, lookup: dict[str, Any]) -> list[Tag]:
        """The entries that match every field of a DeveloperMetadataLookup."""
        place = lookup.get("metadataLocation")
        where = read_location(place) if place else None
        exact = lookup.get("locationMatchingStrategy") == "EXACT_LOCATION"
        found = []
        for tag in self.tags.values():
            wanted = (
                ("metadataId", tag.tag_id),
                ("metadataKey", tag.key),
                ("metadataValue", tag.value),
                ("visibility", tag.visibility),
                ("locationType", tag.location.kind),
            )
            fits = all(lookup.get(name) in (None, value) for name, value in wanted)
            near = where is None or (where == tag.location if exact else where.contains(tag.location))
            if fits and near:
                found.append(tag)
        return found

    def _along(self, sheet_id: int, dimension: str) -> Iterator[Tag]:
        for tag in self.tags.values():
            if (tag.location.sheet_id, tag.location.dimension) == (sheet_id, dimension):
                yield tag

    @staticmethod
    def _relocate(tag: Tag, index: int) -> None:
        tag.location = Location(tag.location.sheet_id, tag.location.dimension, index)


def read_location(body: dict[str, Any]) -> Location:
    """A DeveloperMetadataLocation from a request; 400 unless a row or column range is exactly one long."""
    if "dimensionRange" in body:
        area = body["dimensionRange"]
        start, end = area.get("startIndex", 0), area.get("endIndex")
        if end != start + 1:
            invalid("developerMetadata.location.dimensionRange must represent a single row or column.")
        return Location(area.get("sheetId", 0), area.get("dimension", "ROWS"), start)
    if "sheetId" in body:
        return Location(body["sheetId"])
    if body.get("spreadsheet"):
        return Location()
    return invalid("developerMetadata.location must be set.")
