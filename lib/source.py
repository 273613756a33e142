"""The one place with caches: workbook -> parsed log, once per revision, shared by all viewers.

A page always gets the last good log at once. A newer revision is read behind it; a page waits for that at most
`PATIENCE_SECONDS`, so that small files show at once and large ones never block anybody.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from lib.access import Viewer, redact
from lib.log import parse
from lib.log.model import CircleLog
from lib.metrics.program import Program, measure
from lib.workbook.base import Workbook, WorkbookError
from lib.workbook.excel import ExcelWorkbook

DEMO_PATH = Path("data/demo.xlsx")
PATIENCE_SECONDS = 0.4
_LOG = logging.getLogger("pharos")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter bar says. Empty tuples match all; `start` None is the whole log."""

    circles: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    start: date | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A log as it was last read. `problem` says why a newer state could not be read; `stale_since` since when."""

    log: CircleLog
    workbook: str
    title: str
    revision: str
    read_at: datetime
    is_demo: bool
    refreshing: bool = False
    problem: str | None = None
    stale_since: datetime | None = None


class Source:
    """One workbook, its last good log, and at most one read under way."""

    def __init__(self, workbook: Workbook, *, is_demo: bool = False) -> None:
        self._workbook = workbook
        self._is_demo = is_demo
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._reading: threading.Thread | None = None
        self._problem: str | None = None
        self._problem_since: datetime | None = None

    @property
    def has_log(self) -> bool:
        """Whether a page can be shown without waiting."""
        return self._loaded is not None

    def current(self) -> Loaded:
        """The newest log at hand; starts a read behind it where the workbook moved. Waits only for the first one.

        Raises WorkbookError where no log was ever read.
        """
        if self._loaded is None:
            self._read()
            if self._loaded is None:
                raise WorkbookError(self._problem or "the workbook could not be read")
        elif self._moved():
            self._read_behind().join(PATIENCE_SECONDS)
        loaded, reading = self._loaded, self._reading
        return Loaded(
            loaded.log,
            loaded.workbook,
            loaded.title,
            loaded.revision,
            loaded.read_at,
            loaded.is_demo,
            refreshing=reading is not None and reading.is_alive(),
            problem=self._problem,
            stale_since=self._problem_since,
        )

    def _moved(self) -> bool:
        try:
            moved = self._loaded is None or self._workbook.revision() != self._loaded.revision
        except WorkbookError as error:
            self._note_problem(str(error))
            return False
        if not moved:
            self._problem = self._problem_since = None
        return moved

    def _read_behind(self) -> threading.Thread:
        with self._lock:
            if self._reading is None or not self._reading.is_alive():
                self._reading = threading.Thread(target=self._read, name="pharos-refresh", daemon=True)
                self._reading.start()
            return self._reading

    def _read(self) -> None:
        try:
            snapshot = self._workbook.read()
            log = parse.parse(snapshot.grids)
        except WorkbookError as error:
            self._note_problem(str(error))
            return
        except Exception:  # noqa: BLE001 - logged; a thread that dies in silence would leave the page stale
            _LOG.exception("reading %s failed", self._workbook.title)
            self._note_problem("an error inside Pharos; the server's log has the details")
            return
        if self._loaded is not None and log.missing_tabs and not self._loaded.log.missing_tabs:
            self._note_problem(parse.missing_tabs(log))
            return
        self._problem = self._problem_since = None
        self._loaded = Loaded(
            log, self._workbook.id, self._workbook.title, snapshot.revision, snapshot.read_at, self._is_demo
        )

    def _note_problem(self, problem: str) -> None:
        if self._problem is None:
            self._problem_since = datetime.now(UTC)
        self._problem = problem


def configured_path() -> Path | None:
    """The .xlsx file that PHAROS_WORKBOOK or `[workbook] path` in secrets.toml names, None where neither does."""
    named = os.environ.get("PHAROS_WORKBOOK") or _secret("workbook", "path")
    return Path(named).expanduser() if named else None


def _secret(section: str, name: str) -> str:
    try:
        settings = st.secrets.get(section, {})
    except FileNotFoundError:
        return ""
    return str(settings.get(name, "")) if isinstance(settings, Mapping) else ""


@st.cache_resource(show_spinner=False)
def _source(path: str, is_demo: bool) -> Source:
    return Source(ExcelWorkbook(Path(path)), is_demo=is_demo)


def source() -> Source:
    """The source that this server shows; without any configuration a demo program, written on first start."""
    path = configured_path()
    if path is None:
        _write_demo()
    return _source(str(path or DEMO_PATH), path is None)


@st.cache_resource(show_spinner=False)
def _demo_lock() -> threading.Lock:
    return threading.Lock()


def _write_demo() -> None:
    if DEMO_PATH.exists():
        return
    with _demo_lock():
        if not DEMO_PATH.exists():
            from lib import demo

            DEMO_PATH.parent.mkdir(exist_ok=True)
            demo.write(demo.program(circles=24, months=18, seed=7, end=date.today()), DEMO_PATH)


@st.cache_resource(max_entries=32, show_spinner=False)
def seen_by(workbook: str, revision: str, scope: str, _log: CircleLog, _viewer: Viewer) -> CircleLog:
    """The log redacted for a viewer, once per revision and scope."""
    return redact(_log, _viewer)


@st.cache_resource(max_entries=64, show_spinner=False)
def measured(workbook: str, revision: str, scope: str, filters: Filters, _log: CircleLog) -> Program:
    """All figures for a filter, once per revision, scope and filter. `_log` is the redacted one."""
    chosen = _log.filtered(
        circles=filters.circles,
        sponsors=filters.sponsors,
        priorities=filters.priorities,
        functions=filters.functions,
        regions=filters.regions,
    )
    start = None if filters.start is None else pd.Timestamp(filters.start)
    return measure(chosen, pd.Timestamp(filters.as_of or date.today()), start)
