"""Whether a change set is in the journal already: then it was saved, and is not written a second time.

The journal's rows are written together with all the rest. So one of them, complete and with the same content, shows
that the whole change set was written. The same id with other content is another change set under a used id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.words.phrases import listed
from lib.workbook.base import RowAddition
from lib.workbook.common.cells import same
from lib.workbook.common.placeholder import read_placeholder
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.items import Item, key_text
from lib.workbook.google.save.requests import filled_cells, id_column, last_of, raw
from lib.workbook.google.save.tab_query import TabQuery


@dataclass(slots=True)
class Earlier:
    """What the sheet has of a change set: the rows (from 0) of its additions by their identity (`id`), and in words
    why it cannot be saved (`refused`) or what is no longer as it was saved (`notes`)."""

    rows: dict[int, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_saved: bool = False


def find_earlier(
    additions: Sequence[RowAddition],
    journal: Sequence[RowAddition],
    items: Sequence[Item],
    views: Mapping[str, TabView],
    read: Callable[[Sequence[TabQuery]], Mapping[str, TabView]],
) -> Earlier:
    """Look for the change set in the tabs as seen, where its id column was seen in full.

    `additions` are all of the save's new rows, the journal's included; `read` reads more if the id is found. Raises
    GoogleError.
    """
    found, title = Earlier(), id_column(journal)
    view = views.get(journal[0].tab) if journal else None
    if view is None or not title or title not in view.columns([title]):
        return found
    name = journal[0].values[title]
    column = view.columns([title])[title]
    rows = [row for row in view.rows() if same(view.cell(row, column).value, name)]
    if not rows:
        return found
    tab = journal[0].tab
    others = [a for a in additions if a not in journal]
    queries = {tab: TabQuery(tab, everything=True)}  # rows may have moved since they were found
    queries |= {a.tab: TabQuery(a.tab, everything=True) for a in others if a.tab in views}
    queries |= {item.tab: TabQuery(item.tab, everything=True) for item in items if item.tab in views}
    seen = read(list(queries.values()))
    rows = [row for row in seen[tab].rows() if _is_row_of(seen[tab], row, title, name)]
    lines = matched(journal, seen[tab], rows)
    found.rows |= lines
    if not rows:
        return found
    typed = [] if lines else [row for row in rows if _is_typed_over(journal, seen[tab], row)]
    edited = [] if lines else [row for row in rows if _is_edited(journal, seen[tab], row)]
    other = (
        f"{tab}, row {rows[0] + 1}: a change set with the id {name} was saved before, with other content; save "
        "this one under a new id"
    )
    if not lines and not typed and not edited:
        found.refused.append(other)
        return found
    for addition in others:
        found.rows |= matched([addition], seen[addition.tab], None) if addition.tab in seen else {}
    missing = [a for a in others if id(a) not in found.rows]
    changed = [item for item in items if not _is_written(item, seen.get(item.tab))]
    lost = [a for a in journal if id(a) not in lines]
    words = [f"{a.tab}: the new row {_key(a)}" for a in missing]
    words += [f"{item.tab}, row {item.row + 1} ({key_text(item.key)})" for item in changed]
    if edited and words:
        found.refused.append(other)
        return found
    if typed and words:
        found.notes.append(
            f"{tab}, row {typed[0] + 1} ({name}): this row is left of an earlier try, and someone typed into it: "
            "clear it"
        )
        found.rows = {}
        return found
    if lost and len(rows) < len(journal) and words:
        found.refused.append(
            f"{tab}, row {rows[0] + 1}: a change set with the id {name} was saved before, and a part of this one is "
            f"not in the log: look at {listed(words)}; what is to be saved still needs a new id"
        )
        return found
    found.is_saved = True
    found.notes += [f"{one}: this was saved, and someone has changed or removed it since" for one in words]
    if lost and len(rows) < len(journal):
        found.notes.append(
            f"{tab}: {len(journal) - len(rows)} rows of {name} were saved and are no longer there"
        )
    return found


def _is_row_of(view: TabView, row: int, title: str, name: object) -> bool:
    """Whether the row has this id and is complete."""
    column = view.columns([title]).get(title)
    cells = view.cells.get(row, {}).values()
    is_staged = any(read_placeholder(seen.value) for seen in cells)
    return column is not None and same(view.cell(row, column).value, name) and not is_staged


def _is_typed_over(journal: Sequence[RowAddition], view: TabView, row: int) -> bool:
    """Whether the row is one of the journal's but for its last cell: nothing shows that it was ever completed."""
    for addition in journal:
        cells = {
            title: raw(cell) for title, cell in filled_cells(addition).items() if title != last_of(addition)
        }
        at = view.columns(cells)
        if len(at) == len(cells) and view.holds(row, {at[title]: cell for title, cell in cells.items()}):
            return True
    return False


def _is_edited(journal: Sequence[RowAddition], view: TabView, row: int) -> bool:
    """Whether the row is one of the journal's that was completed, and someone has edited some of its cells since."""
    for addition in journal:
        cells = filled_cells(addition)
        at = view.columns(cells)
        equal = {t for t, column in at.items() if same(view.cell(row, column).value, raw(cells[t]))}
        if last_of(addition) in equal and 2 * len(equal) > len(cells):
            return True
    return False


def matched(
    additions: Sequence[RowAddition], view: TabView, rows: Sequence[int] | None = None
) -> dict[int, int]:
    """The row of each addition that is there with all of its cells, by its identity; each row counts once."""
    left = list(view.rows() if rows is None else rows)
    found = {}
    for addition in additions:
        at = view.columns(filled_cells(addition))
        cells = {column: raw(addition.values[title]) for title, column in at.items()}
        fits = [row for row in left if len(at) == len(filled_cells(addition)) and view.holds(row, cells)]
        if fits:
            found[id(addition)] = fits[0]
            left.remove(fits[0])
    return found


def _is_written(item: Item, view: TabView | None) -> bool:
    """Whether the item's row holds what it was to hold; sets `item.row` to where the row is now."""
    if view is None:
        return False
    at = view.columns(item.titles)
    if len(at) < len(item.titles):
        return False
    rows = view.known_rows_with({at[t]: cell for t, cell in item.key_after.items()})
    if len(rows) != 1:
        return False
    item.row = rows[0]
    return view.holds(item.row, {at[t]: cell for t, cell in item.after.items()})


def _key(addition: RowAddition) -> str:
    return key_text({t: addition.values.get(t) for t in addition.key} or addition.values)
