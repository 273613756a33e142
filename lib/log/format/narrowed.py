"""The rows of some circles, found without looking at all rows of a log each time."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.of_frame import of_frame

_OF_A_CIRCLE = ("circles", "members", "sessions", "actions", "coaching", "asks")
_OF_A_CIRCLE_OR_ALL = ("sponsor_acts", "milestones", "changes", "reviews", "decisions", "mailings")
"""Tabs whose rows without a circle are about the whole program: they stay with any circle."""
_THROUGH = {
    "attendance": ("session", "sessions"),
    "insights": ("session", "sessions"),
    "action_reviews": ("action", "actions"),
}
"""Tabs whose rows belong to the circle of a row in another tab: their column, and that tab, which has it too."""


def rows_of(frame: pd.DataFrame, circles: Iterable[str | None]) -> NDArray[np.int64]:
    """The positions of the rows of some circles, by the column circle (str or category), in the frame's order. None
    among the circles: rows without one. The order of all rows is found once per frame."""
    return _by(frame, "circle").positions(circles)


def rows_with(frame: pd.DataFrame, column: str, names: Iterable[str]) -> pd.DataFrame:
    """The rows with any of these names in a column (str or category), in the frame's order, which is found once per
    frame."""
    return frame.take(_by(frame, column).positions(names))


def of_circles(frame: pd.DataFrame, circles: Collection[str]) -> pd.DataFrame:
    """These rows, as `frame.take` gives them. Those of a single circle are a slice of a sorted copy, made once per
    frame: to take rows out of many columns costs six times as much."""
    by_circle = _by(frame, "circle")
    if len(circles) != 1:
        return frame.take(by_circle.positions(circles))
    return by_circle.sorted_frame.iloc[by_circle.slice_of(next(iter(circles)))]


@dataclass(frozen=True)
class _Sorted:
    """The rows of a frame in the order of one of its columns, rows without it first. `order`: their positions.
    `starts`: where in it each name starts, and the last ends. `places`: of each name in `starts`; None: of no name."""

    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    places: Mapping[Any, int]
    frame: weakref.ref[pd.DataFrame]

    def slice_of(self, name: str | None) -> slice:
        """Where the rows with this name are."""
        place = self.places.get(name)
        return slice(0, 0) if place is None else slice(*self.starts[place : place + 2].tolist())

    def positions(self, names: Iterable[str | None]) -> NDArray[np.int64]:
        """The positions of the rows with any of these names, in the frame's order."""
        return np.sort(
            np.concatenate([self.order[:0], *(self.order[self.slice_of(each)] for each in {*names})])
        )

    @cached_property
    def sorted_frame(self) -> pd.DataFrame:
        return self.frame().take(self.order)  # type: ignore[union-attr]  # kept no longer than the frame


@of_frame
def _sorted(_frame: pd.DataFrame) -> dict[str, _Sorted]:
    """What is found by `_by`, by column."""
    return {}


def _by(frame: pd.DataFrame, column: str) -> _Sorted:
    """The order of a column (str or category), found once per frame."""
    known = _sorted(frame)
    if column not in known:
        keys = frame[column].array
        if isinstance(keys, pd.Categorical):
            codes, names = keys.codes.astype(np.int64), keys.categories.to_list()
        else:
            codes, distinct = pd.factorize(keys)
            names = distinct.tolist()
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(-1, len(names) + 1))
        places = {None: 0} | {name: place for place, name in enumerate(names, start=1)}
        known[column] = _Sorted(order, starts, places, weakref.ref(frame))
    return known[column]


class Narrowed(Mapping[str, pd.DataFrame]):
    """The tabs of a log with only the rows of some circles, each picked out when it is first read. Practices and their
    spread belong to the whole program and stay."""

    def __init__(self, tabs: Mapping[str, pd.DataFrame], circles: Collection[str]) -> None:
        self._tabs, self._circles = tabs, circles
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        made = self._made
        if name not in made:
            made[name] = self._narrowed(name)
        return made[name]

    def forget(self) -> None:
        """Let go of the rows that were picked out; they are picked out again when they are read."""
        self._made = {}

    def _narrowed(self, name: str) -> pd.DataFrame:
        frame = self._tabs[name]
        if name in _OF_A_CIRCLE:
            return of_circles(frame, self._circles)
        if name in _OF_A_CIRCLE_OR_ALL:
            return frame.take(rows_of(frame, [None, *self._circles]))
        if name in _THROUGH:
            column, tab = _THROUGH[name]
            return rows_with(frame, column, self[tab][column].dropna().to_list())
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self._tabs)

    def __len__(self) -> int:
        return len(self._tabs)


class Replaced(Mapping[str, pd.DataFrame]):
    """Tabs of which some are replaced by other frames. The rest are not read for that."""

    def __init__(self, tabs: Mapping[str, pd.DataFrame], frames: Mapping[str, pd.DataFrame]) -> None:
        self._tabs, self._frames = tabs, frames

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name] if name in self._frames else self._tabs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._tabs, *self._frames]))

    def __len__(self) -> int:
        return len({*self._tabs, *self._frames})
