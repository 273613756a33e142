"""gspread's HTTP client with what it lacks: timeouts, bounded retries, a rate limit, and errors that say what to do."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
from google.auth.exceptions import RefreshError, TransportError
from gspread.http_client import HTTPClient

from lib.telemetry.counters import GOOGLE_CALLS
from lib.workbook.google.account import Account, Bearer
from lib.workbook.google.errors import GoogleError, not_json, of_answer, of_exception

TRIES = 5
TRYING_SECONDS = 60.0
TIMEOUT = (10.0, 200.0)
"""Seconds to connect, and to wait for an answer; Google itself gives up after 180."""
READS_A_MINUTE = 55
"""Google allows 60 per user; a service account is one user for all viewers."""

_READING_POSTS = (":batchGetByDataFilter", ":getByDataFilter", "/developerMetadata:search")
_NO_ANSWER = (requests.RequestException, TransportError, RefreshError)


class Pace:
    """Lets at most `most` calls start in any minute, across all threads."""

    def __init__(
        self,
        most: int = READS_A_MINUTE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._starts: deque[float] = deque(maxlen=most)
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Wait until the next call may start; out: the seconds waited."""
        with self._lock:
            now = self._clock()
            full = len(self._starts) == self._starts.maxlen
            start = max(now, self._starts[0] + 60.0) if full else now
            self._starts.append(start)
        if start > now:
            self._sleep(start - now)
        return start - now

    def seconds_for(self, calls: int) -> float:
        """The fewest seconds until this many more calls have started: 0 if they fit into this minute."""
        if calls <= 0:
            return 0.0
        with self._lock:
            now, starts, most = self._clock(), list(self._starts), int(self._starts.maxlen or 1)
        minutes, rest = divmod(calls - 1, most)
        earlier = len(starts) - most + rest
        return minutes * 60.0 + (max(0.0, starts[earlier] + 60.0 - now) if earlier >= 0 else 0.0)


class GoogleClient(HTTPClient):
    """Calls Google for one account; any number of threads can use it, each call with its own session.

    A read (a GET, or a POST that only reads) that fails with a transient error is tried again: at most `TRIES` times
    within `TRYING_SECONDS`, with full jitter, and never earlier than Google asks. Everything else is tried once, unless
    the caller passes `idempotent=True`. Raises GoogleError.
    """

    def __init__(
        self,
        account: Account,
        session: requests.Session | None = None,
        *,
        timeout: tuple[float, float] = TIMEOUT,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.account = account
        self._idle = [session or account.session()]
        super().__init__(None, self._idle[0])  # type: ignore[arg-type]
        self.timeout = self._timeout = timeout
        self._pace = pace or Pace(clock=clock, sleep=sleep)
        self._clock, self._sleep, self._jitter = clock, sleep, jitter

    def may_write(self) -> GoogleClient:
        """A client for the same account whose tokens can also write; both share one rate limit for reads."""
        return GoogleClient(
            self.account.may_write(),
            timeout=self._timeout,
            pace=self._pace,
            clock=self._clock,
            sleep=self._sleep,
            jitter=self._jitter,
        )

    def pause(self, seconds: float) -> None:
        """Wait, the way this client does (tests replace its sleep)."""
        self._sleep(seconds)

    def request(  # type: ignore[no-untyped-def,override]
        self,
        method: str,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files=None,
        headers: Mapping[str, str] | None = None,
        *,
        idempotent: bool | None = None,
    ) -> requests.Response:
        """One call, with retries. If `idempotent` is None, the method and the address decide whether it may be retried.

        Raises GoogleError.
        """
        reads = _only_reads(method, endpoint)
        repeats = reads if idempotent is None else idempotent
        is_paced = reads and urlsplit(endpoint).hostname == "sheets.googleapis.com"
        content = {
            "params": {"prettyPrint": "false", **(params or {})},
            "data": data,
            "json": json,
            "files": files,
            "headers": dict(headers or {}),
        }
        give_up_at = self._clock() + TRYING_SECONDS
        for attempt in range(1, TRIES + 1):
            if is_paced:
                give_up_at += self._pace.wait()
            asked = None
            try:
                response = self._send(method, endpoint, content)
                GOOGLE_CALLS.labels(response.status_code).inc()
                if response.ok:
                    return response
                failure = of_answer(response, self.account.email)
                asked = retry_after(response.headers.get("Retry-After", ""), datetime.now(UTC))
            except _NO_ANSWER as error:
                GOOGLE_CALLS.labels("none").inc()
                failure = of_exception(error, self.account.email, self._timeout[1])
            pause = self._pause(attempt, failure) if asked is None else asked
            may_repeat = failure.transient and (repeats or failure.not_done)
            if not may_repeat or attempt == TRIES or self._clock() + pause > give_up_at:
                break
            self._sleep(pause)
        raise failure from None

    def json(self, method: str, endpoint: str, params: Mapping[str, Any] | None = None) -> Any:
        """The decoded answer to a call. Raises GoogleError."""
        return decoded(self.request(method, endpoint, params))

    def _send(self, method: str, url: str, content: dict[str, Any]) -> requests.Response:
        with self._session() as session:
            token = self.account.token(session, self._timeout)
            response = session.request(method, url, auth=Bearer(token), timeout=self._timeout, **content)
            if response.status_code == 401:
                token = self.account.token(session, self._timeout, refused=token)
                response = session.request(method, url, auth=Bearer(token), timeout=self._timeout, **content)
            return response

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        """A session that no other thread uses at the same time; its connections stay open for the next call."""
        try:
            session = self._idle.pop()
        except IndexError:
            session = self.account.session()
        try:
            yield session
        finally:
            self._idle.append(session)

    def _pause(self, attempt: int, failure: GoogleError) -> float:
        """Seconds to wait, with full jitter. Quotas are per minute, so they take longer to pass than a hiccup."""
        first = 4.0 if failure.status in (403, 429) else 1.0
        return self._jitter(0.0, min(32.0, first * 2 ** (attempt - 1)))


def decoded(response: requests.Response) -> Any:
    """The JSON of an answer. Raises GoogleError if it is not JSON."""
    try:
        return orjson.loads(response.content)
    except ValueError:
        raise not_json(response.status_code) from None


def retry_after(header: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header (seconds or an HTTP date) asks for; None if it is missing or unreadable."""
    if re.fullmatch(r"-?\d{1,9}(\.\d+)?", header.strip()):
        return max(0.0, float(header))
    try:
        asked = parsedate_to_datetime(header)
    except ValueError:
        return None
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=UTC)
    return max(0.0, (asked - now).total_seconds())


def _only_reads(method: str, endpoint: str) -> bool:
    return method.upper() in ("GET", "HEAD") or urlsplit(endpoint).path.endswith(_READING_POSTS)
