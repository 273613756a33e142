"""A column of cells as codes of its distinct cells: millions of cells in which a few hundred differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from lib.workbook.base import Cell


class CodedColumn(Sequence[Cell]):
    """Reads like a list of cells: cell i is `cells[codes[i]]`. `cells` may hold some that no row has.

    A slice shares the cells. It never changes: `list(column)` can.
    """

    __slots__ = ("cells", "codes")

    def __init__(self, codes: NDArray[np.int32], cells: Sequence[Cell]) -> None:
        self.codes, self.cells = codes, cells

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> CodedColumn: ...
    def __getitem__(self, at: int | slice) -> Cell | CodedColumn:
        if isinstance(at, slice):
            return CodedColumn(self.codes[at], self.cells)
        return self.cells[self.codes[at]]

    def __iter__(self) -> Iterator[Cell]:
        return map(self.cells.__getitem__, self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"CodedColumn({len(self)} cells, {len(self.cells)} distinct)"

    def __add__(self, more: Sequence[Cell]) -> list[Cell]:
        return [*self, *more]

    def __radd__(self, before: Sequence[Cell]) -> list[Cell]:
        return [*before, *self]

    def reaching(self, length: int, cell: Cell) -> CodedColumn:
        """The column with `cell` in the rows below it, up to this length."""
        if len(self) >= length:
            return self
        below = np.full(length - len(self), len(self.cells), np.int32)
        return CodedColumn(np.concatenate((self.codes, below)), [*self.cells, cell])

    def distinct(self) -> tuple[NDArray[Any], list[Cell]]:
        """A code per row and the cells that some row has, in the order of `cells`."""
        used = np.bincount(self.codes, minlength=len(self.cells)) > 0
        if used.all():
            return self.codes, list(self.cells)
        if used[1:].all():  # all but a header, which is the first cell
            return self.codes - 1, list(self.cells[1:])
        new = np.cumsum(used, dtype=np.int32) - 1
        return new[self.codes], [self.cells[at] for at in np.flatnonzero(used).tolist()]
