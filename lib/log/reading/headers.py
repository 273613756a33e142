"""Which column of a grid is which of the format, and what is said of headers that are not."""

from __future__ import annotations

from lib.log.format.schema import Tab, with_article
from lib.log.reading.checks import Checklist, did_you_mean
from lib.log.reading.naming import LISTS, NONE, Naming, columns_of, folded
from lib.log.reading.values import shown
from lib.workbook.base import Grid, column_letters


def positions(grid: Grid, tab: Tab, naming: Naming, checklist: Checklist) -> dict[str, int]:
    """Column name -> its position in the grid; headers that are unknown, doubled or absent go on the checklist."""
    found = columns_of(grid, tab, naming)
    unknown: dict[str, int] = {}
    used = set(found.values())
    for position in range(len(grid.columns)):
        title = shown(grid.cell(1, position))
        name = folded(title) if grid.origin is not None else naming.column(tab, title)
        if position in used or name in (NONE, *LISTS.get(tab.name, ())):
            continue
        if name in found:
            checklist.about_tab(
                grid.workbook,
                grid.tab,
                "warning",
                "header twice",
                title,
                f"one {name} column; this one is not read",
                cell=f"{column_letters(position)}1",
            )
        elif name:
            unknown[name] = position
    for name, position in found.items():
        checklist.positions[grid.workbook, tab.name, name] = position
    absent = [name for name in tab.column_names if name not in found]
    for name, similar in did_you_mean(list(unknown), absent, cutoff=75).items():
        checklist.about_tab(
            grid.workbook,
            grid.tab,
            "warning",
            "stale header",
            shown(grid.cell(1, unknown[name])),
            f"the header {similar}, if that is what you meant",
            cell=f"{column_letters(unknown[name])}1",
        )
    if not found and grid.height:
        row = _header_further_down(grid, tab)
        elsewhere = f" (they are in row {row})" if row else ""
        expected = f"the headers in row 1{elsewhere}: {', '.join(tab.column_names[:4])} …"
        checklist.about_tab(
            grid.workbook, grid.tab, "error", "no header", shown(grid.cell(1, 0)), expected, cell="A1"
        )
    elif grid.height:
        for column in tab.columns:
            if column.required and column.name not in found:
                checklist.about_tab(
                    grid.workbook,
                    grid.tab,
                    "error",
                    "missing column",
                    "",
                    f"{with_article(column.name)} column: without it, no row of this tab can be used",
                    cell="A1",
                )
    return found


def _header_further_down(grid: Grid, tab: Tab) -> int | None:
    for row in range(2, min(grid.height, 10) + 1):
        names = {folded(shown(grid.cell(row, position))) for position in range(len(grid.columns))}
        if len(names & set(tab.column_names)) >= 2:
            return row
    return None
