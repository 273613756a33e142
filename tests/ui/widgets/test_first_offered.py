"""Which choice a select box keeps when what it offers changes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lib.ui.widgets import first_offered


@pytest.mark.parametrize(
    ("chosen", "then"),
    [
        ("all first", "first of one"),  # nobody chose it
        ("another", "another"),
        (None, None),  # the box is not on the page yet
    ],
)
def test_what_was_first_gives_way_to_what_is(
    monkeypatch: pytest.MonkeyPatch, chosen: str | None, then: str | None
) -> None:
    state: dict[str, str | None] = {}
    monkeypatch.setattr(first_offered, "st", SimpleNamespace(session_state=state))
    first_offered.follow("box", ["all first", "another", "first of one"])
    if chosen:
        state["box"] = chosen
    first_offered.follow("box", ["first of one", "another"])
    assert state.get("box") == then
    first_offered.follow("box", [])
    assert state.get("box") == then


def test_a_choice_that_is_the_first_for_a_while_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, str | None] = {}
    monkeypatch.setattr(first_offered, "st", SimpleNamespace(session_state=state))
    first_offered.follow("box", ["A", "B", "C"])
    state["box"] = "B"
    for offered in (["A", "B", "C"], ["B", "C"], ["A", "B", "C"]):
        first_offered.follow("box", offered)
    assert state["box"] == "B"
