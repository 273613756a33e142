"""The rows that a save writes to, and whether each may be written as the spreadsheet stands now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from lib.workbook.base import Cell, CellAddress, CellConflict, RowAddition, RowChange, column_letters
from lib.workbook.common.cells import same
from lib.workbook.google.save.cells_seen import View


@dataclass(slots=True, eq=False)
class Item:
    """Cells of one existing row that are still to be written.

    save: what was asked for. restore: give a row back what this save wrote into it by mistake. undo: take back what was
    saved. The latter two write only cells that still hold what this save wrote. `row` (from 0) is where to look first,
    `tag` the row's tag once it has one. `cells` are what a row that this save added holds besides.
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

    @property
    def key_then(self) -> dict[str, Cell]:
        """What tells the row from all others once it is written."""
        return {title: self.after.get(title, cell) for title, cell in self.key.items()}

    @property
    def titles(self) -> set[str]:
        return {*self.key, *self.after}

    @property
    def leaves_nothing(self) -> bool:
        """Whether the row is blank once this is written."""
        return not any(cell not in (None, "") for cell in self.key_then.values())

    def taken_back(self) -> tuple[Item, ...]:
        """The items that undo this one, to be written one after the other."""
        if self.cells:
            return blanked(self.tab, self.row, {**self.after, **self.cells}, self.key)
        return (Item(self.tab, self.row, self.key_then, self.after, self.before, "undo", self.source),)


def blanked(tab: str, row: int, cells: Mapping[str, Cell], key: Iterable[str] = ()) -> tuple[Item, ...]:
    """The items that blank a row which holds `cells`, in two steps, so that each can be seen to hit the right row.

    First all but the cells that the row goes by, `key` if these are not all; then those, in a row that is else blank.
    """
    names = [name for name in key if name in cells]
    if not names or len(names) == len(cells):
        names = list(cells)[: (len(cells) + 1) // 2]
    kept = {name: cells[name] for name in names}
    others = {name: cell for name, cell in cells.items() if name not in kept}
    steps = [Item(tab, row, kept, others, dict.fromkeys(others), "undo")] if others else []
    return (*steps, Item(tab, row, kept, kept, dict.fromkeys(kept), "undo"))


@dataclass(slots=True)
class Findings:
    """What stands in the way of some items.

    lost: the row could not be looked for, its columns were not seen whole. moved: it is elsewhere than was thought.
    gone: nothing is left to restore or undo.
    """

    conflicts: list[CellConflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lost: list[Item] = field(default_factory=list)
    moved: list[Item] = field(default_factory=list)
    gone: list[Item] = field(default_factory=list)

    @property
    def are_clear(self) -> bool:
        return not (self.conflicts or self.refused)


def item_of(change: RowChange) -> Item:
    return Item(
        change.tab,
        change.row - 1,
        dict(change.key),
        dict(change.before),
        {title: change.after.get(title) for title in change.before},
        source=change,
    )


def examine(items: Iterable[Item], views: Mapping[str, View], workbook: str) -> Findings:
    """Look each item's row up, note in `item.row` where it is now, and compare its cells.

    A conflict or refusal of a save is told. A restore or undo drops the cells that somebody changed since, and is
    `gone` where nothing is left of it.
    """
    findings = Findings()
    for item in items:
        view = views.get(item.tab)
        if view is None:
            findings.refused.append(f"there is no tab {item.tab} any more")
            continue
        at = view.columns(item.titles)
        absent = sorted(item.titles - at.keys())
        if absent:
            findings.refused.append(no_column(item.tab, absent))
            continue
        if not _locate(item, view, at, findings):
            continue
        if item.purpose == "save":
            _compare(item, view, at, workbook, findings)
        else:
            ours = {
                t: cell for t, cell in item.before.items() if same(view.cell(item.row, at[t]).value, cell)
            }
            item.before, item.after = ours, {title: item.after[title] for title in ours}
            if not ours:
                findings.gone.append(item)
    return findings


def _locate(item: Item, view: View, at: Mapping[str, int], findings: Findings) -> bool:
    """Find the row by its key, or by the key it has once written; a missing or doubled one is refused, or `gone`."""
    doubled = False
    keys = [item.key]
    if item.key_then != item.key and any(cell not in (None, "") for cell in item.key_then.values()):
        keys.append(item.key_then)
    for key in keys:
        cells = {at[title]: cell for title, cell in key.items()}
        rows = view.rows_with(cells)
        if rows is None:
            if view.holds(item.row, cells):
                return True
        elif len(rows) == 1:
            if rows[0] != item.row:
                item.row = rows[0]
                findings.moved.append(item)
            return True
        doubled |= bool(rows)
    if rows is None:
        findings.lost.append(item)
    elif item.purpose != "save":
        findings.gone.append(item)
    else:
        findings.refused.append(
            f"{item.tab}, row {item.row + 1} ({key_text(item.key)}): "
            + (
                "two rows of the tab say that, so it is not clear which one is meant"
                if doubled
                else "this row is not there any more, or somebody changed what it goes by"
            )
        )
    return False


def _compare(item: Item, view: View, at: Mapping[str, int], workbook: str, findings: Findings) -> None:
    for title, before in item.before.items():
        column = at[title]
        seen, mine = view.cell(item.row, column), item.after[title]
        address = CellAddress(workbook, item.tab, item.row + 1, column)
        if seen.is_formula or seen.is_spilled:
            findings.refused.append(
                f"{item.tab}!{address.a1} ({title}) is worked out by a formula, which Pharos leaves alone: "
                "change it in the sheet"
            )
        elif words := kept_out(view, item.row, column):
            findings.refused.append(words)
        elif isinstance(item.source, RowChange) and not (same(seen.value, before) or same(seen.value, mine)):
            findings.conflicts.append(CellConflict(address, title, before, seen.value, mine, item.source))


def kept_out(view: View, row: int, column: int) -> str:
    """Why this account may not write to a cell and who can change that; empty where it may."""
    protection = view.protection(row, column)
    if protection is None:
        return ""
    words = f" ({protection['description']})" if protection.get("description") else ""
    users = protection.get("editors", {}).get("users", ())
    who = f"{', '.join(users)} or the spreadsheet's owner" if users else "the spreadsheet's owner"
    return f"{view.title}!{column_letters(column)}{row + 1} is protected{words}: {who} can lift that"


def no_column(tab: str, titles: Iterable[str]) -> str:
    names = ", ".join(titles)
    return f"the tab {tab} has no column {names}: add a header {names} in row 1, then save again"


def key_text(key: Mapping[str, Cell]) -> str:
    """The cells that tell a row from others, for people; at most a line of them."""
    text = ", ".join(str(cell) for cell in key.values() if cell not in (None, ""))
    return text if len(text) <= 80 else text[:79] + "…"
