"""Repairing a row that a write hit by mistake.

A sort in the moment between checking and writing can leave a tag on another row. The answer to the write shows which
row that is, and all of its cells except the written ones; their old content is known from the moment before, or from
the last read of the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from lib.workbook.base import Cell, Grid, column_letters
from lib.workbook.common.cells import same
from lib.workbook.google.save.cells_seen import TabView, fixed_column, untitled, untitled_column
from lib.workbook.google.save.items import Item, key_text


def cell_at(values: Sequence[Cell], column: int) -> Cell:
    """A cell of a row whose trailing blanks may be cut off; None beyond its end."""
    return values[column] if column < len(values) else None


def restoring_item(item: Item, row: int, values: Sequence[Cell], view: TabView, grid: Grid | None) -> Item:
    """The item that restores `row`, which `item` hit by mistake; `values` is the row as the write left it.

    A row without other content was blank before. `after` is empty if nothing shows what the row held.
    """
    at = view.columns(item.titles)
    written = {at[title]: title for title in item.after}
    hit = {title: cell_at(values, column) for title, column in at.items()}
    if all(cell in (None, "") for column, cell in enumerate(values) if column not in written):
        old = dict.fromkeys(item.after)
    else:
        known = _seen_before(view, values, set(written)) or _read_before(grid, values, set(written)) or {}
        old = {title: known[column] for column, title in written.items() if column in known}
    return Item(item.tab, row, hit, dict(item.after), old, "restore", item.source)


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


def at_row(values: Sequence[Cell], header: Sequence[str], titles: Iterable[str]) -> dict[str, Cell]:
    """The cells of a row under these titles, as far as there are such columns."""
    at = first_columns(header)
    return {title: cell_at(values, at[title]) for title in titles if title in at}


def first_columns(header: Sequence[str]) -> dict[str, int]:
    """The first column of each header text."""
    return {title: column for column, title in reversed(list(enumerate(header))) if title}


def _has_title(header: Sequence[str], column: int) -> bool:
    return column < len(header) and bool(header[column])


def is_another_row(
    row: int, values: Sequence[Cell], written: set[int], view: TabView, grid: Grid | None
) -> bool:
    """Whether `values` belongs to another row than `row` of `view`, going by the columns that were not written."""
    width = max(view.width, len(values))
    others = {c: cell_at(values, c) for c in range(width) if c not in written}
    return not view.holds(row, others) and _read_before(grid, values, written) is not None


def without(restoring: Item, titles: Collection[str]) -> Item:
    """`restoring` less these columns."""
    return replace(
        restoring,
        before={title: cell for title, cell in restoring.before.items() if title not in titles},
        after={title: cell for title, cell in restoring.after.items() if title not in titles},
    )


def _seen_before(view: TabView, values: Sequence[Cell], written: set[int]) -> Mapping[int, Cell] | None:
    """The cells seen in the written columns of the row that otherwise holds `values`; None if that is not clear."""
    width = max(view.width, len(values))
    others = [column for column in range(width) if column not in written]
    alike: list[dict[int, Cell]] = []
    for row in range(1, view.used_rows()):
        known = [column for column in others if view.has_seen(row, column)]
        if not known or not all(view.has_seen(row, column) for column in written):
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


def failure_note(item: Item) -> str:
    """A note that something could not be repaired."""
    written = ", ".join(f"{_shown(title)} = {cell}" for title, cell in item.before.items())
    key = item.before if item.mark else item.key
    place = f"{item.tab}, row {item.row + 1} ({key_text(key)})"
    if item.purpose == "undo":
        return f"{place}: {written} was written and could not be undone"
    return (
        f"{place}: {written} was written here by mistake while someone sorted the tab or moved a column; "
        "it could not be undone"
    )


def _shown(title: str) -> str:
    column = fixed_column(title)
    return title if column is None else f"column {column_letters(column)}"
