"""Edits of a log in the format's shape -> edits of the sheet it was read from, cell by cell.

Each changed cell goes to the very cell it came from: a mark in a grid of people and sessions, a name in a list. What
was derived is in no cell; editing it is refused, with what to do instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lib.bring.origin import TabOrigin, tabs_read
from lib.bring.parts.edits_of_parts import in_whole_tabs
from lib.bring.parts.new_records import add_record
from lib.bring.spread import ListCell, change_list, is_listed, roster_of_grids
from lib.bring.written import Edit, SheetEdits, as_written, derived, of_several_records, positions
from lib.log.format.cells import shown
from lib.log.format.schema import TABS
from lib.workbook.base import Cell, Grid, RowChange, column_letters
from lib.workbook.common.cells import header_text, same

_ONE_PERSON = frozenset(
    column.name
    for tab in TABS.values()
    for column in tab.columns
    if column.name in ("owner", "partner") or (column.kind == "reference" and column.refers_to == "members")
)


def to_sheet(edits: Sequence[Edit], grids: Sequence[Grid]) -> SheetEdits:
    """The edits of the log's own tabs as edits of the tabs of the sheet behind them.

    In: edits made for `grids`, as `shaped` returned them. Tabs that were read as they are keep their edits unchanged.
    """
    by_tab = {(grid.workbook, grid.tab): grid for grid in grids}
    found = SheetEdits()
    lists: dict[tuple[str, str, int, int], ListCell] = {}
    prepared: set[tuple[str, str, int]] = set()
    for edit in edits:
        grid = by_tab.get((edit.workbook, edit.tab))
        if grid is None or grid.origin is None or not isinstance(grid.origin, TabOrigin):
            found.add(edit, edit)
        elif not grid.origin.sources or not any(len(column) for column in grid.origin.columns):
            found.refused.append(_no_tab(grid))
        elif isinstance(edit, RowChange):
            _change(edit, grid, grid.origin, grids, found, lists)
        else:
            add_record(edit, grid, grid.origin, grids, found, lists, prepared)
    for cell in lists.values():
        found.add(cell.change(), *cell.made_for)
    in_whole_tabs(found, [source for grid in grids for source in tabs_read([grid])])
    return found


def _change(
    edit: RowChange,
    grid: Grid,
    origin: TabOrigin,
    grids: Sequence[Grid],
    found: SheetEdits,
    lists: dict[tuple[str, str, int, int], ListCell],
) -> None:
    at = positions(grid)
    now = _row_now(edit, grid, at)
    if now is None or now - 2 >= len(origin.rows):
        found.refused.append(
            f"{grid.tab}, row {edit.row}: this row no longer exists, or someone changed the cells that identify it"
        )
        return
    edit_in_log, edit = edit, replace(edit, row=now)
    source, row, header_row = origin.of(edit.row)
    if is_listed(grid, origin, edit.row, at):
        change_list(edit_in_log, now, grid, origin, at, grids, found, lists)
        return
    before: dict[str, Cell] = {}
    after: dict[str, Cell] = {}
    for name, value in edit.after.items():
        if name not in at:
            found.refused.append(f"{source.tab}: it has no column {name}: add one with this header first")
            return
        if reason := of_several_records(origin, edit.row, at[name]):
            found.refused.append(reason)
            return
        title = origin.title(edit.row, at[name])
        if not title:
            found.refused.append(derived(grid, name, origin.address(edit.row, at[name]) is None))
            return
        if reason := _several_people(grid, origin, edit.row, at[name], name, grids):
            found.refused.append(reason)
            return
        is_as_seen = same(edit.before.get(name), grid.cell(edit.row, at[name]))
        before[title] = origin.raw(edit.row, at[name]) if is_as_seen else edit.before.get(name)
        after[title] = as_written(value, grid, origin, at[name], name)
    key = _key(edit, origin, at, source, row, header_row)
    found.add(RowChange(source.workbook, source.tab, row, key, before, after, header_row), edit_in_log)


def _several_people(
    grid: Grid, origin: TabOrigin, row: int, column: int, name: str, grids: Sequence[Grid]
) -> str:
    """Why a cell for one person that names several is not written over; "" for any other cell."""
    raw, address = shown(origin.raw(row, column)), origin.address(row, column)
    if name not in _ONE_PERSON or address is None or raw == shown(grid.cell(row, column)):
        return ""
    if len(roster_of_grids(grids).parts(raw)) < 2:
        return ""
    return (
        f"{address.tab}, {column_letters(address.column)}{address.row}: “{raw}” names several people, of whom the "
        "first is read: change this cell in the sheet"
    )


def _row_now(edit: RowChange, grid: Grid, at: Mapping[str, int]) -> int | None:
    """The row of the grid that has the edit's key: where it was, or the only one that has it now."""

    def has_key(row: int) -> bool:
        return all(same(grid.cell(row, at[name]), cell) for name, cell in edit.key.items() if name in at)

    if has_key(edit.row):
        return edit.row
    rows = [row for row in range(2, grid.height + 1) if has_key(row)]
    return rows[0] if len(rows) == 1 else None


def _key(
    edit: RowChange, origin: TabOrigin, at: Mapping[str, int], source: Grid, row: int, header_row: int
) -> dict[str, Cell]:
    """The cells of the sheet that say which row it is: those of the key, or all, where the key was derived."""
    key = {
        title: origin.raw(edit.row, at[name])
        for name in edit.key
        if (title := origin.title(edit.row, at[name]))
    }
    filled = {title: cell for title, cell in key.items() if cell not in (None, "")}
    if filled and len(filled) == len([cell for cell in edit.key.values() if cell not in (None, "")]):
        return filled
    titles = [header_text(source.cell(header_row, position)) for position in range(len(source.columns))]
    cells = {
        title: source.cell(row, position)
        for position, title in reversed(list(enumerate(titles)))
        if title and source.cell(row, position) not in (None, "")
    }
    return filled | {title: cell for title, cell in cells.items() if title not in edit.after}


def _no_tab(grid: Grid) -> str:
    return f"the workbook has no {grid.tab} tab: what Pharos shows there follows from other tabs. Add the tab first"
