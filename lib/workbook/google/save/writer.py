"""Saving to a Google spreadsheet: all of a save's cells and rows, or none, while other people type in it.

A save takes four calls, whatever the size of the log. Look: lock the spreadsheet and read the rows as they are now; a
conflict ends the save here, with nothing to undo. Stage: add the new rows, each with a placeholder in its last cell,
and tag every row. Write: the changed cells and those last cells, all at once. Close: remove the tags and the lock, and
see every row once more. Rows that move meanwhile cost more calls; a save that cannot be completed is undone with the
same care.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Timer

from lib.words.phrases import listed
from lib.workbook.base import Grid, Outcome, RowAddition, RowChange, WorkbookError
from lib.workbook.common.placeholder import read_placeholder
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.reading import Layout
from lib.workbook.google.save.lock import SaveSession, TakenOver, one_save_at_a_time
from lib.workbook.google.save.marks import save_id
from lib.workbook.google.save.recovery import recover
from lib.workbook.google.save.save import Save
from lib.workbook.google.save.tabs_seen import TabsSeen
from lib.workbook.google.save.write_rows import RowWriter

MOST_ROWS = 500
"""Rows of one tab that one save may touch: Google allows 30,000 characters of tags per tab."""
LONGEST_TEXT = 50_000
_LOG = logging.getLogger("pharos")


def _run_later(seconds: float, work: Callable[[], None]) -> None:
    timer = Timer(seconds, work)
    timer.daemon = True
    timer.start()


class GoogleWriter:
    """Writes to one spreadsheet. `layout(True)` asks Google for its tabs, `layout(False)` may answer from memory.

    `grid` returns a tab as it was last read, None if it was not: a hint where rows are and what they held before.
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
        later: Callable[[float, Callable[[], None]], None] = _run_later,
    ) -> None:
        self._client, self._spreadsheet = client, spreadsheet
        self._layout, self._grid = layout, grid
        self._now, self._sleep = now, sleep or client.pause
        self._run_later = later
        self._unfinished: set[str] = set()

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """As `WritableWorkbook.apply`."""
        if not changes and not journal:
            return Outcome()
        every = [*changes, *journal]
        if words := [*_too_many(every), *_too_long(every), *_headers_in_two_rows(every)]:
            return Outcome(refused=tuple(words))
        with one_save_at_a_time(self._spreadsheet):
            adopts = False
            for is_again in (False, True):
                layout = self._layout(is_again)
                if not {change.tab for change in (*changes, *journal)} <= {tab.title for tab in layout.tabs}:
                    layout = self._layout(True)
                session = self.session(_save_name((*changes, *journal)))
                try:
                    return Save(
                        self.row_writer(session, layout), changes, journal, self._unfinished, adopts=adopts
                    ).outcome()
                except TakenOver:
                    if is_again:
                        raise
                    adopts = True
                except GoogleError as error:
                    if is_again or error.status != 400 or not _is_about_tabs(error.google_message):
                        raise
        raise AssertionError("unreachable")

    def tidy(self) -> tuple[str, ...]:
        """As `WritableWorkbook.tidy`, in one call if there is nothing to clean up.

        A lock that has not expired may belong to someone who is saving right now: it is checked again once it has.
        """
        with one_save_at_a_time(self._spreadsheet):
            session = self.session(secrets.token_hex(9))
            lease, tags = session.marks()
            hints = self._hints()
            if lease is None and not tags and not hints:
                return ()
            if lease is not None and lease.until >= self._now() and lease.save not in self._unfinished:
                self._run_later((lease.until - self._now()).total_seconds() + 1, self._tidy_quietly)
                return ()
            words = recover(self.row_writer(session, self._layout(False)), lease, hints).words
            session.close()
            return tuple(words)

    def _hints(self) -> list[str]:
        """The tabs that had a staged row when they were last read."""
        grids = [(tab.title, self._grid(tab.title)) for tab in self._layout(False).tabs]
        return [
            title
            for title, grid in grids
            if grid and any(read_placeholder(cell) for column in grid.columns for cell in column)
        ]

    def _tidy_quietly(self) -> None:
        try:
            for words in self.tidy():
                _LOG.warning("%s: %s", self._spreadsheet, words)
        except WorkbookError as error:
            _LOG.warning("cleaning up in %s failed: %s", self._spreadsheet, error)

    def row_writer(self, session: SaveSession, layout: Layout) -> RowWriter:
        """A writer to the tabs of `layout`, of which nothing has been seen yet."""
        sheet_ids = {tab.title: tab.sheet_id for tab in layout.tabs}
        return RowWriter(TabsSeen(session, self._spreadsheet, sheet_ids, self._grid))

    def session(self, save: str) -> SaveSession:
        """A session for the save with this id, not locked yet."""
        return SaveSession(
            self._client,
            self._spreadsheet,
            save,
            finished=self._unfinished.__contains__,
            now=self._now,
            sleep=self._sleep,
        )


def _save_name(changes: Sequence[RowChange | RowAddition]) -> str:
    """The id that a save is recognized by when it is tried again; random without new rows, which need no such id."""
    operations = [change.operation for change in changes if isinstance(change, RowAddition)]
    return save_id(operations or [secrets.token_hex(9)])


def _too_many(changes: Sequence[RowChange | RowAddition]) -> list[str]:
    tabs = [change.tab for change in changes]
    return [
        f"this save has {tabs.count(tab)} rows of the {tab} tab, and the limit is {MOST_ROWS}: save in smaller parts"
        for tab in dict.fromkeys(tabs)
        if tabs.count(tab) > MOST_ROWS
    ]


def _headers_in_two_rows(changes: Sequence[RowChange | RowAddition]) -> list[str]:
    rows: dict[str, set[int]] = {}
    for change in changes:
        rows.setdefault(change.tab, set()).add(change.header_row)
    return [
        f"{title}: this save is for two tables of one tab, with headers in rows {listed(sorted(map(str, found)))}: "
        "save them one after the other"
        for title, found in rows.items()
        if len(found) > 1
    ]


def _too_long(changes: Sequence[RowChange | RowAddition]) -> list[str]:
    return [
        f"{change.tab}: the text for {title} has {len(cell)} characters, and a cell can hold {LONGEST_TEXT}: shorten it"
        for change in changes
        for title, cell in (change.values if isinstance(change, RowAddition) else change.after).items()
        if isinstance(cell, str) and len(cell) > LONGEST_TEXT
    ]


def _is_about_tabs(google_message: str) -> bool:
    """Whether a tab was renamed, deleted or added since the tabs were last listed."""
    return (
        google_message.startswith("Unable to parse range")
        or "No grid with id" in google_message
        or "sheet with the name" in google_message
    )
