"""One browser's WebSocket: what it may send is asked for each message, and whether its page may stay, again and again.

A page that may no longer be shown is replaced by the page for people who may not enter: the server asks Streamlit for
the whole page, as the browser would, and the gate draws what is right now. So it is also when a person gets other
rights (the page is drawn anew for these), or gets in at last.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType

from anyio import to_thread
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from lib.access.rights import Rights, Standing
from lib.ui.entry import passing, still, told
from lib.ui.entry.bounds import (
    ALL_AT_ONCE,
    ALL_EACH_SECOND,
    EACH_SECOND,
    LONGEST_WAIT_SECONDS,
    MOST_AT_ONCE,
    MOST_STRANGERS,
    Allowance,
)
from lib.ui.entry.cookies import Claims

LOOK_EVERY_SECONDS = 2.0
"""How long a page that nobody touches may outlive its rights. PHAROS_LOOK_EVERY sets it, up to a minute."""
LOOK_WHILE_WAITING_SECONDS = 2.0
UNREADABLE, NOT_BINARY, TOO_MUCH = 1002, 1003, 1008
"""Codes that close a WebSocket: RFC 6455, section 7.4.1."""

_all_strangers = Allowance(ALL_AT_ONCE, ALL_EACH_SECOND)
_strangers: set[Watched] = set()


class Watched:
    """Stands between a browser's WebSocket and Streamlit: `receive` and `send` take the place of the server's own.

    `claims`: who opened it; empty for a stranger. Used in a `with`, which ends what waits for the browser.
    """

    def __init__(self, claims: Claims, receive: Receive, send: Send) -> None:
        self._claims = claims
        self._receive, self._send = receive, send
        self._coming: asyncio.Future[Message] | None = None
        self._standing: Standing | None = None
        self._drawn: Rights | None = None
        """The rights under which the page was drawn; None if it shows no data."""
        self._page = ClientState()
        """What the browser last said of its page."""
        self._buttons: set[str] = set()
        self._own = Allowance(MOST_AT_ONCE, EACH_SECOND)
        self._is_closed = False

    def __enter__(self) -> Watched:
        if not self._claims:
            _strangers.add(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        _strangers.discard(self)
        if self._coming is not None:
            self._coming.cancel()

    def is_one_too_many(self) -> bool:
        """Whether as many strangers as the server has room for are here already, and this is one more."""
        return not self._claims and len(_strangers) >= MOST_STRANGERS

    async def receive(self) -> Message:
        """The next message for Streamlit, from the browser or from the server itself. Refused ones are left out."""
        while True:
            message = await self._next()
            if message is None:
                passed = await self._look()
            elif message["type"] == "websocket.receive":
                passed, closing = await self._passed(message.get("bytes"))
                if closing is not None:
                    return await self._close(closing)
            else:
                return message
            if passed is not None:
                return {"type": "websocket.receive", "bytes": passed.SerializeToString()}

    async def _passed(self, content: bytes | None) -> tuple[BackMsg | None, int | None]:
        """What Streamlit gets for a message of the browser, None for nothing; and the code that closes the WebSocket,
        None to keep it open."""
        if content is None:
            return None, NOT_BINARY
        await self._ask()
        if not self._may_enter:
            return (await self._of_others(content), None) if self._own.takes() else (None, TOO_MUCH)
        back = passing.read(content)
        return (None, UNREADABLE) if back is None else (self._of_a_member(back), None)

    async def send(self, message: Message) -> None:
        """Send Streamlit's message on, and note the files and sign-in buttons in it. Nothing follows a close."""
        if self._is_closed:
            return
        if payload := message.get("bytes"):
            if self._drawn is None:
                self._buttons |= passing.buttons(payload)
            elif self._standing is not None:
                told.note(payload, self._standing.key, self._drawn)
        await self._send(message)

    @property
    def _may_enter(self) -> bool:
        return self._standing is not None and self._standing.rights is not None

    @property
    def _rights(self) -> Rights | None:
        return self._standing.rights if self._standing else None

    async def _next(self) -> Message | None:
        """The next message of the browser; None when it is time to look whether the page may stay."""
        if self._coming is None:
            self._coming = asyncio.ensure_future(self._receive())
        await asyncio.wait([self._coming], timeout=self._until_look())
        if not self._coming.done():
            return None
        coming, self._coming = self._coming, None
        return coming.result()

    def _until_look(self) -> float | None:
        if self._standing is None and self._drawn is None:
            return None  # nothing that could end, and only another WebSocket can be someone else's
        if self._standing is None:
            return 0.0
        if self._standing.is_waiting:
            return LOOK_WHILE_WAITING_SECONDS
        left = (self._standing.ends - datetime.now(UTC)).total_seconds()
        return max(0.05, min(look_every(), left + 0.05))

    async def _ask(self) -> None:
        """Ask where the person stands now. In a thread, since that may wait for a file."""
        if self._claims:
            self._standing = await to_thread.run_sync(still.standing, self._claims)

    async def _look(self) -> BackMsg | None:
        """What Streamlit must draw although the browser sent nothing; None if the page may stay as it is."""
        await self._ask()
        return None if self._rights == self._drawn else self._drawn_anew()

    def _drawn_anew(self) -> BackMsg:
        """A request for the whole page: without anything in it for people who may not enter."""
        had, self._drawn = self._drawn, self._rights
        stays = had is not None and self._drawn is not None
        return passing.same_page(self._page) if stays else passing.whole_page(self._page)

    def _of_a_member(self, back: BackMsg) -> BackMsg | None:
        """What passes of a message of someone who may enter."""
        if not passing.passes(back):
            return None
        kind = back.WhichOneof("type")
        if kind == "rerun_script":
            passing.without_strays(back.rerun_script)
            self._page = back.rerun_script
            if not back.rerun_script.fragment_id:
                self._drawn = self._rights
                return back
        if self._rights != self._drawn:
            return self._drawn_anew()
        if kind == "backend_operation_request":
            asked = back.backend_operation_request
            is_file = asked.WhichOneof("payload") == "deferred_file"
            if is_file and not told.may(asked.deferred_file.file_id, self._standing):
                return None
        return back

    async def _of_others(self, content: bytes) -> BackMsg | None:
        """What takes the place of a message of someone who may not enter, or no longer may."""
        if self._drawn is not None:
            return self._drawn_anew()
        own = passing.of_a_stranger(content, self._buttons)
        if own is None:
            return None
        self._page = own.rerun_script
        seconds = _all_strangers.wait(LONGEST_WAIT_SECONDS)
        if seconds is None:
            return None
        await asyncio.sleep(seconds)
        return own

    async def _close(self, code: int) -> Message:
        self._is_closed = True
        with suppress(RuntimeError):  # the browser may be gone already
            await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}


def look_every() -> float:
    """Seconds between two looks at a page that nobody touches: LOOK_EVERY_SECONDS, or PHAROS_LOOK_EVERY if it is a
    number from 0.1 to 60."""
    try:
        wanted = float(os.environ.get("PHAROS_LOOK_EVERY", ""))
    except ValueError:
        return LOOK_EVERY_SECONDS
    return wanted if 0.1 <= wanted <= 60 else LOOK_EVERY_SECONDS
