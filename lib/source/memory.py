"""Keeps the collector of garbage away from what a server holds for as long as it runs.

Every pass of the collector looks at every object that it tracks, and nearly all of those are modules, which never go:
a pass over them after each run of a page took about as long as the page. So once the first log is there, what exists is
set apart, and `.streamlit/config.toml` switches Streamlit's own pass off. Python still collects as new objects come up.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from lib.workbook.common.gc_pause import paused_collection

NEW_OBJECTS = 20_000
"""How many objects come up until Python looks through the new ones. Its own 700 come up two hundred times while Pharos
is imported, which made that a sixth longer."""


def collect_seldom() -> None:
    """Let Python look for garbage after NEW_OBJECTS instead of 700."""
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def importing() -> Iterator[None]:
    """Look for no garbage while modules are imported, and set all objects apart when they are: hardly any ever goes.
    Until the first page, eight passes over them took 0.04 s."""
    with paused_collection():
        yield
        gc.freeze()


@cache
def set_apart() -> None:
    """Set apart all objects that exist, once in a process. Nothing is collected first, as reading a log leaves no
    garbage and a pass takes a tenth of a second just when the first page is due."""
    gc.freeze()
