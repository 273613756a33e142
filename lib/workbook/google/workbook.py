"""A Google spreadsheet as a workbook.

In the steady state a read takes one call: the tabs themselves (ids, merges, locale) are known from an earlier one. They
are read again when an answer shows that they changed, when merged cells may have moved, when someone asks for a read
although Drive shows no change, or after a few minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_DRIVE_URL

from lib.words.moments import clock
from lib.workbook.base import Cell, CellAddress, Grid, Outcome, RowAddition, RowChange, Snapshot
from lib.workbook.google.address import spreadsheet_id
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import GoogleError, wrong_kind
from lib.workbook.google.reading import Layout, Stale, Tab, batches, day_first, read_layout, read_values
from lib.workbook.google.save.tall_headers import as_asked, by_place
from lib.workbook.google.save.writer import GoogleWriter

FILE_FIELDS = "id,name,mimeType,version,modifiedTime"
"""The fields that a Drive listing must request so that `GoogleWorkbook.note` can use it."""
LARGE = 2_000_000
"""Cells; a larger workbook is read in several calls, so that a failure costs one tab and not all of them."""
LAYOUT_SECONDS = 300.0
RETRY_SECONDS = 60.0
CALLS_OF_A_FIRST_READ = 2
"""The tabs, then the cells, by the titles of their tabs. Grid data would give both in one call and is not used: the
size of its answer is not known in advance (3.3 × the bytes of values, and up to 30 × as long to decode), and it writes
chips and errors differently from the reads that follow."""


class GoogleWorkbook:
    """The spreadsheet at `address`: a URL in any form, or an ID. Its revision is Drive's version of the file.

    Drive's version may change without a change of cells, and lags behind typing by minutes: it shows when another read
    is worth a call, while `read` gives what is there now. `progress(done, total)` counts the tabs of a workbook that is
    so large that it takes several calls. `clean` is applied to each tab when it arrives: nothing else of it is kept.
    Raises WorkbookError for an invalid address.
    """

    def __init__(
        self,
        client: GoogleClient,
        address: str,
        *,
        large: int = LARGE,
        layout_seconds: float = LAYOUT_SECONDS,
        progress: Callable[[int, int], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clean: Callable[[Grid], Grid] | None = None,
    ) -> None:
        self._clean = clean or _as_it_is
        self._client, self._progress, self._now = client, progress, now
        self._id = spreadsheet_id(address)
        self._large, self._layout_seconds, self._clock = large, layout_seconds, clock
        self._reading = threading.Lock()
        self._name = ""
        self._noted: str | None = None
        self._last_read: str | None = None
        self._layout: Layout | None = None
        self._layout_until = 0.0
        self._sizes: dict[int, int] = {}
        self._last_good: dict[int, tuple[Grid, datetime]] = {}
        self._in_part: tuple[str, float] = ("", 0.0)
        self._grids: dict[str, Grid] = {}
        self._writer: GoogleWriter | None = None

    def __repr__(self) -> str:
        return f"GoogleWorkbook({self._id})"

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        """The spreadsheet's name, or its address until Google has given the name."""
        return self._name or SPREADSHEET_DRIVE_URL % self._id

    @property
    def layout(self) -> Layout | None:
        """The tabs as last read, None before the first read."""
        return self._layout

    def revision(self) -> str:
        """Drive's version and modification time. Raises GoogleError, also for a file that is not a spreadsheet."""
        url = f"{DRIVE_FILES_API_V3_URL}/{quote(self._id)}"
        revision = self.note(
            self._client.json("get", url, {"fields": FILE_FIELDS, "supportsAllDrives": "true"})
        )
        was_in_part, retry_at = self._in_part
        return _in_part(revision) if revision == was_in_part and self._clock() < retry_at else revision

    def note(self, file: Mapping[str, Any]) -> str:
        """Take this file's `FILE_FIELDS` from a listing, so that the next read need not fetch them; out: the revision.

        Raises GoogleError for a file that is not a spreadsheet.
        """
        if wrong := wrong_kind(str(file.get("mimeType", ""))):
            raise GoogleError(wrong)
        self._name = str(file.get("name") or self._name)
        self._noted = f"{file.get('version', '')} {file.get('modifiedTime', '')}"
        return self._noted

    def read(self, *, force: bool = False) -> Snapshot:
        """All tabs, now. Raises GoogleError.

        `force` also reads the list of tabs again, and so does a read at the same revision as the last one: someone
        selected "Refresh now". If a tab of a large workbook fails with a transient error, its last good grid is used
        and `problems` says so.
        """
        with self._reading:
            if self._noted is None:
                self.revision()
            revision, self._noted = str(self._noted), None
            layout = self._fresh_layout(force or revision == self._last_read)
            for attempt in range(3):
                try:
                    grids, problems = self._read_tabs(layout)
                    break
                except Stale:
                    if attempt == 2:
                        raise
                    layout = self._fresh_layout(True)
            self._last_read = revision
            self._grids = {grid.tab: grid for grid in grids}
            self._in_part = (revision, self._clock() + RETRY_SECONDS) if problems else ("", 0.0)
            return Snapshot(
                _in_part(revision) if problems else revision,
                grids,
                datetime.now(UTC),
                problems,
                title=self._name,
            )

    def apply(
        self, changes: Sequence[RowChange | RowAddition], journal: Sequence[RowAddition] = ()
    ) -> Outcome:
        """Write all of it or nothing, in four calls if nobody interferes. As `WritableWorkbook.apply`."""
        made = by_place(changes, self._grids.get)
        outcome = as_asked(self._writing().apply(made, journal), changes, made)
        known = {tab.title for tab in self._layout.tabs} if self._layout else set()
        if outcome.written and any(edit.tab not in known for edit in (*changes, *journal)):
            self._layout_until = 0.0  # the save made a tab: the next read must not take it for a missing one
        return outcome

    def tidy(self) -> tuple[str, ...]:
        """Clean up after a save that was interrupted. As `WritableWorkbook.tidy`."""
        return self._writing().tidy()

    def hold(self, grids: Iterable[Grid]) -> None:
        """Keep these in place of the tabs of the same name as they were read."""
        with self._reading:
            for grid in grids:
                if grid.workbook == self._id and grid.tab in self._grids:
                    self._grids[grid.tab] = grid
                    good = self._last_good.get(grid.sheet_id or -1)
                    if good is not None:
                        self._last_good[grid.sheet_id or -1] = (grid, good[1])

    def _writing(self) -> GoogleWriter:
        if self._writer is None:
            self._writer = GoogleWriter(
                self._client.may_write(),
                self._id,
                self._fresh_layout,
                lambda title: self._grids.get(title),
                now=self._now,
            )
        return self._writer

    def link(self, cell: CellAddress) -> str | None:
        """The address that opens the spreadsheet at `cell`, or just the spreadsheet if the tab is not known."""
        for tab in self._layout.tabs if self._layout else ():
            if tab.title == cell.tab:
                return f"{SPREADSHEET_DRIVE_URL % self._id}/edit#gid={tab.sheet_id}&range={cell.a1}"
        return f"{SPREADSHEET_DRIVE_URL % self._id}/edit"

    def _fresh_layout(self, force: bool) -> Layout:
        if force or self._layout is None or self._layout.may_shift or self._clock() >= self._layout_until:
            self._layout = read_layout(self._client, self._id)
            self._layout_until = self._clock() + self._layout_seconds
            self._name = self._layout.title or self._name
        return self._layout

    def _read_tabs(self, layout: Layout) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
        calls = list(batches(layout.tabs, self._sizes, self._large))
        grids: list[Grid] = []
        problems: list[str] = []
        for number, tabs in enumerate(calls):
            if self._progress and len(calls) > 1:
                self._progress(sum(map(len, calls[:number])), len(layout.tabs))
            try:
                values = read_values(self._client, self._id, tabs)
            except GoogleError as error:
                if not error.transient or not all(tab.sheet_id in self._last_good for tab in tabs):
                    raise
                for tab in tabs:
                    grid, read_at = self._last_good[tab.sheet_id]
                    grids.append(grid)
                    problems.append(f"the {tab.title} tab is still as of {clock(read_at)}: {error}")
                continue
            now = datetime.now(UTC)
            for tab, columns in zip(tabs, values, strict=True):
                self._sizes[tab.sheet_id] = sum(map(len, columns))
                grids.append(self._grid(tab, columns, layout.locale))
                if len(calls) > 1:
                    self._last_good[tab.sheet_id] = (grids[-1], now)
        self._forget_all_but(layout if len(calls) > 1 else None)
        return tuple(grids), tuple(problems)

    def _grid(self, tab: Tab, columns: Sequence[Sequence[Cell]], locale: str) -> Grid:
        grid = Grid(
            self._id,
            tab.title,
            columns,
            sheet_id=tab.sheet_id,
            merged=tab.merged,
            day_first=day_first(locale),
        )
        return self._clean(grid)

    def _forget_all_but(self, layout: Layout | None) -> None:
        """Drop the last good grids of tabs that are gone, and all of them if one call reads everything."""
        needed = {tab.sheet_id for tab in layout.tabs} if layout else set()
        self._last_good = {sheet_id: good for sheet_id, good in self._last_good.items() if sheet_id in needed}


def _as_it_is(grid: Grid) -> Grid:
    return grid


def _in_part(revision: str) -> str:
    """The revision of a snapshot that lacks something: it differs, so that the next check reads again."""
    return f"{revision} in part"
