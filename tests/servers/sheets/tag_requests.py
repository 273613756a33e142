"""Requests about developer metadata, and the two developerMetadata methods (documented).

Inferred: the words of the errors for a used or missing id, key or visibility.
"""

from __future__ import annotations

from typing import Any

from . import filters
from .errors import invalid, not_found
from .metadata import LARGEST_ID, Location, Tag, read_location
from .model import Spreadsheet
from .registry import Body, handles, required_paths
from .structure import size


def location_of(book: Spreadsheet, body: Body) -> Location:
    where = read_location(body)
    if where.sheet_id is not None:
        sheet = book.by_id(where.sheet_id)
        if where.dimension and (where.index or 0) >= size(sheet, where.dimension):
            invalid("developerMetadata.location.dimensionRange is out of the bounds of the sheet.")
    return where


@handles("createDeveloperMetadata")
def create(book: Spreadsheet, part: Body, principal: str | None) -> Body:
    wanted = part.get("developerMetadata") or {}
    number = wanted.get("metadataId") or book.new_id()
    if not isinstance(number, int) or not 0 < number <= LARGEST_ID:
        invalid("developerMetadata.metadataId must be positive.")
    key = wanted.get("metadataKey") or invalid("developerMetadata.metadataKey must be set.")
    visibility = wanted.get("visibility") or invalid("developerMetadata.visibility must be set.")
    where = location_of(book, wanted.get("location") or {})
    tag = Tag(number, key, wanted.get("metadataValue"), where, visibility)
    book.tags.add(tag)
    return {"developerMetadata": tag.as_json()}


@handles("updateDeveloperMetadata")
def update(book: Spreadsheet, part: Body, principal: str | None) -> Body:
    wanted, paths = part.get("developerMetadata") or {}, required_paths(part, "developerMetadata")
    names = {name for path in paths for name in (wanted if path == "*" else [path.split(".")[0]])}
    found = [tag for one in part.get("dataFilters", []) for tag in filters.tags(book, one)]
    for tag in found:
        if "metadataKey" in names:
            tag.key = wanted.get("metadataKey") or invalid("developerMetadata.metadataKey must be set.")
        if "metadataValue" in names:
            tag.value = wanted.get("metadataValue")
        if "visibility" in names:
            tag.visibility = wanted.get("visibility") or tag.visibility
        if "location" in names:
            tag.location = location_of(book, wanted.get("location") or {})
        book.tags.check_size(tag)
    return {"developerMetadata": [tag.as_json() for tag in found]} if found else {}


@handles("deleteDeveloperMetadata")
def delete(book: Spreadsheet, part: Body, principal: str | None) -> Body:
    found = filters.tags(book, part.get("dataFilter") or {})
    for tag in found:
        del book.tags.tags[tag.tag_id]
    return {"deletedDeveloperMetadata": [tag.as_json() for tag in found]} if found else {}


def get(book: Spreadsheet, text: str) -> Body:
    tag = book.tags.tags.get(int(text)) if text.isdigit() else None
    return tag.as_json() if tag else not_found(f"No developer metadata with ID {text}.")


def search(book: Spreadsheet, body: Body) -> Body:
    matched: dict[int, dict[str, Any]] = {}
    for one in body.get("dataFilters") or []:
        for tag in filters.tags(book, one):
            entry = matched.setdefault(tag.tag_id, {"developerMetadata": tag.as_json(), "dataFilters": []})
            entry["dataFilters"].append(one)
    return {"matchedDeveloperMetadata": list(matched.values())} if matched else {}
