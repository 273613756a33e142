"""The cells of a column as texts: asked once for each distinct cell where these are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date

import numpy as np

from lib.log.format.cells import is_missing, shown
from lib.workbook.base import Cell
from lib.workbook.common.coded import CodedColumn

_LONGEST = 200
"""Characters of a text that is shown as it is."""
_UNEVEN = re.compile(r"[^\S \n]|\n | \n|^ | $")
"""What may have to be trimmed, in texts with a line each."""


def text_of(cell: Cell) -> str:
    """A cell as trimmed text; "" where it is blank."""
    if cell.__class__ is str and len(cell) <= _LONGEST and cell.isascii():  # type: ignore[arg-type, union-attr]
        return cell.strip()  # type: ignore[union-attr]
    if cell.__class__ is date:
        return cell.isoformat()  # type: ignore[union-attr]
    return "" if cell is None or cell == "" or is_missing(cell) else shown(cell).strip()


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """`text_of` each cell."""
    if isinstance(cells, CodedColumn):
        known = texts_of(cells.cells)
        return [known[code] for code in cells.codes.tolist()]
    texts = ["" if cell is None else cell for cell in cells]
    try:
        joined = "\n".join(texts)  # type: ignore[arg-type]
    except TypeError:
        return list(map(text_of, cells))
    is_plain = (
        joined.isascii()
        and joined.count("\n") == len(texts) - 1
        and not _UNEVEN.search(joined)
        and max(map(len, texts)) <= _LONGEST  # type: ignore[arg-type]
    )
    return texts if is_plain else list(map(text_of, cells))  # type: ignore[return-value]


def different(cells: Sequence[Cell]) -> Collection[Cell]:
    """The distinct cells among these; all of them where some cannot be compared."""
    if isinstance(cells, CodedColumn):
        return cells.distinct()[1]
    try:
        return set(cells)
    except TypeError:
        return list(cells)


def which(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> np.ndarray:
    """Of which cells the test is true (bool, one per cell): asked once for each distinct cell where they are known."""
    if isinstance(cells, CodedColumn):
        return np.fromiter(map(test, cells.cells), bool, len(cells.cells))[cells.codes]
    return np.fromiter(map(test, cells), bool, len(cells))
