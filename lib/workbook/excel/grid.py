"""One sheet of an .xlsx file as a Grid."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from lib.workbook.base import FarCell, Grid
from lib.workbook.excel import open_xml

if TYPE_CHECKING:
    import python_calamine as calamine


def read_grid(
    workbook: str, sheet: calamine.CalamineSheet, parts: open_xml.Parts, far: tuple[FarCell, ...] = ()
) -> Grid:
    """One sheet as calamine reads it, with errors and uncalculated formulas as text in their cells.

    `far`: cells that the reader was not given, since they are far from the rest.
    """
    rows = sheet.to_python(skip_empty_area=False)
    columns = [list(column) for column in zip_longest(*rows, fillvalue="")]
    for row, column, text in parts.cells_without_value(sheet.name):
        columns += [[] for _ in range(column + 1 - len(columns))]
        columns[column] += [""] * (row - len(columns[column]))
        columns[column][row - 1] = text
    merged = tuple(
        (first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in sheet.merged_cell_ranges or ()
    )
    return Grid(workbook, sheet.name, columns, merged=merged, epoch_1904=parts.epoch_1904, far=far)
