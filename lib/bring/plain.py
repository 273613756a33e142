"""A log of any shape as rows of the format's own tabs: what a person takes away as a plain workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from lib.bring.accounts import TabAccount, left_out
from lib.log.format.cells import shown
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS, Column
from lib.log.reading.naming import Naming, columns_of, is_translation, namings
from lib.workbook.base import Grid

LEFT_OUT = "left out"
LEFT_OUT_COLUMNS = ("tab", "row", "why", "cells")
Rows = dict[str, list[dict[str, Any]]]


def plain_rows(grids: Sequence[Grid], log: CircleLog, found: Sequence[TabAccount]) -> Rows:
    """The records by tab of the format, and under LEFT_OUT every row that is none, with its cells and why.

    In: `grids` as `shaped` returned them, the log parsed from them, and its accounts. A cell that was not understood
    keeps its text. The settings keep everything but translations, which a plain workbook does not need.
    """
    named = namings(grids, TABS)
    raw: dict[tuple[str, str], tuple[Grid, dict[str, int]]] = {}
    for grid in grids:
        naming = named.get(grid.workbook, Naming())
        if (tab := naming.tab(grid.tab, TABS)) in TABS:
            raw[grid.workbook, tab] = grid, columns_of(grid, TABS[tab], naming)
    rows: Rows = {}
    for name, tab in TABS.items():
        frame = log.tabs[name]
        if name == "settings":
            frame = frame[[not is_translation(text) for text in frame["name"]]]
        if name in ("edits", "sent") or frame.empty:
            continue
        columns = {column.name: list(_cells(name, column, frame, log, raw)) for column in tab.columns}
        rows[name] = [
            {column: cells[at] for column, cells in columns.items() if cells[at] is not None}
            for at in range(len(frame))
        ]
    rest = left_out(grids, found, most=100_000)
    if len(rest):
        rows[LEFT_OUT] = [
            {str(name): int(cell) if name == "row" else cell for name, cell in record.items()}
            for record in rest.to_dict("records")
        ]
    return rows


def _cells(
    tab: str,
    column: Column,
    frame: pd.DataFrame,
    log: CircleLog,
    raw: dict[tuple[str, str], tuple[Grid, dict[str, int]]],
) -> Iterator[Any]:
    """The values of a column as a workbook writes them: None where blank, the sheet's own text where not understood."""
    unclear = log.unclear(tab, column.name)
    for value, is_unclear, workbook, row in zip(
        frame[column.name], unclear, frame["_workbook"], frame["_row"], strict=True
    ):
        if is_unclear and (workbook, tab) in raw:
            grid, positions = raw[workbook, tab]
            yield shown(grid.cell(int(row), positions[column.name])) or None
        elif pd.isna(value):
            yield None
        elif column.kind == "date":
            yield value.date()
        elif column.kind == "yes_no":
            yield "yes" if value else "no"
        elif column.kind == "count":
            yield int(value)
        elif column.kind == "number":
            yield float(value)
        else:
            yield str(value)
