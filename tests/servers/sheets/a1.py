"""A1 notation: parsing it with quoted titles, and writing it as Google does.

Documented: 'Sheet 1'!A1:B2, Sheet1, A:B, 1:2, A5:A, quoting by doubling the quote. Recorded: answers quote a title
unless it is plain ASCII letters, digits and underscores that cannot be read as a cell (Sheet1 and FORENSIC_LIVE
are bare; 'DF1', 'Лист2' and 'The Truth' are quoted); an open end stays open in an error (T!A1001:B).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?")
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")
TITLED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.S)


class Range(NamedTuple):
    """A half-open, zero-based range; None is an open end."""

    top: int
    left: int
    bottom: int | None
    right: int | None

    @property
    def one_cell(self) -> bool:
        return self.bottom == self.top + 1 and self.right == self.left + 1


class Parsed(NamedTuple):
    """`title` is None if the text has none; `box` is None if it means a whole sheet."""

    title: str | None
    box: Range | None
    quoted: bool


@lru_cache(maxsize=4096)
def column_name(index: int) -> str:
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def corner(text: str) -> tuple[int | None, int | None] | None:
    """The row and column of one corner; either may be missing, but not both. None: not a corner."""
    match = CELL.fullmatch(text)
    if not match or not text.strip("$") or (match[2] and int(match[2]) == 0):
        return None
    row = int(match[2]) - 1 if match[2] else None
    return row, column_index(match[1]) if match[1] else None


def parse_box(text: str) -> Range | None:
    """`A1`, `A1:B2`, `A:B`, `2:3`, `A2:C`, `A1:2`; corners in any order. None: not a range."""
    first, colon, second = text.strip().partition(":")
    start = corner(first)
    if start is None:
        return None
    if not colon:
        row, column = start
        return Range(row, column, row + 1, column + 1) if row is not None and column is not None else None
    end = corner(second)
    if end is None:
        return None
    rows = sorted(n for n in (start[0], end[0]) if n is not None)
    columns = sorted(n for n in (start[1], end[1]) if n is not None)
    top, left = (rows or [0])[0], (columns or [0])[0]
    bottom = rows[-1] + 1 if len(rows) == 2 else None
    right = columns[-1] + 1 if len(columns) == 2 else None
    return Range(top, left, bottom, right)


def parse(text: str) -> Parsed | None:
    """Title and box of A1 notation. None: cannot be parsed at all."""
    match = TITLED.fullmatch(text)
    if match:
        title = match[1].replace("''", "'")
        if match[2] is None:
            return Parsed(title, None, True)
        box = parse_box(match[2])
        return Parsed(title, box, True) if box else None
    if text.startswith("'"):
        return None
    head, bang, tail = text.rpartition("!")
    if bang:
        box = parse_box(tail)
        return Parsed(head, box, False) if box and head else None
    box = parse_box(text)
    return Parsed(None, box, False) if box else Parsed(text, None, False) if text else None


@lru_cache(maxsize=1024)
def quote_title(title: str) -> str:
    if PLAIN.fullmatch(title) and not LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def write_box(box: Range) -> str:
    first = f"{column_name(box.left)}{box.top + 1}"
    if box.one_cell:
        return first
    right = column_name(box.right - 1) if box.right is not None else ""
    bottom = str(box.bottom) if box.bottom is not None else ""
    return f"{first}:{right}{bottom}" if right or bottom else first


def write(title: str, box: Range) -> str:
    return f"{quote_title(title)}!{write_box(box)}"
