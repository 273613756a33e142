"""What is found before the first script comes is what that script looks up."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from lib.source import program as measuring
from lib.ui.entry.later import Beginning
from lib.ui.entry.turns import Turns
from lib.ui.frame import first
from tests.data.logs import FIVE_TABS


def test_it_is_for_the_state_in_which_a_page_opens(
    run_app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run_app(FIVE_TABS)
    assert not app.exception
    measured: list[object] = []
    monkeypatch.setattr(measuring, "measure", lambda *args, **kwargs: measured.append(args))
    page = first.first_view()
    assert measured == []
    assert list(page.program.circles) == ["Atlas"]


class Stub:
    """A source that has a log, or is asked over the network."""

    def __init__(self, *, is_remote: bool) -> None:
        self.is_remote, self.reads = is_remote, 0

    def first(self) -> bool:
        self.reads += 1
        return True


def prepared(monkeypatch: pytest.MonkeyPatch, source: Stub, address: str = "overview") -> list[int]:
    """Prepares the page at an address; out: the steps that were done. The second one is when its script comes."""
    steps: list[int] = []
    turns = Turns(1)
    monkeypatch.setattr(first, "SCRIPTS", turns)
    monkeypatch.setattr(first, "IMPORTS", ())
    monkeypatch.setattr(first.ahead, "start", lambda: None)
    monkeypatch.setattr(first.caches, "source", lambda: source)
    monkeypatch.setattr(first, "first_view", lambda: None)
    module = SimpleNamespace(
        found=lambda _: [
            lambda: steps.append(1),
            lambda: (steps.append(2), turns._take()),
            lambda: steps.append(3),
        ]
    )
    monkeypatch.setattr(first, "import_module", lambda _: module)
    beginning = Beginning()
    beginning.first_page.set_result(address)
    first.prepare(beginning)
    return steps


def test_figures_are_found_until_the_script_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prepared(monkeypatch, Stub(is_remote=False)) == [1, 2]


def test_a_page_that_does_not_say_what_it_needs_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Stub(is_remote=False)
    assert prepared(monkeypatch, source, "glossary") == []
    assert source.reads == 1


def test_a_spreadsheet_is_read_when_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Stub(is_remote=True)
    assert prepared(monkeypatch, source) == []
    assert source.reads == 0
