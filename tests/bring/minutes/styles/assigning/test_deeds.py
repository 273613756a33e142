"""What is a deed, and what is talk or how things are."""

from __future__ import annotations

import pytest

from lib.bring.minutes.styles.assigning.deeds import is_deed, is_order, may_be_taken_on


@pytest.mark.parametrize(
    "what", ["write to the bank", "have a word with the tenant", "look into the heating"]
)
def test_deeds(what: str) -> None:
    assert is_deed(what)


@pytest.mark.parametrize("what", ["be away in June", "have three children", "second the motion", "write"])
def test_no_deeds(what: str) -> None:
    assert not is_deed(what)


def test_an_order_begins_with_a_verb_that_tasks_begin_with() -> None:
    assert is_order("send the list")
    assert not is_order("the list")


def test_an_office_may_be_taken_on_but_not_being_there() -> None:
    assert may_be_taken_on("be the contact for the hall", is_asked=False)
    assert not may_be_taken_on("be available", is_asked=False)
    assert not may_be_taken_on("present the accounts", is_asked=True)
