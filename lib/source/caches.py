"""What all viewers share: the workbook's source, and the log per role, its fixes and its history, once per revision."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import Viewer, redact
from lib.bring.workbook import BroughtSnapshots
from lib.log.changing import fixes, journal
from lib.log.changing.changes import ChangeSet
from lib.log.format.model import CircleLog
from lib.source import accepted as accepted_losses
from lib.source import connected, memory, registry, shared
from lib.source.accepted import Accepted
from lib.source.letting_go import Revisions, let_go, per_revision
from lib.source.opening import opened
from lib.source.refresh import Source
from lib.source.replicas import LOOK_EVERY_SECONDS, SharedWorkbook
from lib.source.settings import WorkbookSettings, store_url, workbook_settings
from lib.workbook.base import WorkbookError
from lib.workbook.common.progress import Progress
from lib.workbook.common.store import Place

DEMO_PATH = Path("data/demo.xlsx")
DEMO_SURVEY_PATH = Path("data/demo-pulse.xlsx")
SNAPSHOTS = Path("data/snapshots")
READ_BY_ALL = Path("data/read")
"""The state that was read last, which may have lost too much to be shown; SNAPSHOTS holds the last good one."""
CONNECTION_PATH = Path("data/connection.json")
CHECK_GOOGLE_EVERY_SECONDS = 60
CHECK_DATABASE_EVERY_SECONDS = 10
_CONNECTION = "connection"
_demo_lock = threading.Lock()


def settings() -> WorkbookSettings:
    """The settings in secrets.toml and the environment; if they name no workbook, with the one from the Connect page.

    Raises WorkbookError if they contradict each other, or the store cannot be reached.
    """
    configured = workbook_settings(_secrets())
    if not configured.is_empty:
        return configured
    place = kept(CONNECTION_PATH)
    if place.is_local:
        return connected.connected(configured, place)
    try:
        return shared.recently(_CONNECTION, lambda: connected.connected(configured, place))
    except OSError as error:
        raise WorkbookError(f"the store cannot be read: {error.strerror or type(error).__name__}") from error


def connection() -> Place:
    """Where the address chosen on the Connect page is kept, to be changed: this server then looks at it anew."""
    shared.forget(_CONNECTION)
    return kept(CONNECTION_PATH)


def kept(path: Path) -> Place:
    """The place for a path of data/, in the store if one is set. Raises WorkbookError that says what to change."""
    return shared.kept(path, _secrets())


def is_configured() -> bool:
    """Whether secrets.toml or the environment names a workbook."""
    return not workbook_settings(_secrets()).is_empty


def _secrets() -> Mapping[str, Any]:
    try:
        return st.secrets.to_dict()
    except FileNotFoundError:
        return {}


def source() -> Source:
    """The source that this server shows; if nothing is configured, a demo program, written on first start."""
    chosen = settings()
    if chosen.is_empty:
        _write_demo()
        chosen = replace(chosen, path=str(DEMO_PATH))
        return registry.only(("source", chosen.key, True), lambda: _source(chosen, True))
    return registry.only(("source", chosen.key, False), lambda: _source(chosen, False))


def _source(settings: WorkbookSettings, is_demo: bool) -> Source:
    progress = Progress()
    workbook = opened(settings, progress)
    accepted = Accepted(kept(accepted_losses.FOLDER), workbook.id)
    if not settings.is_google and not settings.database:
        return Source(workbook, is_demo=is_demo, after_first_read=memory.set_apart, accepted=accepted)
    snapshot_file = BroughtSnapshots(kept(SNAPSHOTS), workbook.id) if settings.keep_snapshot else None
    if settings.database:
        return Source(
            workbook,
            check_every=CHECK_DATABASE_EVERY_SECONDS,
            snapshot_file=snapshot_file,
            progress=progress,
            after_first_read=memory.set_apart,
            accepted=accepted,
        )
    is_shared = settings.keep_snapshot and is_one_of_several()
    return Source(
        SharedWorkbook(workbook, kept(READ_BY_ALL), ask_every=CHECK_GOOGLE_EVERY_SECONDS)
        if is_shared
        else workbook,
        check_every=LOOK_EVERY_SECONDS if is_shared else CHECK_GOOGLE_EVERY_SECONDS,
        snapshot_file=snapshot_file,
        progress=progress,
        after_first_read=memory.set_apart,
        accepted=accepted,
    )


def is_one_of_several() -> bool:
    """Whether there is a store that several servers share."""
    return bool(store_url(_secrets()))


def _write_demo() -> None:
    if DEMO_PATH.exists() and DEMO_SURVEY_PATH.exists():
        return
    with _demo_lock:
        from lib.demo import make
        from lib.demo.frozen import freeze_reviews

        today = date.today()
        tables = make.program(circles=24, months=18, seed=7, end=today)
        freeze_reviews(tables)
        DEMO_PATH.parent.mkdir(exist_ok=True)
        if not DEMO_SURVEY_PATH.exists():
            make.write(make.survey(tables, seed=7, end=today), DEMO_SURVEY_PATH)
        if not DEMO_PATH.exists():
            make.write(tables, DEMO_PATH)


_REVISIONS = Revisions(let_go)


def seen_by(workbook: str, revision: str, scope: str, log: CircleLog, viewer: Viewer) -> CircleLog:
    """The log redacted for a viewer, once per revision and scope. With the first of a newer revision goes all that
    Streamlit keeps of the older ones."""
    _REVISIONS.note(workbook, revision)
    return _seen_by(workbook, revision, scope, log, viewer)


@per_revision(max_entries=32)
def _seen_by(workbook: str, revision: str, scope: str, _log: CircleLog, _viewer: Viewer) -> CircleLog:
    return redact(_log, _viewer)


@per_revision(max_entries=4)
def fixable(workbook: str, revision: str, _log: CircleLog) -> pd.DataFrame:
    """What can be fixed without guessing (`fixes.fixes`), once per revision; `_log` is the unredacted one."""
    return fixes.fixes(_log, source().grids)


@per_revision(max_entries=4)
def history(workbook: str, revision: str, _log: CircleLog) -> list[ChangeSet]:
    """The journal's change sets, newest first, once per revision; `_log` is the unredacted one."""
    return journal.change_sets(_log)
