"""Rows that look like no record, and the setting by which a person says that one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.bring.accounts import row_text
from lib.bring.origin import TabOrigin, place_of
from lib.bring.shapes.prepared import PREPARED
from lib.bring.unclear import grids_of
from lib.log.format.cells import shown
from lib.workbook.base import Grid


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A row of the sheet that is not counted, since it looks like no record: the tab it is in, and what it is read as.

    `record`: its row in the log's own grid. `first`: its first text, by which the setting names it.
    """

    workbook: str
    tab: str
    title: str
    row: int
    record: int
    first: str
    text: str
    why: str

    @property
    def setting(self) -> str:
        """The name of the settings row that says, with yes, that this is a record."""
        return f"record.{self.tab}.{self.first}"


def doubtful_rows(grids: Sequence[Grid]) -> list[DoubtfulRow]:
    """The rows that were taken for totals, headings, notes or repeated headers, in the order of the sheet.

    In: `grids` as `shaped` returned them. Prepared rows are no doubtful ones, and a grid of attendance has rows of
    people only.
    """
    return doubtful_in(grids_of(grids))


def doubtful_in(by_tab: Mapping[tuple[str, str], tuple[Grid, object]]) -> list[DoubtfulRow]:
    """The same for grids by (workbook, tab of the format), as `grids_of` returns them."""
    found: list[DoubtfulRow] = []
    for (workbook, tab), (grid, _) in by_tab.items():
        if tab == "attendance" or not isinstance(grid.origin, TabOrigin):
            continue
        for record, why in grid.origin.no_records.items():
            if why == PREPARED:
                continue
            source, row, _ = grid.origin.of(record)
            texts = (shown(source.cell(row, at)).strip() for at in range(len(source.columns)))
            if first := next(filter(None, texts), ""):
                at = place_of(source, row, 0)
                text = row_text(source, row)
                found.append(DoubtfulRow(workbook, tab, at.tab, at.row, record, first, text, why))
    return found
