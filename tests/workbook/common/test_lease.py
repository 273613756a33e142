"""One holder at a time, whoever dies, sleeps or comes at once."""

from __future__ import annotations

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lib.workbook.common import lease as lease_module
from lib.workbook.common.lease import Lease, locked
from lib.workbook.common.store import Place, store_at


@pytest.fixture(params=["file", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    url = (tmp_path / "store").as_uri() if request.param == "file" else f"memory://{secrets.token_hex(8)}"
    return store_at(url) / "lease"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_the_lease_of_a_dead_holder_runs_out_and_not_before(place: Place) -> None:
    clock = Clock()
    dead, other = Lease(place, clock=clock), Lease(place, clock=clock)
    assert (dead.take(), other.take()) == (True, False)
    clock.now += timedelta(seconds=29)
    assert (dead.take(), other.take()) == (True, False), "renewed"
    clock.now += timedelta(seconds=29)
    assert not other.take()
    clock.now += timedelta(seconds=2)
    assert other.take()
    assert not dead.take(), "it only slept"
    assert len(place.names()) == 1


def test_a_lease_given_back_is_free_at_once(place: Place) -> None:
    clock = Clock()
    first, second = Lease(place, clock=clock), Lease(place, clock=clock)
    assert first.take()
    second.release()
    assert not second.take()
    first.release()
    assert second.take()
    first.release()
    assert not first.take()


def test_of_many_that_find_it_run_out_one_gets_it(place: Place) -> None:
    clock = Clock()
    for _ in range(5):
        with ThreadPoolExecutor(8) as everyone:
            taken = list(
                everyone.map(lambda lease: lease.take(), [Lease(place, clock=clock) for _ in range(8)])
            )
        assert taken.count(True) == 1
        clock.now += timedelta(minutes=1)


def test_who_slept_through_two_holders_does_not_get_a_number_that_was_used(place: Place) -> None:
    clock = Clock()
    assert Lease(place, clock=clock).take()
    clock.now += timedelta(minutes=1)
    sleeper = Lease(place, clock=clock)
    numbers = sleeper._numbers

    def slept() -> list[int]:
        found = numbers()
        sleeper._numbers = numbers  # type: ignore[method-assign]
        for _ in range(2):
            assert Lease(place, clock=clock).take()
            clock.now += timedelta(minutes=1)
        return found

    sleeper._numbers = slept  # type: ignore[method-assign]
    assert not sleeper.take()
    assert place.names() == ["000000003"]


def test_a_damaged_lease_has_run_out(place: Place) -> None:
    (place / "000000004").write(b"{")
    assert Lease(place).take()
    assert place.names() == ["000000005"]


def test_it_is_renewed_while_at_work(place: Place) -> None:
    holder, other = (Lease(place, lasts=timedelta(seconds=0.3)) for _ in range(2))
    assert holder.take()
    with holder.renewed():
        time.sleep(0.5)
        assert not other.take()
    assert other.take()


def test_one_at_a_time_is_in_the_lock(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most = []
    taking = threading.Barrier(3)

    def work(number: int) -> None:
        taking.wait()
        with locked(place, "file.json"):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.01)
            inside.remove(number)

    with ThreadPoolExecutor(3) as everyone:
        list(everyone.map(work, range(3)))
    assert most == [1, 1, 1]
    monkeypatch.setattr(lease_module, "PATIENCE_SECONDS", 0.05)
    with locked(place, "file.json"), pytest.raises(TimeoutError), locked(place, "file.json"):
        raise AssertionError("two were inside")
