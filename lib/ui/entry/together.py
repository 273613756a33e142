"""What a script says within a moment reaches the browser together.

Streamlit sends each element as soon as the script has made it. The browser draws what has come so far, then the next
few, then the rest, and each time goes through the whole page; most scripts are done before it has drawn once. Here the
messages of a run wait until the script ends, and no longer than a moment: a long one is seen at work. Only the first
message of the first run goes at once, from which the browser builds what surrounds a page while the script works.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

HELD_SECONDS = 0.15


def middleware() -> list[Middleware]:
    """For st.App."""
    return [Middleware(Together)]


class Together:
    """ASGI middleware that holds back what scripts say to a WebSocket."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        with Held(send) as held:
            await self._app(scope, receive, held.send)


class Held:
    """Stands between Streamlit and a browser's WebSocket: `send` takes the place of the server's own. Used in a `with`,
    which ends what still waits. `seconds`: how long the first message of a run waits at most."""

    def __init__(self, send: Send, seconds: float = HELD_SECONDS) -> None:
        self._send, self._seconds = send, seconds
        self._waiting: list[Message] = []
        self._end: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._is_built = False
        """Whether the browser was told of a first run."""

    def __enter__(self) -> Held:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        if self._end is not None:
            self._end.cancel()

    async def send(self, message: Message) -> None:
        """Send a message on, or keep it until its run ends or has taken long. Messages keep their order; a close goes
        at once, and nothing that waits is sent after it."""
        async with self._turn:
            if message["type"] == "websocket.close":
                self._waiting.clear()
                await self._send(message)
                return
            kind, was_built = _kind(message), self._is_built
            if kind == "new_session":
                self._is_built = True
                self._end = self._end or asyncio.create_task(self._release_later())
            if self._end is None or not was_built:
                await self._send(message)
                return
            self._waiting.append(message)
            if kind == "script_finished":
                self._end.cancel()
                await self._release()

    async def _release_later(self) -> None:
        await asyncio.sleep(self._seconds)
        async with self._turn:
            with suppress(OSError, RuntimeError):  # the browser has gone meanwhile
                await self._release()

    async def _release(self) -> None:
        self._end = None
        waiting, self._waiting = self._waiting, []
        for message in waiting:
            await self._send(message)


def _kind(message: Message) -> str | None:
    """What a message of Streamlit is about: the field of ForwardMsg; None for other messages."""
    payload = message.get("bytes")
    return ForwardMsg.FromString(payload).WhichOneof("type") if payload else None
