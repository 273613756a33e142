"""What this server has exactly one of for as long as it runs, such as the source of a workbook and its locks.

Streamlit's caches are not the place for these: a message from a browser can clear them, and the next viewer would get
a second source, with another lock for saves and another read of the whole workbook.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

_lock = threading.Lock()
_made: dict[Hashable, Any] = {}
_making: dict[Hashable, threading.Lock] = {}


def only(key: Hashable, make: Callable[[], T]) -> T:
    """The one object of this server under `key`, made by the first caller; callers meanwhile wait for it.

    If `make` raises, nothing is kept, the error reaches the caller, and the next caller tries again.
    """
    if key in _made:
        return _made[key]  # type: ignore[no-any-return]
    with _lock:
        turn = _making.setdefault(key, threading.Lock())
    with turn:
        if key not in _made:
            _made[key] = make()
        return _made[key]  # type: ignore[no-any-return]


def forget() -> None:
    """Forget everything, as a new server would. For tests: a source that is forgotten while it saves has no lock."""
    with _lock:
        _made.clear()
        _making.clear()
