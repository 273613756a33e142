"""A workbook file measured before anything reads it: refused if too large, and without cells far from their tables."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from lib.workbook.base import FarCell, WorkbookError, column_letters
from lib.workbook.excel.bounds import careful, extent, limits, shared_texts
from lib.workbook.excel.bounds.archive import Archive, packed
from lib.workbook.excel.bounds.contents import Contents, contents
from lib.workbook.excel.bounds.extent import Extent, OtherForm, TooManyTags
from lib.workbook.excel.bounds.far_cells import Table, described, table_of, without_far_cells
from lib.workbook.excel.bounds.limits import Limits


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that can be read. `content` is what readers get: the file's own bytes, or a copy without far cells.

    By name of the part in small letters, `tables` has the ends of tables with far cells, and `far` those cells.
    `has_texts`: parts in which cells may hold formulas or errors.
    """

    content: bytes
    tables: Mapping[str, Table] = field(default_factory=dict)
    far: Mapping[str, tuple[FarCell, ...]] = field(default_factory=dict)
    has_texts: frozenset[str] = frozenset()


_OTHER_FORMATS = {"content.xml", "xl/workbook.bin", "mimetype"}
"""Parts of .ods and .xlsb files."""


def inspect(content: bytes, bounds: Limits) -> Inspected | None:
    """Measure an .xlsx or .xlsm file; None for another zip file, whose parts are then unpacked within bounds.

    Raises WorkbookError, without the path: what is too large and where, and what is allowed.
    """
    archive = Archive(content, bounds)
    if _OTHER_FORMATS & {name.lower() for name in archive.names}:
        for entry in archive.entries:
            for _ in archive.pieces(entry):
                pass
        return None
    about = contents(archive, bounds)
    sizes = [
        shared_texts.lengths((archive.pieces(entry), archive.pieces(entry)), entry.filename, bounds.cells)
        for entry in archive.entries
        if entry.filename.lower() in about.shared_texts
    ]
    extents: dict[str, Extent] = {}
    for entry in archive.entries:
        found = _extent(archive, entry)
        if found:
            extents[entry.filename] = found
            _refuse_many_cells(extents, entry.filename, about, bounds)
    tables = {name: table for name in extents if (table := _table(archive, name, extents[name]))}
    for name, found in extents.items():
        _refuse_large(found, tables.get(name, Table()), about.tab(name), bounds)
    _refuse_all_large(extents, tables, bounds)
    longest = max((int(part.max(initial=0)) for part in sizes), default=0)
    if longest * sum(found.cells for found in extents.values()) > bounds.texts:
        _refuse_long_texts(archive, extents, about, max(sizes, key=len), bounds)
    has_texts = frozenset(
        name.lower() for name, found in extents.items() if found.has_formulas or found.has_errors
    )
    if not tables and archive.is_plain:
        return Inspected(content, has_texts=has_texts)
    far: dict[str, tuple[FarCell, ...]] = {}
    copy = packed(_parts(archive, tables, about, far))
    return Inspected(copy, {name.lower(): table for name, table in tables.items()}, far, has_texts)


def _extent(archive: Archive, entry: zipfile.ZipInfo) -> Extent | None:
    try:
        return extent.scan(archive.pieces(entry))
    except TooManyTags:
        raise careful.unusual(entry.filename, "far more tags than cells") from None
    except OtherForm:
        for _ in archive.pieces(entry):
            pass
        return careful.scan(archive.pieces(entry), entry.filename)


def _table(archive: Archive, name: str, found: Extent) -> Table | None:
    """Where the table of a sheet with far cells ends; None for a sheet without."""
    if not found.is_sparse:
        return None
    rows, columns = careful.positions(archive.pieces(archive.entry(name)), name)
    return table_of(rows, columns)


def _parts(
    archive: Archive, tables: Mapping[str, Table], about: Contents, far: dict[str, tuple[FarCell, ...]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that readers need, sheets without far cells; `far` gets those cells."""
    for entry in archive.entries:
        name = entry.filename
        if not name.lower().endswith((".xml", ".rels")):
            continue
        content = archive.read(entry)
        if name in tables:
            content, found = without_far_cells(content, tables[name])
            numbers = [int(text) for _, _, kind, text in found if kind == "s" and text.strip().isdecimal()]
            texts = _texts(archive, about, max(numbers, default=-1))
            far[name.lower()] = described(found, texts)
        yield name, content


def _texts(archive: Archive, about: Contents, last: int) -> list[str]:
    for entry in archive.entries:
        if last >= 0 and entry.filename.lower() in about.shared_texts:
            return list(shared_texts.texts(archive.pieces(entry), entry.filename, last))
    return []


def _refuse_many_cells(extents: Mapping[str, Extent], name: str, about: Contents, bounds: Limits) -> None:
    cells = sum(found.cells for found in extents.values())
    if cells > bounds.cells:
        raise WorkbookError(
            f"has more than {bounds.cells:,} cells with content, which is the most that are read"
            f" (with {extents[name].cells:,} in the {about.tab(name)[:80]} tab); remove old tabs, or split it"
        )


def _refuse_large(found: Extent, table: Table, tab: str, bounds: Limits) -> None:
    last_row, last_column = min(found.last_row, table.last_row), min(found.last_column, table.last_column)
    positions = last_row * last_column
    if last_row > limits.LAST_ROW or last_column > limits.LAST_COLUMN:
        raise WorkbookError(f"is damaged: the {tab[:80]} tab has cells beyond the last cell of a sheet")
    most = min(max(limits.SPARSE_POSITIONS, limits.SPARSE_RATIO * found.cells), bounds.positions)
    if positions > most:
        cell = f"{column_letters(last_column - 1)}{last_row}"
        raise WorkbookError(
            f"the {tab[:80]} tab goes as far as cell {cell}: that is {positions:,} cells, of which {found.cells:,} hold"
            f" something, and up to {most:,} are read; delete the cells far from the table"
        )
    if len(found.merges) > limits.MOST_MERGES or found.merged_cells > most:
        raise WorkbookError(
            f"the {tab[:80]} tab has {len(found.merges):,} merged ranges, more than can be read; unmerge them in Excel"
        )


def _refuse_all_large(extents: Mapping[str, Extent], tables: Mapping[str, Table], bounds: Limits) -> None:
    positions = 0
    for name, found in extents.items():
        table = tables.get(name, Table())
        positions += min(found.last_row, table.last_row) * min(found.last_column, table.last_column)
    if positions > bounds.positions:
        raise WorkbookError(
            f"has {positions:,} cells in the rectangles of its tabs, and up to {bounds.positions:,} are read;"
            " remove old tabs, or split it"
        )


def _refuse_long_texts(
    archive: Archive, extents: Mapping[str, Extent], about: Contents, sizes: np.ndarray, bounds: Limits
) -> None:
    total = 0
    for name, found in extents.items():
        total += shared_texts.total(extent.rows_of(archive.pieces(archive.entry(name))), found.cells, sizes)
        if total > bounds.texts:
            raise WorkbookError(
                f"has cells with more than {bounds.texts // limits.MB:,} MB of text together by the"
                f" {about.tab(name)[:80]} tab, which is the most that is read; shorten the texts that are repeated"
            )
