"""Which filters' figures keep what they were counted from: those that were asked for last."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from typing import Protocol


class Forgetful(Protocol):
    """What can let go of what it finds again, as `lib.metrics.program.program.Program` does."""

    def forget(self) -> None: ...


class Detailed:
    """The `most` things that were asked for last; one that is no longer among them lets go. None is kept alive here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._newest: OrderedDict[int, weakref.ref[Forgetful]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, thing: Forgetful) -> None:
        """Note that a thing was asked for."""
        with self._lock:
            self._newest[id(thing)] = weakref.ref(thing)
            self._newest.move_to_end(id(thing))
            oldest = self._newest.popitem(last=False)[1]() if len(self._newest) > self._most else None
        if oldest is not None:
            oldest.forget()
