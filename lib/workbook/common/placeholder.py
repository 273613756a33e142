"""What a new row's last cell holds while the row is being saved, and tells the row from every other one.

The text names the save, the row's number in it and how many rows it adds and changes, and has a short digest of each
other cell that Pharos wrote in the row. So a row that a save left behind is found wherever it was moved, and what
people typed into it is kept apart from what Pharos wrote. In a row of the journal the text ends with what replaces it
once the save is complete.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lib.workbook.base import Cell
from lib.workbook.common.cells import coarse

WORDS = "Pharos is saving this row"
_DIGITS = 4
_TEXT = re.compile(rf"{WORDS} \(([0-9a-f]+) ([0-9]+)/([0-9]+)\+([0-9]+) ?([0-9a-f]*)\)(?: for (.+))?")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The text in parts: the save's id, the row's number in it (from 1), how many rows it adds besides the journal's
    and how many it changes, the cells' digests, and what the text becomes ("" but in the journal)."""

    save: str
    number: int
    added: int
    changed: int
    digests: frozenset[str]
    final: str = ""

    def is_ours(self, cell: Cell) -> bool:
        """Whether Pharos wrote this cell of the row, as far as a digest can tell."""
        return digest(cell) in self.digests


def placeholder(
    save: str, number: int, added: int, changed: int, cells: Iterable[Cell], final: str = ""
) -> str:
    """The text for one new row; `cells` are the row's other cells that are not blank, the rest as in `Placeholder`."""
    digests = "".join(sorted({digest(cell) for cell in cells}))
    return f"{WORDS} ({save} {number}/{added}+{changed} {digests})" + (f" for {final}" if final else "")


def is_placeholder(cell: Cell) -> bool:
    """Whether a cell stands for a row that is being saved."""
    return isinstance(cell, str) and cell.startswith(WORDS) and read_placeholder(cell) is not None


def read_placeholder(cell: Cell) -> Placeholder | None:
    """What a cell says about the row that is being saved; None for any other cell."""
    found = _TEXT.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    text = found[5]
    digests = frozenset(text[at : at + _DIGITS] for at in range(0, len(text), _DIGITS))
    return Placeholder(found[1], int(found[2]), int(found[3]), int(found[4]), digests, found[6] or "")


def pattern(save: str, *, in_journal: bool = False) -> str:
    """A regular expression for the texts of all rows of a save, or of its journal rows, and for no other text."""
    end = " for .+" if in_journal else "( for .+)?"
    return rf"^{WORDS} \({save} [0-9]+/[0-9]+\+[0-9]+ ?[0-9a-f]*\){end}$"


def digest(cell: Cell) -> str:
    """Four hex digits of a cell's content."""
    text = cell if isinstance(cell, str) else coarse(cell)  # a blank cell has one digest, as None and as ""
    return hashlib.blake2s(text.encode(), digest_size=_DIGITS // 2).hexdigest()
