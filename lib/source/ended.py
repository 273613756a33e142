"""Sign-ins that were signed out of, for all servers of one store: a copy of their cookie must open nothing anywhere.

Each is a file without content. Its name holds when the sign-in would have ended anyway, after which the file goes, and
a hash of the sign-in's key. Each server looks at the names at most every few seconds. If the store cannot be reached,
the sign-outs that a server knows of still count, and those of this server are written once the store is back.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from lib.workbook.common.store import Place, as_place

FOLDER = Path("data/ended")
LOOK_EVERY_SECONDS = 5.0
_LOG = logging.getLogger("pharos")


class Ended:
    """The sign-outs kept in `folder`. `clock` counts seconds (for tests)."""

    def __init__(self, folder: Place | Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = as_place(folder), clock
        self._lock = threading.Lock()
        self._known: dict[str, datetime] = {}
        self._unwritten: set[str] = set()
        self._looked_at = float("-inf")

    def holds(self, key: str) -> bool:
        """Whether the sign-in with this key was signed out of, here or on another server."""
        name = _hashed(key)
        if name in self._known:
            return True
        with self._lock:
            if self._clock() - self._looked_at >= LOOK_EVERY_SECONDS:
                self._look()
                self._looked_at = self._clock()
        return name in self._known

    def add(self, key: str, ends: datetime) -> None:
        """Sign out of the sign-in with this key, which would have ended at `ends` (aware)."""
        with self._lock:
            self._known[_hashed(key)] = ends
            self._unwritten.add(_hashed(key))
            self._write()

    def _write(self) -> None:
        try:
            for name in sorted(self._unwritten):
                (self._folder / f"{int(self._known[name].timestamp()) + 1}-{name}").write(b"")
                self._unwritten.discard(name)
        except OSError as error:
            _LOG.warning("a sign-out could not be kept; other servers learn of it later: %s", error.strerror)

    def _look(self) -> None:
        """Take over what other servers wrote, and let go of what is over."""
        now = datetime.now(UTC)
        self._write()
        try:
            names = self._folder.names()
            for each in names:
                until, dash, name = each.partition("-")
                if not dash or not until.isdecimal():
                    continue
                ends = datetime.fromtimestamp(int(until), UTC)
                if ends < now:
                    (self._folder / each).remove()
                else:
                    self._known[name] = ends
        except OSError as error:
            _LOG.warning("sign-outs of other servers could not be read: %s", error.strerror)
        for name in [name for name, ends in self._known.items() if ends < now]:
            del self._known[name]
            self._unwritten.discard(name)


def _hashed(key: str) -> str:
    return hashlib.blake2s(key.encode("utf-8", "replace"), digest_size=16).hexdigest()
