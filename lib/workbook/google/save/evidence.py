"""What the tag of a changed row says, so that recovery can tell from the sheet whether the row was written.

It has digests of the cells that identify the row, before and after the save, and of the cells that change. So a tag
that a sort left on another row is noticed, and so is a value that is in another column.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lib.workbook.base import Cell
from lib.workbook.common.cells import same
from lib.workbook.common.placeholder import digest
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.requests import raw


def evidence(
    key: Iterable[Cell],
    key_after: Iterable[Cell],
    changes: Iterable[tuple[str, Cell, Cell]],
    *,
    has_written: bool,
    room: int,
    journal: int = 0,
    alike: int = 0,
) -> str:
    """The value of a changed row's tag: digests of its key before and after, and of its changes.

    `changes` are columns' headers with the cell before and after. As many of them as there is room for, in characters,
    and at least one. `has_written`: the save has written already, and this row is written again. `journal`: how many
    journal rows the save has. `alike`: how many rows hold the first new cell already, in its column.
    """
    keys = "/".join(",".join(map(digest, _filled(cells))) for cells in (key, key_after))
    texts = [">".join(map(digest, change)) for change in changes]
    most = max(1, (room - len(keys)) // (len(texts[0]) + 1)) if texts else 0
    what = ",".join(texts[:most]) or "-"
    return f"{keys} {what} {'w' if has_written else 's'}{alike}{f'j{journal}' if journal else ''}"


def _filled(key: Iterable[Cell]) -> list[Cell]:
    """The cells of a key that are not blank, which a look at the sheet may lack; all of them if all are blank."""
    cells = list(key)
    return [cell for cell in cells if cell not in (None, "")] or cells


RESTORE = "restore "


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of what `evidence` returned; `changes` are the digests of headers and of the cells before and after."""

    key: frozenset[str]
    key_after: frozenset[str]
    changes: tuple[tuple[str, str, str], ...]
    has_written: bool
    journal: int
    alike: int = 0


def read_evidence(value: str) -> Evidence | None:
    """The parts of a changed row's tag; None if it has none, as the tag of a row that is only corrected."""
    try:
        keys, what, state = value.split(" ")
        before, _, after = keys.partition("/")
        changes = []
        for text in what.split(",") if what != "-" else ():
            title, old, new = text.split(">")
            changes.append((title, old, new))
    except ValueError:
        return None
    keys_before, keys_after = frozenset(before.split(",")), frozenset(after.split(","))
    alike = state[1:].partition("j")[0]
    return Evidence(
        keys_before,
        keys_after,
        tuple(changes),
        state.startswith("w"),
        journal_rows(state),
        int(alike) if alike.isdigit() else 0,
    )


def journal_rows(value: str) -> int:
    """How many journal rows a save has, by the end of the value of one of its tags."""
    number = value.rpartition("j")[2]
    return int(number) if "j" in value and number.isdigit() else 0


def strays(item: Item, room: int) -> str:
    """The value of the tag of a row that a save hit by mistake.

    It has digests of the row's key, and of the headers and cells that were written there. If there is `room` for that,
    in characters, it also has those cells themselves, and what they held before: so the row can be restored.
    """
    written = ",".join(f"{digest(title)}>{digest(cell)}" for title, cell in item.before.items())
    value = f"{RESTORE}{','.join(map(digest, _filled(item.key.values())))} {written}"
    cells = [[title, raw(cell), raw(item.after[title])] for title, cell in item.before.items()]
    whole = f"{value} {json.dumps(cells, ensure_ascii=False, separators=(',', ':'))}"
    return whole if len(whole) <= room else value


@dataclass(frozen=True, slots=True)
class Strays:
    """The rows (from 0) that still hold what a save wrote there by mistake, and by header what that was (`written`) and
    what was there before (`old`); both empty if the tag had no room for them."""

    rows: tuple[int, ...] = ()
    written: Mapping[str, Cell] = field(default_factory=dict)
    old: Mapping[str, Cell] = field(default_factory=dict)


def read_strays(value: str, view: TabView) -> Strays:
    """What the tag of a row that was hit by mistake says, and which rows are meant."""
    parts = value.removeprefix(RESTORE).split(" ", 2)
    if not value.startswith(RESTORE) or len(parts) < 2 or not parts[1]:
        return Strays()
    titles = {column: digest(title) for column, title in enumerate(view.header()) if title}
    found = []
    for row in view.rows():
        cells = {column: digest(view.cell(row, column).value) for column in titles}
        pairs = {f"{titles[column]}>{cell}" for column, cell in cells.items()}
        if set(parts[0].split(",")) <= {*cells.values()} and pairs & set(parts[1].split(",")):
            found.append(row)
    try:
        cells_of: list[tuple[str, Cell, Cell]] = json.loads(parts[2]) if len(parts) == 3 else []
        written, old = ({one[0]: one[n] for one in cells_of} for n in (1, 2))
    except (ValueError, IndexError, TypeError):
        written, old = {}, {}
    return Strays(tuple(found), written, old)


def evidence_of(
    item: Item, view: TabView | None, *, has_written: bool, journal: int = 0, room: int = 500
) -> str:
    """The evidence for a changed row as it was seen; "" for a new row.

    Of a row that this save hit by mistake, what `strays` says.
    """
    at = view.columns(item.after) if view else {}
    if item.purpose == "restore":
        return strays(item, room)
    if item.purpose != "save" or item.cells or not at:
        return ""
    changes = [
        (title, item.before[title], item.after[title])
        for title in at
        if title in item.before and not same(item.before[title], item.after[title])
    ]
    assert view is not None
    alike = view.count(at[changes[0][0]], digest(changes[0][2])) if changes else 0
    return evidence(
        item.key.values(),
        item.key_after.values(),
        changes,
        has_written=has_written,
        room=room,
        journal=journal,
        alike=alike,
    )
