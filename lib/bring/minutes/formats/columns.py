"""Tables in plain text whose columns are kept apart by spaces: "No.  What   Who   By"."""

from __future__ import annotations

import re

from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_CELL = re.compile(r"\S+(?: \S+)*")
_KNOWN = ("what", "owner", "due", "status", "decision", "name", "presence")
_LEAST = 3
_NEAR = 2


def starts_of(line: str) -> list[int]:
    """Where the columns of a header begin: three or more words apart, at least two of which name a column; else []."""
    if "\t" in line or "|" in line:
        return []
    cells = [(found.start(), found[0]) for found in _CELL.finditer(line)]
    known = sum(
        any(word_form(re.sub(r"[^\w\s?]", "", cell).strip()) in words("columns", name) for name in _KNOWN)
        for _, cell in cells
    )
    return [at for at, _ in cells] if len(cells) >= _LEAST and known > 1 else []


def row_of(line: str, starts: list[int]) -> list[str]:
    """The cells of a row below such a header, each in the column that begins at or left of it; [] for other lines."""
    if not starts:
        return []
    found = [(match.start(), match[0]) for match in _CELL.finditer(line)]
    cells = [""] * len(starts)
    for at, text in found:
        column = max((number for number, start in enumerate(starts) if start <= at + _NEAR), default=0)
        cells[column] = f"{cells[column]} {text}".strip()
    return cells if len(found) > 1 and sum(map(bool, cells)) > 1 else []
