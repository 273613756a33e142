"""The columns of Google's answer, straight from its bytes: each distinct cell becomes a Python object once.

A spreadsheet's million cells are a few thousand different ones. The bytes of a column are cut where a cell ends, Arrow
gives each distinct piece a code, and orjson decodes the distinct pieces. Only what stands outside of texts matters for
that: quotes come in pairs, and those inside a text have a backslash before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from lib.workbook.base import Cell
from lib.workbook.common.coded import CodedColumn

_CELLS = b'"values":[['
"""What begins the cells of a tab, in compact JSON: inside a text, the quotes would have backslashes before them."""
_ESCAPED = re.compile(rb"\\.")
_COMMA, _QUOTE = b',"'
_SHORT = 16_000
"""Bytes of a column up to which decoding every cell is faster."""


def value_ranges(body: bytes) -> list[dict[str, Any]]:
    """The `valueRanges` of an answer, their `values` by column. Raises ValueError if the body is not JSON.

    A column is a list of cells, or a CodedColumn if it is long. JSON that is not compact has lists only.
    """
    outline: list[bytes] = []
    tabs: list[list[Sequence[Cell]]] = []
    done = 0
    while (at := body.find(_CELLS, done)) >= 0:
        columns, end = _columns(body, at + len(_CELLS))
        outline += body[done : at + len(_CELLS) - 2], b"%d" % len(tabs)
        tabs.append(columns)
        done = end
    ranges = orjson.loads(b"".join([*outline, body[done:]])).get("valueRanges", [])
    return [
        part | {"values": tabs[part["values"]]} if isinstance(part.get("values"), int) else part
        for part in ranges
    ]


def _columns(body: bytes, start: int) -> tuple[list[Sequence[Cell]], int]:
    """The columns of the tab whose first one begins at `start`, and where its cells end."""
    columns = []
    while True:
        end = _end(body, start)
        columns.append(_column(body[start:end]))
        if body.startswith(b"]]", end):
            return columns, end + 2
        if not body.startswith(b"],[", end):
            raise ValueError("a column ends otherwise than those of an answer")
        start = end + 3


def _end(body: bytes, start: int) -> int:
    """Where the column that begins at `start` ends: at the first bracket that is not in a text."""
    quotes, seen = 0, start
    while True:
        bracket = body.index(b"]", seen)
        quotes += _unescaped(body[seen:bracket]).count(_QUOTE)
        if quotes % 2 == 0:
            return bracket
        seen = bracket + 1


def _unescaped(text: bytes) -> bytes:
    """The text with other characters, as many, in place of those after a backslash: what quotes are left are pairs."""
    return _ESCAPED.sub(b"..", text) if b"\\" in text else text


def _column(text: bytes) -> Sequence[Cell]:
    """The cells in the JSON of a column, given without its brackets."""
    if len(text) <= _SHORT:
        cells: list[Cell] = orjson.loads(b"[%b]" % text)
        return cells
    text += b","
    borders = _borders(np.frombuffer(_unescaped(text), np.uint8))
    pieces = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(borders) - 1, [None, pa.py_buffer(borders), pa.py_buffer(text)]
    ).dictionary_encode()
    distinct = orjson.loads(b"[%b]" % b"".join(pieces.dictionary.to_pylist())[:-1])
    if len(distinct) != len(pieces.dictionary):
        raise ValueError("a cell that is none of JSON's own values")
    return CodedColumn(pieces.indices.to_numpy(), distinct)


def _borders(text: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where each cell begins (int64), and where the last one ends; `text` has a comma after each cell."""
    quotes = text == _QUOTE
    pairs = np.flatnonzero(quotes)
    opening, closing = pairs[::2], pairs[1::2]
    is_at_both_ends = len(pairs) > 0 and pairs[0] == 0 and pairs[-1] == len(text) - 2
    if (
        is_at_both_ends and (opening[1:] - closing[:-1] == 2).all()
    ):  # texts, with nothing but a comma between them
        return np.append(opening, len(text))
    marks = np.flatnonzero(quotes | (text == _COMMA))
    is_quote = quotes[marks]
    is_between = ~(is_quote | np.logical_xor.accumulate(is_quote))
    return np.concatenate(([0], marks[is_between] + 1))
