"""A server that listens before it has imported everything: what anyone may have passes, and all else waits.

Importing Pharos takes as long as starting Streamlit. A browser needs that time to fetch and compile Streamlit's
scripts, which are the same for everyone; nothing of the program is in them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.ui.entry.root import root

HOME = "home"
_PAGES = Path(__file__).parents[3] / "pages"
_FOLDERS, _ANSWERS = ("static/", "app/static/"), ("_stcore/health", "_stcore/host-config")


class Beginning:
    """What a server waits for after it started to listen. `layers`: the ASGI middleware that is imported meanwhile;
    `first_page`: the address of the first page that a browser asks for, "" where it asks for a filter with it."""

    def __init__(self) -> None:
        self.layers: Future[Sequence[Middleware]] = Future()
        self.first_page: Future[str] = Future()
        self.layers.set_running_or_notify_cancel()  # a request that ends early cancels nothing


class Later:
    """ASGI middleware in whose place the layers of a `Beginning` are, once they are there. Until then, requests for
    something else than files and pages that everyone gets wait for them; if they never come, each of those fails."""

    def __init__(self, app: ASGIApp, beginning: Beginning) -> None:
        self._app, self._beginning = app, beginning
        self._whole: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", "")).removeprefix(root()).strip("/")
        page = _page(scope, path)
        if page and not self._beginning.first_page.done():
            self._beginning.first_page.set_result("" if scope["query_string"] else page)
        if self._whole is None and (self._beginning.layers.done() or not _is_for_everyone(scope, path, page)):
            self._whole = _within(await asyncio.wrap_future(self._beginning.layers), self._app)
        await (self._whole or self._app)(scope, receive, send)


def _within(layers: Sequence[Middleware], app: ASGIApp) -> ASGIApp:
    """The app with layers around it; the first one is outside."""
    for layer in reversed(layers):
        app = layer.cls(app, *layer.args, **layer.kwargs)
    return app


def _is_for_everyone(scope: Scope, path: str, page: str) -> bool:
    """Whether a request is for something that strangers get, too, with the same content (see `watch`)."""
    if scope["type"] == "lifespan":
        return True
    return scope["type"] == "http" and (bool(page) or path in _ANSWERS or path.startswith(_FOLDERS))


def _page(scope: Scope, path: str) -> str:
    """The address of the page whose HTML a browser asks for, HOME for the first page; "" for everything else."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return ""
    return path if path in _addresses() else "" if path else HOME


@cache
def _addresses() -> frozenset[str]:
    return frozenset((HOME, *(path.stem for path in _PAGES.glob("*/*.py"))))
