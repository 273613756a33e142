"""Scripts of pages take turns: as many run at once as there are processors, and the others wait in a line.

Python runs one thread at a time. Twenty scripts that run together all end when the last one would have ended anyway; in
a line, half of them are done in half of that time. Who finds that a page needs what nobody found before, which takes
ten times as long, lets the others go first.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

COMES_WITHIN_SECONDS = 2.0
"""How long after a page is asked for its script may come."""
_LOOK_EVERY_SECONDS = 0.02
PATIENCE_SECONDS = 10.0
"""Who has waited for so long runs beside the others: one that hangs must not hold up the rest."""


class Turns:
    """A line of threads. `at_once`: how many have a turn at the same time."""

    def __init__(self, at_once: int, patience: float = PATIENCE_SECONDS) -> None:
        self._at_once, self._free, self._patience = at_once, at_once, patience
        self._lock = threading.Lock()
        self._line: deque[threading.Event] = deque()
        self._long_line: deque[threading.Event] = deque()
        self._hurried: set[threading.Event] = set()  # of the long line before, whose turn is short after all
        self._long_at_once = max(1, at_once - 1)
        self._long = 0  # how many of those who have a turn said that it takes long
        self._mine = threading.local()
        self._announced = -math.inf  # when a page was asked for whose script has not come yet

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and have it inside; first come, first served, except for `long`."""
        self._mine.is_long = False
        self._take()
        self._mine.has = True
        try:
            yield
        finally:
            self._mine.has = False
            self._give()

    def long(self, until: Future[bool] | None = None) -> None:
        """Say that the rest of this thread's turn takes long. All who wait have theirs first; then one processor is
        left to those who come. Nothing changes for a thread without a turn, and when it is said again. `until`: once
        that is done, the turn does not take long after all."""
        if not getattr(self._mine, "has", False) or self._mine.is_long:
            return
        self._mine.has = False
        self._give()
        self._mine.is_long = True
        self._take(until)
        self._mine.has = True

    def short(self) -> None:
        """Say that the rest of this thread's turn does not take long after all."""
        with self._lock:
            if getattr(self._mine, "has", False) and self._mine.is_long:
                self._mine.is_long = False
                self._long -= 1
                self._serve()

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
    def long_ones(self) -> int:
        """How many have or wait for a turn that takes long."""
        return self._long + len(self._long_line)

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._line) + len(self._long_line)

    def _take(self, until: Future[bool] | None = None) -> None:
        mine, is_long = threading.Event(), getattr(self._mine, "is_long", False)
        with self._lock:
            self._announced = -math.inf
            (self._long_line if is_long else self._line).append(mine)
            self._serve()
        if until is not None:
            until.add_done_callback(lambda _: self._hurry(mine))
        if not mine.wait(self._patience):
            with self._lock:
                if not mine.is_set():
                    line = self._long_line if mine in self._long_line else self._line
                    line.remove(mine)
                    self._free -= 1
                    self._long += line is self._long_line
        with self._lock:
            self._mine.is_long = is_long and mine not in self._hurried
            self._hurried.discard(mine)

    def _hurry(self, waiting: threading.Event) -> None:
        """Let a thread in the line of those that take long go to the end of the other one."""
        with self._lock:
            if waiting in self._long_line:
                self._long_line.remove(waiting)
                self._line.append(waiting)
                self._hurried.add(waiting)
                self._serve()

    def _give(self) -> None:
        with self._lock:
            self._free += 1
            self._long -= getattr(self._mine, "is_long", False)
            self._serve()

    def _serve(self) -> None:
        """Give free turns to those who wait."""
        while self._free > 0 and self._line:
            self._free -= 1
            self._line.popleft().set()
        while self._free > 0 and self._long_line and self._long < self._long_at_once:
            self._free -= 1
            self._long += 1
            self._long_line.popleft().set()


SCRIPTS = Turns(os.cpu_count() or 1)
"""The turns of this server's pages."""


def wait_until(is_quiet: Callable[[], bool], seconds: float, patience: float = math.inf) -> None:
    """Wait until it was quiet for so long, unless it is quiet now; at most `patience` seconds."""
    if is_quiet():
        return
    began = since = time.monotonic()
    while (now := time.monotonic()) - since < seconds and now - began < patience:
        time.sleep(_LOOK_EVERY_SECONDS)
        if not is_quiet():
            since = time.monotonic()
