"""Where this server keeps what outlives a request: in data/, or in the store that several servers share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from lib.source.settings import store_url
from lib.workbook.common.store import LocalPlace, Place, store_at

T = TypeVar("T")
DATA = Path("data")
RECENT_SECONDS = 5.0
_lock = threading.Lock()
_recent: dict[Hashable, tuple[float, Any]] = {}


def kept(path: Path, secrets: Mapping[str, Any]) -> Place:
    """The place for a path of data/: in the store that `secrets` name, if they name one. Other paths stay as they are.

    Raises WorkbookError that says what to change if the store cannot be used.
    """
    url = store_url(secrets)
    if not url or not path.is_relative_to(DATA):
        return LocalPlace(path)
    place = _store(url)
    for part in path.relative_to(DATA).parts:
        place = place / part
    return place


_store = cache(store_at)


def recently(key: Hashable, find: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> T:
    """What `find` says, asked at most every `RECENT_SECONDS` for each key: for what a bucket is asked on every page."""
    known = _recent.get(key)
    if known is None or clock() - known[0] >= RECENT_SECONDS:
        known = (clock(), find())
        with _lock:
            _recent[key] = known
    found: T = known[1]
    return found


def forget(key: Hashable) -> None:
    """Ask anew for this key, since this server changed it."""
    with _lock:
        _recent.pop(key, None)
