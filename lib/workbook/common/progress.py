"""The progress of a long read: reported by the thread that reads, shown to the people who wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """`done` of `total` things are read, `what` in the plural; `seconds_left` is None without an honest estimate."""

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
    """The current read. `report` is called in the thread that reads, each time something is done."""

    def __init__(
        self, report: Callable[[Reading], None] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._report, self._clock = report, clock
        self._noted: _Noted | None = None

    def counter(
        self, what: str, at_least: Callable[[int], float] | None = None
    ) -> Callable[[int, int], None]:
        """The function that a workbook calls with (done, total), first with 0 done.

        `at_least(left)` returns the fewest seconds that this many more can take, as under a quota. Without it there is
        no estimate, since things of very different sizes say nothing about each other.
        """

        def note(done: int, total: int) -> None:
            before = self._noted
            is_new = before is None or done == 0 or before.total != total
            started = self._clock() if before is None or is_new else before.started
            self._noted = _Noted(what, done, total, started, at_least)
            if self._report and (reading := self.reading):
                self._report(reading)

        return note

    def clear(self) -> None:
        """Forget the read: another one begins, and nothing is known about it yet."""
        self._noted = None

    @property
    def reading(self) -> Reading | None:
        """The progress of the read; None if it has not begun or does not count what it reads."""
        noted = self._noted
        if noted is None:
            return None
        return Reading(noted.what, noted.done, noted.total, self._seconds_left(noted))

    def _seconds_left(self, noted: _Noted) -> float | None:
        """The time that the quota requires, or the time at the pace so far, whichever is longer.

        The first calls of a minute are answered at once and the others wait: the pace alone would promise far too much.
        """
        if noted.at_least is None:
            return None
        left = noted.total - noted.done
        so_far = (self._clock() - noted.started) / noted.done * left if noted.done else 0.0
        return max(noted.at_least(left), so_far)
