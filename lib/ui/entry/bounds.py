"""How much strangers may ask of the server: a few messages a second each, and a few more all together."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_AT_ONCE, EACH_SECOND = 10, 1.0
"""Messages of one stranger's WebSocket. A sign-in page sends one when it opens and one per click."""
ALL_AT_ONCE, ALL_EACH_SECOND = 20, 5.0
"""Messages of all strangers. A sign-in page takes the server up to a tenth of a second."""
LONGEST_WAIT_SECONDS = 3.0
"""A stranger's message that would have to wait longer is left out."""
MOST_STRANGERS = 200
"""WebSockets of people who are not signed in. Each has a session of Streamlit's."""


class Allowance:
    """`at_once` messages at first, and `each_second` more for every second that passes. `clock`: seconds, for tests."""

    def __init__(
        self, at_once: float, each_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._each_second, self._clock = at_once, each_second, clock
        self._left, self._at = at_once, clock()

    def takes(self) -> bool:
        """Whether one more message is within the allowance; it counts only then."""
        self._fill()
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def wait(self, longest: float) -> float | None:
        """Seconds until one more message is within the allowance; it counts now, so that callers queue. None, and it
        does not count, if that takes longer than `longest`."""
        self._fill()
        seconds = max(0.0, (1 - self._left) / self._each_second)
        if seconds > longest:
            return None
        self._left -= 1
        return seconds

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._each_second)
        self._at = now
