"""Scripts take turns: so many at once, in the order in which they came, and none is held up by one that hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from lib.ui.entry.turns import Turns


def test_so_many_at_once() -> None:
    turns, lock = Turns(2), threading.Lock()
    inside: list[int] = []
    most: list[int] = []
    meet = threading.Barrier(2)

    def run(number: int) -> None:
        with turns.taken():
            with lock:
                inside.append(number)
                most.append(len(inside))
            meet.wait(10)  # two must be inside together, or nobody goes on
            with lock:
                inside.remove(number)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(run, range(10)))
    assert max(most) == 2
    assert turns.is_idle


def test_first_come_first_served() -> None:
    turns, order = Turns(1), []
    threads = []

    def run(number: int) -> None:
        with turns.taken():
            order.append(number)

    with turns.taken():
        assert not turns.is_idle
        for number in range(5):
            threads.append(threading.Thread(target=run, args=(number,)))
            threads[-1].start()
            while turns.waiting <= number:
                pass
    for thread in threads:
        thread.join(10)
    assert order == list(range(5))


def test_who_takes_long_lets_those_who_wait_go_first() -> None:
    turns, order = Turns(1), []
    shorts: list[threading.Thread] = []

    def short(number: int) -> None:
        with turns.taken():
            order.append(f"short {number}")

    with turns.taken():
        for number in range(3):
            shorts.append(threading.Thread(target=short, args=(number,)))
            shorts[-1].start()
            while turns.waiting <= number:
                pass
        turns.long()
        order.append("long")
        turns.long()
    for thread in shorts:
        thread.join(10)
    assert order == ["short 0", "short 1", "short 2", "long"]
    assert turns.is_idle


def test_one_processor_is_left_to_those_who_come() -> None:
    turns, order = Turns(2), []

    def second() -> None:
        with turns.taken():
            turns.long()
            order.append("second long")

    with turns.taken():
        turns.long()
        waits = threading.Thread(target=second)
        waits.start()
        while turns.waiting < 1:
            pass
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_with_turn, turns, lambda: order.append("short")).result(10)
        order.append("first long")
    waits.join(10)
    assert order == ["short", "first long", "second long"]
    assert turns.is_idle


def test_who_is_long_no_more_makes_room_for_another_long_one() -> None:
    turns = Turns(2)
    inside = threading.Event()

    def second() -> None:
        with turns.taken():
            turns.long()
            inside.set()

    turns.short()  # without a turn, nothing changes
    with turns.taken():
        turns.short()
        turns.long()
        waits = threading.Thread(target=second)
        waits.start()
        while turns.waiting < 1:
            pass
        assert turns.long_ones == 2
        turns.short()
        assert inside.wait(10)
    waits.join(10)
    assert (turns.long_ones, turns.is_idle) == (0, True)


def test_who_waits_for_what_another_finds_need_not_wait_for_a_long_turn() -> None:
    turns, found, seen = Turns(2), Future[bool](), []

    def second() -> None:
        with turns.taken():
            turns.long(until=found)
            seen.append(turns.long_ones)

    with turns.taken():
        turns.long()
        waits = threading.Thread(target=second)
        waits.start()
        while turns.long_ones < 2:
            pass
        found.set_result(True)
        waits.join(10)
        assert seen == [1]
    assert (turns.long_ones, turns.is_idle) == (0, True)


def _with_turn(turns: Turns, act: Callable[[], None]) -> None:
    with turns.taken():
        act()


def test_a_turn_is_given_back_after_an_exception() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="no"), turns.taken():
        raise ValueError("no")
    assert turns.is_idle


def test_who_waits_for_a_network_lets_others_in() -> None:
    turns = Turns(1, patience=60)
    with turns.taken(), turns.aside():
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: turns.taken().__enter__()).result(10)
        turns._give()
    assert turns.is_idle
    with turns.aside():
        assert turns.is_idle, "without a turn, nothing changes"


def test_one_that_hangs_does_not_hold_up_the_rest() -> None:
    turns = Turns(1, patience=0.01)
    with turns.taken(), ThreadPoolExecutor(1) as pool:

        def run() -> bool:
            with turns.taken():
                return True

        assert pool.submit(run).result(10)
    assert turns.is_idle
