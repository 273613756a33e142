"""The one place with caches: workbook -> parsed log, once per revision, shared by all viewers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from lib import connection
from lib.access import Viewer, redact
from lib.config import WorkbookSettings, workbook_settings
from lib.log.changing import fixes, journal
from lib.log.changing.changes import ChangeSet
from lib.log.format.model import CircleLog
from lib.log.reading import parse
from lib.metrics.diffusion import adoptions, sources, spreading
from lib.metrics.program.program import Program, measure
from lib.metrics.pulse import figures
from lib.metrics.pulse.figures import Pulse
from lib.metrics.pulse.publish import Published, publish
from lib.opening import opened, survey
from lib.refresh import Source
from lib.workbook.base import WorkbookError
from lib.workbook.common.progress import Progress
from lib.workbook.common.snapshots import SnapshotFile

T = TypeVar("T")
DEMO_PATH = Path("data/demo.xlsx")
DEMO_SURVEY_PATH = Path("data/demo-pulse.xlsx")
SNAPSHOTS = Path("data/snapshots")
CONNECTION_PATH = Path("data/connection.json")
CHECK_GOOGLE_EVERY_SECONDS = 60


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

    @property
    def pick_circles(self) -> bool:
        """Whether they may leave circles out."""
        return bool(self.circles or self.sponsors or self.priorities)


def settings() -> WorkbookSettings:
    """What secrets.toml, the environment and the page Connect say; the first two go first.

    Raises WorkbookError where they contradict themselves.
    """
    configured = workbook_settings(_secrets())
    return configured if not configured.is_empty else connection.connected(configured, CONNECTION_PATH)


def is_configured() -> bool:
    """Whether secrets.toml or the environment name a workbook."""
    return not workbook_settings(_secrets()).is_empty


def _secrets() -> Mapping[str, Any]:
    try:
        return st.secrets.to_dict()
    except FileNotFoundError:
        return {}


def source() -> Source:
    """The source that this server shows; without any configuration a demo program, written on first start."""
    chosen = settings()
    if chosen.is_empty:
        _write_demo()
        chosen = replace(chosen, path=str(DEMO_PATH))
        return _source(chosen.key, chosen, True)
    return _source(chosen.key, chosen, False)


@st.cache_resource(show_spinner=False)
def _source(key: str, _settings: WorkbookSettings, is_demo: bool) -> Source:
    progress = Progress()
    workbook = opened(_settings, progress)
    if not _settings.is_google:
        return Source(workbook, is_demo=is_demo)
    kept = SnapshotFile(SNAPSHOTS, workbook.id) if _settings.keep_snapshot else None
    return Source(workbook, check_every=CHECK_GOOGLE_EVERY_SECONDS, kept=kept, progress=progress)


def survey_source() -> Source | None:
    """The survey workbook, kept apart from the main one; None where none is configured. The demo has its own."""
    chosen = settings()
    if chosen.is_empty and not (chosen.survey_url or chosen.survey_path) and DEMO_SURVEY_PATH.exists():
        chosen = replace(chosen, survey_path=str(DEMO_SURVEY_PATH))
    return _survey(chosen.key, chosen) if chosen.survey_url or chosen.survey_path else None


@st.cache_resource(show_spinner=False)
def _survey(key: str, _settings: WorkbookSettings) -> Source | None:
    workbook = survey(_settings)
    every = CHECK_GOOGLE_EVERY_SECONDS if _settings.survey_url and not _settings.survey_path else 0
    return Source(workbook, check_every=every, read_log=parse.parse_survey) if workbook else None


@st.cache_resource(show_spinner=False)
def _demo_lock() -> threading.Lock:
    return threading.Lock()


def _write_demo() -> None:
    if DEMO_PATH.exists() and DEMO_SURVEY_PATH.exists():
        return
    with _demo_lock():
        from lib import demo

        today = date.today()
        tables = demo.program(circles=24, months=18, seed=7, end=today)
        DEMO_PATH.parent.mkdir(exist_ok=True)
        if not DEMO_SURVEY_PATH.exists():
            demo.write(demo.survey(tables, seed=7, end=today), DEMO_SURVEY_PATH)
        if not DEMO_PATH.exists():
            demo.write(tables, DEMO_PATH)


@st.cache_resource(max_entries=32, show_spinner=False)
def seen_by(workbook: str, revision: str, scope: str, _log: CircleLog, _viewer: Viewer) -> CircleLog:
    """The log redacted for a viewer, once per revision and scope."""
    return redact(_log, _viewer)


@st.cache_resource(max_entries=4, show_spinner=False)
def fixable(workbook: str, revision: str, _log: CircleLog) -> pd.DataFrame:
    """What can be fixed without guessing (`fixes.fixes`), once per revision; of the log as nobody redacted it."""
    return fixes.fixes(_log, source().grids)


@st.cache_resource(max_entries=4, show_spinner=False)
def history(workbook: str, revision: str, _log: CircleLog) -> list[ChangeSet]:
    """The journal's change sets, newest first, once per revision; of the log as nobody redacted it."""
    return journal.change_sets(_log)


