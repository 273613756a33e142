"""From a check to the row in Edit that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lib.bring.origin import TabOrigin, place_of
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
            or tab in (*APP_TABS, "settings")
            or (column and column not in TABS[tab].column_names)
        ):
            continue
        at = _row_of(grid, str(check["tab"]), row)
        if at is None:
            continue
        aside = log.set_aside
        is_aside = (aside["tab"] == tab) & (aside["workbook"] == workbook) & (aside["row"] == at)
        unread = any(name == tab and (workbook, at) in rows for (name, _), rows in log.not_understood.items())
        show = ASIDE if is_aside.any() else UNCLEAR if unread else ALL
        query = {"tab": tab, "edit_search": f"row {row}"}
        return query if show == ALL else {**query, "edit_show": show}
    return None


def _row_of(grid: Grid, title: str, row: int) -> int | None:
    """The row of a grid that a row of a sheet's tab became; None if it became none."""
    origin = grid.origin
    if not isinstance(origin, TabOrigin):
        return row if grid.tab == title and 2 <= row <= grid.height else None
    for at, source in enumerate(origin.sources):
        is_whole = source.origin is None
        if place_of(source, 1, 0).tab != title:
            continue
        for record in (origin.source == at).nonzero()[0].tolist():
            own = int(origin.rows[record])
            if (own if is_whole else place_of(source, own, 0).row) == row:
                return record + 2
    return None
