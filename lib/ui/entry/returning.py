"""Back to the page where a sign-in began. Streamlit alone always returns to the first page, and does not say when a
sign-in failed.

The login route is opened from that page, so the page's address comes with the request. It is kept in a cookie while the
browser is at the identity provider, and used in the redirect that ends the sign-in. Only addresses of this app's own
pages are accepted.
"""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.access.sign_in import SignInIncomplete
from lib.ui.entry import session
from lib.ui.entry.doors import FAILED
from lib.ui.entry.root import root
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
    """ASGI middleware around Streamlit's two sign-in routes; everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"]) if scope["type"] == "http" else ""
        if not path.endswith((LOGIN, CALLBACK)):
            await self._app(scope, receive, send)
            return
        change = _leave if path.endswith(LOGIN) else _come_back
        request = Request(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                change(request, message)
                _mark_cookies_secure(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, answer)


def own_page(address: str) -> str:
    """Path and query of an address if it is a page of this app; "" for the first page without a query and for anything
    else, such as an address that is too long. The FAILED parameter is dropped."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    names = ("", HOME, *(place.address for place in PAGES))
    if parts.path not in {f"{root()}{name}" for name in names}:
        return ""
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != FAILED]
    page = f"{parts.path}?{urlencode(query)}" if query else parts.path
    return page if page != root() and len(page) <= MOST_OF_AN_ADDRESS else ""


def _leave(request: Request, message: Message) -> None:
    """On the way to the identity provider, or straight back if it does not answer."""
    page = own_page(request.headers.get("referer", ""))
    if message["status"] >= 400:
        _redirect(message, _failed(page))
    elif page:
        _set_cookie(message, quote(page, safe=""), KEPT_SECONDS)


def _come_back(request: Request, message: Message) -> None:
    """Back from the identity provider: after a sign-in, a failed one, or signing out."""
    page = own_page(unquote(request.cookies.get(COOKIE, "")))
    cookies = MutableHeaders(scope=message).getlist("set-cookie")
    if any(_SIGNED_IN.match(cookie) for cookie in cookies):
        if page:
            _redirect(message, page)
    elif {"code", "error"} & parse_qs(request.url.query).keys():
        _redirect(message, _failed(page))
    _set_cookie(message, "", 0)


def _failed(page: str) -> str:
    page = page or root()
    return f"{page}{'&' if '?' in page else '?'}{FAILED}=failed"


def _redirect(message: Message, page: str) -> None:
    message["status"] = 302
    MutableHeaders(scope=message)["location"] = page


def _set_cookie(message: Message, value: str, seconds: int) -> None:
    answer = Response()
    answer.set_cookie(COOKIE, value, max_age=seconds, path=root(), httponly=True, samesite="lax")
    MutableHeaders(scope=message).append("set-cookie", answer.headers["set-cookie"])


def _mark_cookies_secure(headers: MutableHeaders) -> None:
    """Add the Secure flag to all cookies, so that browsers send them over https only. Does nothing if sign-in is not
    set up or its address is not https."""
    cookies = headers.getlist("set-cookie")
    how = None
    with suppress(SignInIncomplete):
        how = session.settings()
    if how is None or not how.origin.startswith("https://"):
        return
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")
