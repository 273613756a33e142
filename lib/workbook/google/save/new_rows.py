"""The new rows of a save: where they go, whether their keys are free, and what fills them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from lib.workbook.base import Cell, RowAddition
from lib.workbook.common.cells import header_text
from lib.workbook.google.save.cells_seen import View
from lib.workbook.google.save.items import Item, kept_out, key_text, no_column
from lib.workbook.google.save.marks import ADDED, COMPLETE, Request, tag, tag_id, value_of_new
from lib.workbook.google.save.requests import fill, insert, make_tab, said
from lib.workbook.google.save.tabs_seen import End
from lib.workbook.google.save.write_rows import Desk


class Added:
    """New rows, tab by tab. `in_one_go`: nothing else is written, so each row is complete from the start."""

    def __init__(
        self, appends: Sequence[RowAddition], journal: Sequence[RowAddition], desk: Desk, *, in_one_go: bool
    ) -> None:
        self.appends, self._journal = [*appends, *journal], journal
        self._desk, self._in_one_go = desk, in_one_go
        self._rows: dict[int, int] = {}
        self.are_there = False
        """Whether a journal row of this save stands in the tab already: then all of it was saved before."""

    def ends(self) -> dict[str, End]:
        """What to see of each tab that gets rows and exists."""
        return {
            title: End(
                max(self._desk.height(title) - 1, 1),
                frozenset(
                    name for a in appends if a not in self._journal for name in (*a.key, a.last) if name
                ),
            )
            for title, appends in self._by_tab().items()
            if title in self._desk.sheet_ids
        }

    def refusals(self) -> list[str]:
        """What stands in the way, in words: no such tab or column, a protected tab, a key in use."""
        words: list[str] = []
        for title, appends in self._by_tab().items():
            view = self._desk.views.get(title)
            if view is None:
                if not appends[0].headers:
                    words.append(f"there is no tab {title}: add it, with its headers in row 1")
                continue
            at = view.columns({name for append in appends for name in said(append)})
            absent = sorted({name for append in appends for name in said(append)} - at.keys())
            if absent:
                words.append(no_column(title, absent))
                continue
            self._desk.find_end(title, {name for append in appends for name in append.key})
            words += list(
                filter(None, (kept_out(view, view.used(), column) for column in sorted(at.values())))
            )[:1]
            words += self._keys_in_use(view, appends)
        return list(dict.fromkeys(words))

    def requests(self) -> list[Request]:
        """Make the tabs that are missing, add the rows, fill and tag them."""
        requests: list[Request] = []
        save = self._desk.hold.save
        for title, appends in self._by_tab().items():
            view = self._desk.views.get(title)
            if view is None:
                sheet_id, first = secrets.randbelow(2**31 - 2) + 1, 1
                headers = appends[0].headers
                at = {name: column for column, name in enumerate(headers)}
                self._desk.sheet_ids[title] = sheet_id
                requests += make_tab(sheet_id, title, headers, len(appends))
            else:
                sheet_id, first = view.sheet_id, max(view.used(), 1)
                at = view.columns({name for append in appends for name in append.values})
                requests.append(insert(sheet_id, first, len(appends), view.height))
            rows = [
                {at[name]: cell for name, cell in said(append).items() if name != self._last(append)}
                for append in appends
            ]
            requests.append(fill(sheet_id, first, rows))
            self._desk.hold.tags.add((ADDED, save))
            for row, append in enumerate(appends, start=first):
                index = self.appends.index(append)
                self._rows[index] = row
                last = at[self._last(append)] if self._last(append) else COMPLETE
                value = value_of_new(last, rows[row - first])
                requests.append(tag(tag_id(save, 0, index), ADDED, save, sheet_id, row, value))
        return requests

    def items(self) -> list[Item]:
        """The new rows as rows that exist now: what identifies them, and the last cell that is still to be written."""
        items = []
        for index, row in self._rows.items():
            append, last = self.appends[index], self._last(self.appends[index])
            cells = {name: cell for name, cell in said(append).items() if name != last}
            item = Item(
                append.tab,
                row,
                {name: cells.get(name) for name in append.key} or cells,
                {last: None} if last else {},
                {last: append.values[last]} if last else {},
                source=append,
                tag=tag_id(self._desk.hold.save, 0, index),
                cells=cells,
            )
            items.append(item)
        return items

    def rows(self, by_tag: Mapping[int, int]) -> dict[int, int]:
        """Where each append stands now (from 0), by the append's identity; `by_tag` as found in the spreadsheet."""
        found = {i: by_tag.get(tag_id(self._desk.hold.save, 0, i)) for i in range(len(self.appends))}
        return {
            id(append): row
            for i, append in enumerate(self.appends)
            if (row := self._rows.get(i, found[i])) is not None
        }

    def _last(self, append: RowAddition) -> str:
        return "" if self._in_one_go or append.last not in said(append) else append.last

    def _by_tab(self) -> dict[str, list[RowAddition]]:
        tabs: dict[str, list[RowAddition]] = {}
        for append in self.appends:
            tabs.setdefault(append.tab, []).append(append)
        return tabs

    def _keys_in_use(self, view: View, appends: Sequence[RowAddition]) -> list[str]:
        words = []
        names = sorted({name for append in appends for name in append.key})
        at = view.columns(names)
        taken: dict[tuple[str, ...], int] = {}
        for row in sorted(view.cells.keys() - {0}):
            taken.setdefault(
                tuple(_folded(view.cell(row, at[n]).value) if n in at else "" for n in names), row
            )
        new: dict[tuple[str, ...], RowAddition] = {}
        for append in appends:
            key = tuple(_folded(append.values.get(name)) if name in append.key else "" for name in names)
            if not any(key):
                continue
            row = taken.get(key)
            told = key_text({name: append.values.get(name) for name in append.key})
            if row is None:
                if new.setdefault(key, append) is not append:
                    words.append(f"{view.title}: two new rows have the key {told}")
            elif append in self._journal and self._is_there(view, row, append):
                self.are_there = True
            else:
                words.append(f"{view.title}: the key {told} is in use already, in row {row + 1}")
        return words

    def _is_there(self, view: View, row: int, append: RowAddition) -> bool:
        cells = said(append)
        at = view.columns(cells)
        return len(at) == len(cells) and view.holds(row, {at[name]: cell for name, cell in cells.items()})


def _folded(cell: Cell) -> str:
    return " ".join(header_text(cell).split()).casefold()
