"""The tests' service account, and a clock that moves without waiting."""

from __future__ import annotations

import threading

EMAIL = "pharos@circles.iam.gserviceaccount.com"


class Time:
    """Seconds that pass only by sleeping; `slept` lists how long each time."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds
