"""A list, a row of pills or a filter with nothing in it is not drawn: it would be a gap, or a box that opens empty."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from unittest.mock import Mock

import pytest

from lib.ui.actions import open_list
from lib.ui.frame import filters
from lib.ui.outcomes import chain
from lib.ui.playbook import find
from lib.ui.widgets import window
from tests.data.logs import log


@pytest.mark.parametrize(
    ("module", "draw", "chosen"),
    [
        (open_list, lambda: open_list._choose_need(()), None),
        (find, lambda: find._several("Topic", [], "playbook_topic"), []),
        (chain, lambda: chain._choose_priority([]), None),
        (window, lambda: window.pills("Who?", {}, "tapped", "here"), ["ana"]),
        (
            filters,
            lambda: filters._choose(Mock(asked=lambda _: []), log(circles=[{"circle": "A"}]), "P", "program"),
            (),
        ),
    ],
)
def test_a_choice_of_nothing_is_not_drawn(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, draw: Callable[[], object], chosen: object
) -> None:
    drawn = Mock(spec=["empty", "caption"])
    monkeypatch.setattr(
        module,
        "st",
        SimpleNamespace(empty=drawn.empty, caption=drawn.caption, session_state={"tapped": ["ana"]}),
    )
    assert draw() == chosen
