"""What replaces a key or a person in a redacted log: numbers that say nothing about what they replace."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from lib.log.format.folding import fold

MARK = "\ue000"
"""Starts every stand-in for a person: a character of no alphabet, so that one that slipped out is found by a search."""


class Persons:
    """Opaque numbers for people, the same for every spelling that folds to the same text; for figures to count."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def of(self, values: pd.Series) -> pd.Series:
        """The number of each person (str, such as MARK + "000012"); missing stays missing."""
        return _renamed(values, self._number)

    def _number(self, person: str) -> str:
        if person not in self._names:
            number = self._numbers.setdefault(fold(person), len(self._numbers))
            self._names[person] = f"{MARK}{number:06d}"
        return self._names[person]


class Numbers:
    """Numbers in place of keys that people typed: "no. 12" for the twelfth, or "no. 012" if there are hundreds.

    `keys`: those of the tab that defines them, in the order to number them. `kept`: the keys that stay as they are; no
    number is spelled like one of them. A key that no row defines gets a number after the others. `noun` is put before
    each number, for keys that are shown alone.
    """

    def __init__(self, keys: pd.Series, kept: Collection[str], noun: str = "") -> None:
        self._kept = kept
        self._before = f"{noun} no.".strip()
        self._taken = {fold(key) for key in kept}
        self._width = max(2, len(str(len(keys))))
        self._next = 1
        self._names: dict[str, str] = {}
        for key in keys.dropna().unique().tolist():
            self._name(key)

    def of(self, keys: pd.Series) -> pd.Series:
        """What to show for each key (str); missing stays missing."""
        return _renamed(keys, self._name)

    def _name(self, key: str) -> str:
        if key in self._kept:
            return key
        if key not in self._names:
            name = self._number()
            while fold(name) in self._taken:
                name = self._number()
            self._names[key] = name
        return self._names[key]

    def _number(self) -> str:
        number, self._next = self._next, self._next + 1
        return f"{self._before} {number:0{self._width}d}"


def _renamed(values: pd.Series, rename: Callable[[str], str]) -> pd.Series:
    """Each value renamed (str, same index); each distinct one once, in order of appearance. Missing stays missing."""
    codes, distinct = pd.factorize(values)
    names = pd.array([rename(value) for value in distinct.tolist()], dtype="str")
    return pd.Series(names.take(codes, allow_fill=True), index=values.index)
