"""Clauses that settle something, and their neighbors that only tell, ask, suppose or report what others did."""

from __future__ import annotations

import pytest

from lib.bring.minutes.styles.settled import decided_in, perhaps_settled, settled_in


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Governors APPROVED the three-year plan.", "approved the three-year plan."),
        ("After a long debate the remaining members agreed to keep the old form", "keep the old form"),
        ("They settled on two live sessions with recordings", "two live sessions with recordings"),
        ("Members reviewed the letters and concluded that no step should follow", "no step should follow"),
        ("The team decided against a second system", "a second system"),
        ("The resolution was then adopted, 5-1", "The resolution was then adopted"),
        ("Dana was voted in as an associate member, 5-0-0", "Dana was voted in as an associate member"),
        ("The policy was reviewed and adopted without change", "The policy was reviewed and adopted without change"),
        ("The matter was referred to the finance group", "The matter was referred to the finance group"),
        ("The following were ratified: Lettings, Charging", "Lettings, Charging"),
        ("The lamp was repaired in May and the board approved the invoice of the electrician",
         "approved the invoice of the electrician"),
    ],
)  # fmt: skip
def test_what_is_settled(sentence: str, what: str) -> None:
    assert list(settled_in(sentence)) == [what]


@pytest.mark.parametrize(
    "sentence",
    [
        "If the board approved the plan, work would start in May",
        "The supplier agreed to send a new sample",
        "Ada reported that the county had approved the grant",
        "The grant was approved by the county",
        "The plan was approved last year",
        "The minutes of March were approved as distributed",
        "The motion was approved unanimously",
        "Members agreed with Ada about the price",
        "The request was not approved",
        "It would help if the team agreed on one form",
        "The team asked whether the fee was approved",
    ],
)
def test_what_settles_nothing(sentence: str) -> None:
    assert list(settled_in(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("So we meet in the canteen from now on", "we meet in the canteen from now on"),
    ],
)
def test_what_may_be_talk_is_no_sure_decision(sentence: str, what: str) -> None:
    assert list(settled_in(sentence)) == []
    assert list(perhaps_settled(sentence)) == [what]


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("The buddies stay for another year (decision).", ["The buddies stay for another year"]),
        ("Decided: the visit is on 3 July", ["the visit is on 3 July"]),
        ("Action: Ada to book the bus", []),
        ("Should the fee be approved?", []),
    ],
)
def test_a_cell_of_a_table(cell: str, what: list[str]) -> None:
    assert list(decided_in(cell)) == what
