"""How far the cells of a worksheet reach, found in its XML while it is unpacked, before any reader sees it.

Sheets in the form that spreadsheet programs write are searched as arrays of bytes, in a fraction of the time of reading
them: a reader finds no cell, row or merged range that is not found here. A sheet in any other form is read element by
element (lib.workbook.excel.bounds.careful).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from lib.workbook.excel.bounds import cell_tags, limits

_TAG = re.compile(rb"<([^\s<>/]+)(?:\s+([^\s<>=]+)=\"([^\"<>]*)\")?")
_RANGE = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_FIRST_ATTRIBUTE = {b"row": b"r", b"dimension": b"ref", b"mergeCell": b"ref"}
_READ = {b"c", b"sheetData", b"mergeCells", *_FIRST_ATTRIBUTE}
_SPACE = np.isin(np.arange(256), [9, 10, 13, 32, 47, 62])
"""What can follow the name of a tag."""
_PADDING = bytes(128)


class OtherForm(Exception):
    """The sheet is not in the usual form."""


class TooManyTags(Exception):
    """The sheet is mostly tags that hold no cells."""


@dataclass(slots=True)
class Extent:
    """What one sheet holds: the number of cells with content, and their last row and column (from 1).

    `has_formulas` and `has_errors`: whether there may be cells of that kind. `merges`: first row, first column, last
    row and last column of each merged range, all from 1. `tags` and `other_tags` count what is beside the cells.
    """

    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    has_formulas: bool = False
    has_errors: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    tags: int = 0
    other_tags: int = 0

    @property
    def positions(self) -> int:
        """The cells of the rectangle from A1 to the last cell."""
        return self.last_row * self.last_column

    @property
    def is_sparse(self) -> bool:
        """Whether the rectangle is large and nearly empty, so that far cells are worth looking for."""
        return self.positions > max(limits.ROOMY_POSITIONS, limits.SPARSE_RATIO * self.cells)

    @property
    def merged_cells(self) -> int:
        """The cells of all merged ranges, as far as the rectangle goes."""
        return sum(
            max(min(bottom, self.last_row) - top + 1, 0) * max(min(right, self.last_column) - left + 1, 0)
            for top, left, bottom, right in self.merges
        )

    def merge(self, reference: bytes) -> None:
        """Add a merged range such as A1:B2. Raises OtherForm if it is none."""
        found = _RANGE.fullmatch(reference)
        if not found:
            raise OtherForm
        left, top, right, bottom = found.groups()
        self.merges.append((int(top), column_number(left), int(bottom), column_number(right)))


def scan(pieces: Iterable[bytes]) -> Extent | None:
    """The extent of a part; None for a part without cells. Takes all pieces.

    Raises OtherForm, and TooManyTags.
    """
    extent = None
    for rows in rows_of(pieces):
        if extent is None:
            extent = Extent()
            is_first = True
        _add(rows, extent, is_first=is_first)
        is_first = False
    return extent


def rows_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a sheet in pieces that end between rows; nothing for a part that is no sheet. Raises OtherForm."""
    held = b""
    is_sheet = False
    for piece in pieces:
        held += piece
        is_sheet = is_sheet or b"sheetData" in held
        if not is_sheet:
            if len(held) > limits.BIGGEST_ROW:
                if _have_cells(held, pieces):
                    raise OtherForm
                return
            continue
        end = held.rfind(b"<row")
        if end <= 0 and len(held) > limits.BIGGEST_ROW:
            end = held.rfind(b"<")
        if end > 0:
            yield held[:end]
            held = held[end:]
        if len(held) > limits.BIGGEST_ROW:
            raise OtherForm
    if is_sheet:
        yield held


def _have_cells(held: bytes, pieces: Iterable[bytes]) -> bool:
    found = False
    for piece in pieces:
        held = held[-16:] + piece
        found = found or b"sheetData" in held
    return found


