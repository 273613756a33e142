"""Packs lists of Python cells into arrays, the costly step of reading a log: a million cells are a million objects.

Texts are packed by one join, in a third of the time Arrow needs to visit them one by one.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from numbers import Integral, Real

import numpy as np
import pyarrow as pa

from lib.log.format.cells import is_missing, shown
from lib.workbook.base import Cell

NO_NUMBER = -(2**63)
_NOWHERE = np.zeros(0, np.intp)
_PLAIN_TYPES = frozenset((str, int, float, bool, date, datetime, time, timedelta, type(None)))


def texts(cells: Sequence[Cell]) -> pa.LargeStringArray | None:
    """The cells as one Arrow array if all of them are texts (or None, which becomes null); None otherwise.

    Also None if a text is not valid Unicode (half of a surrogate pair).
    """
    try:
        joined = "\0".join(cells).encode()  # type: ignore[arg-type]
    except TypeError:
        return _texts_one_by_one(cells)
    except UnicodeEncodeError:
        return None
    borders = np.flatnonzero(np.frombuffer(joined, np.uint8) == 0)
    if not len(cells) or len(borders) != len(cells) - 1:
        return _texts_one_by_one(cells)
    offsets = np.empty(len(cells) + 1, np.int64)
    offsets[0] = 0
    np.subtract(borders, np.arange(len(borders)), out=offsets[1:-1])
    offsets[-1] = len(joined) - len(borders)
    content = pa.py_buffer(joined.replace(b"\0", b""))
    return pa.LargeStringArray.from_buffers(len(cells), pa.py_buffer(offsets), content)


def _texts_one_by_one(cells: Sequence[Cell]) -> pa.LargeStringArray | None:
    try:
        return pa.array(cells, type=pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        return None


def as_text(cell: Cell) -> str:
    """Any cell as text that Arrow accepts; half of a surrogate pair becomes a question mark."""
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else shown(cell)


def whole_numbers(cells: Sequence[Cell]) -> tuple[np.ndarray, np.ndarray]:
    """The cells as int64, and the positions of those that are neither "" nor a 64-bit int (a bool is not an int here).

    Every cell that is not such an int becomes NO_NUMBER.
    """
    packed = _all_ints(cells)
    if packed is not None:
        return packed, _NOWHERE
    try:
        numbers = [cell if cell.__class__ is int else NO_NUMBER for cell in cells]
        packed = np.frombuffer(array("q", numbers), np.int64)  # type: ignore[type-var]
    except OverflowError:
        numbers = [cell if type(cell) is int and abs(cell) < 2**63 else NO_NUMBER for cell in cells]
        packed = np.array(numbers, np.int64)
    no_numbers = np.flatnonzero(packed == NO_NUMBER)
    if len(no_numbers) == _empty_texts(cells):
        return packed, _NOWHERE
    others = [at for at in no_numbers.tolist() if not (type(cells[at]) is str and not cells[at])]
    return packed, np.array(others, np.intp)


def _all_ints(cells: Sequence[Cell]) -> np.ndarray | None:
    try:
        packed = np.frombuffer(array("q", cells), np.int64)  # type: ignore[type-var]
    except (TypeError, OverflowError):
        return None
    if (packed == NO_NUMBER).any():
        return None
    may_hold_bools = bool((packed == 1).any() or (packed == 0).any())
    return None if may_hold_bools and bool in set(map(type, cells)) else packed


def _empty_texts(cells: Sequence[Cell]) -> int:
    """How many cells are ""; -1 if any of them, such as pd.NA or an array, cannot be compared."""
    try:
        return cells.count("")
    except (TypeError, ValueError):
        return -1


def distinct(cells: Sequence[Cell]) -> tuple[np.ndarray, list[Cell]]:
    """A code per row (int) and the distinct cells in order of appearance; True is distinct from 1, and False from 0."""
    packed = texts(cells)
    if packed is not None and not packed.null_count:
        encoded = packed.dictionary_encode()
        return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
    types = set(map(type, cells))
    if not types <= _PLAIN_TYPES:
        cells = [_plain(cell) for cell in cells]
        types = set(map(type, cells))
    if bool in types and types & {int, float}:
        cells = [("TRUE" if cell else "FALSE") if isinstance(cell, bool) else cell for cell in cells]
    code_of: defaultdict[Cell, int] = defaultdict()
    code_of.default_factory = code_of.__len__
    codes = np.fromiter(map(code_of.__getitem__, cells), np.intp, len(cells))
    return codes, list(code_of)


def _plain(cell: Cell) -> Cell:
    """The same cell as one of the types of `Cell`, whatever type a program used."""
    if type(cell) in _PLAIN_TYPES:
        return cell
    if is_missing(cell):
        return None
    if isinstance(cell, np.bool_):
        return bool(cell)
    if isinstance(cell, datetime):
        return datetime.combine(cell.date(), cell.time())
    if isinstance(cell, Real):
        return int(cell) if isinstance(cell, Integral) else float(cell)
    return shown(cell)
