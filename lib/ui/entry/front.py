"""The HTML that a browser loads first. It is Streamlit's, with what is the same for every page and every run of it: a
script that says where the server is, those for Back and for links to pages of this app, and the styles that a theme
cannot set.

Without the first, the page /health asks at /health/_stcore/health first, is refused, waits, and asks again at the right
place before it connects: half of the time until the first element is there.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.ui.entry.root import root
from lib.ui.entry.turns import SCRIPTS
from lib.ui.templates import FOLDER

SCRIPTS_BEFORE = b'<script type="module"'
"""They stand before Streamlit's own, which read what one of them says."""
STYLE_BEFORE = b'<div id="root">'
"""The style comes after Streamlit's rules, which are in the head, and before those of single pages."""
_ASKS_FOR_LESS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
"""Headers of a request that would get something else than the whole text."""


def middleware() -> list[Middleware]:
    """For st.App."""
    return [Middleware(Front)]


class Front:
    """ASGI middleware that adds scripts and styles to the HTML of pages; everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_page(scope):
            await self._app(scope, receive, send)
            return
        takes_gzip = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        whole = [(name, value) for name, value in scope["headers"] if name not in _ASKS_FOR_LESS]
        start: Message | None = None
        parts: list[bytes] = []

        async def answer(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
                SCRIPTS.announce()
            elif message["type"] != "http.response.body" or start is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    page = told(b"".join(parts))
                    headers = MutableHeaders(scope=start)
                    if takes_gzip:
                        page = packed(page)
                        headers["content-encoding"] = "gzip"
                    headers.add_vary_header("accept-encoding")
                    headers["content-length"] = str(len(page))
                    for name in ("etag", "last-modified"):  # of Streamlit's file
                        del headers[name]
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        await self._app({**scope, "headers": whole}, receive, answer)


def told(page: bytes) -> bytes:
    """A page with scripts and styles; where one has no place for them, it stays as it is."""
    with_scripts = page.replace(SCRIPTS_BEFORE, _scripts() + SCRIPTS_BEFORE, 1)
    return with_scripts.replace(STYLE_BEFORE, _style() + STYLE_BEFORE, 1)


@lru_cache(maxsize=8)
def packed(page: bytes) -> bytes:
    """A page as gzip: a quarter of its size. It holds nothing that differs between viewers."""
    return gzip.compress(page, mtime=0)


@cache
def _scripts() -> bytes:
    texts = ((FOLDER / name).read_bytes() for name in ("server.js", "back.js", "go.js"))
    return b"".join(b"<script>%s</script>\n    " % text for text in texts)


@cache
def _style() -> bytes:
    return b"<style>%s</style>\n    " % (FOLDER / "style.css").read_bytes()


def _may_be_page(scope: Scope) -> bool:
    """Whether a request may be for a page: all of them are directly below the app's root."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = str(scope["path"]).removeprefix(root())
    return "/" not in path.strip("/") and "." not in path


def _is_html(start: Message) -> bool:
    return start["status"] == 200 and Headers(raw=start["headers"]).get("content-type", "").startswith(
        "text/html"
    )
