"""Putting right what a write did to another row than the one it was meant for.

A sort in the moment between checking and writing can leave a tag on another row. The answer of the write shows which
row that is and all its cells but those written; what stood in those is known from the moment before, or from the last
read of the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.workbook.base import Cell, Grid
from lib.workbook.google_items import Item, key_text
from lib.workbook.google_look import View
from lib.workbook.same import same


def cell_at(values: Sequence[Cell], column: int) -> Cell:
    """A cell of a row whose trailing blanks may be cut."""
    return values[column] if column < len(values) else None


def given_back(item: Item, row: int, values: Sequence[Cell], view: View, grid: Grid | None) -> Item:
    """The item that restores `row`, which `item` hit by mistake; `values` is that row as it was left.

    Its `after` is empty where nothing tells what the row had.
    """
    at = view.columns(item.titles)
    written = {at[title]: title for title in item.after}
    hit = {title: cell_at(values, column) for title, column in at.items()}
    old = _seen_before(view, values, set(written)) or _read_before(grid, values, set(written)) or {}
    had = {title: old[column] for column, title in written.items() if column in old}
    return Item(item.tab, row, hit, dict(item.after), had, "restore", item.source)


def _seen_before(view: View, values: Sequence[Cell], written: set[int]) -> Mapping[int, Cell] | None:
    if not written <= view.whole:
        return None
    known = {column: cell_at(values, column) for column in view.whole - written}
    rows = [row for row in range(1, view.used()) if view.holds(row, known)]
    if not rows and not any(known.values()):
        return dict.fromkeys(written)
    seen = [{column: view.cell(row, column).value for column in written} for row in rows]
    return seen[0] if seen and all(same(one[c], seen[0][c]) for one in seen for c in written) else None


def _read_before(grid: Grid | None, values: Sequence[Cell], written: set[int]) -> Mapping[int, Cell] | None:
    if grid is None:
        return None
    others = [c for c in range(max(len(grid.columns), len(values))) if c not in written]
    for row in range(2, grid.height + 1):
        if all(same(grid.cell(row, c), cell_at(values, c)) for c in others):
            return {c: grid.cell(row, c) for c in written}
    return None


def strays(item: Item, then: View, now: View) -> list[Item]:
    """What to restore after a write of `item` whose answer was lost: rows that hold what was written, and did not."""
    found: list[Item] = []
    at = now.columns(item.titles)
    ours = {at[title]: cell for title, cell in item.after.items()}
    for row in now.rows_with(ours) or ():
        key = {title: now.cell(row, at[title]).value for title in item.key}
        if all(same(key[title], cell) for title, cell in item.key_then.items()):
            continue
        kept = {at[title]: cell for title, cell in key.items() if title not in item.after}
        old = next((r for r in then.rows_with(kept) or () if not then.holds(r, ours)), None)
        if old is not None:
            had = {title: then.cell(old, at[title]).value for title in item.after}
            found.append(Item(item.tab, row, key, dict(item.after), had, "restore", item.source))
    return found


def failure(item: Item) -> str:
    """In words, that something could not be put right."""
    written = ", ".join(f"{title} = {cell}" for title, cell in item.before.items())
    place = f"{item.tab}, row {item.row + 1} ({key_text(item.key)})"
    if item.purpose == "undo":
        return f"{place}: {written} was written and could not be taken back"
    return f"{place} got {written} by mistake while somebody sorted the tab, and could not be given back what it had"
