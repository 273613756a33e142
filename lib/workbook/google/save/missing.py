"""Which row a write hit by mistake, found by what is missing, where its answer does not show enough of the row.

A write that blanks a staged row leaves its last cell alone, and many rows may hold the same there: a time, or a "yes".
So the tab is read again. The row that was there just before, and is nowhere now, is the one that was hit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.words.phrases import listed
from lib.workbook.base import Cell
from lib.workbook.common.cells import coarse, same
from lib.workbook.common.placeholder import is_placeholder
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import fixed_column, name_of
from lib.workbook.google.save.items import key_text
from lib.workbook.google.save.rows_seen import RowsSeen

MOST_NAMED = 10
"""How many rows a note names of those that may have been hit."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row that a write hit, where it is not clear which one it was: its number (from 0) as of the write, its cells
    that were not written, and the names of the written columns."""

    row: int
    cells: Mapping[str, Cell]
    written: Sequence[str]


@dataclass(slots=True)
class Found:
    """Which of the rows seen before each hit was, by its place in what was asked, and what is still open, in words."""

    rows: dict[int, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def find_missing(hits: Sequence[Unclear], known: Iterable[int], rows: RowsSeen, now: TabView | None) -> Found:
    """Look for the rows that were hit among those that were seen before the write (`rows`) and are not there `now`.

    If that could not be read (None), the rows that may have been hit are named. `known` are the rows seen that are
    accounted for, since the answer showed that they were hit. Of several rows whose other cells are equal it does not
    matter which is which: all of them get back what they held.
    """
    found = Found()
    names = _comparable(rows, now)
    taken = set(known)
    left: Counter[tuple[str, ...]] = Counter()
    if now is not None:
        at = now.columns(names) if rows.view.header() != now.header() else rows.columns
        left.update(tuple(_exact(now.cell(row, at[name]).value) for name in names) for row in now.rows())
    missing = []
    for row in rows.view.rows():
        content = tuple(_exact(rows.cell(row, name)) for name in names)
        if row in taken or not any(content):
            continue
        left[content] -= 1
        if left[content] < 0:
            missing.append(row)
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, hit in enumerate(hits):
        groups.setdefault(tuple(_exact(hit.cells.get(name)) for name in names), []).append(index)
    for group in groups.values():
        group.sort(key=lambda index: hits[index].row)
        one = hits[group[0]]
        shown = [name for name in names if name in one.cells]
        fitting = [row for row in missing if all(same(rows.cell(row, n), one.cells[n]) for n in shown)]
        if now is not None and len(fitting) <= len(group):
            found.rows |= dict(zip(group, fitting, strict=False))
        elif fitting:
            found.notes += _notes([hits[index] for index in group], fitting, rows, names)
        if not fitting and any(map(_exact, one.cells.values())):
            found.notes += _notes([hits[index] for index in group], missing, rows, names)
    return found


def _exact(cell: Cell) -> str:
    """A cell's text, upper and lower case kept apart; "" for a blank one."""
    return cell if isinstance(cell, str) else coarse(cell)


def _comparable(rows: RowsSeen, now: TabView | None) -> list[str]:
    """The columns that are known of every row, before and now."""
    is_same = now is None or rows.view.header() == now.header()
    there = rows.columns.keys() if now is None or is_same else now.columns(rows.columns).keys()
    return [
        name
        for name in sorted(there)
        if (is_same or fixed_column(name) is None) and all(rows.knows(row, name) for row in rows.view.rows())
    ]


def _notes(
    hits: Sequence[Unclear], candidates: Sequence[int], rows: RowsSeen, names: Sequence[str]
) -> list[str]:
    """That one of some rows was hit, with all of their cells."""
    header = rows.view.header()
    in_order = [name_of(column, header) for column in range(len(header))]
    texts = []
    for row in candidates:
        cells = [rows.cell(row, name) for name in in_order if name in names]
        if not any(map(is_placeholder, cells)):
            texts.append(", ".join(str(cell) for cell in cells if cell not in (None, "")))
    if not texts:
        return []
    title = rows.view.title
    which = "this row may be" if len(texts) == 1 else "one of these rows may be"
    return [
        f"{title}, row {hit.row + 1} ({key_text(hit.cells)}): while someone changed the tab, Pharos wrote into "
        f"{listed(hit.written)} here by mistake, and {which} no longer as it was: "
        + listed((f"[{text}]" for text in texts), most=MOST_NAMED)
        for hit in hits
    ]
