"""DataFilters: developerMetadataLookup, a1Range or gridRange, and what they select (documented)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import a1
from .errors import invalid
from .grid import Sheet
from .metadata import Location, Tag
from .model import Spreadsheet


def areas(book: Spreadsheet, data_filter: dict[str, Any]) -> list[tuple[Sheet, a1.Range]]:
    """The ranges that a filter selects; a metadata lookup gives the row, column, tab or tabs of every match."""
    if "a1Range" in data_filter:
        sheet, box, _ = book.resolve(data_filter["a1Range"])
        return [(sheet, sheet.clip(box))]
    if "gridRange" in data_filter:
        sheet, box = book.resolve_grid(data_filter["gridRange"])
        return [(sheet, sheet.clip(box))]
    if "developerMetadataLookup" in data_filter:
        found: list[tuple[Sheet, a1.Range]] = []
        for tag in book.tags.find(data_filter["developerMetadataLookup"]):
            found += [place for place in places(book, tag.location) if place not in found]
        return found
    return invalid("dataFilter.filter must be specified.")


def places(book: Spreadsheet, location: Location) -> Iterator[tuple[Sheet, a1.Range]]:
    if location.sheet_id is None:
        yield from ((sheet, sheet.box) for sheet in book.sheets)
        return
    sheet = book.by_id(location.sheet_id)
    index = location.index or 0
    if location.dimension == "ROWS":
        yield sheet, a1.Range(index, 0, index + 1, sheet.column_count)
    elif location.dimension == "COLUMNS":
        yield sheet, a1.Range(0, index, sheet.row_count, index + 1)
    else:
        yield sheet, sheet.box


def gather(
    book: Spreadsheet, filters: list[dict[str, Any]]
) -> list[tuple[Sheet, a1.Range, list[dict[str, Any]]]]:
    """Every selected range once, with the filters that selected it."""
    found: list[tuple[Sheet, a1.Range, list[dict[str, Any]]]] = []
    if not filters:
        invalid("Must specify at least one dataFilter.")
    for data_filter in filters:
        for sheet, box in areas(book, data_filter):
            for known in found:
                if known[0] is sheet and known[1] == box:
                    known[2].append(data_filter)
                    break
            else:
                found.append((sheet, box, [data_filter]))
    return found


def tags(book: Spreadsheet, data_filter: dict[str, Any]) -> list[Tag]:
    """The metadata that a filter selects: by lookup, or all of it in a range."""
    if "developerMetadataLookup" in data_filter:
        return book.tags.find(data_filter["developerMetadataLookup"])
    inside = areas(book, data_filter)
    return [tag for tag in book.tags.tags.values() if any(holds(s, box, tag.location) for s, box in inside)]


def holds(sheet: Sheet, box: a1.Range, location: Location) -> bool:
    if location.sheet_id != sheet.sheet_id:
        return False
    if location.dimension is None:
        return box == sheet.box
    start, end = (box.top, box.bottom) if location.dimension == "ROWS" else (box.left, box.right)
    return start <= (location.index or 0) < (end or 0)
