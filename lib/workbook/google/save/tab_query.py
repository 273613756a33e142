"""What a save reads of a tab, and where its header row may be by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.workbook.base import Cell, column_letters
from lib.workbook.common.cells import header_text
from lib.workbook.google.reading import quoted

SLACK = 20
"""How far below its last known place a header row is looked for, if there are other rows above it."""


@dataclass(frozen=True, slots=True)
class HeaderHint:
    """The header row was in `row` (from 0), and had these titles.

    In the first row it stays there: all that is read is read so. Elsewhere someone may insert or delete rows above it.
    """

    row: int = 0
    titles: frozenset[str] = frozenset()
    height: int = 0
    """The number of rows of the tab, as far as it is known."""

    @property
    def rows(self) -> range:
        """The rows in which it may be."""
        return range(max(self.row + 1, min(self.row + SLACK + 1, self.height))) if self.row else range(1)

    def find(self, rows: Mapping[int, Sequence[Cell]]) -> int:
        """The row with most of the titles, among `rows` (cells by number); the nearest of several, and `row` if none
        has half of them."""
        if not self.row:
            return 0
        counts = {number: len(self.titles & set(map(header_text, cells))) for number, cells in rows.items()}
        most = max(counts.values(), default=0)
        if 2 * most < max(len(self.titles), 1):
            return self.row
        return min((number for number, count in counts.items() if count == most), key=self._distance)

    def _distance(self, row: int) -> int:
        return abs(row - self.row)


@dataclass(frozen=True, slots=True)
class TabQuery:
    """What to read of a tab besides its header. Rows and columns count from 0; `tail` means this row and all below."""

    title: str
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    tail: int | None = None
    width: int = 26
    everything: bool = False
    header: HeaderHint = HeaderHint()

    def ranges(self) -> list[str]:
        """The query as ranges in A1 notation."""
        title = quoted(self.title)
        if self.everything:
            return [title]
        spans = [f"{first + 1}:{last + 1}" for first, last in _runs({*self.header.rows, *self.rows})]
        spans += [
            f"{column_letters(first)}:{column_letters(last)}" for first, last in _runs(set(self.columns))
        ]
        if self.tail is not None:
            spans.append(f"A{self.tail + 1}:{column_letters(max(self.width - 1, 0))}")
        return [f"{title}!{span}" for span in spans]


def _runs(numbers: set[int]) -> list[tuple[int, int]]:
    """Runs of consecutive numbers as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
