"""The rows of some circles, found without looking at all rows of a log each time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.log.format.frames import among
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
    order, starts, place_of = _by_circle(frame)
    places = {place_of[circle] for circle in circles if circle in place_of}
    return np.sort(np.concatenate([order[:0], *(order[starts[at] : starts[at + 1]] for at in places)]))


@of_frame
def _by_circle(frame: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64], dict[Any, int]]:
    """Positions of the rows in the order of their circles; where in it each one starts, and the last ends; the place of
    each circle there."""
    circle = frame["circle"].array
    if isinstance(circle, pd.Categorical):
        codes, names = circle.codes.astype(np.int64), circle.categories.to_list()
    else:
        codes, distinct = pd.factorize(circle)
        names = distinct.tolist()
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(-1, len(names) + 1))
    return order, starts, {None: 0} | {name: place for place, name in enumerate(names, start=1)}


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
            return frame.take(rows_of(frame, self._circles))
        if name in _OF_A_CIRCLE_OR_ALL:
            return frame.take(rows_of(frame, [None, *self._circles]))
        if name in _THROUGH:
            column, tab = _THROUGH[name]
            return frame[among(frame[column], self[tab][column].unique())]
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
