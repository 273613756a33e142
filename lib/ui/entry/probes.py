"""Addresses for machines: whether the process lives, whether it has a log to show, and what it has counted.

/healthz and /readyz tell anybody who can reach the server, and nothing about the program: an orchestrator has no
sign-in. /metrics exists only where it is switched on, behind a token if the settings name one.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from anyio import to_thread
from prometheus_client import Gauge
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.source import caches
from lib.telemetry import counters
from lib.ui.entry.root import root
from lib.workbook.base import WorkbookError

HEALTH, READY, METRICS = "healthz", "readyz", "metrics"
SETTING = "PHAROS_METRICS"
_NEVER_KEPT = {"cache-control": "no-store"}


def middleware() -> list[Middleware]:
    """For st.App, in front of the sign-in."""
    return [Middleware(Probes)]


class Probes:
    """ASGI middleware that answers the three addresses; everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"]).removeprefix(root()).strip("/") if scope["type"] == "http" else ""
        answer: Response | None = None
        if path == HEALTH:
            answer = JSONResponse({"process": "alive"}, headers=_NEVER_KEPT)
        elif path == READY:
            status, found = await to_thread.run_sync(readiness)
            answer = JSONResponse(found, status, headers=_NEVER_KEPT)
        elif path == METRICS and (how := metrics_settings()) is not None:
            answer = _counted(how, Headers(scope=scope))
        await (self._app if answer is None else answer)(scope, receive, send)


@dataclass(frozen=True)
class Metrics:
    """How /metrics is served. `token`: what a request must bring; "" asks for none."""

    token: str = ""


def metrics_settings() -> Metrics | None:
    """From [metrics] in secrets.toml (enabled = true, token = "…") or PHAROS_METRICS=1; None if it is off."""
    try:
        section: Any = st.secrets.to_dict().get("metrics", {})
    except FileNotFoundError:
        section = {}
    section = section if isinstance(section, Mapping) else {}
    is_on = os.environ.get(SETTING, "").strip() == "1" or section.get("enabled") is True
    return Metrics(str(section.get("token", ""))) if is_on else None


def readiness() -> tuple[int, dict[str, object]]:
    """HTTP status and what it says: 200 with the log's age in seconds, or 503 while there is no log to show.

    Starts the first read, so that a server which nobody opens becomes ready, too; does not wait for it.
    """
    try:
        source = caches.source()
        has_log = source.first(within=0)
    except WorkbookError:
        return 503, {"log": "cannot be read"}
    if not has_log:
        return 503, {"log": "not read yet"}
    age = (datetime.now(UTC) - source.read_at).total_seconds() if source.read_at else 0.0
    return 200, {"log": "ready", "age_seconds": round(max(0.0, age))}


def _counted(how: Metrics, headers: Headers) -> Response:
    given = headers.get("authorization", "")
    if how.token and not hmac.compare_digest(given.encode(), f"Bearer {how.token}".encode()):
        return PlainTextResponse("Unauthorized", 401, headers={**_NEVER_KEPT, "www-authenticate": "Bearer"})
    return Response(counters.text(), media_type=counters.CONTENT_TYPE, headers=_NEVER_KEPT)


def _sessions() -> float:
    return float(st.runtime.get_instance()._session_mgr.num_active_sessions()) if st.runtime.exists() else 0.0


Gauge("pharos_sessions", "Browser tabs that are connected.", registry=counters.REGISTRY).set_function(
    _sessions
)
