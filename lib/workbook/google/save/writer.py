"""Saving to a Google spreadsheet: all of a save's cells and rows, or none, while other people type in it.

A save is four calls, whatever the size of the log. Look: lock the spreadsheet and see the rows as they are now; a
conflict ends it here, with nothing to take back. Stage: add the new rows, each without its last cell, tag every row.
Write: the changed cells and those last cells, all at once. Close: remove tags and lock. What moves in between costs
more calls; what cannot be done is taken back the same careful way.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Timer

from lib.workbook.base import Grid, Outcome, RowAddition, RowChange, WorkbookError
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import GoogleError
from lib.workbook.google.reading import Layout
from lib.workbook.google.save.lock import Hold, alone
from lib.workbook.google.save.marks import save_id
from lib.workbook.google.save.recovery import recovered
from lib.workbook.google.save.save import Save
from lib.workbook.google.save.write_rows import Desk

MOST_ROWS = 500
"""Rows of one tab that one save may touch: Google holds 30,000 characters of tags a tab."""
LONGEST_TEXT = 50_000
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

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
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
                    return Save(self.desk(hold, layout), changes, journal, self._left).outcome()
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
            words = recovered(self.desk(hold, self._layout(False)), lease).words
            hold.close()
            return words

    def _tidy_quietly(self) -> None:
        try:
            for words in self.tidy():
                _LOG.warning("%s: %s", self._spreadsheet, words)
        except WorkbookError as error:
            _LOG.warning("clearing up in %s failed: %s", self._spreadsheet, error)

    def desk(self, hold: Hold, layout: Layout) -> Desk:
        return Desk(hold, self._spreadsheet, {tab.title: tab.sheet_id for tab in layout.tabs}, self._grid)

    def _hold(self, save: str) -> Hold:
        return Hold(
            self._client,
            self._spreadsheet,
            save,
            finished=self._left.__contains__,
            now=self._now,
            sleep=self._sleep,
        )


def _name_of(changes: Sequence[RowChange | RowAddition]) -> str:
    """What a save is recognized by when it is tried again; without new rows that is not needed."""
    operations = [change.operation for change in changes if isinstance(change, RowAddition)]
    return save_id(operations or [secrets.token_hex(9)])


def _too_many(changes: Sequence[RowChange | RowAddition]) -> list[str]:
    tabs = [change.tab for change in changes]
    return [
        f"that is {tabs.count(tab)} rows of the tab {tab} at once, and {MOST_ROWS} go: save in parts"
        for tab in dict.fromkeys(tabs)
        if tabs.count(tab) > MOST_ROWS
    ]


def _too_long(changes: Sequence[RowChange | RowAddition]) -> list[str]:
    return [
        f"{change.tab}: the text for {title} has {len(cell)} characters, and a cell holds {LONGEST_TEXT}: shorten it"
        for change in changes
        for title, cell in (change.values if isinstance(change, RowAddition) else change.after).items()
        if isinstance(cell, str) and len(cell) > LONGEST_TEXT
    ]


def _is_about_tabs(said: str) -> bool:
    """A tab was renamed, deleted or made since they were last listed."""
    return (
        said.startswith("Unable to parse range") or "No grid with id" in said or "sheet with the name" in said
    )
