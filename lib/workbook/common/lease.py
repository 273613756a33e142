"""One of several servers does something for all of them: the one that holds the lease, a file in their store.

The file says until when. Who holds the lease renews it while at work; if that server dies, the lease runs out and
another takes it. Each holder after the first makes a file with the next number, which only one can make, so two servers
that find the same lease run out do not both get it. The clocks of the servers must agree within a few seconds.
"""

from __future__ import annotations

import errno
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import orjson

from lib.workbook.common.store import LocalPlace, Place

_LOG = logging.getLogger("pharos")
LASTS = timedelta(seconds=30)
PATIENCE_SECONDS = 10.0


def _now() -> datetime:
    return datetime.now(UTC)


class Lease:
    """The lease kept in the folder `place`. `lasts`: how long after it was last renewed. `clock`: the time, in UTC."""

    def __init__(
        self, place: Place, *, lasts: timedelta = LASTS, clock: Callable[[], datetime] = _now
    ) -> None:
        self._place, self._lasts, self._clock = place, lasts, clock
        self._holder = secrets.token_hex(8)

    def take(self) -> bool:
        """Take the lease, or renew it if it is held here; out: whether it is. Raises OSError."""
        numbers = self._numbers()
        newest = numbers[-1] if numbers else 0
        if newest:
            holder, until = self._read(newest)
            if holder == self._holder:
                (self._place / _name(newest)).write(self._content())
                return self._numbers()[-1:] == [newest]
            if self._clock() < until:
                return False
        if not (self._place / _name(newest + 1)).create(self._content()):
            return False
        if self._numbers()[-1:] != [newest + 1]:  # others went on while this server slept
            (self._place / _name(newest + 1)).remove()
            return False
        for number in numbers:
            (self._place / _name(number)).remove()
        return True

    def release(self) -> None:
        """Give the lease back, if it is held here; a store that fails is logged, as the lease runs out by itself."""
        try:
            numbers = self._numbers()
            if numbers and self._read(numbers[-1])[0] == self._holder:
                (self._place / _name(numbers[-1])).write(self._content(is_over=True))
        except OSError as error:
            _LOG.warning("a lease was not given back: %s", error.strerror)

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Renew the lease, which is held here, in the background until the `with` ends; then give it back."""
        is_done = threading.Event()

        def renew() -> None:
            while not is_done.wait(self._lasts.total_seconds() / 3):
                try:
                    self.take()
                except OSError as error:
                    _LOG.warning("a lease was not renewed: %s", error.strerror)

        work = threading.Thread(target=renew, name="pharos-lease", daemon=True)
        work.start()
        try:
            yield
        finally:
            is_done.set()
            work.join()
            self.release()

    def _content(self, *, is_over: bool = False) -> bytes:
        until = self._clock() if is_over else self._clock() + self._lasts
        return orjson.dumps({"holder": "" if is_over else self._holder, "until": until.isoformat()})

    def _numbers(self) -> list[int]:
        return sorted(int(name) for name in self._place.names() if name.isdecimal())

    def _read(self, number: int) -> tuple[str, datetime]:
        """Holder and end of a lease; one that is gone, or damaged, has run out."""
        try:
            content = orjson.loads((self._place / _name(number)).read())
            return str(content["holder"]), datetime.fromisoformat(content["until"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return "", datetime.min.replace(tzinfo=UTC)


@contextmanager
def locked(folder: Place, name: str) -> Iterator[None]:
    """Nobody else who asks for `name` in this folder is in the `with` meanwhile, on any server.

    On a local disk the system lets go if the process dies, in a bucket the lease runs out. Raises TimeoutError (an
    OSError) after `PATIENCE_SECONDS`.
    """
    if isinstance(folder, LocalPlace):
        import filelock

        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = filelock.FileLock(
            (folder.path / name).with_suffix(".lock"), timeout=PATIENCE_SECONDS, mode=0o600
        )
        try:
            lock.acquire()
        except filelock.Timeout:
            raise TimeoutError(errno.ETIMEDOUT, "another process has it") from None
        try:
            yield
        finally:
            lock.release()
        return
    lease, until = Lease(folder / "locks" / name), time.monotonic() + PATIENCE_SECONDS
    while not lease.take():
        if time.monotonic() > until:
            raise TimeoutError(errno.ETIMEDOUT, "another server has it")
        time.sleep(0.1)
    with lease.renewed():
        yield


def _name(number: int) -> str:
    return f"{number:09d}"
