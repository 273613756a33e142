"""How far a long read has come: told by the thread that reads, asked by whoever waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """`done` of `total` things are read, `what` in the plural; `seconds_left` None where nothing honest can be said."""

    what: str
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class _Noted:
    what: str
    done: int
    total: int
    started: float
    at_least: Callable[[int], float] | None


class Progress:
    """The read under way. `tell` is called in the thread that reads, each time that something is done."""

    def __init__(
        self, tell: Callable[[Reading], None] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell, self._clock = tell, clock
        self._noted: _Noted | None = None

    def counter(
        self, what: str, at_least: Callable[[int], float] | None = None
    ) -> Callable[[int, int], None]:
        """What a workbook calls with (done, total), with 0 done when it begins.

        `at_least(left)` is the seconds that so many more take even if each takes no time, as under a quota; without it
        there is no estimate, since things of very different size tell nothing about each other.
        """

        def note(done: int, total: int) -> None:
            before = self._noted
            is_new = before is None or done == 0 or before.total != total
            started = self._clock() if before is None or is_new else before.started
            self._noted = _Noted(what, done, total, started, at_least)
            if self._tell and (reading := self.reading):
                self._tell(reading)

        return note

    def clear(self) -> None:
        """Another read begins, of which nothing is known yet."""
        self._noted = None

    @property
    def reading(self) -> Reading | None:
        """Where the read stands now; None where it has not begun or does not count what it reads."""
        noted = self._noted
        if noted is None:
            return None
        return Reading(noted.what, noted.done, noted.total, self._seconds_left(noted))

    def _seconds_left(self, noted: _Noted) -> float | None:
        """What the quota asks for, or what the pace so far gives, whichever is longer.

        The first calls of a minute are answered at once and the others wait: the pace alone would promise far too much.
        """
        if noted.at_least is None:
            return None
        left = noted.total - noted.done
        so_far = (self._clock() - noted.started) / noted.done * left if noted.done else 0.0
        return max(noted.at_least(left), so_far)
