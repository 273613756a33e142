"""From a check to the row in Edit that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lib.bring.origin import TabOrigin, place_of
from lib.bring.parts.tab_part import TabPart
from lib.bring.unclear import grids_of
from lib.log.format.model import CircleLog
from lib.log.format.schema import APP_TABS, TABS
from lib.ui.sheet.edit import ALL, ASIDE, UNCLEAR
from lib.workbook.base import Grid


def in_edit(check: Mapping[Any, Any], grids: Sequence[Grid], log: CircleLog) -> dict[str, str] | None:
    """The address (query) at which Edit shows the row of a check; None for one about a whole tab or a derived cell.

    In: a row of `checks`, the grids that the log was read from, and the whole log.
    """
    if pd.isna(check["row"]):
        return None
    row, column = int(check["row"]), str(check["column"] or "")
    for (workbook, tab), (grid, _) in grids_of(grids).items():
        if (
            workbook != check["workbook"]
            or tab in APP_TABS
            or (column and column not in TABS[tab].column_names)
        ):
            continue
        at, shown_as = _row_of(grid, str(check["tab"]), row), row
        if at is None and (cell := str(check["cell"] or "")):
            at, shown_as = _row_with(grid, str(check["tab"]), cell)
        if at is None:
            continue
        aside = log.set_aside
        is_aside = (aside["tab"] == tab) & (aside["workbook"] == workbook) & (aside["row"] == at)
        unread = any(name == tab and (workbook, at) in rows for (name, _), rows in log.not_understood.items())
        show = ASIDE if is_aside.any() else UNCLEAR if unread else ALL
        query = {"tab": tab, "edit_search": f"row {shown_as}"}
        return query if show == ALL else {**query, "edit_show": show}
    return None


def _row_with(grid: Grid, title: str, cell: str) -> tuple[int | None, int]:
    """The row of a grid that has a cell of the sheet (such as D7), and the row of the sheet that Edit shows for it;
    None and 0 if none has. For records that are not one row of the sheet."""
    origin = grid.origin
    for row in range(2, grid.height + 1) if isinstance(origin, TabOrigin) else ():
        assert isinstance(origin, TabOrigin)
        source, own, _ = origin.of(row)
        if source.origin is None or place_of(source, 1, 0).tab != title:
            continue
        if any(
            (address := origin.address(row, at)) is not None and address.a1 == cell
            for at in range(len(grid.columns))
        ):
            return row, place_of(source, own, 0).row
    return None, 0


def _row_of(grid: Grid, title: str, row: int) -> int | None:
    """The row of a grid that a row of a sheet's tab became; None if it became none."""
    origin = grid.origin
    if not isinstance(origin, TabOrigin):
        return row if grid.tab == title and 2 <= row <= grid.height else None
    for at, source in enumerate(origin.sources):
        is_whole = source.origin is None
        if place_of(source, 1, 0).tab != title or not (is_whole or isinstance(source.origin, TabPart)):
            continue
        for record in (origin.source == at).nonzero()[0].tolist():
            own = int(origin.rows[record])
            if (own if is_whole else place_of(source, own, 0).row) == row:
                return record + 2
    return None
