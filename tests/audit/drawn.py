"""The words that a piece of a page draws, without running a page: for audits on many made-up logs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
import streamlit as st

Spoken = list[str]
_TEXTS = ("caption", "markdown", "info", "warning", "error", "title", "header", "subheader")
_AROUND = ("container", "popover", "grid", "expander")


class Opened(nullcontext[None]):
    """A container that is open."""

    open = True


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> Spoken:
    """The texts that Streamlit is asked to draw; nothing else is drawn."""
    found: Spoken = []

    def text(body: object, *_: object, **__: object) -> None:
        found.append(read(str(body)))

    def around(*_: object, **__: object) -> AbstractContextManager[None]:
        return Opened()

    for name in _TEXTS:
        monkeypatch.setattr(st, name, text)
    for name in _AROUND:
        monkeypatch.setattr(st, name, around)
    monkeypatch.setattr(st, "dataframe", lambda *_, alt="", **__: found.append(alt))
    for name in ("download_button", "button", "page_link", "html"):
        monkeypatch.setattr(st, name, lambda *_, **__: None)
    return found


def read(text: str) -> str:
    """A text as people read it: without Markdown's escapes and code marks."""
    return text.replace("\\", "").replace("`", "").replace("\u00a0", " ").replace("\u2060", "")


def stops(monkeypatch: pytest.MonkeyPatch, *places: Any) -> type[Exception]:
    """Make these modules' `address.stop` raise, and return what they raise."""

    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    for place in places:
        monkeypatch.setattr(place, "stop", stop)
    return Stopped


def each(count: int, make: Callable[[int], Any]) -> Iterator[tuple[int, Any]]:
    """Seeds from 0, each with what `make` makes of it."""
    for seed in range(count):
        yield seed, make(seed)
