"""Which row a write landed on, from what its answer shows: the row and the header row, both as of the write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lib.workbook.base import Cell, Grid
from lib.workbook.common.cells import same
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.repair import (
    cell_at,
    first_columns,
    is_another_row,
    misplaced,
    stray_items,
)


def is_right_row(
    item: Item,
    items: Sequence[Item],
    values: Sequence[Cell],
    header: Sequence[str],
    view: TabView,
    grid: Grid | None,
) -> bool:
    """Whether a write of `items` hit the row of `item`: `values` is that row, `header` row 1, both as of the write.

    A row is known by its key. If the write replaced all of that, the other cells of the row tell. A row that this save
    added may have no key but all of its cells: someone may have typed into one of them.
    """
    if item.leaves_blank:
        return not any(cell not in (None, "") for cell in values)
    differences = _differences(item, values, header, view)
    if item.cells and item.purpose == "save" and differences and _has_own_key(item, values, header, view):
        return True
    if item.cells and differences == 1 and len(item.key) > 2:
        added = [other for other in items if other.cells and other.tab == item.tab and other is not item]
        return all(_differences(other, values, header, view) for other in added)
    if differences and item.purpose != "save":
        renamed = [replace(item, key=other.key_after) for other in items if _renames(other, item)]
        return any(not _differences(each, values, header, view) for each in renamed)
    if differences:
        return False
    if item.purpose == "save" and item.key.keys() <= item.after.keys():
        written = set(view.columns(item.after).values())
        if header != view.header():
            return _has_same_cells(item, values, header, view, written)
        return not is_another_row(item.row, values, written, view, grid)
    return True


def is_lost(header: Sequence[str], view: TabView) -> bool:
    """Whether most headers of the view are gone as of the write: row 1 is another row."""
    titles = set(filter(None, view.header()))
    return 2 * len(titles & set(header)) < len(titles)


def _has_own_key(item: Item, values: Sequence[Cell], header: Sequence[str], view: TabView) -> bool:
    """Whether the row has the cells of a new row that no other row may have."""
    at = first_columns(header)
    written = set(view.columns(item.after).values())
    return bool(item.own_key) and all(
        title in at and at[title] not in written and same(cell_at(values, at[title]), item.cells[title])
        for title in item.own_key
    )


def _renames(other: Item, item: Item) -> bool:
    """Whether `other` changes the key of the row of `item` in the same write."""
    return (
        other.purpose == "save"
        and other.tab == item.tab
        and other.key == item.key
        and other.key_after != other.key
    )


def _has_same_cells(
    item: Item, values: Sequence[Cell], header: Sequence[str], view: TabView, written: set[int]
) -> bool:
    """Whether the row's other cells are those of the item's row in `view`, by title: someone moved a column."""
    at_view, at_write = first_columns(view.header()), first_columns(header)
    others = [
        title
        for title in at_view.keys() & at_write.keys()
        if title not in item.after and at_write[title] not in written
    ]
    return all(
        same(view.cell(item.row, at_view[title]).value, cell_at(values, at_write[title])) for title in others
    )


def _differences(item: Item, values: Sequence[Cell], header: Sequence[str], view: TabView) -> int:
    """How many cells of the item's key differ in the row, leaving out those that a moved column made it write over."""
    at, at_write = view.columns(item.titles), first_columns(header)
    written = {at[title] for title in item.after}
    count = 0
    for title, cell in item.key_after.items():
        column = at_write.get(title, at[title])
        is_written = title in item.after and at[title] == column
        if column in written and not is_written:
            continue
        expected = cell if is_written or title not in item.after else item.key[title]
        count += not same(cell_at(values, column), expected)
    return count


def meant_for(restoring: Item, items: Sequence[Item], values: Sequence[Cell], view: TabView) -> Item | None:
    """The item of this save that is meant for the row which `restoring` repairs: `values` as the write left it.

    What that item writes there need not be restored: it would be undone, now or in the next round.
    """
    for other in items:
        is_blanking = other.purpose == "undo" and bool(other.mark)
        if other.tab != restoring.tab or not (other.purpose == "save" or is_blanking):
            continue
        at = view.columns(other.key)
        known = {title: cell for title, cell in other.key.items() if title not in restoring.before}
        if known and all(same(cell_at(values, at[title]), cell) for title, cell in known.items()):
            return other
    return None


def is_intended(item: Item, stray: Item, view: TabView) -> bool:
    """Whether the row of `stray` is the one that `item` was meant for."""
    at = view.columns(item.titles)
    return view.holds(
        stray.row, {at[t]: cell for t, cell in {**item.key_after, **item.after}.items() if t in at}
    )


def lost_answer_items(
    items: Sequence[Item],
    before: Mapping[str, TabView],
    now: Mapping[str, TabView],
    grid: Callable[[str], Grid | None],
) -> list[Item]:
    """The items that restore what a write of `items` hit by mistake, after its answer was lost.

    `before` is what was seen before the write, `now` what is there since. Where a header is gone, it is noted in the
    items (`strays`) that their values may be there.
    """
    found: list[Item] = []
    for title in dict.fromkeys(item.tab for item in items):
        view, mine = now[title], [item for item in items if item.tab == title]
        for item in mine:
            if not item.titles <= view.columns(item.titles).keys():
                for name, cell in item.after.items():
                    item.strays.setdefault(name, []).append(cell)
            elif not view.lost_header:
                restoring = misplaced(item, item.row, view.header(), before[title])
                found += [restoring] if restoring is not None else []
        every = [stray for item in mine for stray in stray_items(item, before[title], view, grid(title))]
        found += [stray for stray in every if not any(is_intended(item, stray, view) for item in mine)]
    return found
