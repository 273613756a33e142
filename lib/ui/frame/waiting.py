"""What a page shows until there is a first log: a spinner, how far a long read has come, or why it failed.

The read runs in the background no matter who opens or leaves a page; every page that waits for it turns into the real
one by itself.
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from lib.source import caches
from lib.source.loaded import Loaded
from lib.source.refresh import Source
from lib.ui.entry import turns
from lib.ui.frame import banner
from lib.ui.widgets import progress
from lib.workbook.base import WorkbookError

LOOK_EVERY_SECONDS = 0.5
RETRY_SECONDS = 20.0
"""How long after a failure the read is tried again, once for everyone who waits."""


def first_log(shown: Source) -> Loaded:
    """Wait for the first log and return it; stops the page if that takes long or the log cannot be read."""
    try:
        with st.spinner("Reading the circle log …", show_time=True):
            slot = st.empty()
            while not _first(shown) and not shown.reading:
                slot.empty()  # here Streamlit ends this run if the viewer has left the page
    except WorkbookError as error:
        unreadable(str(error), is_remote=shown.is_remote)
    if not shown.has_log:
        _long_read()
    return shown.current()


def _first(shown: Source) -> bool:
    with turns.SCRIPTS.aside():
        return shown.first(LOOK_EVERY_SECONDS)


def unreadable(problem: str, *, is_remote: bool = False) -> NoReturn:
    """Say why there is no log and stop the page; it reruns when there is one, or when the reason changes."""
    _show_log_when_readable(problem)
    banner.stop_for_unreadable(problem, is_remote=is_remote)


def _long_read() -> NoReturn:
    st.title("When will the log be ready?")
    _bar()
    st.markdown(
        "Pharos is reading the log for the first time, and Google allows only so many requests a minute. You can leave "
        "and come back: the reading continues, and this page shows the log once it is complete. After that, only what "
        "changed is read again."
    )
    st.stop()


@st.fragment(run_every=1.0)
def _bar() -> None:
    shown = caches.source()
    reading = shown.reading
    if shown.has_log or reading is None:
        st.rerun()
    progress.bar(reading)


@st.fragment(run_every=RETRY_SECONDS / 4)
def _show_log_when_readable(problem: str) -> None:
    try:
        shown = caches.source()
        there = shown.first(LOOK_EVERY_SECONDS, retry_after=RETRY_SECONDS)
    except WorkbookError as error:
        if str(error) != problem:
            st.rerun()
        return
    if there or shown.reading:
        st.rerun()
