"""The last look at a save: the answer to the request that ends it shows every row of it as of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.workbook.common.cells import same
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.items import Item, key_text


def closing_notes(items: Sequence[Item], new: Sequence[Item], views: Mapping[str, TabView]) -> list[str]:
    """What is not as it was saved, in words that name the cells; sets each item's row to where it is now.

    A cell that holds something else was typed into after the write: that is theirs, and no note. A cell that holds what
    it held before the save, a new row that still has its placeholder, and a key that is there twice are noted.
    """
    notes: list[str] = []
    for item in (*items, *new):
        view = views.get(item.tab)
        at = view.columns(item.titles) if view else {}
        if view is None or len(at) < len(item.titles):
            continue
        place = f"{item.tab}, row {item.row + 1} ({key_text(item.key_after)})"
        rows = view.known_rows_with({at[title]: cell for title, cell in item.key_after.items()})
        if len(rows) > 1 and not item.cells:
            others = ", ".join(f"row {row + 1}" for row in rows)
            cells = ", ".join(f"{t} = {item.after[t]} (before: {cell})" for t, cell in item.before.items())
            notes.append(
                f"{place}: {others} of the {item.tab} tab have the same key since someone typed it while Pharos was "
                f"saving, so the change may be in the wrong one: look at them: {cells}"
            )
        if len(rows) != 1:
            continue
        item.row = rows[0]
        for title, before in item.before.items():
            held = view.cell(item.row, at[title]).value
            if same(held, before) and not same(held, item.after[title]):
                notes.append(
                    f"{item.tab}, row {item.row + 1} ({key_text(item.key_after)}): {title} holds {held!r} after it was "
                    f"saved as {item.after[title]!r}: look at this cell"
                )
    return notes
