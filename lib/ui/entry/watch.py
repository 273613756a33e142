"""The place where "may they still?" is asked outside the pages: ASGI middleware around everything Streamlit answers.

A WebSocket asks for each message and, from time to time, for a page that nobody touches (`socket`). A media file, an
upload and whatever else Streamlit keeps under its own addresses ask for each request. Strangers get the page itself
with its fonts and scripts, the way to sign in, and the health check; everything else does not exist for them. Without
sign-in everything passes.
"""

from __future__ import annotations

import re

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.ui.entry import cookies, session, still, told
from lib.ui.entry.root import root
from lib.ui.entry.socket import Watched

LOGOUT = "auth/logout"
_FOR_EVERYONE = ("_stcore/health", "_stcore/host-config")
_NOT_PAGES = ("_stcore/", "media/", "component/")
"""Where Streamlit answers with something else than the page and what belongs to it."""
_MEDIA, _UPLOAD = re.compile(r"media/([0-9a-f]+)(\.\w+)?"), re.compile(r"_stcore/upload_file/([^/]+/[^/]+)")


def middleware() -> list[Middleware]:
    """For st.App."""
    return [Middleware(Watch)]


class Watch:
    """ASGI middleware that lets requests and messages through while their sender may see the program."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not still.is_asked():
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._watch(scope, receive, send)
        elif await _may_have(scope):
            if _path(scope) == LOGOUT:
                await to_thread.run_sync(session.end, cookies.claims(scope))
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("Not Found", 404)(scope, receive, send)

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        watched = Watched(cookies.claims(scope), receive, send)
        if watched.is_one_too_many():
            await send({"type": "websocket.close", "code": 1013, "reason": "too many visitors"})
            return
        with watched:
            await self._app(scope, watched.receive, watched.send)


async def _may_have(scope: Scope) -> bool:
    """Whether the sender of a request may have what it asks for."""
    path = _path(scope)
    if path in _FOR_EVERYONE or not path.startswith(_NOT_PAGES):
        return True
    if not (claims := cookies.claims(scope)):
        return False
    who = await to_thread.run_sync(still.standing, claims)
    if who is None or who.rights is None:
        return False
    if path.startswith(("component/", "_stcore/bidi-components/")):
        return True
    file = _MEDIA.fullmatch(path) or _UPLOAD.fullmatch(path)
    return file is not None and told.may(file[1], who)


def _path(scope: Scope) -> str:
    """The path of a request below the app's root, without slashes around it."""
    return str(scope["path"]).removeprefix(root()).strip("/")
