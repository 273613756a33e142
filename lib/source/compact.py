"""Answers kept for many states of many filters in little memory: pickled and compressed, up to a number of bytes."""

from __future__ import annotations

import pickle
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")
_FASTEST = 1


class Compact:
    """Answers by key; those not asked for lately go first when all together take more than `most_bytes`.

    Each caller gets a copy of its own. An answer is what pickle can take apart: text, numbers, frames. Several threads
    may use it; two that ask for the same new answer at the same moment may both find it (see `lib.source.once`).
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, find: Callable[[], T]) -> T:
        """The answer for a key, from `find` if it is not kept."""
        with self._lock:
            packed = self._kept.get(key)
            if packed is not None:
                self._kept.move_to_end(key)
        if packed is not None:
            return cast("T", pickle.loads(zlib.decompress(packed)))  # made below, in this process
        found = find()
        self._keep(key, zlib.compress(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), _FASTEST))
        return found

    def put(self, key: Hashable, packed: bytes) -> None:
        """Keep an answer that another process of this server found and packed."""
        self._keep(key, packed)

    def taken(self) -> dict[Hashable, bytes]:
        """All answers, packed as `put` takes them; they are no longer kept here."""
        with self._lock:
            taken, self._kept, self._bytes = self._kept, OrderedDict(), 0
        return dict(taken)

    def __contains__(self, key: Hashable) -> bool:
        """Whether the answer is kept; it was asked for."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return key in self._kept

    @property
    def size(self) -> int:
        """How many bytes the answers take."""
        return self._bytes

    def _keep(self, key: Hashable, packed: bytes) -> None:
        with self._lock:
            self._bytes += len(packed) - len(self._kept.pop(key, b""))
            self._kept[key] = packed
            while self._bytes > self._most_bytes and self._kept:
                self._bytes -= len(self._kept.popitem(last=False)[1])
