"""Where the headers of an unfamiliar tab may be, and which tab of the format they speak for."""

from __future__ import annotations

from lib.bring.actions.boards import board_row
from lib.bring.evidence import SURE, list_use
from lib.bring.header_row import FARTHEST
from lib.bring.headers_say import is_roster, signature
from lib.bring.synonyms import columns_for
from lib.log.format.schema import TABS, Tab
from lib.log.reading.naming import Naming
from lib.workbook.base import Grid


def tab_by_headers(grid: Grid) -> str:
    """The tab that the headers speak for, in the first row that speaks for one; "" for none."""
    if board_row(grid):
        return "actions"
    return next((tab for row in range(1, FARTHEST + 1) if (tab := signature(grid, row))), "")


def has_roster(grid: Grid) -> bool:
    """Whether the headers of a tab, in any of its first rows, are those of a list of members."""
    return any(is_roster(grid, row) for row in range(1, min(grid.height, FARTHEST) + 1))


def guessed_header_row(grid: Grid, tab: Tab | None, naming: Naming) -> int:
    """The row with the headers of a tab that is taken for `tab` (None: for nothing), as the settings say or the most
    headers that may mean a column of it; 1 where no row has two."""
    if tab is not None and (named := naming.header_rows.get(tab.name)):
        return named
    counts, sure, filled = [], [], []
    for row in range(1, min(grid.height, FARTHEST) + 1):
        texts = [
            cell
            for at in range(len(grid.columns))
            if isinstance(cell := grid.cell(row, at), str) and cell.strip()
        ]
        filled.append(sum(grid.cell(row, at) not in (None, "") for at in range(len(grid.columns))))
        if tab is None:
            counts.append(len(texts))
            sure.append(0)
        else:
            counts.append(sum(bool(_meaning(text, tab, naming)) for text in texts))
            sure.append(sum(_is_sure(text, tab, naming) for text in texts))
    most = max(counts, default=0)
    if most < 2 and filled and filled[0] < 2 and max(filled) > 1:
        return next(row for row, count in enumerate(filled, start=1) if count > 1)  # below a title
    if most < 2:
        return 1
    if max(sure) >= 2:  # headers that are only alike may be cells of records
        return max(range(len(counts)), key=lambda at: (sure[at], counts[at], -at)) + 1
    return counts.index(most) + 1


def _is_sure(header: str, tab: Tab, naming: Naming) -> bool:
    if tab.name == "sessions" and list_use(header):
        return True
    scores = columns_for(header, tab)
    return naming.column(tab, header) in tab.column_names or any(score >= SURE for score in scores.values())


def _meaning(header: str, tab: Tab, naming: Naming) -> bool:
    if tab.name == "attendance" and columns_for(header, TABS["sessions"]).get("planned", 0.0) >= SURE:
        return True
    return naming.column(tab, header) in tab.column_names or bool(columns_for(header, tab))
