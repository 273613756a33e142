"""The rows that a save writes to, and whether each of them can be written as the spreadsheet is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lib.words.phrases import listed, plural
from lib.workbook.base import Cell, RowAddition, RowChange, column_letters
from lib.workbook.google.save.cells_seen import TabView


@dataclass(slots=True, eq=False)
class Item:
    """Cells of one existing row that still have to be written.

    Purposes: "save" writes a requested change, "restore" repairs a row that this save overwrote by mistake, "undo"
    takes back what was saved. The last two write only cells that still hold what this save wrote. `row` (from 0) is
    where to look first, `tag` the id of the row's tag once it has one. `cells` are the other cells of a row that this
    save added.
    """

    tab: str
    row: int
    key: dict[str, Cell]
    before: dict[str, Cell]
    after: dict[str, Cell]
    purpose: Literal["save", "restore", "undo"] = "save"
    source: RowChange | RowAddition | None = None
    tag: int = 0
    cells: dict[str, Cell] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    """Columns of a new row that are the same in all rows of this change set, and in no row of another one."""
    mark: dict[str, Cell] = field(default_factory=dict)
    """The placeholder of a row that this save adds: as long as it is there, no other row can be taken for it."""
    is_found: bool = False
    """Whether the cells of a staged row are still there although its placeholder is not."""
    is_untagged: bool = False
    """Whether its tag was gone when it was written: if its row is not found either, someone deleted the row."""
    strays: dict[str, list[Cell]] = field(default_factory=dict)
    """What this save wrote into the row's cells before, also by mistake, by column: no conflict, and written over."""
    content: dict[str, Cell] = field(default_factory=dict)
    """All cells of the row as a write left it, by column, if it was hit by one: its key may be written over."""

    @property
    def key_after(self) -> dict[str, Cell]:
        """The cells that identify the row once it is written."""
        return {title: self.after.get(title, cell) for title, cell in self.key.items()}

    @property
    def own_key(self) -> set[str]:
        """The columns of a new row that no other row has the same cells in."""
        return set(self.source.key) & self.cells.keys() if isinstance(self.source, RowAddition) else set()

    @property
    def titles(self) -> set[str]:
        return {*self.key, *self.after}

    @property
    def leaves_blank(self) -> bool:
        """Whether the row is blank once this is written."""
        return not any(cell not in (None, "") for cell in self.key_after.values())

    def undo_items(self) -> tuple[Item, ...]:
        """The items that undo this one, to be written one after another."""
        undo = Item(
            self.tab, self.row, self.key_after, self.after, self.before, "undo", self.source, cells=self.cells
        )
        undo.own = self.own
        undo.strays, undo.content, undo.is_untagged = self.strays, self.content, self.is_untagged
        return (undo,)


def stray_undo(item: Item) -> Item:
    """The item whose undoing takes back what was written into this one's cells, by it and by other items."""
    written = {title: cells[-1] for title, cells in item.strays.items() if cells and title in item.before}
    before = {title: item.before[title] for title in written}
    return replace(item, before=before, after=written)


def item_of(change: RowChange) -> Item:
    return Item(
        change.tab,
        change.row - 1,
        dict(change.key),
        dict(change.before),
        {title: change.after.get(title) for title in change.before},
        source=change,
    )


def protection_words(view: TabView, row: int, column: int) -> str:
    """Why this account cannot write to a cell and who can change that; "" if it can."""
    protection = view.protection(row, column)
    if protection is None:
        return ""
    words = f" ({protection['description']})" if protection.get("description") else ""
    users = protection.get("editors", {}).get("users", ())
    who = f"{', '.join(users)} or the spreadsheet's owner" if users else "the spreadsheet's owner"
    return (
        f"{view.title}!{column_letters(column)}{row + 1} is protected{words}: {who} can remove the protection"
    )


def missing_columns(tab: str, titles: Sequence[str], top: int = 0) -> str:
    """Which columns a tab needs and does not have, in words."""
    columns, headers = plural(len(titles), "column"), plural(len(titles), "the header", "these headers")
    return f"the {tab} tab is missing the {listed(titles)} {columns}: add {headers} in row {top + 1}, then save again"


def key_text(key: Mapping[str, Cell]) -> str:
    """The cells that identify a row, as text for people, cut after 80 characters."""
    text = ", ".join(str(cell) for cell in key.values() if cell not in (None, ""))
    return text if len(text) <= 80 else text[:79] + "…"


def protected_words(changes: Sequence[RowChange | RowAddition]) -> str:
    """That Google does not let this account write to one of these tabs, without saying which."""
    tabs = ", ".join(dict.fromkeys(change.tab for change in changes))
    return (
        f"Google does not let Pharos edit a protected cell in {tabs}: the spreadsheet's owner can change that "
        "(Data > Protect sheets and ranges)"
    )
