"""/calendar/SECRET.ics: a circle's days for calendars that fetch them by themselves, without a sign-in of their own.

The address is the key: it exists only where people sign in, and shows what the circle's lead or its sponsor of now may
see of that one circle. A wrong, changed or outdated address does not exist. Few requests are answered at a time.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pandas as pd
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.access.addresses import addresses_in
from lib.access.redaction import Viewer
from lib.metrics.core.facts import Facts
from lib.source import caches, calendars
from lib.ui.entry import session, still
from lib.ui.entry.bounds import Allowance
from lib.ui.entry.root import root
from lib.workbook.base import WorkbookError

AT_ONCE, EACH_SECOND = 30, 2.0
"""Requests of all calendars together. A calendar asks a few times a day."""
_ADDRESS = re.compile(r"calendar/([\w-]{20,100})\.ics")
_READ_AGAIN_SECONDS = 3600
_allowance = Allowance(AT_ONCE, EACH_SECOND)


def middleware() -> list[Middleware]:
    """For st.App, in front of the sign-in."""
    return [Middleware(Subscribed)]


class Subscribed:
    """ASGI middleware that answers calendars; everything else passes through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"]).removeprefix(root()).strip("/") if scope["type"] == "http" else ""
        asked = _ADDRESS.fullmatch(path)
        if asked is None:
            await self._app(scope, receive, send)
        elif not _allowance.takes():
            await PlainTextResponse("Too many requests\n", 429, {"retry-after": "60"})(scope, receive, send)
        else:
            answer = await to_thread.run_sync(
                _answer, asked[1], Headers(scope=scope).get("if-none-match", "")
            )
            await answer(scope, receive, send)


def address(secret: str) -> str:
    """The whole address with this secret; "" where nobody signs in, or sign-in is not set up completely."""
    how = session.settings() if still.is_asked() else None
    return f"{how.origin}{root()}calendar/{secret}.ics" if how else ""


def _answer(secret: str, has: str) -> Response:
    try:
        store = caches.kept(calendars.FOLDER)
        subscription = calendars.found(secret, store) if still.is_asked() else None
        content = calendar(subscription, date.today()) if subscription else None
    except (WorkbookError, OSError):
        return PlainTextResponse("The log cannot be read now\n", 503, {"retry-after": "600"})
    if content is None:
        return PlainTextResponse("Not Found\n", 404)
    tag = f'"{hashlib.blake2s(content, digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": f"private, max-age={_READ_AGAIN_SECONDS}"}
    return (
        Response(status_code=304, headers=headers)
        if has == tag
        else Response(content, headers=headers, media_type="text/calendar; charset=utf-8")
    )


def calendar(subscription: calendars.Subscription, today: date) -> bytes | None:
    """The .ics file of a subscription; the same log and day give the same bytes. None if the log is another one by now,
    or has no such circle, or nobody in that role. Raises WorkbookError if no log was ever read."""
    from lib.calendar.events import events
    from lib.calendar.ics import ics  # its library takes time to import

    loaded = caches.source().current()
    circles = loaded.log.circles
    rows = circles[circles["circle"] == subscription.circle]
    if loaded.workbook != subscription.workbook or rows.empty:
        return None
    emails = addresses_in(rows[subscription.reader].iloc[0])
    if not emails:
        return None
    viewer = Viewer(subscription.reader, emails[0])
    seen = caches.seen_by(loaded.workbook, loaded.revision, viewer.scope, loaded.log, viewer)
    facts = Facts(seen.filtered(circles=(subscription.circle,)), pd.Timestamp(today))
    return ics(events(facts, [subscription.circle]), subscription.circle, loaded.read_at)
