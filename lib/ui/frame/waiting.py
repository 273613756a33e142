"""What a page shows until there is a first log: a spinner, how far a long read has come, or why it failed.

The read goes on behind the pages whoever looks or leaves; every page that waits for it turns into the real one by
itself.
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from lib.source import caches
from lib.source.refresh import Loaded, Source
from lib.ui.frame import banner
from lib.ui.widgets import progress
from lib.workbook.base import WorkbookError

LOOK_EVERY_SECONDS = 0.5
RETRY_SECONDS = 20.0
"""How long after a failure it is tried again by itself: once for all who wait."""


def first_log(shown: Source) -> Loaded:
    """The first log; stops the page where it takes long or cannot be read."""
    try:
        with st.spinner("Reading the circle log …", show_time=True):
            slot = st.empty()
            while not shown.first(LOOK_EVERY_SECONDS) and not shown.reading:
                slot.empty()  # where Streamlit ends this run if the viewer went elsewhere
    except WorkbookError as error:
        unreadable(str(error), is_remote=shown.is_remote)
    if not shown.has_log:
        _long_read()
    return shown.current()


def unreadable(problem: str, *, is_remote: bool = False) -> NoReturn:
    """Say why there is no log; the page follows when there is one, or when the reason changes."""
    _show_log_when_readable(problem)
    banner.stop_for_unreadable(problem, is_remote=is_remote)


def _long_read() -> NoReturn:
    st.title("When will there be something to see?")
    _bar()
    st.markdown(
        "The log is read for the first time, and Google gives out only so much a minute. You may leave and come back: "
        "the reading goes on, and this page shows the log once all of it is there. From then on only what changed is "
        "read again."
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
