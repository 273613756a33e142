"""How a server starts: it listens at once, and a thread imports Pharos and reads the log while the first browser comes.

Nothing that needs Pharos is answered before that thread has imported it (`later`).
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st
from starlette.middleware import Middleware
from streamlit import delta_generator
from streamlit.runtime.pages_manager import PagesManager

from lib.source import memory
from lib.telemetry import json_lines
from lib.ui.entry.later import Beginning, Later

_LOG = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None, None]:
    """Runs when the server starts, before the first request.

    Because of the folder named pages, a fresh Streamlit server looks up its first address by file name, and a deep link
    gets a "Page not found" box. This switches that off: the navigation in app.py is the only one. Nor need the first
    element look through all modules for a sign that there is no server, and a warning is due.
    """
    PagesManager.uses_pages_directory = False
    delta_generator._use_warning_has_been_displayed = True
    json_lines.use(os.environ, *map(logging.getLogger, ("streamlit", "uvicorn", "uvicorn.access")))
    yield


def middleware(then: str) -> list[Middleware]:
    """For st.App: begins to import the layers around Streamlit and stands for them. After that, the function `prepare`
    of the module `then` is called with the `Beginning`, in the same thread."""
    memory.collect_seldom()
    beginning = Beginning()
    work = threading.Thread(target=begin, args=(beginning, layers, then), name="pharos-start", daemon=True)
    work.start()
    return [Middleware(Later, beginning=beginning)]


def layers() -> Sequence[Middleware]:
    """The layers around everything Streamlit answers, the outer ones first. How sign-in is set up now is remembered
    before anyone comes in."""
    from lib.ui.entry import probes, returning, session, subscribed, watch  # they take a second

    session.note_start()
    return [
        *probes.middleware(),
        *subscribed.middleware(),
        *watch.middleware(),
        *returning.middleware(),
    ]


def begin(beginning: Beginning, layers: Callable[[], Sequence[Middleware]], then: str) -> None:
    """Make the layers, and prepare what comes first. A server that cannot import Pharos ends."""
    try:
        with memory.importing():
            beginning.layers.set_result(layers())
    except Exception as error:  # noqa: BLE001  # whatever it is, requests that wait must not wait forever
        _LOG.critical("Pharos cannot start", exc_info=True)
        beginning.layers.set_exception(error)
        signal.raise_signal(signal.SIGTERM)
        return
    try:
        import_module(then).prepare(beginning)
    except Exception:  # noqa: BLE001  # the page that needs it meets the same problem, and says so
        _LOG.warning("the first page could not be prepared", exc_info=True)