@dataclass(frozen=True)
class Spread:
    """How practices travel: `events` of `diffusion.adoption_events`, `table` of `network.diffusion_table`."""

    events: pd.DataFrame
    table: pd.DataFrame


@st.cache_resource(max_entries=16, show_spinner=False)
def spread(
    workbook: str,
    revision: str,
    scope: str,
    functions: tuple[str, ...],
    regions: tuple[str, ...],
    as_of: date,
    _log: CircleLog,
) -> Spread:
    """Spread among the teams of some functions and regions; circle filters do not change it, so it is kept for all."""
    chosen, day = _log.filtered(functions=functions, regions=regions), pd.Timestamp(as_of)
    events = adoptions.adoption_events(chosen, day)
    return Spread(events, sources.diffusion_table(chosen, day, events=events))


@st.cache_resource(max_entries=256, show_spinner=False)
def derived(key: tuple[object, ...], what: Hashable, _find: Callable[[], T]) -> T:
    """What a page finds out of a view's program beside its figures, once per state of it; `what` names it on all
    pages."""
    return _find()


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


@st.cache_resource(max_entries=64, show_spinner=False)
def of_practice(key: tuple[object, ...], practice: str, _program: Program) -> Program:
    """What is measured of one practice alone, once per state of a view."""
    facts = spreading.only(_program.facts, practice)
    return measure(facts.log, facts.as_of)


@dataclass(frozen=True, slots=True)
class Answered:
    """The pulse through the filters, what is published behind it, and the state of its workbook.

    `checks`: what does not fit in the survey workbook, without the cells' content. `problem`: why it could not be read
    again lately.
    """

    pulse: Pulse
    published: Published
    revision: str
    checks: pd.DataFrame
    problem: str | None = None


def answered(view: tuple[str, str, str, Filters], log: CircleLog) -> Answered | None:
    """The pulse survey for a view's cache key and its redacted, unfiltered log; None where no survey is configured.

    A wave shows from the day after its quarter, whatever day the filters look from: while answers come in, nobody can
    watch a circle pass the threshold. Raises WorkbookError where the survey was never read.
    """
    found = survey_source()
    if found is None:
        return None
    loaded, filters = found.current(), view[-1]
    if loaded.log.missing_tabs:
        raise WorkbookError("has no tab pulse")
    thresholds = (log.settings["min_group"], log.settings["min_comments"])
    published = _published(loaded.workbook, loaded.revision, thresholds, loaded.log, log)
    yesterday = date.today() - timedelta(days=1)
    last = min(filters.as_of or yesterday, yesterday)
    key = (loaded.workbook, loaded.revision, last, view)
    pulse = _pulse(key, published, log, filters, last)
    checks = loaded.log.checks[["severity", "cell", "expected"]]
    return Answered(pulse, published, loaded.revision, checks, loaded.problem)


@st.cache_resource(max_entries=4, show_spinner=False)
def _published(
    workbook: str, revision: str, thresholds: tuple[object, ...], _survey: CircleLog, _log: CircleLog
) -> Published:
    return publish(_survey, _log.settings)


@st.cache_resource(max_entries=64, show_spinner=False)
def _pulse(
    key: tuple[object, ...], _published: Published, _log: CircleLog, _filters: Filters, _last: date
) -> Pulse:
    picked = _log.filtered(
        circles=_filters.circles, sponsors=_filters.sponsors, priorities=_filters.priorities
    )
    chosen = set(picked.circles["circle"]) if _filters.pick_circles else None
    start = None if _filters.start is None else pd.Timestamp(_filters.start)
    return figures.measure(_published, _log, pd.Timestamp(_last), start, chosen=chosen)
