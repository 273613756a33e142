"""The new rows of a save: where they go, whether their keys are free, and what fills them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from lib.workbook.base import Cell, RowAddition
from lib.workbook.common.cells import header_text
from lib.workbook.google.save.cells_seen import TabView, untitled
from lib.workbook.google.save.items import Item, key_text, missing_columns, protection_words
from lib.workbook.google.save.marks import ADDED, COMPLETE, Request, new_row_value, tag, tag_id
from lib.workbook.google.save.requests import fill, filled_cells, insert, make_tab
from lib.workbook.google.save.tabs_seen import TabEnd, TabsSeen


class NewRows:
    """The new rows of a save in `tabs`. `in_one_go`: nothing else is written, so each row is complete at once."""

    def __init__(
        self,
        additions: Sequence[RowAddition],
        journal: Sequence[RowAddition],
        tabs: TabsSeen,
        *,
        in_one_go: bool,
    ) -> None:
        self.additions, self._journal = [*additions, *journal], journal
        self._tabs, self._session, self._in_one_go = tabs, tabs.session, in_one_go
        self._rows: dict[int, int] = {}
        self._columns: dict[str, dict[str, int]] = {}
        self.already_saved = False
        """Whether a journal row of this save is already in its tab, which means that all of it was saved before."""

    def ends(self) -> dict[str, TabEnd]:
        """What to read of each existing tab that gets new rows, by title."""
        return {
            title: TabEnd(
                max(self._tabs.height(title) - 1, 1),
                frozenset(
                    name for a in additions if a not in self._journal for name in (*a.key, a.last) if name
                ),
            )
            for title, additions in self._by_tab().items()
            if title in self._tabs.sheet_ids
        }

    def refusals(self) -> list[str]:
        """Why the rows cannot be added, in words: no such tab or column, a protected tab, a key in use.

        Sets `already_saved`. Raises GoogleError.
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
                words.append(missing_columns(title, missing))
                continue
            self._tabs.find_end(title, {name for addition in additions for name in addition.key})
            protected = (protection_words(view, view.used_rows(), column) for column in sorted(at.values()))
            words += list(filter(None, protected))[:1]
            words += self._keys_in_use(view, additions)
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
                sheet_id, first = view.sheet_id, max(view.used_rows(), 1)
                at = view.columns({name for addition in additions for name in addition.values})
                requests.append(insert(sheet_id, first, len(additions), view.height))
            self._columns[title] = at
            rows = [
                {
                    at[name]: cell
                    for name, cell in filled_cells(addition).items()
                    if name != self._last(addition)
                }
                for addition in additions
            ]
            requests.append(fill(sheet_id, first, rows))
            self._session.tagged.add((ADDED, save))
            for row, addition in enumerate(additions, start=first):
                index = self.additions.index(addition)
                self._rows[index] = row
                last = at[self._last(addition)] if self._last(addition) else COMPLETE
                value = new_row_value(last, rows[row - first])
                requests.append(tag(tag_id(save, 0, index), ADDED, save, sheet_id, row, value))
        return requests

    def items(self) -> list[Item]:
        """The new rows as existing rows: the cells that identify them, and the last cell, which is not written yet."""
        items = []
        for index, row in self._rows.items():
            addition, last = self.additions[index], self._last(self.additions[index])
            cells = {name: cell for name, cell in filled_cells(addition).items() if name != last}
            item = Item(
                addition.tab,
                row,
                {name: cells.get(name) for name in addition.key} or cells,
                {last: None} if last else {},
                {last: addition.values[last]} if last else {},
                source=addition,
                tag=tag_id(self._session.save, 0, index),
                cells=cells,
            )
            items.append(item)
        return items

    def misplaced(self) -> list[Item]:
        """All new rows, as items to take back, if someone moved a column before they were added; else none.

        Their cells are then in the columns that `requests` took, whatever these are called now.
        """
        views = self._tabs.views
        if all(views[title].columns(at) == at for title, at in self._columns.items() if title in views):
            return []
        items = []
        for index, row in self._rows.items():
            addition, last = self.additions[index], self._last(self.additions[index])
            at, view = self._columns[addition.tab], views.get(addition.tab)
            header = dict(enumerate(view.header())) if view else {}
            cells = {
                header.get(at[name]) or untitled(at[name]): cell
                for name, cell in filled_cells(addition).items()
                if name != last
            }
            tag = tag_id(self._session.save, 0, index)
            names = {
                at[name]: header.get(at[name]) or untitled(at[name]) for name in addition.key if name in at
            }
            key = {name: cells[name] for name in names.values() if name in cells}
            items.append(Item(addition.tab, row, key or cells, {}, {}, source=addition, tag=tag, cells=cells))
        return items

    def rows(self, by_tag: Mapping[int, int]) -> dict[int, int]:
        """The row (from 0) of each addition, by its identity (`id`). `by_tag` gives the rows of tags found."""
        found = {i: by_tag.get(tag_id(self._session.save, 0, i)) for i in range(len(self.additions))}
        return {
            id(addition): row
            for i, addition in enumerate(self.additions)
            if (row := self._rows.get(i, found[i])) is not None
        }

    def _last(self, addition: RowAddition) -> str:
        return "" if self._in_one_go or addition.last not in filled_cells(addition) else addition.last

    def _by_tab(self) -> dict[str, list[RowAddition]]:
        tabs: dict[str, list[RowAddition]] = {}
        for addition in self.additions:
            tabs.setdefault(addition.tab, []).append(addition)
        return tabs

    def _keys_in_use(self, view: TabView, additions: Sequence[RowAddition]) -> list[str]:
        words = []
        names = sorted({name for addition in additions for name in addition.key})
        at = view.columns(names)
        taken: dict[tuple[str, ...], int] = {}
        for row in sorted(view.cells.keys() - {0}):
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
            if row is None:
                if new.setdefault(key, addition) is not addition:
                    words.append(f"{view.title}: two new rows have the key {shown_key}")
            elif addition in self._journal and self._is_saved(view, row, addition):
                self.already_saved = True
            else:
                words.append(f"{view.title}: the key {shown_key} is already in use, in row {row + 1}")
        return words

    def _is_saved(self, view: TabView, row: int, addition: RowAddition) -> bool:
        cells = filled_cells(addition)
        at = view.columns(cells)
        return len(at) == len(cells) and view.holds(row, {at[name]: cell for name, cell in cells.items()})


def _folded(cell: Cell) -> str:
    return " ".join(header_text(cell).split()).casefold()
