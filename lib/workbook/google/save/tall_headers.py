"""Headers merged over two rows, beside others that are in the lower one: their columns go by their places.

Google has the text of a merged cell in its upper row alone, so that the row of headers has none there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from lib.workbook.base import Grid, Outcome, RowAddition, RowChange
from lib.workbook.common.cells import header_text
from lib.workbook.google.save.column_names import untitled

Edit = RowChange | RowAddition
_Value = TypeVar("_Value")


def by_place(edits: Sequence[Edit], grid_of: Callable[[str], Grid | None]) -> list[Edit]:
    """The edits with each title that is merged over the row of headers and others above it as its column's place; those
    without any are the same objects. `grid_of`: a tab as last read."""
    places = {
        (tab, row): _tall(grid, row)
        for tab, row in {(edit.tab, edit.header_row) for edit in edits if edit.header_row > 1}
        if (grid := grid_of(tab)) is not None
    }
    return [_renamed(edit, places.get((edit.tab, edit.header_row), {})) for edit in edits]


def as_asked(outcome: Outcome, edits: Sequence[Edit], made: Sequence[Edit]) -> Outcome:
    """The outcome of the edits that `by_place` made, told of those that were asked for."""
    of = {id(new): old for new, old in zip(made, edits, strict=True) if new is not old}
    if not of:
        return outcome
    conflicts = []
    for conflict in outcome.conflicts:
        old = of.get(id(conflict.change), conflict.change)
        assert isinstance(old, RowChange)
        titles = dict(
            zip((*conflict.change.after, *conflict.change.key), (*old.after, *old.key), strict=True)
        )
        conflicts.append(replace(conflict, change=old, column=titles.get(conflict.column, conflict.column)))
    written = tuple(of.get(id(edit), edit) for edit in outcome.written)
    return replace(outcome, written=written, conflicts=tuple(conflicts))


def _tall(grid: Grid, row: int) -> dict[str, str]:
    """What each such title is called by its column's place."""
    return {
        title: untitled(left)
        for top, left, bottom, right in reversed(grid.merged)
        if left == right
        and top < row <= bottom
        and grid.cell(row, left) in (None, "")
        and (title := header_text(grid.cell(top, left)))
    }


def _renamed(edit: Edit, places: Mapping[str, str]) -> Edit:
    def cells(values: Mapping[str, _Value]) -> dict[str, _Value]:
        return {places.get(title, title): value for title, value in values.items()}

    if isinstance(edit, RowChange):
        if not places.keys() & {*edit.key, *edit.before, *edit.after}:
            return edit
        return replace(edit, key=cells(edit.key), before=cells(edit.before), after=cells(edit.after))
    if not places.keys() & {*edit.values, *edit.key}:
        return edit
    key, last = tuple(places.get(title, title) for title in edit.key), places.get(edit.last, edit.last)
    return replace(edit, values=cells(edit.values), key=key, last=last)
