"""Links from a record to its row in the spreadsheet, for those who work in it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import Viewer
from lib.bring.origin import TabOrigin
from lib.bring.unclear import grids_of
from lib.log.changing.changes import key_texts
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.source import caches
from lib.ui.frame.view import View
from lib.workbook.base import CellAddress, Grid

SHEET = "sheet"
"""The column of a table that has the links."""
OPENS = "Open"


def row_links(log: CircleLog, tab: str, keys: Sequence[str], viewer: Viewer) -> list[str]:
    """The address of the row of each key in the spreadsheet; "" for a key that is not in the log, a record that is in
    no row of its own, a file on disk, and for sponsors, who need not have the spreadsheet.

    In: keys as `key_texts` writes them.
    """
    nothing = [""] * len(keys)
    if viewer.role == "sponsor" or not keys:
        return nothing
    source = caches.source()
    if (
        not source.grids
        or source.link(CellAddress(source.grids[0].workbook, source.grids[0].tab, 1, 0)) is None
    ):
        return nothing
    frame = log.tabs[tab]
    wanted = key_texts(tab, frame)
    frame = frame[wanted.isin(list(keys))]
    by_tab = grids_of(source.grids)
    found: dict[str, str] = {}
    for key, workbook, row in zip(
        wanted[frame.index], frame["_workbook"], frame["_row"].tolist(), strict=True
    ):
        grid, _ = by_tab.get((str(workbook), tab), (None, {}))
        place = _place(grid, row) if grid is not None else None
        if place is not None and (url := source.link(place)):
            found.setdefault(str(key), url)
    return [found.get(str(key), "") for key in keys]


def with_links(rows: pd.DataFrame, page: View, tab: str) -> list[dict[Hashable, Any]]:
    """The rows as records, each with its `link` ("" for none). In: rows with the key column of `tab`."""
    keys = rows[TABS[tab].key[0]].astype("str").to_list()
    return rows.assign(link=row_links(page.log, tab, keys, page.viewer)).to_dict("records")


def _place(grid: Grid, row: int) -> CellAddress | None:
    """The first cell of the sheet behind a row of a grid; None if all of the row is derived."""
    if not isinstance(grid.origin, TabOrigin):
        return CellAddress(grid.workbook, grid.tab, row, 0)
    places = (grid.origin.address(row, column) for column in range(len(grid.columns)))
    return next((place for place in places if place is not None), None)


def link_column() -> object:
    """How a column of `row_links` is shown in a table."""
    return st.column_config.LinkColumn(
        "sheet", display_text=OPENS, width=70, help="Opens its row in the spreadsheet"
    )
