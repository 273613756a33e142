"""Scripts of pages take turns: as many run at once as there are processors, and the others wait in a line.

Python runs one thread at a time. Twenty scripts that run together all end when the last one would have ended anyway; in
a line, half of them are done in half of that time.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

COMES_WITHIN_SECONDS = 2.0
"""How long after a page is asked for its script may come."""
PATIENCE_SECONDS = 10.0
"""Who has waited for so long runs beside the others: one that hangs must not hold up the rest."""


class Turns:
    """A line of threads. `at_once`: how many have a turn at the same time."""

    def __init__(self, at_once: int, patience: float = PATIENCE_SECONDS) -> None:
        self._at_once, self._free, self._patience = at_once, at_once, patience
        self._lock = threading.Lock()
        self._line: deque[threading.Event] = deque()
        self._mine = threading.local()
        self._announced = -math.inf  # when a page was asked for whose script has not come yet

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and have it inside; first come, first served."""
        self._take()
        self._mine.has = True
        try:
            yield
        finally:
            self._mine.has = False
            self._give()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others have this thread's turn inside, which waits for a network, a disk or a process. Nothing changes
        for a thread without a turn."""
        if not getattr(self._mine, "has", False):
            yield
            return
        self._mine.has = False
        self._give()
        try:
            yield
        finally:
            self._take()
            self._mine.has = True

    def announce(self) -> None:
        """Say that a browser is opening a page, and will soon connect and want a turn."""
        self._announced = time.monotonic()

    @property
    def is_idle(self) -> bool:
        """Whether nobody has a turn, waits for one or is about to."""
        if time.monotonic() - self._announced < COMES_WITHIN_SECONDS:
            return False
        with self._lock:
            return self._free >= self._at_once

    @property
    def is_taken(self) -> bool:
        """Whether a script has a turn."""
        return self._free < self._at_once

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._line)

    def _take(self) -> None:
        with self._lock:
            self._announced = -math.inf
            if self._free > 0 and not self._line:
                self._free -= 1
                return
            mine = threading.Event()
            self._line.append(mine)
        if mine.wait(self._patience):
            return
        with self._lock:
            if not mine.is_set():
                self._line.remove(mine)
                self._free -= 1

    def _give(self) -> None:
        with self._lock:
            self._free += 1
            while self._line and self._free > 0:
                self._free -= 1
                self._line.popleft().set()


SCRIPTS = Turns(os.cpu_count() or 1)
"""The turns of this server's pages."""
