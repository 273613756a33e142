"""Where rows and cells are in the sheet, if a tab had another shape there than the log's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from lib.workbook.base import Grid, column_letters


def in_the_sheet(checks: pd.DataFrame, grids: Iterable[Grid]) -> pd.DataFrame:
    """Checks (CHECK_COLUMNS) with the tab, row and cell that people find in their sheet.

    Grids without an origin are in the sheet as they are. A check about something that was derived keeps its tab and
    has no cell.
    """
    moved = {(grid.workbook, grid.tab): grid for grid in grids if grid.origin is not None}
    if not moved or checks.empty:
        return checks
    said = {
        (note.workbook, note.tab, note.cell, note.rule)
        for grid in moved.values()
        if grid.origin is not None
        for note in grid.origin.notes
    }  # these are about the sheet already
    where = [
        None if column == "" and (workbook, tab, cell, rule) in said else moved.get((workbook, tab))
        for workbook, tab, column, cell, rule in zip(
            *(checks[name] for name in ("workbook", "tab", "column", "cell", "rule")), strict=True
        )
    ]
    if not any(grid is not None for grid in where):
        return checks
    changed = checks[[grid is not None for grid in where]]
    rows: list[dict[str, object]] = []
    for grid, check in zip(
        (grid for grid in where if grid is not None), changed.to_dict("records"), strict=True
    ):
        rows.append(_found(check, grid))
    found = pd.DataFrame(rows, index=changed.index).astype(
        {name: checks[name].dtype for name in ("tab", "row", "cell")}
    )
    checks = checks.copy()
    for name in ("tab", "row", "cell"):
        checks.loc[changed.index, name] = found[name]
    return checks


def _found(check: Mapping[Hashable, Any], grid: Grid) -> dict[str, object]:
    assert grid.origin is not None
    sources = grid.origin.sources
    first = sources[0] if sources else grid
    tab = first.origin.sources[0].tab if first is not grid and first.origin is not None else first.tab
    if pd.isna(check["row"]):  # type: ignore[call-overload]
        return {"tab": tab, "row": pd.NA, "cell": ""}
    row, cell = int(check["row"]), str(check["cell"])  # type: ignore[call-overload]
    column = _position(cell)
    address = grid.origin.address(row, column) if column is not None else None
    if address is not None:
        return {"tab": address.tab, "row": address.row, "cell": address.a1}
    nearest = next(
        (found for at in range(len(grid.columns)) if (found := grid.origin.address(row, at)) is not None),
        None,
    )
    if nearest is not None:
        return {"tab": nearest.tab, "row": nearest.row, "cell": ""}
    return {"tab": tab, "row": pd.NA, "cell": ""}


def _position(cell: str) -> int | None:
    """The column (from 0) of an address such as C4; None if there is none."""
    letters = cell.rstrip("0123456789")
    if not letters:
        return None
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    assert column_letters(position - 1) == letters
    return position - 1
