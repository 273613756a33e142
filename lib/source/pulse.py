"""The pulse survey for the pages: read from its own workbook, published once by its disclosure rule, then filtered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from lib.log.reading import parse
from lib.metrics.pulse import figures, record
from lib.metrics.pulse.figures import Pulse
from lib.metrics.pulse.publish import Published
from lib.source import published as kept_waves
from lib.source import registry
from lib.source.caches import (
    CHECK_GOOGLE_EVERY_SECONDS,
    DEMO_SURVEY_PATH,
    READ_BY_ALL,
    is_one_of_several,
    settings,
)
from lib.source.caches import kept as place_of
from lib.source.letting_go import per_revision
from lib.source.opening import survey
from lib.source.program import Filters
from lib.source.refresh import Source
from lib.source.replicas import LOOK_EVERY_SECONDS
from lib.source.settings import WorkbookSettings
from lib.source.shared_revision import SharedRevision
from lib.workbook.base import WorkbookError


def survey_source() -> Source | None:
    """The survey workbook, separate from the main one; None if none is configured. The demo has its own."""
    chosen = settings()
    if chosen.is_empty and not (chosen.survey_url or chosen.survey_path) and DEMO_SURVEY_PATH.exists():
        chosen = replace(chosen, survey_path=str(DEMO_SURVEY_PATH))
    if not (chosen.survey_url or chosen.survey_path):
        return None
    return registry.only(("survey", chosen.key), lambda: _survey(chosen))


def _survey(settings: WorkbookSettings) -> Source | None:
    workbook = survey(settings)
    if workbook is None:
        return None
    is_remote = bool(settings.survey_url and not settings.survey_path)
    if not is_remote or not is_one_of_several():
        every = CHECK_GOOGLE_EVERY_SECONDS if is_remote else 0
        return Source(workbook, check_every=every, read_log=parse.parse_survey)
    together = SharedRevision(workbook, place_of(READ_BY_ALL), ask_every=CHECK_GOOGLE_EVERY_SECONDS)
    return Source(together, check_every=LOOK_EVERY_SECONDS, read_log=parse.parse_survey)


@dataclass(frozen=True, slots=True)
class Answered:
    """The filtered pulse, the published answers it comes from, and the state of the survey workbook.

    `checks`: what does not fit in the survey workbook (severity, cell, expected: str), without the cells' content.
    `problem`: why the workbook could not be read again lately, None if it could. `has_set_aside`: whether some answers
    are not used, because they lack a circle or a wave.
    """

    pulse: Pulse
    published: Published
    revision: str
    checks: pd.DataFrame
    problem: str | None = None
    has_set_aside: bool = False


def answered(view: tuple[str, str, str, Filters], log: CircleLog) -> Answered | None:
    """The pulse survey for a view's cache key and its redacted, unfiltered log; None if no survey is configured.

    A wave is published when somebody first looks at it after its quarter ended, whatever day the filters are set to,
    so nobody can watch a circle pass the threshold while answers come in. Raises WorkbookError if the survey was never
    read.
    """
    found = survey_source()
    if found is None:
        return None
    loaded, filters = found.current(), view[-1]
    if loaded.log.missing_tabs:
        raise WorkbookError("has no pulse tab")
    thresholds = (log.settings["min_group"], log.settings["min_comments"])
    today = date.today()
    try:
        kept = _kept(loaded.workbook, loaded.revision, thresholds, today, found, log)
    except _Waits as error:
        kept = error.kept
    published, yesterday = kept.published, today - timedelta(days=1)
    last = min(filters.as_of or yesterday, yesterday)
    key = (loaded.workbook, loaded.revision, last, view)
    measure = _measured if kept.is_waiting else partial(_pulse, key)
    pulse = measure(published, log, filters, last)
    checks = loaded.log.checks[["severity", "cell", "expected"]]
    more = [("error", f"{record.TAB} {each.cell}".strip(), each.expected) for each in kept.problems]
    more += [
        ("warning", "circle", f"the key of a circle in the log, which “{circle}” is not")
        for circle in _strange_circles(published, log)
    ]
    if more:
        checks = pd.concat(
            [pd.DataFrame(more, columns=list(checks)).astype("str"), checks], ignore_index=True
        )
    has_set_aside = not loaded.log.set_aside.empty
    return Answered(pulse, published, loaded.revision, checks, loaded.problem, has_set_aside)


def _strange_circles(published: Published, log: CircleLog) -> list[str]:
    """The circles of published answers that are none of the log's, in order."""
    shown = published.table.loc[published.table["cell"] == "circle", "circle"].dropna()
    known = {fold(str(circle)) for circle in log.circles["circle"]}
    return sorted(circle for circle in set(shown.map(str)) if fold(circle) not in known)


class _Waits(Exception):
    """Something is not kept yet: this answer must not be remembered."""

    def __init__(self, kept: kept_waves.Kept) -> None:
        super().__init__("the survey's publication waits")
        self.kept = kept


@st.cache_resource(max_entries=4, show_spinner=False)
def _kept(
    workbook: str,
    revision: str,
    thresholds: tuple[object, ...],
    today: date,
    _source: Source,
    _log: CircleLog,
) -> kept_waves.Kept:
    kept = kept_waves.published(_source, place_of(kept_waves.FOLDER), _log.settings, today)
    if kept.is_waiting:
        raise _Waits(kept)
    return kept


@per_revision(max_entries=64)
def _pulse(
    key: tuple[object, ...], _published: Published, _log: CircleLog, _filters: Filters, _last: date
) -> Pulse:
    return _measured(_published, _log, _filters, _last)


def _measured(published: Published, log: CircleLog, filters: Filters, last: date) -> Pulse:
    picked = log.filtered(
        circles=filters.circles,
        sponsors=filters.sponsors,
        priorities=filters.priorities,
        programs=filters.programs,
    )
    chosen = set(picked.circles["circle"]) if filters.pick_circles else None
    # Waves are calendar quarters: the latest one is shown, whenever the period starts.
    return figures.measure(published, log, pd.Timestamp(last), end=filters.period.end, chosen=chosen)
