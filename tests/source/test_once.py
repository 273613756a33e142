"""Of several threads that need the same new thing, one finds it; nobody waits for ever, and nobody for a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from lib.source.once import Once

PATIENCE = 10


class Crowd:
    """Threads that ask for the same thing while the first of them is held up."""

    def __init__(self, count: int, patience: float = PATIENCE) -> None:
        self.began, self.may_end = threading.Event(), threading.Event()
        self.others_wait = threading.Barrier(count)
        self.found: list[str] = []
        self.once = Once(self.aside, patience)

    @contextmanager
    def aside(self) -> Iterator[None]:
        self.others_wait.wait(PATIENCE)
        yield

    def first(self) -> None:
        self.began.set()
        assert self.may_end.wait(PATIENCE)
        self.found.append("first")

    def ask(self, first: Callable[[], object], pool: ThreadPoolExecutor, others: int) -> list[Future[None]]:
        asked = [pool.submit(self.once.find, "a", first)]
        assert self.began.wait(PATIENCE)
        asked += [pool.submit(self.once.find, "a", lambda: self.found.append("other")) for _ in range(others)]
        self.others_wait.wait(PATIENCE)
        return asked


def test_one_finds_and_the_others_wait_for_it() -> None:
    crowd = Crowd(4)
    with ThreadPoolExecutor(4) as pool:
        asked = crowd.ask(crowd.first, pool, 3)
        assert not any(each.done() for each in asked)
        crowd.may_end.set()
        assert [each.result(PATIENCE) for each in asked] == [None] * 4
    assert crowd.found == ["first"]


def test_after_a_failure_the_next_one_tries_itself() -> None:
    def fails() -> None:
        crowd.first()
        raise ValueError("the first one's own")

    crowd = Crowd(2)
    with ThreadPoolExecutor(2) as pool:
        first, other = crowd.ask(fails, pool, 1)
        crowd.may_end.set()
        with pytest.raises(ValueError, match="own"):
            first.result(PATIENCE)
        other.result(PATIENCE)
    assert crowd.found == ["first", "other"]


def test_who_has_waited_long_enough_finds_it_alone() -> None:
    crowd = Crowd(2, patience=0)
    with ThreadPoolExecutor(2) as pool:
        _, other = crowd.ask(crowd.first, pool, 1)
        other.result(PATIENCE)
        assert crowd.found == ["other"]
        crowd.may_end.set()


def test_who_is_finding_something_waits_for_nobody() -> None:
    once, meet, found = Once(patience=PATIENCE), threading.Barrier(2), []

    def crosswise(mine: str, other: str) -> None:
        def find() -> None:
            meet.wait(PATIENCE)  # both have begun
            once.find(other, lambda: found.append(f"{other} for {mine}"))
            once.find(mine, lambda: found.append(f"{mine} again"))
            meet.wait(PATIENCE)  # neither has ended

        once.find(mine, find)

    with ThreadPoolExecutor(2) as pool:
        for asked in [pool.submit(crosswise, "a", "b"), pool.submit(crosswise, "b", "a")]:
            asked.result(PATIENCE)
    assert sorted(found) == ["a again", "a for b", "b again", "b for a"]
