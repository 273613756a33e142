"""A process that works for this one: jobs go to it over a socket of their own, one at a time, and results come back.

What a job is about, such as a log, is sent once and held there for all jobs about it. The process ends when this one
does, and nothing may depend on it: those who ask get to know that nothing came, and do the job here.
"""

from __future__ import annotations

import logging
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from typing import Any, Protocol, TypeAlias

from lib.source.second.serving import received, send

MOST_STARTS = 3
MOST_HELD = 4
"""How many things that jobs are about are held there at the same time."""
LIMIT_SECONDS = 60.0
"""How long the process may take to start, and for a job."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Something to find. `key`: what it finds; asked for again, it is not done twice. `state`, `part`, `thing`: what it
    is about; parts of one state only are held at a time. `take` gets the result, in another thread."""

    key: Hashable
    state: Hashable
    part: Hashable
    thing: object
    wanted: object
    take: Callable[[Any], object]


@dataclass(slots=True, eq=False)
class _Asked:
    """A job that is not done yet. `done`: whether the result came."""

    job: Job
    is_urgent: bool
    has_begun: bool = False
    done: Future[bool] = field(default_factory=Future)


class Process(Protocol):
    """What is needed of a process, as `subprocess.Popen` has it."""

    def kill(self) -> None: ...
    def wait(self) -> int: ...


Start: TypeAlias = Callable[[Connection], Process]
"""Starts a process that calls `serving.serve` with the number of this end of a socket."""


def running(command: Sequence[str], environment: dict[str, str]) -> Start:
    """Starts a command, which gets the number as its last argument."""

    def start(theirs: Connection) -> Process:
        return subprocess.Popen(
            [*command, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
            pass_fds=[theirs.fileno()],
            process_group=0,  # a session of its own would be a scheduling group of its own on Linux
        )

    return start


class Helper:
    """Asks a process, which begins with the first job. After `most_starts` processes that died or took longer than
    `limit` seconds for something there is none any more."""

    def __init__(self, start: Start, *, limit: float = LIMIT_SECONDS, most_starts: int = MOST_STARTS) -> None:
        self._start, self._limit = start, limit
        self._starts_left = most_starts
        self._asked: OrderedDict[Hashable, _Asked] = OrderedDict()
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_ready = False
        self._held: _Held | None = None
        self._has_complained = False

    @property
    def is_over(self) -> bool:
        """Whether too many processes failed."""
        return self._starts_left <= 0

    def takes(self, state: Hashable, part: Hashable) -> bool:
        """Whether the process has started, and can do a job about this without dropping another part of that state."""
        return self._is_ready and self._held is not None and self._held.has_room(state, part)

    def ask(self, job: Job, *, is_urgent: bool) -> Future[bool]:
        """Have a job done, before all that are not urgent if it is; a job that was asked for already becomes as urgent.
        The result says whether `take` was called; it always comes."""
        with self._news:
            asked = self._asked.get(job.key)
            if asked is None:
                asked = _Asked(job, is_urgent)
                if self.is_over:
                    asked.done.set_result(False)
                    return asked.done
                self._asked[job.key] = asked
            asked.is_urgent |= is_urgent
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="helper", daemon=True)
                self._thread.start()
            self._news.notify()
            return asked.done

    def withdraw(self, key: Hashable) -> bool:
        """Ask no longer for a job; out: False if it has begun, and its result will come."""
        with self._news:
            asked = self._asked.get(key)
            if asked is None or asked.has_begun:
                return False
            del self._asked[key]
        asked.done.set_result(False)
        return True

    def _work(self) -> None:
        while not self.is_over:
            try:
                self._with_process()
            except Exception as error:  # noqa: BLE001  # those who asked must not wait forever
                self._complain("ended or took too long", repr(error))
            with self._news:
                self._is_ready, self._held = False, None
                self._starts_left -= 1
                lost, self._asked = list(self._asked.values()), OrderedDict()
            for each in lost:
                each.done.set_result(False)

    def _with_process(self) -> None:
        """Start a process and ask it until it fails. Raises EOFError or OSError then, as a rule."""
        ours, theirs = Pipe()
        with ours:
            with theirs:
                process = self._start(theirs)
            try:
                self._within_limit(process, lambda: received(ours))
                self._is_ready = True
                self._held = held = _Held(ours)
                while True:
                    asked = self._next()
                    self._within_limit(process, lambda asked=asked: self._do(asked, ours, held))  # type: ignore[misc]
                    del asked  # and the log that it is about
            finally:
                process.kill()
                process.wait()

    def _next(self) -> _Asked:
        """The job that comes next; it stays among those asked for until it is done."""
        with self._news:
            while not self._asked:
                self._news.wait()
            urgent = (each for each in self._asked.values() if each.is_urgent)
            asked = next(urgent, next(iter(self._asked.values())))
            asked.has_begun = True
            return asked

    def _do(self, asked: _Asked, ours: Connection, held: _Held) -> None:
        job = asked.job
        held.see_to(job)
        send(ours, ("find", job.part, job.wanted))
        is_found, result = received(ours)
        if is_found:
            job.take(result)
        else:
            self._complain("failed at a job", result)
        with self._news:
            del self._asked[job.key]
        asked.done.set_result(is_found)

    def _within_limit(self, process: Process, work: Callable[[], object]) -> None:
        """Do something that ends at the latest when the process does, which ends at the limit."""
        clock = threading.Timer(self._limit, process.kill)
        clock.daemon = True
        clock.start()
        try:
            work()
        finally:
            clock.cancel()

    def _complain(self, what: str, why: object) -> None:
        if not self._has_complained:
            _LOG.warning("the process that finds pages ahead %s; it is done here instead: %s", what, why)
        self._has_complained = True


class _Held:
    """What a process holds for jobs: parts of one state, those not used lately go first."""

    def __init__(self, ours: Connection) -> None:
        self._ours = ours
        self._state: Hashable = None
        self._parts: OrderedDict[Hashable, None] = OrderedDict()

    def has_room(self, state: Hashable, part: Hashable) -> bool:
        """Whether this part of this state is held, or can be without dropping another one of that state."""
        return self._state != state or part in self._parts or len(self._parts) < MOST_HELD

    def see_to(self, job: Job) -> None:
        """Have the process hold what the job is about."""
        if self._state != job.state:
            self._drop(*self._parts)
            self._state = job.state
        if job.part in self._parts:
            self._parts.move_to_end(job.part)
            return
        if len(self._parts) >= MOST_HELD:
            self._drop(next(iter(self._parts)))
        send(self._ours, ("hold", job.part, job.thing))
        self._parts[job.part] = None

    def _drop(self, *parts: Hashable) -> None:
        for part in parts:
            send(self._ours, ("drop", part, None))
            del self._parts[part]
