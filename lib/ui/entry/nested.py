"""Addresses below a page, such as /playbook/extra, of which there are none: they say so.

Streamlit answers them with its own page, whose scripts are then looked for below that address: nothing would show.
"""

from __future__ import annotations

from html import escape

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.ui.entry.root import root

_OF_STREAMLIT = frozenset(("_stcore", "static", "app", "media", "component", "vendor", "auth", "~"))
"""First parts of addresses under which Streamlit has files and answers of its own."""
_LONGEST = 200


def middleware() -> list[Middleware]:
    """For st.App, behind the guard."""
    return [Middleware(Nested)]


class Nested:
    """ASGI middleware that answers an address below a page with one sentence and a link; all else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = _parts(scope) if scope["type"] == "http" and scope["method"] == "GET" else []
        if len(parts) < 2 or parts[0] in _OF_STREAMLIT:
            await self._app(scope, receive, send)
            return
        is_page = False

        async def answer(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                is_page = message["status"] == 200 and kind.startswith("text/html")
            if not is_page:
                await send(message)

        await self._app(scope, receive, answer)
        if is_page:
            await HTMLResponse(_said(parts), 404)(scope, receive, send)


def _parts(scope: Scope) -> list[str]:
    """The parts of the address below the one at which Pharos is served."""
    return str(scope["path"]).removeprefix(root()).strip("/").split("/")


def _said(parts: list[str]) -> str:
    up = "../" * (len(parts) - 1)
    address = escape("/".join(parts)[:_LONGEST])
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Pharos</title>'
        '<body style="font: 1rem/1.5 sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">'
        f"<h1>There is no page at /{address}</h1>"
        f'<p>The link may be old or mistyped.</p><p><a href="{up}">Go to the overview</a></p></body></html>'
    )
