"""What the tag of a changed row says, so that recovery can tell from the sheet whether the row was written.

It has digests of the cells that identify the row, before and after the save, and of one cell that changes. So a tag
that a sort left on another row is noticed, and so is a value that is in another column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lib.workbook.base import Cell
from lib.workbook.common.cells import same
from lib.workbook.common.placeholder import digest
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.items import Item


def evidence(
    key: Iterable[Cell],
    key_after: Iterable[Cell],
    change: tuple[str, Cell, Cell] | None,
    *,
    has_written: bool,
) -> str:
    """The value of a changed row's tag: digests of its key before and after, and one of its changes.

    `change` is a column's header with the cell before and after, None if nothing changes. `has_written`: the save has
    written already, and this row is written again.
    """
    keys = "/".join(",".join(map(digest, cells)) for cells in (key, key_after))
    what = "-" if change is None else ">".join(map(digest, change))
    return f"{keys} {what} {'w' if has_written else 's'}"


RESTORE = "restore "


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of what `evidence` returned; `change` are the digests of a header and of the cell before and after."""

    key: frozenset[str]
    key_after: frozenset[str]
    change: tuple[str, str, str] | None
    has_written: bool


def read_evidence(value: str) -> Evidence | None:
    """The parts of a changed row's tag; None if it has none, as the tag of a row that is only corrected."""
    try:
        keys, what, state = value.split(" ")
        before, _, after = keys.partition("/")
        change = None
        if what != "-":
            title, old, new = what.split(">")
            change = title, old, new
    except ValueError:
        return None
    return Evidence(frozenset(before.split(",")), frozenset(after.split(",")), change, state == "w")


def has_stray(value: str, cells: Mapping[str, Cell]) -> bool:
    """Whether a row with this tag (its cells by header) still holds what a save wrote there by mistake."""
    if not value.startswith(RESTORE):
        return False
    held = {f"{digest(title)}>{digest(cell)}" for title, cell in cells.items()}
    return bool(held & set(value.removeprefix(RESTORE).split(",")))


def evidence_of(item: Item, view: TabView | None, has_written: bool) -> str:
    """The evidence for a changed row as it was seen; "" for a new row.

    Of a row that this save hit by mistake: digests of the headers and cells that it wrote there.
    """
    at = view.columns(item.after) if view else {}
    if item.purpose == "restore":
        return RESTORE + ",".join(f"{digest(title)}>{digest(cell)}" for title, cell in item.before.items())
    if item.purpose != "save" or item.cells or not at:
        return ""
    title = next((t for t in at if t in item.before and not same(item.before[t], item.after[t])), None)
    change = None if title is None else (title, item.before[title], item.after[title])
    return evidence(item.key.values(), item.key_after.values(), change, has_written=has_written)
