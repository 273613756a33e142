"""Mappings whose values are made when they are first needed, so a page pays only for what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

V = TypeVar("V")


class Lazily(Mapping[str, V]):
    """Fixed keys, in order; `make` gives the value for a key when it is first read, and the value is kept.

    Several threads may read it: two that first read a key at the same moment may both call `make`. Unknown keys raise
    KeyError.
    """

    def __init__(self, keys: Iterable[str], make: Callable[[str], V]) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make
        self._made: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._keys:
            raise KeyError(key)
        made = self._made
        if key not in made:
            made[key] = self._make(key)
        return made[key]

    def forget(self) -> None:
        """Let go of the values that were made; each is made again when it is read."""
        self._made = {}

    def made(self, key: str) -> V | None:
        """The value for a key if it was made already; None if not, or if there is no such key."""
        return self._made.get(key)

    def __contains__(self, key: object) -> bool:
        """Whether there is such a key; its value is not made for that."""
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Once(Generic[V]):
    """What `find` gives, found when it is first asked for, and kept. Two threads that ask at the same moment may both
    call `find`."""

    def __init__(self, find: Callable[[], V]) -> None:
        self._find: Callable[[], V] | None = find
        self._found: list[V] = []

    def __call__(self) -> V:
        if not self._found and (find := self._find):
            self._found.append(find())
            self._find = None  # and all that it holds
        return self._found[0]


class Joined(Mapping[str, Any]):
    """What is `known`, and behind it what `find` gives, which is not asked for a key that is known. They share no
    key."""

    def __init__(self, known: Mapping[str, Any], find: Callable[[], Mapping[str, Any]]) -> None:
        self._known, self._find = known, Once(find)

    def __getitem__(self, key: str) -> Any:
        return self._known[key] if key in self._known else self._find()[key]

    def __iter__(self) -> Iterator[str]:
        yield from self._known
        yield from self._find()

    def __len__(self) -> int:
        return len(self._known) + len(self._find())
