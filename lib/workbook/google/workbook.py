"""A Google spreadsheet as a workbook.

In the steady state a read is one call: the tabs themselves (ids, merges, locale) are known from an earlier one. They
are asked for again when an answer shows that they changed, when merged cells may have moved, when somebody wants a read
although Drive shows no change, or after some minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_DRIVE_URL

from lib.workbook.base import CellAddress, Grid, Outcome, RowAddition, RowChange, Snapshot
from lib.workbook.google.address import spreadsheet_id
from lib.workbook.google.client import GoogleClient
from lib.workbook.google.errors import GoogleError, wrong_kind
from lib.workbook.google.reading import Layout, Stale, Tab, batches, day_first, read_layout, read_values
from lib.workbook.google.save.writer import GoogleWriter

FILE_FIELDS = "id,name,mimeType,version,modifiedTime"
"""What a Drive listing must ask for so that `GoogleWorkbook.note` can use it."""
LARGE = 2_000_000
"""Cells; a larger workbook is read in several calls, so that a failure costs a tab and not all of them."""
LAYOUT_SECONDS = 300.0
RETRY_SECONDS = 60.0
CALLS_OF_A_FIRST_READ = 2
"""The tabs, then the cells, which are asked for by the titles of their tabs. Grid data would give both in one call and
is not used: nobody can tell before how large the answer gets (3.3 × the bytes of values, up to 30 × as long to decode),
and chips and errors are written otherwise in it than in the reads that follow."""


class GoogleWorkbook:
    """The spreadsheet at `address`: a URL in any form, or an ID. Its revision is Drive's version of the file.

    Drive's version may move without a change of cells, and lags behind typing by minutes: it tells when reading again
    is worth a call, while `read` gives what stands there now. `progress(done, total)` counts the tabs of a workbook so
    large that it takes several calls. Raises WorkbookError for an address that is none.
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
    ) -> None:
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
        """The spreadsheet's name; its address until Google was asked."""
        return self._name or SPREADSHEET_DRIVE_URL % self._id

    @property
    def layout(self) -> Layout | None:
        """The tabs as last read, None before."""
        return self._layout

    def revision(self) -> str:
        """Drive's version and time of change. Raises GoogleError, also for a file that is no spreadsheet."""
        url = f"{DRIVE_FILES_API_V3_URL}/{quote(self._id)}"
        revision = self.note(
            self._client.json("get", url, {"fields": FILE_FIELDS, "supportsAllDrives": "true"})
        )
        was_in_part, retry_at = self._in_part
        return _in_part(revision) if revision == was_in_part and self._clock() < retry_at else revision

    def note(self, file: Mapping[str, Any]) -> str:
        """Take this file's `FILE_FIELDS` from a listing, so that the next read need not ask; out: the revision."""
        if wrong := wrong_kind(str(file.get("mimeType", ""))):
            raise GoogleError(wrong)
        self._name = str(file.get("name") or self._name)
        self._noted = f"{file.get('version', '')} {file.get('modifiedTime', '')}"
        return self._noted

    def read(self, *, force: bool = False) -> Snapshot:
        """All tabs, now. Raises GoogleError.

        `force` asks for the list of tabs as well, and so does a read at the revision of the last one: somebody pressed
        "Refresh now". Where a large workbook's tab fails in passing, its last good grid stands in for it and
        `problems` says so.
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
        """Write all of it or nothing, in four calls where nobody interferes. As `WritableWorkbook.apply`."""
        return self._writing().apply(changes, journal)

    def tidy(self) -> tuple[str, ...]:
        """Clear what a save that ended midway left behind. As `WritableWorkbook.tidy`."""
        return self._writing().tidy()

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
        """The address that opens the spreadsheet at `cell`; without tab and cell where the tab is not known."""
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
                if not error.passing or not all(tab.sheet_id in self._last_good for tab in tabs):
                    raise
                for tab in tabs:
                    grid, read_at = self._last_good[tab.sheet_id]
                    grids.append(grid)
                    problems.append(f"tab {tab.title} is still that of {read_at:%H:%M} UTC: {error}")
                continue
            now = datetime.now(UTC)
            for tab, columns in zip(tabs, values, strict=True):
                self._sizes[tab.sheet_id] = sum(map(len, columns))
                grids.append(self._grid(tab, columns, layout.locale))
                if len(calls) > 1:
                    self._last_good[tab.sheet_id] = (grids[-1], now)
        self._forget_all_but(layout if len(calls) > 1 else None)
        return tuple(grids), tuple(problems)

    def _grid(self, tab: Tab, columns: list[list[Any]], locale: str) -> Grid:
        return Grid(
            self._id,
            tab.title,
            columns,
            sheet_id=tab.sheet_id,
            merged=tab.merged,
            day_first=day_first(locale),
        )

    def _forget_all_but(self, layout: Layout | None) -> None:
        """Drop grids of tabs that are gone, and all of them where one call reads everything."""
        kept = {tab.sheet_id for tab in layout.tabs} if layout else set()
        self._last_good = {sheet_id: good for sheet_id, good in self._last_good.items() if sheet_id in kept}


def _in_part(revision: str) -> str:
    """The revision of a snapshot that lacks something: it differs, so that the next look reads again."""
    return f"{revision} in part"
