"""Faults on demand: what goes wrong, for which requests, how often, before or after the work is done."""

from __future__ import annotations

import random
import re
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from .errors import ApiError, drive_rate_limit, quota_exceeded, service_disabled, unauthenticated, unavailable

KINDS = ("status", "quota", "html", "slow", "drop", "expired_token", "api_disabled", "no_permission")
HTML = (
    "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error {code} ({words})!!1</title>\n"
    "  <a href=//www.google.com/><span id=logo aria-label=Google></span></a>\n"
    "  <p><b>{code}.</b> <ins>That’s an error.</ins>\n  <p>The server encountered a temporary error and could not "
    "complete your request.<p>Please try again in 30 seconds.  <ins>That’s all we know.</ins>\n"
)
WORDS = {500: "Server Error", 502: "Server Error", 503: "Service Unavailable", 504: "Gateway Timeout"}


@dataclass
class Fault:
    """One kind of fault, for requests whose method and path match.

    `kind`: status (an API error with `status`), quota (429 with Google's details), html (an error page with `status`),
    slow (`delay` seconds, then the real answer), drop (the connection closes without an answer), expired_token (401),
    api_disabled (403 SERVICE_DISABLED), no_permission (403). `after`: do the work first, then fail. `times`: how often,
    None for always; `probability`: the chance that each matching request is hit.
    """

    kind: str
    method: str = ".*"
    path: str = ".*"
    status: int = 503
    times: int | None = 1
    probability: float = 1.0
    after: bool = False
    delay: float = 0.0
    retry_after: float | None = None
    hits: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")

    def fits(self, method: str, path: str) -> bool:
        spent = self.times is not None and self.hits >= self.times
        return not spent and bool(re.fullmatch(self.method, method) and re.search(self.path, path))

    def error(self, drive: bool, write: bool) -> ApiError | None:
        """The API error of this fault, if it is one."""
        if self.kind == "quota" or (self.kind == "status" and self.status == 429):
            error = drive_rate_limit() if drive else quota_exceeded(write)
        elif self.kind == "status":
            error = unavailable(self.status)
        elif self.kind == "expired_token":
            error = unauthenticated()
        elif self.kind == "api_disabled":
            error = service_disabled(drive)
        elif self.kind == "no_permission":
            error = ApiError(403, "The caller does not have permission", reason="forbidden")
        else:
            return None
        if self.retry_after is not None:
            error.headers["Retry-After"] = f"{self.retry_after:g}"
        return error

    def page(self) -> str:
        return HTML.format(code=self.status, words=WORDS.get(self.status, "Error"))


@dataclass
class FaultPlan:
    """The active faults, one seeded generator for all of them, and quotas if they are turned on."""

    faults: list[Fault] = field(default_factory=list)
    seed: int = 0
    per_minute: int | None = None
    used: dict[tuple[str, bool], deque[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def add(self, kind: str, **options: Any) -> Fault:
        fault = Fault(kind, **options)
        self.faults.append(fault)
        return fault

    def clear(self, seed: int = 0) -> None:
        self.faults.clear()
        self.random = random.Random(seed)
        self.per_minute = None
        self.used.clear()

    def draw(self, method: str, path: str) -> Fault | None:
        """The fault that hits this request, None if there is none; it is counted."""
        for fault in self.faults:
            if fault.fits(method, path) and self.random.random() < fault.probability:
                fault.hits += 1
                return fault
        return None

    def charge(self, principal: str, write: bool) -> None:
        """Count a request against `per_minute` reads or writes; 429 once they are used up."""
        if self.per_minute is None:
            return
        window, now = self.used.setdefault((principal, write), deque()), monotonic()
        while window and window[0] <= now - 60:
            window.popleft()
        if len(window) >= self.per_minute:
            raise quota_exceeded(write, self.per_minute)
        window.append(now)
