"""Which cells a write hit, from what its answer shows: each row and the header row, as of the write.

A sort in the moment between checking and writing can leave a tag on another row, and a column may have been moved. So
each row that was hit is looked up among the rows as they were seen just before, and each value is compared with what
belongs in that row under that header. What is in the wrong place is corrected in the next round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.workbook.base import Cell
from lib.workbook.common.cells import same
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.column_names import has_title, name_of
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.missing import Unclear, find_missing
from lib.workbook.google.save.repair import failure_note
from lib.workbook.google.save.rows_seen import BLANK_ROW, RowsSeen, is_blank


@dataclass(slots=True)
class Hit:
    """A row that a write hit, as of the write: its number (from 0), its cells, and the cells written, by column.

    `items` were to be written to one row, where `expected` is that row's number in what was seen before.
    """

    items: Sequence[Item]
    row: int
    values: Sequence[Cell]
    header: Sequence[str]
    written: Mapping[int, Cell]
    is_same_header: bool = True
    """Whether the header row was the same just before: then columns without a header have not moved either."""

    @property
    def tab(self) -> str:
        return self.items[0].tab

    @property
    def expected(self) -> int:
        return self.items[0].row

    def content(self) -> dict[str, Cell]:
        """All cells by the names of their columns, as far as these say which column it is."""
        width = max(len(self.header), len(self.values))
        names = {column: name_of(column, self.header) for column in range(width)}
        return {
            name: cell_at(self.values, column)
            for column, name in names.items()
            if self.is_same_header or column in self.written or has_title(column, self.header)
        }

    def unwritten(self) -> dict[str, Cell]:
        """The cells that were not written, by header."""
        written = {name_of(column, self.header) for column in self.written}
        return {name: cell for name, cell in self.content().items() if name not in written}


@dataclass(slots=True)
class Landed:
    """What is left to do after a write, items that correct cells included, and what cannot be corrected, in words."""

    to_do: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def landed(
    hits: Sequence[Hit],
    pending: Sequence[Item],
    seen: Mapping[str, RowsSeen],
    look: Callable[[str], TabView | None] = lambda title: None,
) -> Landed:
    """Compare what a write hit with what was to be written.

    `pending` are all items of the write, with their rows as in what was `seen` just before it, by tab. `look` reads a
    whole tab as it is now, where the answer does not show which row was hit. Sets the items' rows to where they are as
    of the write.
    """
    result = Landed()
    at: dict[tuple[str, int], list[Item]] = {}
    for item in pending:
        at.setdefault((item.tab, item.row), []).append(item)
    names = {id(item): {seen[item.tab].name(title): title for title in item.after} for item in pending}
    found, named = _looked_up(hits, seen, look, result.notes)
    right: set[tuple[int, str]] = set()
    corrections: list[Item] = []
    for hit, row, is_exact in found:
        items = at.get((hit.tab, -1 if row is None else row), []) if is_exact else []
        correction = _correction(hit)
        for column, value in hit.written.items():
            name = name_of(column, hit.header)
            owner = next((item for item in items if name in names[id(item)]), None)
            if owner is not None:
                title = names[id(owner)][name]
                owner.strays.setdefault(title, []).append(value)
                if same(value, owner.after[title]):
                    right.add((id(owner), name))
            else:
                for item in items:
                    if name in item.key:
                        item.strays.setdefault(name, []).append(value)
                correction.before[name] = value
                known, old = seen[hit.tab].before(row, name, column, hit.header)
                if known and not same(old, value):
                    correction.after[name] = old
                elif known:
                    del correction.before[name]
        unknown = correction.before.keys() - correction.after.keys()
        if unknown and id(hit) not in named:
            lost = _correction(hit)
            lost.before = {name: correction.before[name] for name in sorted(unknown)}
            result.notes.append(failure_note(lost))
        correction.before = {name: correction.before[name] for name in correction.after}
        if correction.after:
            corrections.append(correction)
    result.to_do = [
        item for item in pending if not all((id(item), name) in right for name in names[id(item)])
    ]
    for hit, row, is_exact in found:
        for item in at.get((hit.tab, -1 if row is None else row), []) if is_exact else ():
            item.row, item.content = hit.row, hit.content()
    result.to_do += corrections
    return result


def _looked_up(
    hits: Sequence[Hit],
    seen: Mapping[str, RowsSeen],
    look: Callable[[str], TabView | None],
    notes: list[str],
) -> tuple[list[tuple[Hit, int | None, bool]], set[int]]:
    """Each hit with which row it was and whether that is certain, and those (by `id`) that are told about.

    Adds to `notes` what is still open.
    """
    named: set[int] = set()
    found = [(hit, *row_of(hit, seen[hit.tab])) for hit in hits]
    for tab in dict.fromkeys(hit.tab for hit, row, _ in found if row in (None, BLANK_ROW)):
        unclear = [
            at for at, (hit, row, _) in enumerate(found) if hit.tab == tab and row in (None, BLANK_ROW)
        ]
        known = [row for hit, row, _ in found if hit.tab == tab and row not in (None, BLANK_ROW)]
        asked = [
            Unclear(hit.row, hit.unwritten(), [name_of(c, hit.header) for c in hit.written])
            for hit in (found[at][0] for at in unclear)
        ]
        result = find_missing(asked, known, seen[tab], look(tab))
        for index, row in result.rows.items():
            found[unclear[index]] = (found[unclear[index]][0], row, True)
        notes += result.notes
        named |= {id(found[unclear[index]][0]) for index in result.named}
    return found, named


def row_of(hit: Hit, rows: RowsSeen) -> tuple[int | None, bool]:
    """Which of the rows seen before a write was hit: its number, BLANK_ROW for one that was blank, None if not clear.

    And whether it is certain: a row whose key someone changed meanwhile is not. A row is known by its key. If the write
    replaced that, the other cells of the row tell.
    """
    unwritten = hit.unwritten()
    keys = {rows.name(title) for title in key_titles(hit.items)}
    key = {name: unwritten[name] for name in keys if name in unwritten}
    is_kept = len(key) == len(keys) and not is_blank(key)
    if is_kept:
        alike = rows.with_cells(key)
        if len(alike) == 1:
            return alike[0], True
        if alike:
            best = rows.nearest(unwritten, alike, hit.expected)
            return (best, True) if best is not None else (None, False)
    if not unwritten:
        return (hit.expected, True) if hit.is_same_header else (None, False)
    if is_blank(unwritten):
        is_expected = is_blank({name: rows.cell(hit.expected, name) for name in unwritten})
        return (hit.expected if is_expected else BLANK_ROW), True
    best = rows.nearest(unwritten, None, hit.expected)
    if best is None:
        return None, False
    is_ours = best == hit.expected and all(item.cells or item.purpose != "save" for item in hit.items)
    return best, not is_kept or is_ours


def key_titles(items: Sequence[Item]) -> set[str]:
    """The columns that identify the row of these items, which are meant for one row."""
    item = next((item for item in items if item.purpose != "restore"), items[0])
    return item.own_key or set(item.key)


def key_titles_of(items: Sequence[Item], tab: str) -> set[str]:
    """The columns that identify the rows of a tab."""
    mine = sorted(
        (item for item in items if item.tab == tab), key=lambda item: bool(item.mark and not item.cells)
    )
    return key_titles(mine[:1])


def header_as_seen(header: Sequence[str], known: Sequence[str]) -> list[str]:
    """A header row as of the write, with the title of each column whose header someone typed over meanwhile."""
    width = max(len(header), len(known))
    now, before = ([*row, *[""] * (width - len(row))] for row in (header, known))
    return [
        was if was and was not in now and title not in before else title
        for title, was in zip(now, before, strict=True)
    ]


def is_lost(header: Sequence[str], known: Sequence[str]) -> bool:
    """Whether most of the `known` headers are gone as of the write: the header row is another row."""
    titles = set(filter(None, known))
    return 2 * len(titles & set(header)) < len(titles)


def _correction(hit: Hit) -> Item:
    """An item that corrects cells of a row; it has none yet."""
    content = hit.content()
    key = {name: content[name] for name in sorted(key_titles(hit.items)) if name in content}
    return Item(hit.tab, hit.row, key, {}, {}, "restore", hit.items[0].source, content=content)


def cell_at(values: Sequence[Cell], column: int) -> Cell:
    """A cell of a row whose trailing blanks may be cut off; None beyond its end."""
    return values[column] if column < len(values) else None
