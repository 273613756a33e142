"""What the second process of a server does: it finds what pages show as they open, for logs that it is given.

It gets a log as one viewer's scope may see it, knows no settings and no secrets, and reads and writes nothing.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from lib.access.redaction import Viewer
from lib.log.format.model import CircleLog
from lib.source import memory
from lib.source import program as measuring
from lib.source.loaded import Loaded
from lib.source.program import Filters
from lib.source.second import serving
from lib.ui.frame.circle_link import Address
from lib.ui.frame.opening import Opening, measured_apart
from lib.ui.frame.view import View

NICENESS = 10
"""How much the server comes first where processors are few."""
_FIRST_TO_GO = Path("/proc/self/oom_score_adj")
"""Linux: where memory runs out, this process ends and not the server."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page for a view of the log."""

    opening: Opening
    workbook: str
    revision: str
    viewer: Viewer
    filters: Filters
    address: Address


def main() -> None:
    """Find what is wanted until the server ends; the last argument is the number of the socket that leads to it."""
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)
    with suppress(OSError):
        _FIRST_TO_GO.write_text("1000", "utf-8")
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    memory.collect_seldom()
    serving.serve(int(sys.argv[-1]), found, forget)


def forget() -> None:
    """Let go of all that was found, with the logs that it was found from."""
    st.cache_resource.clear()
    gc.unfreeze()
    gc.collect()


def found(log: CircleLog, wanted: Wanted) -> dict[Hashable, bytes]:
    """What the page shows as it opens, packed, by what it is (see `source.program.first_sight`)."""
    loaded = Loaded(log, wanted.workbook, "", wanted.revision, datetime.now(UTC))
    view = measured_apart(wanted.viewer, loaded, log, wanted.filters, wanted.address)
    _see_whole(view, wanted.opening)
    wanted.opening.find(view)
    return measuring.first_sights_taken(view.cache_key)


def _see_whole(view: View, opening: Opening) -> None:
    """Find the page for all circles, once: what was counted for all of them serves for some of them."""
    every = replace(view.filters, circles=(), sponsors=(), priorities=(), programs=())
    loaded, scope, log = view.loaded, view.viewer.scope, view.log
    whole = View(
        view.viewer,
        loaded,
        log,
        every,
        lambda: measuring.measured(loaded.workbook, loaded.revision, scope, every, log),
    )
    whole.derived(("seen whole", opening.page), lambda: _see(whole, opening))


def _see(whole: View, opening: Opening) -> None:
    """Find it, and set apart what is kept from now on, so that Python does not look for garbage in it. What was set
    apart before and is gone is garbage now."""
    opening.find(whole)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
