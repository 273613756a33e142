"""Writing to existing rows of a locked spreadsheet: tag them where they are, check, write, see where it landed.

Between two requests anyone may sort, insert or delete rows. Inserts and deletes move a tag along with its row; a sort
may leave it where it was, on another row. The answer to a write shows each row as of the write, so a row that was
overwritten by mistake is recognized and restored, and the right row is written in the next round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from lib.workbook.base import Cell
from lib.workbook.common.cells import same
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.save.cells_seen import TabView
from lib.workbook.google.save.evidence import evidence_of
from lib.workbook.google.save.examining import Findings, examine
from lib.workbook.google.save.items import Item
from lib.workbook.google.save.landing import Hit, cell_at, header_as_seen, is_lost, key_titles_of, landed
from lib.workbook.google.save.lock import Written
from lib.workbook.google.save.marks import EDITED, HEADER, Request, tag, tag_id, untag
from lib.workbook.google.save.missing import most_alike
from lib.workbook.google.save.repair import failure_note, lost_answer_items, without
from lib.workbook.google.save.requests import row_of
from lib.workbook.google.save.rows_seen import RowsSeen
from lib.workbook.google.save.tab_query import TabQuery
from lib.workbook.google.save.tabs_seen import TabEnd, TabsSeen

ROUNDS = 8
ROOM = 15_000
"""Characters of what the tags of a save say: Google allows 30,000 per tab, ids and keys included."""


class RowWriter:
    """Writes to existing rows of `tabs`, in rounds. `notes`: what went wrong and could not be repaired, in words."""

    def __init__(self, tabs: TabsSeen) -> None:
        self.tabs, self.session = tabs, tabs.session
        self.notes: list[str] = []
        self.journal = 0
        """How many journal rows the save has."""
        self._headers: dict[str, int] = {}
        """The tags of the header rows that are not the first of their tabs."""
        self.open: list[Item] = []
        """Items that restore what a write hit by mistake, as long as that is not done."""
        self.gone: list[Item] = []
        """Items to restore or undo whose rows were not found."""

    def tag_rows(
        self,
        items: Sequence[Item],
        requests: Sequence[Request] = (),
        ends: Mapping[str, TabEnd] | None = None,
    ) -> Findings:
        """Tag the row of each item and check it as of then; repeat while rows move.

        `requests` are part of the first batch that succeeds. Raises GoogleError, also if the rows keep moving.
        """
        lost: list[Item] = []
        for _ in range(ROUNDS):
            tops = {title: self.tabs.header(title).row for title in {*(ends or ()), *(i.tab for i in items)}}
            tops = {title: row for title, row in tops.items() if row and title in self.tabs.sheet_ids}
            tagging = [*self._tag_requests(items), *self._tag_headers(tops)]
            try:
                self.tabs.open(
                    partial(self.tabs.queries, items, ends),
                    partial(self.session.batch, [*tagging, *requests]),
                )
            except GoogleError as error:
                if error.status != 400 or "bounds of the sheet" not in error.google_message:
                    raise
                self.tabs.open(
                    lambda: [replace(query, rows=(), everything=True) for query in self.tabs.queries(items)],
                    self.session.read,
                )
            else:
                requests = ()
            has_moved = any(self.tabs.views[t].top != row for t, row in tops.items() if t in self.tabs.views)
            if has_moved or not self.tabs.sees(items):
                continue
            findings = self.tabs.check(items)
            lost += findings.lost
            findings.lost = lost
            if not findings.moved or not findings.are_clear:
                return findings
        raise GoogleError(
            "rows keep moving while Pharos saves: try again when nobody is rearranging the sheet",
            transient=True,
        )

    def _tag_requests(self, items: Sequence[Item]) -> list[Request]:
        """Requests that tag the row of each item anew."""
        own = (EDITED, self.session.save)
        requests = [untag(*own)] if own in self.session.tagged else []
        step = self.session.lease.step + 1
        for index, item in enumerate(items):
            item.tag = tag_id(self.session.save, step, index)
            value = evidence_of(
                item,
                self.tabs.views.get(item.tab),
                has_written=self.session.has_written,
                journal=self.journal,
                room=ROOM // len(items),
            )
            requests.append(tag(item.tag, *own, self.tabs.sheet_ids[item.tab], item.row, value))
            self.session.tagged.add(own)
        return requests

    def _tag_headers(self, tops: Mapping[str, int]) -> list[Request]:
        """Requests that tag header rows anew, those that are not the first of their tabs."""
        own = (HEADER, self.session.save)
        requests = [untag(*own)] if own in self.session.tagged else []
        step = self.session.lease.step + 1
        for index, (title, row) in enumerate(sorted(tops.items())):
            self._headers[title] = tag_id(self.session.save, step, -1 - index)
            requests.append(tag(self._headers[title], *own, self.tabs.sheet_ids[title], row))
            self.session.tagged.add(own)
        return requests

    def write(self, items: Sequence[Item]) -> list[Item]:
        """Write all items, which are tagged and checked, each into its own row and into no other.

        Out: the items for which that was not possible, because their row is gone or has changed meanwhile. Raises
        GoogleError.
        """
        pending, failed = list(items), []
        for attempt in range(ROUNDS):
            if attempt:
                self.tabs.whole |= {item.tab for item in pending}
                pending, lost = self._tagged_again(pending)
                failed += lost
            if not pending:
                break
            groups = _by_row(pending)
            cells = {id(group[0]): self._cells(group) for group in groups}
            answer = self.session.write(
                {group[0].tag: row_of(cells[id(group[0])]) for group in groups},
                {item.tab: self._headers.get(item.tab) for item in pending},
            )
            if answer is None:
                pending += self._stray_items(pending)
                continue
            self.tabs.see_headers(answer.headers)
            pending = self._left_to_do(groups, cells, answer)
            self.open = [item for item in pending if item.purpose == "restore"]
        self.open = []
        if pending:
            self.notes += [failure_note(item) for item in pending if item.purpose != "save"]
            failed += [item for item in pending if item.purpose == "save"]
        return failed

    def open_notes(self) -> list[str]:
        """What could not be repaired, and what has not been repaired yet, in words."""
        return list(dict.fromkeys([*self.notes, *map(failure_note, self.open)]))

    def write_again(self, items: Sequence[Item]) -> list[Item]:
        """Tag, check and write items; in and out as `write`."""
        pending, failed = self._tagged_again(list(items))
        return [*failed, *self.write(pending)]

    def undo(self, steps_of_items: Sequence[tuple[Item, ...]]) -> None:
        """Write undoing items, step by step; tab by tab if one of the tabs can no longer be written to."""
        self.tabs.whole |= {item.tab for steps in steps_of_items for item in steps}
        try:
            self._write_steps(steps_of_items)
        except GoogleError as error:
            if error.transient:
                raise
            for tab in dict.fromkeys(steps[0].tab for steps in steps_of_items):
                in_tab = [steps for steps in steps_of_items if steps[0].tab == tab]
                try:
                    self._write_steps(in_tab)
                except GoogleError as error_in_tab:
                    if error_in_tab.transient:
                        raise
                    self.notes += [failure_note(steps[0]) for steps in in_tab]

    def _write_steps(self, steps_of_items: Sequence[tuple[Item, ...]]) -> None:
        for step in zip_longest(*steps_of_items):
            self.write_again([item for item in step if item is not None])

    def _stray_items(self, items: Sequence[Item]) -> list[Item]:
        """After a write whose answer was lost: read everything again, and find what it hit by mistake."""
        before = dict(self.tabs.views)
        self.tabs.refresh(items)
        found: list[Item] = []
        for restoring in lost_answer_items(items, before, self.tabs.views, self.tabs.grid):
            self._restore(restoring, found)
        return found

    def _tagged_again(self, pending: list[Item]) -> tuple[list[Item], list[Item]]:
        """The items that still have to be written, now tagged, and the saves whose row is gone or changed."""
        lost: list[Item] = []
        while pending:
            findings = self.tag_rows(pending)
            unfound = [item for item in findings.unfound if not item.is_untagged]
            self.notes += [failure_note(item) for item in (*findings.lost, *unfound)]
            self.gone += findings.gone
            stuck = [item for item in pending if item.purpose == "save" and not self._is_clear(item)]
            settled = {id(item) for item in (*stuck, *findings.gone)}
            pending = [item for item in pending if id(item) not in settled]
            lost += stuck
            if not stuck:
                break
        return pending, lost

    def _is_clear(self, item: Item) -> bool:
        return examine([item], self.tabs.views, self.tabs.workbook).are_clear

    def _cells(self, group: Sequence[Item]) -> dict[int, Cell]:
        """The cells to write into one row, by column."""
        cells: dict[int, Cell] = {}
        for item in group:
            at = self.tabs.views[item.tab].columns(item.after)
            cells |= {at[title]: item.after[title] for title in at}
        return cells

    def _left_to_do(
        self, groups: Sequence[Sequence[Item]], cells: Mapping[int, Mapping[int, Cell]], answer: Written
    ) -> list[Item]:
        """After a write: the items that are not in their row, and those that correct what was hit by mistake."""
        to_do: list[Item] = []
        hits: list[Hit] = []
        lost: set[str] = set()
        for group in groups:
            part, view = answer.rows.get(group[0].tag), self.tabs.views[group[0].tab]
            if part is None:
                for item in group:
                    item.is_untagged = True
                continue
            row = _row_number(part["updatedRange"])
            values = (part.get("updatedData", {}).get("values") or [[]])[0]
            header = answer.headers.get(view.title, view.header())
            if is_lost(header, view.header()):
                lost.add(view.title)
                for item in group:
                    self._note_without_header(item, row, values)
                to_do += [item for item in group if item.purpose == "save"]
                continue
            header = header_as_seen(header, view.header())
            is_same = list(filter(None, header)) == list(filter(None, view.header()))
            hits.append(Hit(group, row, values, header, cells[id(group[0])], is_same))
        pending = [item for group in groups for item in group if item.tab not in lost]
        seen = {tab: self._rows_seen(pending, tab) for tab in dict.fromkeys(item.tab for item in pending)}
        result = landed(hits, pending, seen, self._look)
        self.notes += result.notes
        return to_do + result.to_do

    def _rows_seen(self, items: Sequence[Item], tab: str) -> RowsSeen:
        """The rows of a tab before the write of these items."""
        top = self.tabs.header_rows.get(tab, 0)
        return RowsSeen(self.tabs.views[tab], self.tabs.grid(tab), key_titles_of(items, tab), top)

    def _look(self, title: str) -> TabView | None:
        """A whole tab as it is now; None if Google does not show it."""
        try:
            return self.tabs.read([TabQuery(title, everything=True)]).get(title)
        except GoogleError:
            return None

    def _note_without_header(self, item: Item, row: int, values: Sequence[Cell]) -> None:
        """After a write to a tab whose header row was gone by then: what is to be taken back, or to be reported.

        If the row's other cells are what and where they were, so are the written ones.
        """
        view = self.tabs.views[item.tab]
        at = view.columns(item.after)
        others = [c for c in range(max(view.width, len(values))) if c not in at.values()]
        if all(same(view.cell(item.row, c).value, cell_at(values, c)) for c in others):
            for title, cell in item.after.items() if item.purpose == "save" else ():
                item.strays.setdefault(title, []).append(cell)
            return
        fitting = [
            before
            for before in view.rows()
            if all(
                same(view.cell(before, c).value, cell_at(values, c))
                for c in others
                if view.has_seen(before, c)
            )
        ]
        old = {title: view.cell(fitting[0], c).value for title, c in at.items()} if len(fitting) == 1 else {}
        hit = replace(item, row=row, before=item.after, after=old, purpose="restore", mark={})
        unwritten = [cell for column, cell in enumerate(values) if column not in at.values()]
        like = "" if old else most_alike(self._rows_seen([item], item.tab), unwritten)
        self.notes.append(failure_note(hit) + (f"; before, this row was {like}" if like else ""))

    def _restore(self, restoring: Item, to_do: list[Item]) -> None:
        """Add what can be restored to what is left to do; note what cannot."""
        unknown = restoring.before.keys() - restoring.after.keys()
        if unknown:
            self.notes.append(failure_note(without(restoring, restoring.after)))
        if restoring.after.keys() - unknown:
            to_do.append(without(restoring, unknown))


def _by_row(items: Sequence[Item]) -> list[list[Item]]:
    """The items that are to be written to the same row, together; those that restore cells first."""
    groups: dict[tuple[str, int], list[Item]] = {}
    for item in sorted(items, key=lambda item: item.purpose != "restore"):
        groups.setdefault((item.tab, item.row), []).append(item)
    return list(groups.values())


def _row_number(a1_range: str) -> int:
    """The row (from 0) of a range in one row, such as 'a tab'!A12:F12."""
    digits = "".join(char for char in a1_range.rpartition("!")[2].partition(":")[0] if char.isdigit())
    return int(digits) - 1
