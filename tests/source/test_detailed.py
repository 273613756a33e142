"""What keeps its details: the things that were asked for last."""

from __future__ import annotations

import gc

from lib.source.detailed import Detailed


class Thing:
    """Counts how often it let go."""

    def __init__(self) -> None:
        self.times = 0

    def forget(self) -> None:
        self.times += 1


def test_the_one_that_was_not_asked_for_longest_lets_go() -> None:
    detailed, one, two, three = Detailed(2), Thing(), Thing(), Thing()
    for thing in (one, two, one, three):
        detailed.note(thing)
    assert [one.times, two.times, three.times] == [0, 1, 0]


def test_nothing_is_kept_alive() -> None:
    detailed, lasting = Detailed(1), Thing()
    detailed.note(Thing())
    gc.collect()
    detailed.note(lasting)
    assert [reference() for reference in detailed._newest.values()] == [lasting]
