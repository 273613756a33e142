"""Who used a practice on an earlier day: how many of the teams that somebody shares a circle with."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.lookup import pairs, positions_in
from lib.metrics.diffusion.contacts import Contacts

Ints = NDArray[np.int64]
_AT_ONCE = 50_000
"""Questions that are answered at once."""


class Uses:
    """Every use of the practices `names` by a team of `contacts`. A practice is known by its position in `names`, a
    team by its own in `contacts.teams`, a day as datetime64[s]."""

    def __init__(self, contacts: Contacts, names: pd.Index) -> None:
        events = contacts.events
        team, practice = positions_in(events["team"], contacts.teams), positions_in(events["practice"], names)
        order = np.argsort(practice * len(contacts.teams) + team, kind="stable")
        order = order[(team[order] >= 0) & (practice[order] >= 0)]
        self._contacts, self._count = contacts, len(names)
        self._pair = (practice * len(contacts.teams) + team)[order]
        self._begins, ends = (
            _seconds(events[name].to_numpy()[order]) for name in ("adopted_on", "stopped_on")
        )
        self._ends = np.where(ends == _NEVER, _NEVER, np.maximum(self._begins, ends))
        at = contacts.place[team[order]]
        self._cells, cell = np.unique(
            (practice[order] * len(contacts.near) + at)[at >= 0], return_inverse=True
        )
        self._starts = _Counts(cell, self._begins[at >= 0])
        stopped = self._ends[at >= 0] != _NEVER
        self._stops = _Counts(cell[stopped], self._ends[at >= 0][stopped])

    def by(self, team: Ints, practice: Ints, day: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Whether each team used the practice on the day before."""
        if not len(self._pair):
            return np.zeros(len(team), dtype=bool)
        pair = practice * len(self._contacts.teams) + team
        at = np.minimum(np.searchsorted(self._pair, pair), len(self._pair) - 1)
        since = _seconds(day)
        return (self._pair[at] == pair) & (self._begins[at] < since) & ~(self._ends[at] < since)

    def near(self, team: Ints, practice: Ints, day: NDArray[np.datetime64]) -> Ints:
        """How many of the teams with which each team shares a circle used the practice on the day before."""
        contacts, found = self._contacts, np.zeros(len(team), dtype=np.int64)
        practice_of_cell, place = np.divmod(self._cells, max(len(contacts.near), 1))
        at, since = contacts.at[team], _seconds(day)
        for start in range(0, len(team), _AT_ONCE):
            asked, cell = pairs(practice[start : start + _AT_ONCE], practice_of_cell, self._count)
            asked += start
            is_near = contacts.near_or_none[at[asked], place[cell]]
            asked, cell = asked[is_near], cell[is_near]
            users = self._starts.before(cell, since[asked]) - self._stops.before(cell, since[asked])
            found += np.bincount(asked, weights=users, minlength=len(team)).astype(np.int64)
        return found - (contacts.near_or_none[at, at] & self.by(team, practice, day))


class _Counts:
    """How many days of each cell come before another one."""

    def __init__(self, cell: Ints, days: Ints) -> None:
        self._first = days.min(initial=0)
        self._span = days.max(initial=0) - self._first + 2
        self._keys = np.sort(cell * self._span + (days - self._first))

    def before(self, cell: Ints, day: Ints) -> Ints:
        within = np.clip(day - self._first, 0, self._span - 1)
        base = cell * self._span
        return np.searchsorted(self._keys, base + within) - np.searchsorted(self._keys, base)


_NEVER = np.iinfo(np.int64).max


def _seconds(days: NDArray[np.datetime64]) -> Ints:
    """Days as seconds since 1970 (int64); _NEVER where missing."""
    return np.where(np.isnat(days), _NEVER, days.astype("datetime64[s]").astype(np.int64))
