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
from lib.workbook.common.cells import coarse
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
    """Which of the rows seen before each hit was, by its place in what was asked; and what is still open, in words."""

    rows: dict[int, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    named: set[int] = field(default_factory=set)
    """The places of the hits that a note is about."""

    def add(
        self,
        hits: Sequence[Unclear],
        places: Sequence[int],
        candidates: Sequence[int],
        rows: RowsSeen,
        names: Sequence[str],
    ) -> None:
        notes = _notes([hits[at] for at in places], candidates, rows, names)
        self.notes += notes
        self.named |= set(places) if notes else set()


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
    fits = _fitting(hits, missing, rows, names)
    for some, candidates in _parts(fits, len(hits)):
        matched = _matching(candidates, fits) if now is not None else {}
        if candidates and len(matched) == len(candidates):
            found.rows |= {at: row for row, at in matched.items()}
        unmatched = [at for at in some if at not in found.rows]
        if candidates and len(matched) < len(candidates):
            found.add(hits, unmatched, candidates, rows, names)
        elif not candidates and any(map(_exact, hits[some[0]].cells.values())):
            found.add(hits, unmatched, missing, rows, names)
    return found


def _fitting(
    hits: Sequence[Unclear], missing: Sequence[int], rows: RowsSeen, names: Sequence[str]
) -> dict[int, list[int]]:
    """For each missing row the hits that it has the cells of which the write left alone."""
    fits: dict[int, list[int]] = {row: [] for row in missing}
    by_cells: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}
    for place, hit in enumerate(hits):
        shown = tuple(name for name in names if name in hit.cells)
        if shown not in by_cells:
            index = by_cells[shown] = {}
            for row in missing:
                index.setdefault(tuple(coarse(rows.cell(row, name)) for name in shown), []).append(row)
        for row in by_cells[shown].get(tuple(coarse(hit.cells[name]) for name in shown), []):
            fits[row].append(place)
    return fits


def _parts(fits: Mapping[int, Sequence[int]], count: int) -> list[tuple[list[int], list[int]]]:
    """Hits (of `count`) that have rows in common, with the rows that fit them: each hit is in one part."""
    parts: list[tuple[set[int], list[int]]] = [({at}, []) for at in range(count)]
    for row, some in fits.items():
        if some:
            mine = [part for part in parts if part[0] & set(some)]
            rest = [part for part in parts if not part[0] & set(some)]
            merged = set().union(*(part[0] for part in mine)), [row, *(r for part in mine for r in part[1])]
            parts = [*rest, merged]
    return [(sorted(some), sorted(candidates)) for some, candidates in parts]


def _matching(candidates: Sequence[int], fits: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """A hit for each row, or for as many rows as there can be one."""
    row_of: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for at in fits[row]:
            if at not in tried:
                tried.add(at)
                if at not in row_of or place(row_of[at], tried):
                    row_of[at] = row
                    return True
        return False

    for row in candidates:
        place(row, set())
    return {row: at for at, row in row_of.items()}


def most_alike(rows: RowsSeen, cells: Sequence[Cell]) -> str:
    """The row seen before a write that has most of these cells, in any columns, as text; "" if it is not clear which.

    For a row that was hit when its header row was gone, so that nobody knows which column is which.
    """
    wanted = Counter(filter(None, map(_exact, cells)))
    texts: dict[int, str] = {}
    counts: dict[int, int] = {}
    for row in rows.view.rows():
        known = [_exact(rows.cell(row, name)) for name in rows.columns]
        counts[row] = (Counter(filter(None, known)) & wanted).total()
        texts[row] = ", ".join(filter(None, known))
    most = max(counts.values(), default=0)
    best = [row for row, count in counts.items() if count == most]
    return f"[{texts[best[0]]}]" if len(best) == 1 and 2 * counts[best[0]] >= wanted.total() > 0 else ""


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
