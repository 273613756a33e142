"""Saving to a Google spreadsheet: all of a save's cells and rows, or none, while other people type in it.

A save is four calls, whatever the size of the log. Look: lock the spreadsheet and see the rows as they are now; a
conflict ends it here, with nothing to take back. Stage: add the new rows, each without its last cell, tag every row.
Write: the changed cells and those last cells, all at once. Close: remove tags and lock. What moves in between costs
more calls; what cannot be done is taken back the same careful way.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from threading import Timer

from lib.workbook.base import Append, Change, Grid, Outcome, UnknownOutcome, WorkbookError
from lib.workbook.google_added import Added
from lib.workbook.google_cells import Layout
from lib.workbook.google_client import GoogleClient
from lib.workbook.google_desk import Desk
from lib.workbook.google_errors import GoogleError
from lib.workbook.google_hold import Hold, Leftover, LostHold, alone
from lib.workbook.google_items import Findings, Item, item_of
from lib.workbook.google_recover import recovered
from lib.workbook.google_tags import Lease, save_id

MOST_ROWS = 500
"""Rows of one tab that one save may touch: Google holds 30,000 characters of tags a tab."""
LONGEST_TEXT = 50_000
_PROTECTED = "protected cell or object"


_LOG = logging.getLogger("pharos")


def _later(seconds: float, work: Callable[[], None]) -> None:
    timer = Timer(seconds, work)
    timer.daemon = True
    timer.start()


class GoogleWriter:
    """Writes to one spreadsheet. `layout(True)` asks Google for its tabs, `layout(False)` may answer from memory.

    `grid` gives a tab as it was last read, None where it was not: a hint where to look, and what a row had before.
    """

    def __init__(
        self,
        client: GoogleClient,
        spreadsheet: str,
        layout: Callable[[bool], Layout],
        grid: Callable[[str], Grid | None] = lambda title: None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] | None = None,
        later: Callable[[float, Callable[[], None]], None] = _later,
    ) -> None:
        self._client, self._spreadsheet = client, spreadsheet
        self._layout, self._grid = layout, grid
        self._now, self._sleep = now, sleep or client.pause
        self._later = later
        self._left: set[str] = set()

    def apply(self, changes: Sequence[Change | Append], journal: Sequence[Append] = ()) -> Outcome:
        """As `WritableWorkbook.apply`."""
        if not changes and not journal:
            return Outcome()
        if words := [*_too_many([*changes, *journal]), *_too_long([*changes, *journal])]:
            return Outcome(refused=tuple(words))
        with alone(self._spreadsheet):
            for is_again in (False, True):
                layout = self._layout(is_again)
                if not {change.tab for change in (*changes, *journal)} <= {tab.title for tab in layout.tabs}:
                    layout = self._layout(True)
                hold = self._hold(_name_of((*changes, *journal)))
                try:
                    return _Save(hold, self, changes, journal, layout).outcome()
                except GoogleError as error:
                    if is_again or error.status != 400 or not _is_about_tabs(error.said):
                        raise
        raise AssertionError("unreachable")

    def tidy(self) -> tuple[str, ...]:
        """As `WritableWorkbook.tidy`: one call where there is nothing to clear.

        A lock that has not run out yet may be somebody's who is saving right now: it is looked at again when it has.
        """
        with alone(self._spreadsheet):
            hold = self._hold(secrets.token_hex(9))
            lease, marks = hold.marks()
            if lease is None and not marks:
                return ()
            if lease is not None and lease.until >= self._now() and lease.save not in self._left:
                self._later((lease.until - self._now()).total_seconds() + 1, self._tidy_quietly)
                return ()
            desk = self.desk(hold, self._layout(False))
            report = recovered(desk, lease)
            self.close(hold)
            return report.words

    def _tidy_quietly(self) -> None:
        try:
            for words in self.tidy():
                _LOG.warning("%s: %s", self._spreadsheet, words)
        except WorkbookError as error:
            _LOG.warning("clearing up in %s failed: %s", self._spreadsheet, error)

    def desk(self, hold: Hold, layout: Layout) -> Desk:
        return Desk(hold, self._spreadsheet, {tab.title: tab.sheet_id for tab in layout.tabs}, self._grid)

    def close(self, hold: Hold, requests: Sequence[Mapping[str, object]] = ()) -> None:
        """End a hold; what it leaves is remembered as nobody's, so that the next save need not wait for it."""
        if hold.close([dict(request) for request in requests]):
            self._left.discard(hold.save)
        else:
            self.leave(hold)

    def leave(self, hold: Hold) -> None:
        self._left.add(hold.save)

    def _hold(self, save: str) -> Hold:
        return Hold(
            self._client,
            self._spreadsheet,
            save,
            finished=self._left.__contains__,
            now=self._now,
            sleep=self._sleep,
        )


