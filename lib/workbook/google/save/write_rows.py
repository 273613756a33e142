"""Writing to existing rows of a held spreadsheet: tag them where they are, check, write, see where it landed.

Between two requests anybody may sort, insert or delete. Inserts and deletes take a tag along with its row; a sort may
leave it where it was, on another row. The answer of a write shows each row as of the write, so a row that was hit by
mistake is recognized, given back what it had, and the right one is written in the next round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import Any

from lib.workbook.base import Cell, Grid, RowAddition
from lib.workbook.common.cells import same
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save.cells_seen import DATED, View
from lib.workbook.google.save.items import Findings, Item, examine
from lib.workbook.google.save.lock import Hold
from lib.workbook.google.save.marks import EDITED, Request, tag, tag_id, untag
from lib.workbook.google.save.repair import cell_at, failure, given_back, strays
from lib.workbook.google.save.requests import row_of, show_dates
from lib.workbook.google.save.tabs_seen import End, Sight

ROUNDS = 8


class Desk(Sight):
    """The rounds of writing. `notes`: what went wrong and could not be put right, in words."""

    def __init__(
        self, hold: Hold, workbook: str, sheet_ids: Mapping[str, int], grid: Callable[[str], Grid | None]
    ) -> None:
        super().__init__(hold, workbook, sheet_ids, grid)
        self.notes: list[str] = []

    def tag(
        self,
        items: Sequence[Item],
        requests: Sequence[Request] = (),
        ends: Mapping[str, End] | None = None,
    ) -> Findings:
        """Tag the row of each item and check it as of then; again, while rows move. `requests` are done once, before.

        Raises GoogleError where the rows do not come to rest.
        """
        for _ in range(ROUNDS):
            marks = self._marks(items)
            try:
                self.open(partial(self.asked, items, ends), partial(self.hold.batch, [*marks, *requests]))
            except GoogleError as error:
                if error.status != 400 or "bounds of the sheet" not in error.said:
                    raise
                self.open(
                    lambda: [replace(ask, rows=(), everything=True) for ask in self.asked(items)],
                    self.hold.read,
                )
            else:
                requests = ()
            findings = self.check(items)
            if not findings.moved or not findings.are_clear:
                return findings
        raise GoogleError(
            "the rows are being moved while Pharos saves: try again when the sheet is at rest", passing=True
        )

    def _marks(self, items: Sequence[Item]) -> list[Request]:
        """Requests that tag the row of each item anew."""
        own = (EDITED, self.hold.save)
        requests = [untag(*own)] if own in self.hold.tags else []
        step = self.hold.lease.step + 1
        for index, item in enumerate(items):
            item.tag = tag_id(self.hold.save, step, index)
            requests.append(tag(item.tag, *own, self.sheet_ids[item.tab], item.row))
            self.hold.tags.add(own)
        return requests

    def write(self, items: Sequence[Item]) -> list[Item]:
        """Write all items, tagged and checked; in the end each stands in its row, and no other row is changed.

        Out: the items for which that could not be done, because their row is gone or changed meanwhile.
        """
        pending, failed = list(items), []
        for attempt in range(ROUNDS):
            if attempt:
                pending, lost = self._retagged(pending)
                failed += lost
            if not pending:
                return failed
            answer = self.hold.write({item.tag: self._row(item) for item in pending})
            if answer is None:
                pending += self._strays(pending)
                continue
            pending, gone = self._owed(pending, answer)
            failed += gone
        if pending:
            self.notes += [failure(item) for item in pending if item.purpose != "save"]
            failed += [item for item in pending if item.purpose == "save"]
        return failed

    def write_again(self, items: Sequence[Item]) -> list[Item]:
        """Tag, check and write items, as `write`."""
        pending, failed = self._retagged(list(items))
        return [*failed, *self.write(pending)]

    def take_back(self, undone: Sequence[tuple[Item, ...]]) -> None:
        """Write undoing items, step by step; tab by tab where one of them cannot be written to any more."""
        try:
            self._write_steps(undone)
        except GoogleError as error:
            if error.passing:
                raise
            for tab in dict.fromkeys(steps[0].tab for steps in undone):
                own = [steps for steps in undone if steps[0].tab == tab]
                try:
                    self._write_steps(own)
                except GoogleError as why:
                    if why.passing:
                        raise
                    self.notes += [failure(steps[0]) for steps in own]

    def _write_steps(self, undone: Sequence[tuple[Item, ...]]) -> None:
        for step in zip_longest(*undone):
            self.write_again([item for item in step if item is not None])

    def date_formats(
        self, items: Iterable[Item], appends: Iterable[tuple[RowAddition, int]]
    ) -> list[Request]:
        """Requests that show dates which this save wrote as dates, where a cell would show a number."""
        written: list[tuple[str, int, Mapping[str, Cell]]] = [(i.tab, i.row, i.after) for i in items]
        written += [(append.tab, row, append.values) for append, row in appends]
        cells = []
        for title, row, values in written:
            view = self.views.get(title)
            at = view.columns(values) if view else {}
            for name, column in at.items():
                assert view is not None
                shown = view.cell(row, column).format or {}
                if hasattr(values[name], "year") and shown.get("type") not in DATED:
                    cells.append((view.sheet_id, row, column, view.date_format(column)))
        return show_dates(cells)

    def _strays(self, items: Sequence[Item]) -> list[Item]:
        """Look at everything again after a write whose answer was lost, for rows that it hit by mistake."""
        before = dict(self.views)
        self._show(self.hold.batch([], self.asked(items)))
        found = []
        for title in dict.fromkeys(item.tab for item in items):
            view, mine = self.views[title], [item for item in items if item.tab == title]
            at = view.columns(set().union(*(item.titles for item in mine)))
            if not set(at.values()) <= view.whole:
                view.learn_columns(self.hold.columns(title, sorted(at.values())))
            every = [stray for item in mine for stray in strays(item, before[title], view, self._grid(title))]
            found += [stray for stray in every if not any(_is_meant(item, stray, view) for item in mine)]
        return found

    def _retagged(self, pending: list[Item]) -> tuple[list[Item], list[Item]]:
        """The items that are still to be written, tagged, and the saves whose row is gone or changed."""
        lost: list[Item] = []
        while pending:
            findings = self.tag(pending)
            stuck = [item for item in pending if item.purpose == "save" and not self._is_clear(item)]
            settled = {id(item) for item in (*stuck, *findings.gone)}
            pending = [item for item in pending if id(item) not in settled]
            lost += stuck
            if not stuck:
                break
        return pending, lost

    def _is_clear(self, item: Item) -> bool:
        return examine([item], self.views, self.workbook).are_clear

    def _row(self, item: Item) -> list[Cell]:
        at = self.views[item.tab].columns(item.after)
        return row_of({at[title]: cell for title, cell in item.after.items()})

    def _owed(
        self, items: Sequence[Item], answer: Mapping[int, Mapping[str, Any]]
    ) -> tuple[list[Item], list[Item]]:
        """What a write leaves to do: items that hit another row, and what that row gets back; and lost saves."""
        owed: list[Item] = []
        gone: list[Item] = []
        for item in items:
            part = answer.get(item.tag)
            if part is None:
                gone += [item] if item.purpose == "save" else []
                continue
            row = _row_of(part["updatedRange"])
            values = (part.get("updatedData", {}).get("values") or [[]])[0]
            at = self.views[item.tab].columns(item.titles)
            if item.leaves_nothing:
                is_right = not any(cell not in (None, "") for cell in values)
            else:
                is_right = all(same(cell_at(values, at[t]), cell) for t, cell in item.key_then.items())
            if is_right:
                item.row = row
                continue
            owed.append(item)
            restore = given_back(item, row, values, self.views[item.tab], self._grid(item.tab))
            if restore.after:
                owed.append(restore)
            else:
                self.notes.append(failure(restore))
        return owed, gone


def _is_meant(item: Item, stray: Item, view: View) -> bool:
    """Whether the row of `stray` is the one that `item` was to be written to."""
    at = view.columns(item.titles)
    return view.holds(
        stray.row, {at[t]: cell for t, cell in {**item.key_then, **item.after}.items() if t in at}
    )


def _row_of(a1_range: str) -> int:
    """The row (from 0) of a range in one row, such as 'a tab'!A12:F12."""
    digits = "".join(char for char in a1_range.rpartition("!")[2].partition(":")[0] if char.isdigit())
    return int(digits) - 1
