"""Repairing a row that a write hit by mistake.

A sort in the moment between checking and writing can leave a tag on another row. The answer to the write shows which
row that is, and all of its cells except the written ones; their old content is known from the moment before, or from
the last read of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from lib.workbook.base import Cell, Grid, column_letters
from lib.workbook.common.cells import same
from lib.workbook.common.placeholder import is_placeholder
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import fixed_column, untitled, untitled_column
from lib.workbook.google.save.items import Item, key_text


def misplaced(item: Item, row: int, header: Sequence[str], view: TabView) -> Item | None:
    """The item that restores cells of the right row, `row`, in which values of `item` ended up in the wrong column.

    Someone inserted, deleted or moved a column between the last look (`view`, where the row was `item.row`) and the
    write: values went to the columns of the view, and `header` is the header row as of the write. None if every value
    is in its own column.
    """
    at, at_write = view.columns(item.after), first_columns(header)
    wrong = {
        title: column
        for title, column in at.items()
        if (
            _has_title(header, column) and untitled_column(title) is not None
            if fixed_column(title) is not None
            else at_write.get(title) != column
        )
    }
    if not wrong:
        return None
    header_before = view.header()
    written: dict[str, Cell] = {}
    old: dict[str, Cell] = {}
    strayed: dict[str, Cell] = {}
    for title, column in wrong.items():
        hit = header[column] if column < len(header) else ""
        if hit and at_write[hit] == column and hit in item.after:
            item.strays.setdefault(hit, []).append(
                item.after[title]
            )  # it gets its own value in the next round
            strayed[hit] = item.after[title]
            continue
        name = hit or untitled(column)
        written[name] = item.after[title]
        if name in item.key:
            item.strays.setdefault(name, []).append(item.after[title])
        was_at = view.columns([name]).get(name) if hit or not _has_title(header_before, column) else None
        if was_at is None and not hit:
            old[name] = None  # the column is new, and so was blank
        elif was_at is not None and view.has_seen(item.row, was_at):
            old[name] = view.cell(item.row, was_at).value
    key = {title: cell if title in wrong else item.after.get(title, cell) for title, cell in item.key.items()}
    key |= {name: cell for name, cell in (written | strayed).items() if name in item.key}
    return Item(item.tab, row, key, written, old, "restore", item.source)


def first_columns(header: Sequence[str]) -> dict[str, int]:
    """The first column of each header text."""
    return {title: column for column, title in reversed(list(enumerate(header))) if title}


def _has_title(header: Sequence[str], column: int) -> bool:
    return column < len(header) and bool(header[column])


def without(restoring: Item, titles: Collection[str]) -> Item:
    """`restoring` less these columns."""
    return replace(
        restoring,
        before={title: cell for title, cell in restoring.before.items() if title not in titles},
        after={title: cell for title, cell in restoring.after.items() if title not in titles},
    )


def stray_items(item: Item, before: TabView, after: TabView, grid: Grid | None) -> list[Item]:
    """The items that restore rows which a write of `item` hit by mistake, after its answer was lost.

    These are rows that hold what was written now (`after`) and did not before the write (`before`, `grid`).
    """
    found: list[Item] = []
    at = after.columns(item.titles)
    if len(at) < len(item.titles):
        return found
    ours = {at[title]: cell for title, cell in item.after.items()}
    for row in after.known_rows_with(ours):
        key = {title: after.cell(row, at[title]).value for title in item.key}
        if all(same(key[title], cell) for title, cell in item.key_after.items()):
            continue
        unwritten_key = {at[title]: cell for title, cell in key.items() if title not in item.after}
        known = _cells_before(before, grid, unwritten_key, ours)
        if known is not None and not all(same(known[column], cell) for column, cell in ours.items()):
            old = {title: known[at[title]] for title in item.after}
            found.append(Item(item.tab, row, key, dict(item.after), old, "restore", item.source))
    return found


def _cells_before(
    view: TabView, grid: Grid | None, key: Mapping[int, Cell], columns: Iterable[int]
) -> dict[int, Cell] | None:
    """The cells of the row with a key as seen in this save, or as last read; a row without a key was blank."""
    if not any(cell not in (None, "") for cell in key.values()):
        return dict.fromkeys(columns)
    for row in view.known_rows_with(key):
        if all(view.has_seen(row, column) for column in columns):
            return {column: view.cell(row, column).value for column in columns}
    for row in range(2, grid.height + 1 if grid else 0):
        assert grid is not None
        if all(same(grid.cell(row, column), cell) for column, cell in key.items()):
            return {column: grid.cell(row, column) for column in columns}
    return None


def moved_untitled(item: Item, view: TabView, at: Mapping[str, int]) -> dict[str, str]:
    """Columns without a header that are no longer where this save wrote to them, with their names now."""
    header = view.header()
    found = {}
    for title, cell in item.before.items():
        if untitled_column(title) is None or same(view.cell(item.row, at[title]).value, cell):
            continue
        cells = view.cells.get(item.row, {})
        now = [c for c, seen in cells.items() if not "".join(header[c : c + 1]) and same(seen.value, cell)]
        if len(now) == 1 and cell not in (None, ""):
            found[title] = untitled(now[0])
    return found


def failure_note(item: Item) -> str:
    """A note that something could not be repaired: what was written, and what the cells held before, if known."""
    cells = []
    for title, cell in item.before.items():
        is_known = title in item.after and not is_placeholder(item.after[title])
        before = f" (before: {_text(item.after[title])})" if is_known else ""
        cells.append(f"{_shown(title)} = {_text(cell)}{before}")
    written = ", ".join(cells)
    key = item.before if item.mark else item.key
    place = f"{item.tab}, row {item.row + 1} ({key_text(key)})"
    if item.purpose == "undo":
        return f"{place}: {written} was written and could not be undone"
    return (
        f"{place}: {written} was written here by mistake while someone sorted the tab or moved a column; "
        "it could not be undone"
    )


def _text(cell: Cell) -> str:
    return "blank" if cell in (None, "") else str(cell)


def _shown(title: str) -> str:
    column = fixed_column(title)
    return title if column is None else f"column {column_letters(column)}"


def is_intended(item: Item, stray: Item, view: TabView) -> bool:
    """Whether the row of `stray` is the one that `item` was meant for."""
    at = view.columns(item.titles)
    return view.holds(
        stray.row, {at[t]: cell for t, cell in {**item.key_after, **item.after}.items() if t in at}
    )


def _note_written(item: Item, view: TabView) -> None:
    """Note in an item (`strays`) which of its cells a write has written whose answer was lost."""
    at = view.columns(item.titles)
    rows = view.known_rows_with({at[title]: cell for title, cell in item.key_after.items()})
    for title, cell in item.after.items() if len(rows) == 1 else ():
        if same(view.cell(rows[0], at[title]).value, cell) and not same(item.before.get(title), cell):
            item.strays.setdefault(title, []).append(cell)


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
                _note_written(item, view)
        every = [stray for item in mine for stray in stray_items(item, before[title], view, grid(title))]
        found += [stray for stray in every if not any(is_intended(item, stray, view) for item in mine)]
    return found
