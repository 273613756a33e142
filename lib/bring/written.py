"""What edits of the sheet have in common: columns by name, words as the sheet writes them, reasons to refuse."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lib.bring.origin import TabOrigin
from lib.log.format.cells import Unfit, read_word, read_yes_no, shown
from lib.log.format.folding import fold
from lib.log.format.schema import TABS, Column
from lib.workbook.base import Cell, Grid, RowAddition, RowChange, column_letters

Edit = RowChange | RowAddition


@dataclass
class SheetEdits:
    """What to write to the sheet. `made_for`: the edits of the log that each makes; `refused`: why some cannot be."""

    edits: list[Edit] = field(default_factory=list)
    made_for: list[list[Edit]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, edit: Edit, *made_for: Edit) -> None:
        self.edits.append(edit)
        self.made_for.append(list(made_for))


def positions(grid: Grid) -> dict[str, int]:
    """Column of the grid by its name; of two with one name, the first."""
    return {shown(column[0]): at for at, column in reversed(list(enumerate(grid.columns))) if len(column)}


def as_written(value: Cell, grid: Grid, origin: TabOrigin, column: int, name: str) -> Cell:
    """A word as the sheet itself writes it, where it already does: "Erledigt" for done, a tick for yes."""
    schema = _word_column(name, {fold(title) for title in positions(grid)})
    if schema is None or schema.kind not in ("enum", "yes_no") or value is None:
        return value
    wanted = _meaning(value, schema)
    used: Counter[Cell] = Counter()
    for record in range(len(origin.rows)):
        raw = origin.raw(record + 2, column)
        if raw not in (None, "") and _meaning(grid.cell(record + 2, column), schema) == wanted:
            used[raw] += 1
    return used.most_common(1)[0][0] if used else value


def _word_column(name: str, titles: set[str]) -> Column | None:
    """The column of words of that name, in the tab of the format that fits the grid's columns best."""
    tabs = [tab for tab in TABS.values() if name in tab.column_names]
    best = max(tabs, key=lambda tab: len(titles & {*tab.column_names}), default=None)
    return best.column(name) if best else None


def _meaning(cell: Cell, column: Column) -> object:
    try:
        return read_yes_no(cell) if column.kind == "yes_no" else read_word(cell, column)
    except Unfit:
        return None


def derived(grid: Grid, name: str, has_no_cell: bool) -> str:
    """Why a cell that follows from others cannot be written, and what to do."""
    if has_no_cell and name == "present":
        return (
            f"{grid.tab}: who was there follows from ticks or names in several columns, or from times: change these in "
            "the sheet"
        )
    if has_no_cell:
        return (
            f"{grid.tab}: {name} follows from other cells and has none of its own: add a column {name} first"
        )
    return f"{grid.tab}: the column of {name} has no header: give it one first"


def of_several_records(origin: TabOrigin, row: int, column: int) -> str:
    """Why a cell that several records share, such as a name beside all its marks, is not written for one of them; ""
    for any other cell."""
    address, record = origin.address(row, column), row - 2
    if address is None:
        return ""
    columns = origin.columns[column]
    is_same = (
        (origin.source == origin.source[record])
        & (origin.rows == origin.rows[record])
        & (columns == columns[record])
    )
    if (count := int(is_same.sum())) < 2:
        return ""
    text = shown(origin.raw(row, column))
    return (
        f"{address.tab}, {column_letters(address.column)}{address.row}: “{text}” belongs to {count:,} records: change "
        "this cell in the sheet"
    )
