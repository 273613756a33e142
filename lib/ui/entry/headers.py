"""The headers of every answer, and which requests are refused.

The headers let a browser run only scripts from this server, load only what this server has, and never show Pharos in
another site's frame. Two kinds of requests from other sites are refused: those under a foreign host name (a site that
pointed its name at this machine after it was opened), and WebSockets opened by a page of another origin.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.ui.templates import FOLDER

HEALTH = "/_stcore/health"
METRICS = "/_stcore/metrics"
FONTS_KEPT_SECONDS = 7 * 24 * 3600
"""How long a browser keeps the fonts of static/ before it asks again. Streamlit says as much of its own files."""
"""Names of caches and counts of viewers, which nobody needs to see."""

_UNREGISTRABLE = ("localhost", "local", "internal", "test", "home.arpa")
"""Endings that nobody can register in public DNS. Names without a dot cannot be registered either."""
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def middleware() -> list[Middleware]:
    """For st.App: the guard in front of everything Streamlit answers."""
    return [Middleware(Guard)]


class Guard:
    """ASGI middleware that refuses requests from other sites and adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])
        request = Headers(scope=scope)
        refusal = refused(request, path, is_websocket=scope["type"] == "websocket")

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(answer_headers(path))
            await send(message)

        if refusal is None:
            await self._app(scope, receive, answer)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "not allowed"})
        else:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, answer)


def refused(request: Headers, path: str, *, is_websocket: bool) -> tuple[int, str] | None:
    """Status code and text for a request that is refused, by its headers and path; None if Streamlit answers it."""
    if path.endswith(HEALTH):
        return None
    if path.endswith(METRICS):
        return 404, "Not Found"
    host = request.get("host", "")
    if not is_own_host(host):
        return 421, (
            "Pharos does not answer to this host name. If it is the right one, add it to the environment variable "
            'STREAMLIT_SERVER_ALLOWED_HOSTS, or to allowedHosts = ["…"] under [server] in .streamlit/config.toml.\n'
        )
    origin = request.get("origin")
    if is_websocket and origin is not None and not _is_own_origin(origin, request):
        return 403, "Pages of other sites cannot connect\n"
    return None


def is_own_host(host: str) -> bool:
    """Whether a Host header (a name, with or without a port) names this server.

    That is an IP address, a name that nobody else can register, the host of the sign-in's redirect_uri, or one of
    server.allowedHosts (`*.example.com` for every name below it, `*` for every name). A malformed header does not.
    """
    name = _name(host)
    if not name:
        return False
    if _is_address(name) or "." not in name or name.endswith(tuple(f".{end}" for end in _UNREGISTRABLE)):
        return True
    wanted = [str(each).strip().lower().rstrip(".") for each in st.get_option("server.allowedHosts") or []]
    return name == _name(_sign_in_host()) or any(
        each in ("*", name) or (each.startswith("*.") and name.endswith(each[1:])) for each in wanted
    )


def _is_own_origin(origin: str, request: Headers) -> bool:
    # A page in a browser cannot set X-Forwarded-Host on a WebSocket; a proxy in between can.
    own = {request.get("host", ""), request.get("x-forwarded-host", ""), _sign_in_host()} - {""}
    more = {str(each).strip() for each in st.get_option("server.corsAllowedOrigins") or []}
    return urlsplit(origin).netloc in own or origin in more


def _name(host: str) -> str:
    if not re.fullmatch(r"[\w.\-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?", host):
        return ""
    return (urlsplit(f"//{host}").hostname or "").lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _sign_in_host() -> str:
    try:
        section: Any = st.secrets.get("auth", {})
    except FileNotFoundError:
        return ""
    uri = section.get("redirect_uri", "") if isinstance(section, Mapping) else ""
    return urlsplit(str(uri)).netloc


def answer_headers(path: str) -> dict[str, str]:
    """The headers of an answer to `path`, in addition to Streamlit's own."""
    is_media = "/media/" in path and "/static/media/" not in path
    common = {
        "Content-Security-Policy": _MEDIA_POLICY if is_media else _policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if is_media:
        return common | {"Cache-Control": "private, no-store"}
    if "/app/static/" in path and path.endswith(".woff2"):
        return common | {"Cache-Control": f"public, max-age={FONTS_KEPT_SECONDS}"}
    return common


@cache
def _policy() -> str:
    """The content security policy: scripts from this server only, and, by their hashes, the inline scripts of
    Streamlit's page and of Pharos.

    Streamlit creates styles in the browser, so styles need unsafe-inline. Charts use Vega's interpreter, so they do not
    need unsafe-eval.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    own = [script.read_bytes() for script in sorted(FOLDER.glob("*.js"))]
    digests = (
        base64.b64encode(hashlib.sha256(each).digest()).decode()
        for each in [*_INLINE_SCRIPT.findall(page), *own]
    )
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *(f"'sha256-{digest}'" for digest in digests))),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
        )
    )
