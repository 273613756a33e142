"""One of several tables in a tab, as a grid of its own whose cells keep their place in the sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from lib.workbook.base import CellAddress, Grid, SheetNote


@dataclass(frozen=True, slots=True)
class TabPart:
    """Where the rows of a part are: `rows[0]` is the row of `whole` behind the part's row 1, and so on.

    `beside`: where the cells of one more column are that the part has behind those of `whole`: (row, column) by row.
    """

    whole: Grid
    rows: tuple[int, ...]
    beside: tuple[tuple[int, int] | None, ...] = ()

    @property
    def sources(self) -> Sequence[Grid]:
        """The tab that holds the part."""
        return (self.whole,)

    @property
    def header_rows(self) -> Sequence[int]:
        """The first row of the tab, since nobody has read its headers yet."""
        return (1,)

    @property
    def is_derived(self) -> bool:
        """Nothing of it is derived."""
        return False

    @property
    def no_records(self) -> Mapping[int, str]:
        """None are known yet."""
        return {}

    @property
    def guests(self) -> Collection[int]:
        """None are known yet."""
        return ()

    @property
    def notes(self) -> Sequence[SheetNote]:
        """There are none."""
        return ()

    def address(self, row: int, column: int) -> CellAddress | None:
        """The cell of the sheet behind a cell of the part; None outside of it."""
        if not 1 <= row <= len(self.rows):
            return None
        if self.beside and column == len(self.whole.columns):
            place = self.beside[row - 1] or (self.rows[row - 1], 0)
            return CellAddress(self.whole.workbook, self.whole.tab, *place)
        return CellAddress(self.whole.workbook, self.whole.tab, self.rows[row - 1], column)

    @property
    def is_last(self) -> bool:
        """Whether nothing of the tab is below the part, so that a new row can be added to it."""
        return not self.rows or self.rows[-1] >= self.whole.height


def part_of(whole: Grid, number: int, rows: Sequence[int]) -> Grid:
    """The rows of a tab as a grid of their own, called after the tab and its number there (from 1)."""
    kept = tuple(rows)
    columns = [[whole.cell(row, at) for row in kept] for at in range(len(whole.columns))]
    row_of = {row: at for at, row in enumerate(kept, start=1)}
    merged = tuple(
        (row_of[top], left, row_of[bottom], right)
        for top, left, bottom, right in whole.merged
        if top in row_of and bottom in row_of
    )
    return replace(
        whole,
        tab=title_of(whole, number),
        columns=columns,
        merged=merged,
        origin=TabPart(whole, kept),
        far=whole.far if number == 1 else (),
    )


def title_of(whole: Grid, number: int) -> str:
    """What the part of a tab is called: "Minutes (table 2)"."""
    return f"{whole.tab} (table {number})"
