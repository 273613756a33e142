"""Back to the page where somebody signed in: Streamlit itself always returns to the first one, and says nothing where a
sign-in fails.

The login route is opened from that page, so its address arrives with the request. It waits in a cookie while the
browser is at the identity provider and goes into the redirect that ends the sign-in. It is an address of this app's own
pages, or none.
"""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.access.sign_in import SignInIncomplete
from lib.ui.entry import session
from lib.ui.entry.doors import FAILED
from lib.ui.entry.shell import HOME, PAGES

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
COOKIE = "pharos_return"
KEPT_SECONDS = 15 * 60
MOST_OF_AN_ADDRESS = 2_000
_SIGNED_IN = re.compile(r'_streamlit_user=(?!"")[^;\s]')


def middleware() -> list[Middleware]:
    """For st.App."""
    return [Middleware(Returning)]


class Returning:
    """ASGI middleware around Streamlit's two routes of a sign-in; everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"]) if scope["type"] == "http" else ""
        if not path.endswith((LOGIN, CALLBACK)):
            await self._app(scope, receive, send)
            return
        change = _leave if path.endswith(LOGIN) else _come_back
        asked = Request(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                change(asked, message)
                _keep_cookies_encrypted(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, answer)


def own_page(address: str) -> str:
    """Path and query of an address, where it is a page of this app; empty for the first page and for all else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    names = ("", HOME, *(place.address for place in PAGES))
    if parts.path not in {f"{_root()}{name}" for name in names}:
        return ""
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name != FAILED]
    found = f"{parts.path}?{urlencode(asked)}" if asked else parts.path
    return found if found != _root() and len(found) <= MOST_OF_AN_ADDRESS else ""


def _leave(asked: Request, message: Message) -> None:
    """On the way to the identity provider, or back at once where it does not answer."""
    page = own_page(asked.headers.get("referer", ""))
    if message["status"] >= 400:
        _redirect(message, _failed(page))
    elif page:
        _set_cookie(message, quote(page, safe=""), KEPT_SECONDS)


def _come_back(asked: Request, message: Message) -> None:
    """Back from the identity provider: from a sign-in, from one that failed, or from signing out."""
    page = own_page(unquote(asked.cookies.get(COOKIE, "")))
    cookies = MutableHeaders(scope=message).getlist("set-cookie")
    if any(_SIGNED_IN.match(cookie) for cookie in cookies):
        if page:
            _redirect(message, page)
    elif {"code", "error"} & parse_qs(asked.url.query).keys():
        _redirect(message, _failed(page))
    _set_cookie(message, "", 0)


def _root() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/" if base else "/"


def _failed(page: str) -> str:
    page = page or _root()
    return f"{page}{'&' if '?' in page else '?'}{FAILED}=failed"


def _redirect(message: Message, page: str) -> None:
    message["status"] = 302
    MutableHeaders(scope=message)["location"] = page


def _set_cookie(message: Message, value: str, seconds: int) -> None:
    answer = Response()
    answer.set_cookie(COOKIE, value, max_age=seconds, path=_root(), httponly=True, samesite="lax")
    MutableHeaders(scope=message).append("set-cookie", answer.headers["set-cookie"])


def _keep_cookies_encrypted(headers: MutableHeaders) -> None:
    """Mark cookies so that a browser sends them over https only, where Pharos is reached that way."""
    cookies = headers.getlist("set-cookie")
    how = None
    with suppress(SignInIncomplete):
        how = session.settings()
    if how is None or not how.origin.startswith("https://"):
        return
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")
