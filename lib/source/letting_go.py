"""What is let go of: what the figures of filters that were asked for earlier come from, and what was found from older
revisions of a log."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import streamlit as st

MOST_KNOWN = 16
F = TypeVar("F", bound=Callable[..., Any])


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


_FOUND: list[Any] = []
"""What is cached by `per_revision`."""


def per_revision(max_entries: int | None = None) -> Callable[[F], F]:
    """Cache a function, as `st.cache_resource` does, until a newer revision of the log is shown: for what is found from
    one revision of the log. What does not depend on it, as the survey's publication, has a cache of its own."""

    def cached(find: F) -> F:
        found = st.cache_resource(max_entries=max_entries, show_spinner=False)(find)
        _FOUND.append(found)
        return cast(F, found)

    return cached


def let_go() -> None:
    """Let go of all that `per_revision` caches."""
    for found in _FOUND:
        found.clear()


class Revisions:
    """The revisions of each workbook that were shown lately. `let_go` is called with the first sight of a newer one; a
    script that still shows an older one, which is known, does not call it."""

    def __init__(self, let_go: Callable[[], object]) -> None:
        self._let_go = let_go
        self._known: dict[str, deque[str]] = {}
        self._lock = threading.Lock()

    def note(self, workbook: str, revision: str) -> None:
        """Note that a revision is about to be shown."""
        with self._lock:
            known = self._known.setdefault(workbook, deque(maxlen=MOST_KNOWN))
            if revision in known:
                return
            if known:
                self._let_go()
            known.append(revision)
