"""What a script says within a moment leaves together, in its order, and nothing waits for longer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.types import Message
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.ui.entry.together import Held

Steps = Callable[[Held, list[str]], Awaitable[None]]


def says(kind: str) -> Message:
    if kind == "close":
        return {"type": "websocket.close", "code": 1000}
    message = ForwardMsg()
    if kind == "script_finished":
        message.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    else:
        getattr(message, kind).SetInParent()
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


async def _until_its_end(held: Held, sent: list[str]) -> None:
    for kind in ("new_session", "delta", "delta"):
        await held.send(says(kind))
    assert sent == []
    await held.send(says("script_finished"))
    assert sent == ["new_session", "delta", "delta", "script_finished"]
    await held.send(says("session_status_changed"))
    assert sent[4:] == ["session_status_changed"]


async def _a_long_one(held: Held, sent: list[str]) -> None:
    await held.send(says("new_session"))
    await held.send(says("delta"))
    await asyncio.sleep(0.05)
    assert sent == ["new_session", "delta"]
    await held.send(says("delta"))
    assert sent == ["new_session", "delta", "delta"]


async def _one_after_another(held: Held, sent: list[str]) -> None:
    for _ in range(2):
        await held.send(says("new_session"))
        assert sent == []
        await held.send(says("script_finished"))
        assert sent == ["new_session", "script_finished"]
        sent.clear()


async def _a_close(held: Held, sent: list[str]) -> None:
    await held.send(says("new_session"))
    await held.send(says("close"))
    await asyncio.sleep(0.05)
    assert sent == ["close"]


@pytest.mark.parametrize("steps", [_until_its_end, _a_long_one, _one_after_another, _a_close])
def test_what_is_held(steps: Steps) -> None:
    sent: list[str] = []

    async def send(message: Message) -> None:
        payload = message.get("bytes")
        sent.append(str(ForwardMsg.FromString(payload).WhichOneof("type")) if payload else "close")

    async def run() -> None:
        with Held(send, seconds=0.02) as held:
            for kind in ("new_session", "delta"):
                await held.send(says(kind))
            assert sent == ["new_session"]
            await held.send(says("script_finished"))
            sent.clear()
            await steps(held, sent)

    with ThreadPoolExecutor(1) as loop_of_its_own:
        loop_of_its_own.submit(asyncio.run, run()).result()
