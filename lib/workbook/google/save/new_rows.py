"""The new rows of a save: where they go, whether their keys are free, and what fills them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence

from lib.workbook.base import Cell, RowAddition
from lib.workbook.common.cells import header_text
from lib.workbook.common.placeholder import digest, placeholder
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.items import Item, key_text, missing_columns, protection_words
from lib.workbook.google.save.marks import ADDED, Request, tag, tag_id
from lib.workbook.google.save.requests import fill, filled_cells, id_column, insert, last_of, make_tab, raw
from lib.workbook.google.save.tabs_seen import TabEnd, TabsSeen


class NewRows:
    """The new rows of a save in `tabs`. Each is staged with a placeholder in its last cell.

    `changed`: how many rows the save changes.
    """

    def __init__(
        self,
        additions: Sequence[RowAddition],
        journal: Sequence[RowAddition],
        tabs: TabsSeen,
        changed: int,
    ) -> None:
        self.additions, self._journal, self._changed = [*additions, *journal], journal, changed
        self._adopted: dict[int, int] = {}
        self._tabs, self._session = tabs, tabs.session
        self._rows: dict[int, int] = {}
        self._columns: dict[str, dict[str, int]] = {}

    @property
    def sheet_ids(self) -> list[int]:
        """The ids of the tabs that get new rows, as far as there are such tabs."""
        ids = self._tabs.sheet_ids
        return [ids[title] for title in self._by_tab() if title in ids]

    @property
    def final(self) -> str:
        """What all journal rows get in their last cell when the save is complete; "" if they do not have one text."""
        lasts = {addition.values.get(addition.last) for addition in self._journal}
        last = next(iter(lasts)) if len(lasts) == 1 else None
        return last if isinstance(last, str) and last.isprintable() and not {*"$\\"} & {*last} else ""

    @property
    def journal_sheet_ids(self) -> list[int]:
        """The ids of the journal's tabs."""
        return [self._tabs.sheet_ids[title] for title in dict.fromkeys(a.tab for a in self._journal)]

    @property
    def titles(self) -> list[str]:
        """The tabs that get new rows, as far as they exist."""
        return [title for title in self._by_tab() if title in self._tabs.sheet_ids]

    def ends(self, *titles: str) -> dict[str, TabEnd]:
        """What to read of each existing tab that gets new rows, by title; and these columns, where there are journal
        rows.

        Once the rows are staged, these are the columns that their rows are recognized by.
        """
        ends = {}
        for title, additions in self._by_tab().items():
            if title not in self._tabs.sheet_ids:
                continue
            at = [self._rows[i] for i, a in enumerate(self.additions) if a.tab == title and i in self._rows]
            names = {name for a in additions if a not in self._journal for name in a.key}
            names |= {name for name in titles if any(a in self._journal for a in additions)}
            names |= set() if names else {name for a in additions for name in filled_cells(a)}
            last_known = max(self._tabs.height(title) - 1, self._tabs.header(title).row + 1)
            if at:
                open_ = [a for a in additions if not (a in self._journal and self.final)]
                names = {name for a in open_ for name in (*(a.key or filled_cells(a)), last_of(a))}
            ends[title] = TabEnd(min([last_known, *at]), frozenset(names))
        return ends

    def refusals(self, *, adopts: bool = False) -> list[str]:
        """Why the rows cannot be added, in words: no such tab or column, a protected tab, a key in use.

        `adopts`: an earlier try of this save was interrupted after it wrote, so rows that are there already are its.
        """
        words: list[str] = []
        for title, additions in self._by_tab().items():
            view = self._tabs.views.get(title)
            if view is None:
                if not additions[0].headers:
                    words.append(f"there is no {title} tab: add it, with its headers in row 1")
                continue
            at = view.columns({name for addition in additions for name in filled_cells(addition)})
            missing = sorted({name for addition in additions for name in filled_cells(addition)} - at.keys())
            if missing:
                words.append(missing_columns(title, missing, view.top))
                continue
            protected = (
                protection_words(view, max(view.used_rows(), view.top + 1), column)
                for column in sorted(at.values())
            )
            words += list(filter(None, protected))[:1]
            words += self._keys_in_use(view, additions, adopts)
        return list(dict.fromkeys(words))

    def requests(self) -> list[Request]:
        """Requests that create the tabs that are missing, and add, fill and tag the rows."""
        requests: list[Request] = []
        save = self._session.save
        for title, additions in self._by_tab().items():
            view = self._tabs.views.get(title)
            if view is None:
                sheet_id, first = secrets.randbelow(2**31 - 2) + 1, 1
                headers = additions[0].headers
                at = {name: column for column, name in enumerate(headers)}
                self._tabs.sheet_ids[title] = sheet_id
                requests += make_tab(sheet_id, title, headers, len(additions))
            else:
                sheet_id, first = view.sheet_id, max(view.used_rows(), view.top + 1)
                at = view.columns({name for addition in additions for name in addition.values})
                requests.append(insert(sheet_id, first, len(additions), view.height, view.top))
            self._columns[title] = at
            rows = [
                {at[name]: cell for name, cell in self._staged_cells(addition).items()}
                for addition in additions
            ]
            requests.append(fill(sheet_id, first, rows))
            self._session.tagged.add((ADDED, save))
            for row, addition in enumerate(additions, start=first):
                index = self._index(addition)
                self._rows[index] = row
                value = digest(raw(addition.values[last_of(addition)])) + (
                    f" j{len(self._journal)}" if self._journal else ""
                )
                requests.append(tag(tag_id(save, 0, index), ADDED, save, sheet_id, row, value))
        return requests

    def items(self) -> list[Item]:
        """The new rows as existing rows: their cells identify them, and the last cell still has its placeholder."""
        items = []
        own = frozenset({id_column(self._journal)} - {""})
        for index, row in self._rows.items():
            addition = self.additions[index]
            if addition in self._journal and self.final:
                continue
            staged, last = self._staged_cells(addition), last_of(addition)
            cells = {name: cell for name, cell in staged.items() if name != last}
            items.append(
                Item(
                    addition.tab,
                    row,
                    dict(cells) or {last: staged[last]},
                    {last: staged[last]},
                    {last: addition.values[last]},
                    source=addition,
                    tag=tag_id(self._session.save, 0, index),
                    cells=cells,
                    own=own if addition in self._journal else frozenset(),
                    mark={last: staged[last]},
                )
            )
        return items

    def are_misplaced(self) -> bool:
        """Whether someone moved a column before the rows were added: their cells are in other columns then."""
        views = self._tabs.views
        return not all(
            views[title].columns(at) == at for title, at in self._columns.items() if title in views
        )

    def words_on_typed_over(self, views: Mapping[str, TabView], found: Collection[Cell]) -> list[str]:
        """What to say about staged rows without placeholder: someone typed over it. `found`: those still there."""
        words = []
        for index in self._rows:
            addition = self.additions[index]
            staged, last, view = self._staged_cells(addition), last_of(addition), views.get(addition.tab)
            cells = {name: cell for name, cell in staged.items() if name != last}
            if view is None or staged[last] in found or not cells:
                continue
            places = [view.columns(cells), {name: self._columns[addition.tab][name] for name in cells}]
            wanted = [
                {at[n]: raw(cell) for n, cell in cells.items()} for at in places if len(at) == len(cells)
            ]
            rows = next(filter(None, map(view.known_rows_with, wanted)), [])
            words += [
                f"{addition.tab}, row {row + 1} ({key_text(cells)}): someone typed into this row while Pharos was "
                "adding it, so it was left there: clear it"
                for row in rows[:1]
            ]
        return words

    def rows(self) -> dict[int, int]:
        """The row (from 0) of each addition that is in its tab, by its identity (`id`)."""
        return {id(self.additions[index]): row for index, row in (self._rows | self._adopted).items()}

    def found(self, rows: Mapping[int, int]) -> None:
        """Note where additions are, by their identity (`id`): they were saved before."""
        self._rows = {self._index(a): rows[id(a)] for a in self.additions if id(a) in rows}

    def _staged_cells(self, addition: RowAddition) -> dict[str, Cell]:
        """The cells of a staged row: all as they will be, but for the placeholder in the last one."""
        cells, last = filled_cells(addition), last_of(addition)
        others = [raw(cell) for name, cell in cells.items() if name != last]
        number, count = self._index(addition) + 1, len(self.additions) - len(self._journal)
        final = self.final if addition in self._journal else ""
        count -= len(self._adopted) if self._adopted else 0
        return cells | {last: placeholder(self._session.save, number, count, self._changed, others, final)}

    def _index(self, addition: RowAddition) -> int:
        return next(index for index, other in enumerate(self.additions) if other is addition)

    def _by_tab(self) -> dict[str, list[RowAddition]]:
        tabs: dict[str, list[RowAddition]] = {}
        for index, addition in enumerate(self.additions):
            if index in self._adopted:
                continue
            tabs.setdefault(addition.tab, []).append(addition)
        return tabs

    def _keys_in_use(self, view: TabView, additions: Sequence[RowAddition], adopts: bool) -> list[str]:
        words = []
        additions = [addition for addition in additions if addition not in self._journal]
        names = sorted({name for addition in additions for name in addition.key})
        at = view.columns(names)
        taken: dict[tuple[str, ...], int] = {}
        for row in sorted(row for row in view.cells if row > view.top):
            taken.setdefault(
                tuple(_folded(view.cell(row, at[n]).value) if n in at else "" for n in names), row
            )
        new: dict[tuple[str, ...], RowAddition] = {}
        for addition in additions:
            key = tuple(_folded(addition.values.get(name)) if name in addition.key else "" for name in names)
            if not any(key):
                continue
            row = taken.get(key)
            shown_key = key_text({name: addition.values.get(name) for name in addition.key})
            if row is not None and adopts:
                self._adopted[self._index(addition)] = row
            elif row is not None:
                words.append(f"{view.title}: the key {shown_key} is already in use, in row {row + 1}")
            elif new.setdefault(key, addition) is not addition:
                words.append(f"{view.title}: two new rows have the key {shown_key}")
        return words


def _folded(cell: Cell) -> str:
    return " ".join(header_text(cell).split()).casefold()
