"""Keeps the collector of garbage away from what a server holds for as long as it runs.

Every pass of the collector looks at every object that it tracks, and nearly all of those are modules, which never go:
a pass over them after each run of a page took about as long as the page. So once the first log is there, what exists is
set apart, and `.streamlit/config.toml` switches Streamlit's own pass off. Python still collects as new objects come up.
"""

from __future__ import annotations

import gc
from functools import cache


@cache
def set_apart() -> int:
    """Set apart all objects that exist, once in a process; out: how many. Garbage is collected first."""
    gc.collect()
    gc.freeze()
    return gc.get_freeze_count()
