"""The texts that cells share, each of which is in the file once and in memory once for each cell that shows it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from lib.workbook.base import WorkbookError
from lib.workbook.excel.bounds import careful, limits
from lib.workbook.excel.bounds.extent import OtherForm

_SHARED_CELL = re.compile(rb' t="s"[^<>]{0,99}>\s*<v>([0-9]{1,9})</v>')


class _OtherForm(Exception):
    pass


def lengths(again: Iterable[Iterable[bytes]], part: str, most: int) -> np.ndarray:
    """How long each shared text is, in bytes of XML or more. `again` yields the pieces of the part, twice.

    Raises WorkbookError for a part in an unusual form, and for more than `most` texts.
    """
    first, second = again
    try:
        found = _split(first, part, most)
    except _OtherForm:
        found = _parsed(second, part, most)
    return np.frombuffer(found, np.int32) if found else np.zeros(0, np.int32)


def total(rows: Iterable[bytes], cells: int, sizes: np.ndarray) -> int:
    """The bytes of all shared texts that a sheet's cells show, or more; `rows` are pieces that end between rows."""
    longest = int(sizes.max(initial=0))
    found = 0
    try:
        for xml in rows:
            numbers = np.array(_SHARED_CELL.findall(xml), dtype="S9").astype(np.int64)
            if len(numbers) != xml.count(b'"s"') or b"'s'" in xml:
                return cells * longest
            found += int(sizes[numbers[numbers < len(sizes)]].sum(dtype=np.int64))
    except OtherForm:
        return cells * longest
    return found


def texts(pieces: Iterable[bytes], part: str, last: int) -> Sequence[str]:
    """The shared texts up to number `last`, each shortened to what a check shows."""
    found: list[str] = []
    parts: list[str] = []
    is_text = False

    def opened(name: str, _attributes: careful.Attributes) -> None:
        nonlocal is_text
        is_text = name == "t"
        if name == "si":
            parts.clear()

    def closed(name: str) -> None:
        nonlocal is_text
        is_text = False
        if name == "si" and len(found) <= last:
            found.append("".join(parts)[: limits.LONGEST_FORMAT])

    def text(content: str) -> None:
        if is_text and len(found) <= last:
            parts.append(content)

    careful.parse(pieces, part, opened=opened, closed=closed, text=text)
    return found


def _split(pieces: Iterable[bytes], part: str, most: int) -> array[int]:
    sizes = array("i")
    held = b""
    for piece in pieces:
        held += piece
        if b"<!" in held or b":si" in held:
            raise _OtherForm
        if b"</si>" in held:
            head, _, held = held.rpartition(b"</si>")
            if head.count(b"<si>") != head.count(b"</si>") + 1 or head.count(b"<si") != head.count(b"<si>"):
                raise _OtherForm
            sizes.extend(map(len, head.split(b"</si>")))
        if len(held) > limits.BIGGEST_ROW or b"<si/" in held:
            raise _OtherForm
        _refuse_many(len(sizes), part, most)
    if b"<si" in held:
        raise _OtherForm
    return sizes


def _parsed(pieces: Iterable[bytes], part: str, most: int) -> array[int]:
    sizes = array("i")
    size = 0

    def opened(name: str, _attributes: careful.Attributes) -> None:
        nonlocal size
        size = 0 if name == "si" else size

    def closed(name: str) -> None:
        if name == "si":
            sizes.append(size)
            _refuse_many(len(sizes), part, most)

    def text(content: str) -> None:
        nonlocal size
        size += len(content.encode("utf-8", "replace"))

    careful.parse(pieces, part, opened=opened, closed=closed, text=text)
    return sizes


def _refuse_many(count: int, part: str, most: int) -> None:
    if count > most:
        raise WorkbookError(
            f"has more than {most:,} different texts (in its part {part[:80]}), which is the most that are read;"
            " split the workbook"
        )
