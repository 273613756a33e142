"""How many messages a stranger may send."""

from __future__ import annotations

from lib.ui.entry.bounds import Allowance


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_so_many_a_second() -> None:
    clock = Clock()
    allowance = Allowance(3, 2.0, clock)
    assert [allowance.takes() for _ in range(5)] == [True, True, True, False, False]
    clock.now += 1
    assert [allowance.takes() for _ in range(3)] == [True, True, False]
    clock.now += 1000
    assert [allowance.takes() for _ in range(4)] == [True, True, True, False]


def test_those_who_wait_queue_and_nobody_waits_too_long() -> None:
    clock = Clock()
    allowance = Allowance(1, 2.0, clock)
    assert [allowance.wait(1.0) for _ in range(4)] == [0.0, 0.5, 1.0, None]
    clock.now += 0.5
    assert allowance.wait(1.0) == 1.0
