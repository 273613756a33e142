"""Putting right what a write did to another row than the one it was meant for.

A sort in the moment between checking and writing can leave a tag on another row. The answer of the write shows which
row that is and all its cells but those written; what stood in those is known from the moment before, or from the last
read of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lib.workbook.base import Cell, Grid
from lib.workbook.common.cells import same
from lib.workbook.google.save.cells_seen import View
from lib.workbook.google.save.items import Item, key_text


def cell_at(values: Sequence[Cell], column: int) -> Cell:
    """A cell of a row whose trailing blanks may be cut."""
    return values[column] if column < len(values) else None


def given_back(item: Item, row: int, values: Sequence[Cell], view: View, grid: Grid | None) -> Item:
    """The item that restores `row`, which `item` hit by mistake; `values` is that row as it was left.

    A row with nothing else in it was blank. `after` is empty where nothing tells what the row had.
    """
    at = view.columns(item.titles)
    written = {at[title]: title for title in item.after}
    hit = {title: cell_at(values, column) for title, column in at.items()}
    if all(cell in (None, "") for column, cell in enumerate(values) if column not in written):
        had = dict.fromkeys(item.after)
    else:
        old = _seen_before(view, values, set(written)) or _read_before(grid, values, set(written)) or {}
        had = {title: old[column] for column, title in written.items() if column in old}
    return Item(item.tab, row, hit, dict(item.after), had, "restore", item.source)


def _seen_before(view: View, values: Sequence[Cell], written: set[int]) -> Mapping[int, Cell] | None:
    """What was seen in the written columns of the row that is `values` elsewhere, as far as that was seen."""
    width = max(view.width, len(values))
    others = [column for column in range(width) if column not in written]
    alike: list[dict[int, Cell]] = []
    for row in range(1, view.used()):
        known = [column for column in others if view.knows(row, column)]
        if not known or not all(view.knows(row, column) for column in written):
            continue
        if view.holds(row, {column: cell_at(values, column) for column in known}):
            alike.append({column: view.cell(row, column).value for column in written})
    return alike[0] if alike and all(same(one[c], alike[0][c]) for one in alike for c in written) else None


def _read_before(grid: Grid | None, values: Sequence[Cell], written: set[int]) -> Mapping[int, Cell] | None:
    if grid is None:
        return None
    others = [c for c in range(max(len(grid.columns), len(values))) if c not in written]
    for row in range(2, grid.height + 1):
        if all(same(grid.cell(row, c), cell_at(values, c)) for c in others):
            return {c: grid.cell(row, c) for c in written}
    return None


def strays(item: Item, then: View, now: View, grid: Grid | None) -> list[Item]:
    """What to restore after a write of `item` whose answer was lost: rows that hold what was written, and did not."""
    found: list[Item] = []
    at = now.columns(item.titles)
    ours = {at[title]: cell for title, cell in item.after.items()}
    for row in now.known_rows_with(ours):
        key = {title: now.cell(row, at[title]).value for title in item.key}
        if all(same(key[title], cell) for title, cell in item.key_then.items()):
            continue
        kept = {at[title]: cell for title, cell in key.items() if title not in item.after}
        old = _cells_then(then, grid, kept, ours)
        if old is not None and not all(same(old[column], cell) for column, cell in ours.items()):
            had = {title: old[at[title]] for title in item.after}
            found.append(Item(item.tab, row, key, dict(item.after), had, "restore", item.source))
    return found


def _cells_then(
    view: View, grid: Grid | None, key: Mapping[int, Cell], columns: Iterable[int]
) -> dict[int, Cell] | None:
    """Cells of the row with a key as seen in this save, or as last read; a row without a key was blank."""
    if not any(cell not in (None, "") for cell in key.values()):
        return dict.fromkeys(columns)
    for row in view.known_rows_with(key):
        if all(view.knows(row, column) for column in columns):
            return {column: view.cell(row, column).value for column in columns}
    for row in range(2, grid.height + 1 if grid else 0):
        assert grid is not None
        if all(same(grid.cell(row, column), cell) for column, cell in key.items()):
            return {column: grid.cell(row, column) for column in columns}
    return None


def failure(item: Item) -> str:
    """In words, that something could not be put right."""
    written = ", ".join(f"{title} = {cell}" for title, cell in item.before.items())
    place = f"{item.tab}, row {item.row + 1} ({key_text(item.key)})"
    if item.purpose == "undo":
        return f"{place}: {written} was written and could not be taken back"
    return f"{place} got {written} by mistake while somebody sorted the tab, and could not be given back what it had"
