"""The address follows the viewer's choices as long as the widgets stay where they are on the page.

When such a widget moves, the browser adds it in the new place before it removes the old one, and the removal breaks the
tie to the address, which no longer changes from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest, local_script_runner

from lib.demo import make
from lib.source import registry
from lib.ui.entry.shell import PAGES
from lib.ui.frame import address
from tests.examples import some

Where = dict[str, list[int]]
Run = Callable[..., AppTest]
TABLES = make.program(circles=4, months=9, seed=7, end=date.today())


@pytest.fixture
def tied(monkeypatch: pytest.MonkeyPatch) -> Where:
    """The widgets tied to the address, by parameter, and where each was on the page when it was last drawn."""
    found: Where = {}
    enqueue = local_script_runner.ForwardMsgQueue.enqueue

    def noted(queue: local_script_runner.ForwardMsgQueue, message: object) -> None:
        element = message.delta.new_element  # type: ignore[attr-defined]
        kind = element.WhichOneof("type")
        block = message.delta.add_block  # type: ignore[attr-defined]
        widget = getattr(element, kind) if kind else getattr(block, block.WhichOneof("type") or "", None)
        if key := getattr(widget, "query_param_key", ""):
            found[key] = list(message.metadata.delta_path)  # type: ignore[attr-defined]
        enqueue(queue, message)  # type: ignore[arg-type]

    monkeypatch.setattr(local_script_runner.ForwardMsgQueue, "enqueue", noted)
    return found


@pytest.mark.parametrize(
    "page", some([place.path for place in PAGES if place.address not in ("bring", "connect")], 6)
)
def test_what_is_tied_to_the_address_stays_where_it_is(run_app: Run, tied: Where, page: str) -> None:
    st.cache_resource.clear()  # the first run reads the log
    registry.forget()
    app = run_app(TABLES, page=page)
    first = dict(tied)
    assert first or page.endswith(("checks.py", "history.py", "glossary.py", "settings.py", "notes.py"))
    app.run()
    assert tied == first

    for box in [box.key for box in app.selectbox if box.key in ("practice", "figure", "tab", "log_circle")]:
        for option in (1, 2):
            app.selectbox(key=box).select_index(option).run()
            assert tied == first | {key: tied[key] for key in tied.keys() - first.keys()}, (box, option)
    for box in [box.key for box in app.multiselect if box.key == "circle"]:
        app.multiselect(key=box).select(TABLES["circles"][0]["circle"]).run()
        assert tied == first | {key: tied[key] for key in tied.keys() - first.keys()}, box


@pytest.mark.parametrize(
    ("value", "is_part", "runs"), [("new", True, 1), ("old", True, 0), ("new", False, 0)]
)
def test_a_choice_in_a_part_that_runs_alone_ends_what_is_said_above(
    monkeypatch: pytest.MonkeyPatch, value: str, is_part: bool, runs: int
) -> None:
    opening = SimpleNamespace(problems=[("map_practice", "It is not there.", "old")])
    ran: list[str] = []
    state = SimpleNamespace(session_state={"map_practice": value}, rerun=lambda: ran.append("page"))
    context = SimpleNamespace(fragment_ids_this_run=["map"] if is_part else None)
    monkeypatch.setattr(address, "st", state)
    monkeypatch.setattr(address, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr(address.carried, "opening", lambda: opening)
    address.keep_true()
    address.keep_true()
    assert len(ran) == runs, "once"
