"""A process that works for this one: what a job is about is sent once, what somebody waits for comes first, and a
process that fails costs nobody more than its help."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe
from types import MappingProxyType
from typing import Any

import pytest

from lib.source.second import serving
from lib.source.second.asking import MOST_HELD, Helper, Job

PATIENCE = 10


class Stub:
    """A thread in place of a process. It does jobs that are functions of the thing, and can be killed."""

    def __init__(self, theirs: Connection, forgotten: list[str]) -> None:
        self._socket = socket.socket(fileno=os.dup(theirs.fileno()))
        number = os.dup(theirs.fileno())
        self._thread = threading.Thread(
            target=serving.serve,
            args=(number, lambda thing, wanted: DONE[wanted](thing), lambda: forgotten.append("all")),
            daemon=True,
        )
        self._thread.start()

    def kill(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)

    def wait(self) -> int:
        self._socket.close()
        return 0


DONE: dict[str, Callable[[Any], object]] = {}
"""What jobs do, by name: functions do not go through a socket."""


class Office:
    """A helper with stubs, what it brought, and a job that holds it up."""

    def __init__(self, **given: Any) -> None:
        self.stubs: list[Stub] = []
        self.forgotten: list[str] = []
        self.brought: list[object] = []
        self.helper = Helper(self._start, **given)
        self.began, self.may_end = threading.Event(), threading.Event()
        DONE.update(thing=lambda thing: thing, number=id, fails=lambda _: 1 / 0, holds=self._hold)

    def _start(self, theirs: Connection) -> Stub:
        self.stubs.append(Stub(theirs, self.forgotten))
        return self.stubs[-1]

    def _hold(self, _thing: object) -> str:
        self.began.set()
        assert self.may_end.wait(PATIENCE)
        return "held"

    def job(
        self, wanted: str, thing: object = "log", *, key: str = "", state: int = 1, part: str = ""
    ) -> Job:
        return Job(key or f"{wanted} {thing}", state, part, thing, wanted, self.brought.append)

    def ask(self, wanted: str, thing: object = "log", **given: Any) -> bool:
        return self.helper.ask(self.job(wanted, thing, **given), is_urgent=False).result(PATIENCE)


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office(limit=PATIENCE)
    yield office
    office.may_end.set()


def test_what_somebody_waits_for_comes_first_and_nothing_is_done_twice(office: Office) -> None:
    held = office.helper.ask(office.job("holds"), is_urgent=False)
    assert office.began.wait(PATIENCE)
    asked = [
        office.helper.ask(office.job("thing", name, part=name), is_urgent=is_urgent)
        for name, is_urgent in (("a", False), ("b", True), ("c", False), ("c", True), ("b", False))
    ]
    office.may_end.set()
    assert held.result(PATIENCE)
    assert all(each.result(PATIENCE) for each in asked)
    assert office.brought == ["held", "b", "c", "a"]


def test_a_job_that_has_not_begun_can_be_withdrawn(office: Office) -> None:
    held = office.helper.ask(office.job("holds", key="first"), is_urgent=True)
    assert office.began.wait(PATIENCE)
    next_one = office.helper.ask(office.job("thing", key="next"), is_urgent=True)
    assert office.helper.withdraw("next")
    assert not office.helper.withdraw("first"), "it has begun"
    assert next_one.result(PATIENCE) is False
    office.may_end.set()
    assert held.result(PATIENCE)
    assert not office.helper.withdraw("first"), "it is done"
    assert office.brought == ["held"]


def test_a_thing_is_sent_once_and_goes_with_its_state(office: Office) -> None:
    for key in "ab":
        assert office.ask("number", ["log"], key=key)
    assert office.brought[0] == office.brought[1]
    for part in range(MOST_HELD):
        assert office.ask("number", ["log"], key=f"c{part}", part=str(part))
    assert office.forgotten == ["all"], "the first one had to go"
    assert office.ask("number", ["log"], key="d", state=2)
    assert office.forgotten == ["all"] * (1 + MOST_HELD)


def test_a_job_that_fails_is_said_once_and_the_next_ones_work(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    assert [office.ask(wanted) for wanted in ("fails", "thing", "fails")] == [False, True, False]
    assert len(office.stubs) == 1
    assert len(caplog.messages) == 1
    assert "ZeroDivisionError" in caplog.text


def test_a_process_that_dies_is_replaced_a_few_times(caplog: pytest.LogCaptureFixture) -> None:
    office = Office(most_starts=2)
    for number in range(2):
        office.began.clear()
        held = office.helper.ask(office.job("holds"), is_urgent=False)
        waits = office.helper.ask(office.job("thing"), is_urgent=False)
        assert office.began.wait(PATIENCE)
        office.stubs[number].kill()
        assert (held.result(PATIENCE), waits.result(PATIENCE)) == (False, False)
    assert not office.ask("thing")
    assert office.helper.is_over
    assert len(office.stubs) == 2
    assert len(caplog.messages) == 1
    office.may_end.set()


def test_a_process_that_hangs_is_ended() -> None:
    office = Office(limit=0.2, most_starts=1)
    assert not office.ask("holds")
    assert office.helper.is_over
    office.may_end.set()


def test_what_cannot_be_sent_keeps_nobody_waiting() -> None:
    assert not Office(most_starts=1).ask("thing", lambda: None)


def test_read_only_mappings_go_through() -> None:
    ours, theirs = Pipe()
    serving.send(ours, {"tabs": MappingProxyType({"circles": 1})})
    got = serving.received(theirs)
    assert got == {"tabs": {"circles": 1}}
    assert isinstance(got["tabs"], MappingProxyType)
