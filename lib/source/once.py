"""One finding per key: of several threads that need the same new thing at the same moment, one finds it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

PATIENCE_SECONDS = 10.0


@dataclass(slots=True, eq=False)
class _Finding:
    """A finding that has begun, and whether it brought what it was for."""

    ended: threading.Event = field(default_factory=threading.Event)
    is_found: bool = False


class Once:
    """What threads are finding right now. `aside`: what a thread does while it waits for another one. `patience`: after
    so many seconds it finds for itself."""

    def __init__(
        self,
        aside: Callable[[], AbstractContextManager[None]] = nullcontext,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._aside, self._patience = aside, patience
        self._findings: dict[Hashable, _Finding] = {}
        self._lock = threading.Lock()
        self._this = threading.local()

    def find(self, key: Hashable, find: Callable[[], object]) -> None:
        """Call `find`, which keeps what it finds, unless another thread does so for the same key: then wait for it.

        If that one fails, the next one tries itself, and each gets only its own error. A thread that is finding
        something already never waits for another, so that no two can wait for each other.
        """
        until = time.monotonic() + self._patience
        while not getattr(self._this, "is_finding", False):
            with self._lock:
                theirs = self._findings.get(key)
                if theirs is None:
                    mine = self._findings[key] = _Finding()
            if theirs is None:
                self._begin(key, mine, find)
                return
            with self._aside():
                theirs.ended.wait(max(0.0, until - time.monotonic()))
            if theirs.is_found:
                return
            if not theirs.ended.is_set():
                break
        find()

    def _begin(self, key: Hashable, mine: _Finding, find: Callable[[], object]) -> None:
        self._this.is_finding = True
        try:
            find()
            mine.is_found = True
        finally:
            self._this.is_finding = False
            with self._lock:
                del self._findings[key]
            mine.ended.set()
