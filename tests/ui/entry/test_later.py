"""A server listens before Pharos is imported: what everyone gets passes, and all else waits and then goes through the
layers around Streamlit."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.ui.entry import start, watch
from lib.ui.entry.later import Beginning, Later

T = TypeVar("T")
PASS = "/ /home /overview /log_session /static/js/index.js /app/static/pharos.svg /_stcore/health".split()
WAIT = (
    "/_stcore/health/x /healthz /readyz /metrics /oauth2callback /auth/login /media/ab.csv "
    "/_stcore/upload_file/a/b"
).split()


def scope(path: str, kind: str = "http", query: bytes = b"") -> dict[str, Any]:
    return {"type": kind, "method": "GET", "path": path, "query_string": query}


def result_of(answer: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: a browser that another test of this process drives leaves a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, answer).result()


class Streamlit:
    """Notes what reaches it, and with which mark of a layer."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bool]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.got.append((scope["path"], "marked" in scope))


class Layer:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "marked": True}, receive, send)


async def ask(app: ASGIApp, wanted: Scope, seconds: float = 0.02) -> bool:
    """Whether a request got through in time."""

    async def nothing(*_: object) -> Any:
        return None

    try:
        await asyncio.wait_for(app(wanted, nothing, nothing), seconds)
    except TimeoutError:
        return False
    return True


def test_only_what_everyone_gets_passes_before_the_layers_are_there() -> None:
    async def go() -> None:
        streamlit, beginning = Streamlit(), Beginning()
        app = Later(streamlit, beginning)
        assert [path for path in PASS if not await ask(app, scope(path))] == []
        assert [path for path in WAIT if await ask(app, scope(path))] == []
        assert not await ask(app, scope("/overview", "websocket"))
        assert not any(marked for _, marked in streamlit.got)
        streamlit.got.clear()
        waiting = asyncio.create_task(ask(app, scope("/readyz"), 5))
        await asyncio.sleep(0)
        beginning.layers.set_result([Middleware(Layer)])
        assert await waiting
        assert await ask(app, scope("/overview"))
        assert streamlit.got == [("/readyz", True), ("/overview", True)]

    result_of(go())


@pytest.mark.parametrize("path", PASS)
def test_what_passes_early_passes_the_sign_in_too(path: str) -> None:
    assert result_of(watch._may_have(scope(path)))


@pytest.mark.parametrize(
    ("asked", "first"),
    [("/", "home"), ("/health", "health"), ("/no_page", None), ("/static/a.js", None)],
)
def test_the_first_page_that_is_asked_for_is_known(asked: str, first: str | None) -> None:
    beginning = Beginning()
    result_of(ask(Later(Streamlit(), beginning), scope(asked)))
    assert beginning.first_page.done() == (first is not None)
    if first is not None:
        assert beginning.first_page.result() == first


def test_a_page_with_filters_is_not_prepared() -> None:
    beginning = Beginning()
    result_of(ask(Later(Streamlit(), beginning), scope("/overview", query=b"circle=Atlas")))
    assert beginning.first_page.result() == ""


def test_a_server_that_cannot_import_pharos_ends_and_lets_nobody_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signals: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", signals.append)
    beginning = Beginning()

    def layers() -> list[Middleware]:
        raise ImportError("pandas")

    start.begin(beginning, layers, "lib.ui.frame.first")
    assert signals == [signal.SIGTERM]
    with pytest.raises(ImportError, match="pandas"):
        result_of(ask(Later(Streamlit(), beginning), scope("/readyz")))
