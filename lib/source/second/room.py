"""Whether this machine has room for a second process that works for the server: a processor, and memory.

A container's own limits count (Linux, both versions of control groups). What a system does not tell is not held against
it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

SETTING = "PHAROS_HELPER"
LEAST_PROCESSORS = 2
LEAST_BYTES, TIMES_THE_LOG = 1_000_000_000, 20
"""Memory that must be free, at least and for a large log: two to three times what the process takes."""


def has_room(log_bytes: int = 0, environment: Mapping[str, str] = os.environ, root: Path = Path("/")) -> bool:
    """Whether a second process may run for a log of this size in memory: unless PHAROS_HELPER=0, where there is room.
    `root`: of the file system."""
    if environment.get(SETTING, "").strip() == "0" or os.name != "posix":
        return False
    needed = max(LEAST_BYTES, LEAST_BYTES // 2 + TIMES_THE_LOG * log_bytes)
    return processors(root) >= LEAST_PROCESSORS and free_bytes(root) >= needed


def processors(root: Path = Path("/")) -> float:
    """How many processors this process may use at once."""
    count = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    with suppress(OSError, ValueError):
        quota, period = (root / "sys/fs/cgroup/cpu.max").read_text("utf-8").split()
        count = min(count, int(quota) / int(period))
    with suppress(OSError, ValueError):
        folder = root / "sys/fs/cgroup/cpu"
        quota_us, period_us = (_number(folder / f"cpu.cfs_{what}_us") for what in ("quota", "period"))
        count = min(count, quota_us / period_us) if quota_us > 0 else count
    return count


def free_bytes(root: Path = Path("/")) -> float:
    """How much memory is free, of the machine or of the container, whichever has less; infinite if nothing says."""
    return min(_free(root), default=math.inf)


def _free(root: Path) -> Iterator[float]:
    groups = root / "sys/fs/cgroup"
    for folder, most, used in (
        (groups, "memory.max", "memory.current"),
        (groups / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes"),
    ):
        with suppress(OSError, ValueError):
            given_back = _named(folder / "memory.stat", "inactive_file")
            yield _number(folder / most) - _number(folder / used) + given_back
    with suppress(OSError, ValueError):
        yield 1024 * _named(root / "proc/meminfo", "MemAvailable:")


def _number(path: Path) -> int:
    """The number in a file. Raises OSError or ValueError without one."""
    return int(path.read_text("utf-8"))


def _named(path: Path, name: str) -> int:
    """The number after a name at the start of a line. Raises OSError or ValueError without one."""
    lines = (line.split() for line in path.read_text("utf-8").splitlines())
    return next((int(words[1]) for words in lines if words[:1] == [name]), 0)