def _add(xml: bytes, extent: Extent, *, is_first: bool) -> None:
    content = np.frombuffer(xml + _PADDING, np.uint8)
    angles = np.flatnonzero((content & ~np.uint8(2)) == ord("<"))  # "<" and ">" differ in one bit
    starts, ends = np.ascontiguousarray(angles[::2]), np.ascontiguousarray(angles[1::2])
    if len(starts) != len(ends) or not _are_all(content, starts, "<") or not _are_all(content, ends, ">"):
        raise OtherForm
    first, second = content.take(starts + 1), content.take(starts + 2)
    if (first == ord("!")).any() or (first == ord("?")).sum() > is_first:
        raise OtherForm
    _refuse_long_texts(starts, ends)
    is_short = _SPACE.take(second) & (first != ord("/"))
    is_cell = is_short & (first == ord("c"))
    extent.tags += len(starts) - 10 * int(is_cell.sum())
    if extent.tags > limits.MOST_TAGS:
        raise TooManyTags
    extent.has_formulas |= bool((is_short & (first == ord("f"))).any())
    extent.has_errors = extent.has_errors or b'"e"' in xml
    others = starts[~(is_short | (first == ord("/")) | (first == ord("?")))]
    others = others[~_is_row_or_text(content, others)]
    extent.other_tags += len(others)
    if extent.other_tags > limits.MOST_OTHER_TAGS:
        raise OtherForm
    for start in others.tolist():
        _add_tag(xml, start, extent)
    _add_cells(content, starts, ends, is_cell, extent)


def _are_all(content: np.ndarray, places: np.ndarray, byte: str) -> bool:
    return bool((content.take(places) == ord(byte)).all())


def _is_row_or_text(content: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Which tags are a row whose number comes first, or <is>: nothing else is in them that a reader uses."""
    second, third = content.take(starts + 2), content.take(starts + 3)
    is_row = (second == ord("o")) & (third == ord("w"))
    for ahead, byte in ((1, "r"), (4, " "), (5, "r"), (6, "=")):
        is_row &= content.take(starts + ahead) == ord(byte)
    return is_row | ((content.take(starts + 1) == ord("i")) & (second == ord("s")) & _SPACE.take(third))


def _refuse_long_texts(starts: np.ndarray, ends: np.ndarray) -> None:
    if len(starts) and (
        (ends - starts).max() > limits.LONGEST_TAG
        or (len(starts) > 1 and (starts[1:] - ends[:-1]).max() > limits.LONGEST_TEXT)
    ):
        raise OtherForm


def _add_tag(xml: bytes, start: int, extent: Extent) -> None:
    """Take note of a tag that is neither a cell nor in one. Raises OtherForm."""
    tag = _TAG.match(xml, start)
    if not tag:
        raise OtherForm
    prefix, _, name = tag[1].rpartition(b":")
    if name not in _READ:
        return
    if prefix or (name in _FIRST_ATTRIBUTE and tag[2] != _FIRST_ATTRIBUTE[name]):
        raise OtherForm
    if name == b"mergeCell":
        extent.merge(tag[3])


def _add_cells(
    content: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    is_cell: np.ndarray,
    extent: Extent,
) -> None:
    index = np.flatnonzero(is_cell)
    if not len(index):
        return
    start, end = starts[index], ends[index]
    found = cell_tags.addresses(content, start, end)
    if not found:
        raise OtherForm
    rows, columns = found
    following = np.append(starts, len(content) - len(_PADDING))[index + 1]
    is_closed = (
        (following == end + 1)
        & (content.take(following + 1) == ord("/"))
        & (content.take(following + 2) == ord("c"))
    )
    is_filled = (content.take(end - 1) != ord("/")) & ~is_closed
    if is_filled.any():
        extent.cells += int(is_filled.sum())
        extent.last_row = max(extent.last_row, int(rows[is_filled].max()))
        extent.last_column = max(extent.last_column, int(columns[is_filled].max()))


def column_number(letters: bytes) -> int:
    """A column's number from its capital letters: 1 for A, 16,384 for XFD."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
