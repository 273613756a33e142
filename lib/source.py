"""The one place with caches: workbook -> parsed log, once per revision, shared by all viewers."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lib.access import Viewer, redact
from lib.config import WorkbookSettings, workbook_settings
from lib.log.model import CircleLog
from lib.metrics.program import Program, measure
from lib.refresh import Source
from lib.workbook.excel import ExcelWorkbook

DEMO_PATH = Path("data/demo.xlsx")


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


def settings() -> WorkbookSettings:
    """What secrets.toml and the environment say. Raises WorkbookError where they contradict themselves."""
    return workbook_settings(_secrets())


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
    return _excel_source(chosen.path or str(DEMO_PATH), chosen.is_empty)


@st.cache_resource(show_spinner=False)
def _excel_source(path: str, is_demo: bool) -> Source:
    return Source(ExcelWorkbook(Path(path).expanduser()), is_demo=is_demo)


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