class _Save:
    """One save, from the lock to its removal."""

    def __init__(
        self,
        hold: Hold,
        writer: GoogleWriter,
        changes: Sequence[Change | Append],
        journal: Sequence[Append],
        layout: Layout,
    ) -> None:
        self.hold, self.writer = hold, writer
        self.desk = writer.desk(hold, layout)
        self.asked_for = (*changes, *journal)
        self.items = [item_of(change) for change in changes if isinstance(change, Change)]
        appends = [change for change in changes if isinstance(change, Append)]
        self.added = Added(appends, journal, self.desk, in_one_go=not self.items)

    def outcome(self) -> Outcome:
        early = self._look()
        if early is not None:
            return early
        try:
            words = self.added.refusals()
            if self.added.are_there:
                return self._done()
            findings = self.desk.check(self.items)
            findings.refused += words
            if not findings.are_clear:
                return self._ended(findings)
            findings = self.desk.tag(self.items, self.added.requests(), self.added.ends())
            new = self.added.items()
            if not findings.are_clear:
                return self._taken_back(new, findings)
            return self._written(new)
        except LostHold:
            raise
        except UnknownOutcome:
            self.writer.leave(self.hold)
            raise
        except GoogleError as error:
            if error.passing:
                self.writer.leave(self.hold)
                raise UnknownOutcome(f"it is not known yet whether that was saved: {error}") from error
            self.writer.close(self.hold)
            if _PROTECTED in error.said:
                return Outcome(refused=(_protected(self.asked_for),))
            raise

    def _look(self) -> Outcome | None:
        """Lock and see; an outcome where a tab is gone, or this very save turns out to be done already."""
        missing = sorted({item.tab for item in self.items} - self.desk.sheet_ids.keys())
        if missing:
            return Outcome(
                refused=tuple(f"there is no tab {title} any more: was it renamed?" for title in missing)
            )
        left: Lease | None = None
        try:
            self.desk.open(self._asked, self.hold.open)
        except Leftover as leftover:
            left = leftover.lease
        if left is None:
            return None
        report = recovered(self.desk, left, retrying=True)
        if report.was_written(self.hold.save):
            return self._done(report.rows)
        self.desk.open(self._asked, partial(self.hold.batch, []))
        return None

    def _asked(self):  # type: ignore[no-untyped-def]
        return self.desk.asked(self.items, self.added.ends())

    def _written(self, new: list[Item]) -> Outcome:
        pending = [*self.items, *(item for item in new if item.after)]
        try:
            failed = self.desk.write(pending) if pending else []
        except GoogleError as error:
            if error.passing:
                raise
            self._undo(new)
            if _PROTECTED not in error.said:
                raise
            return self._ended(refused=[_protected(self.asked_for)])
        if failed:
            self.desk.refresh(failed)
            findings = self.desk.check([item for item in failed if isinstance(item.source, Change)])
            if findings.are_clear:
                findings.refused.append("rows were moved or deleted while Pharos saved: try again")
            landed = [item for item in self.items if item not in failed]
            return self._taken_back([*landed, *new], findings)
        return self._done()

    def _taken_back(self, items: list[Item], findings: Findings) -> Outcome:
        self._undo(items)
        return self._ended(findings)

    def _undo(self, items: Sequence[Item]) -> None:
        """Cells get back what they had; a new row is blanked, never deleted: deleting by position could hit another."""
        self.desk.take_back([item.taken_back() for item in items])

    def _ended(self, findings: Findings | None = None, refused: Sequence[str] = ()) -> Outcome:
        self.writer.close(self.hold)
        conflicts = tuple(findings.conflicts) if findings else ()
        words = dict.fromkeys((*(findings.refused if findings else ()), *refused))
        return Outcome(conflicts=conflicts, refused=tuple(words), notes=tuple(self.desk.notes))

    def _done(self, rows: Mapping[int, int] | None = None) -> Outcome:
        where = {id(item.source): item.row for item in self.items}
        where |= self.added.rows(rows or {})
        appends = [(append, where[id(append)]) for append in self.added.appends if id(append) in where]
        self.writer.close(self.hold, self.desk.date_formats(self.items, appends))
        return Outcome(
            written=self.asked_for,
            rows=tuple(where.get(id(change), 0) + 1 for change in self.asked_for),
            notes=tuple(self.desk.notes),
        )


def _name_of(changes: Sequence[Change | Append]) -> str:
    """What a save is recognized by when it is tried again; without new rows that is not needed."""
    operations = [change.operation for change in changes if isinstance(change, Append)]
    return save_id(operations or [secrets.token_hex(9)])


def _too_many(changes: Sequence[Change | Append]) -> list[str]:
    tabs = [change.tab for change in changes]
    return [
        f"that is {tabs.count(tab)} rows of the tab {tab} at once, and {MOST_ROWS} go: save in parts"
        for tab in dict.fromkeys(tabs)
        if tabs.count(tab) > MOST_ROWS
    ]


def _too_long(changes: Sequence[Change | Append]) -> list[str]:
    return [
        f"{change.tab}: the text for {title} has {len(cell)} characters, and a cell holds {LONGEST_TEXT}: shorten it"
        for change in changes
        for title, cell in (change.values if isinstance(change, Append) else change.after).items()
        if isinstance(cell, str) and len(cell) > LONGEST_TEXT
    ]


def _is_about_tabs(said: str) -> bool:
    """A tab was renamed, deleted or made since they were last listed."""
    return (
        said.startswith("Unable to parse range") or "No grid with id" in said or "sheet with the name" in said
    )


def _protected(changes: Sequence[Change | Append]) -> str:
    tabs = ", ".join(dict.fromkeys(change.tab for change in changes))
    return (
        f"Google keeps Pharos out of a protected cell in {tabs}: the spreadsheet's owner can lift that "
        "(Data > Protect sheets and ranges)"
    )
