"""Points whose title says what was decided."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_file
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster


@pytest.mark.parametrize(
    ("notes", "decisions"),
    [
        (
            "**Night train to the coast:**\n\n   Approved for the trial.",
            ["Night train to the coast: Approved for the trial"],
        ),
        (
            "## New members approved\n\n- Juniper\n- Alder",
            ["New members approved: Juniper", "New members approved: Alder"],
        ),
        ("4. Fete – 19 May – Pirate theme agreed", ["Pirate theme agreed"]),
        ("## Purchase of a kiln\n\nCarried.", ["Purchase of a kiln"]),
        ("1. Beschluss über den Plan B\n\nhttps://example.org/b\n\n   - angenommen", ["Plan B"]),
        ("## Minutes of May\n\nApproved.", []),
        (
            "- Abstimmung Kauf eines Ofens\n- einstimmig beschlossen (7 Stimmen)",
            ["Kauf eines Ofens"],
        ),
    ],
)
def test_title_says_what_was_adopted(notes: str, decisions: list[str]) -> None:
    read = read_minutes(read_file(notes.encode(), "notes.md"), Roster([]))
    assert [one.text for one in read.decisions if one.is_likely] == decisions


@pytest.mark.parametrize(
    ("notes", "decisions"),
    [
        ("The following motion was approved. We ask for a new path.", ["We ask for a new path"]),
        ("Should we meet at noon on Mondays? Answer: yes, all like it.", ["Meet at noon on Mondays"]),
        (
            "A vote was held on whether to ratify the plan. It was approved by those voting.",
            ["Ratify the plan"],
        ),
        ("Action points:\n2.1 It was agreed that groups report in May.", ["Groups report in May"]),
        (
            "Funds are tight and so the request for a rack was turned down.",
            ["The request for a rack was turned down"],
        ),
        ("Mower – Decision: buy a used one", ["Buy a used one"]),
        ("PC agrees, as a whole, to attend the fair.", ["Attend the fair"]),
        ("The council agreed that the\nRiver fair is in May.", ["The River fair is in May"]),
        (
            "Decision – The group has two parts; Alder, Birch and Elm",
            ["The group has two parts; Alder, Birch and Elm"],
        ),
        (
            "Jo Alder was duly elected to the board.\nEd Birch was duly elected to the board.",
            ["Jo Alder was duly elected to the board", "Ed Birch was duly elected to the board"],
        ),
        ("--Cost of seats Decided that seats are sold for 5 euros", ["Seats are sold for 5 euros"]),
        ("Agree to keep the low price on juice.", ["Keep the low price on juice"]),
        ("Fair – Bake sale agreed on, raffle left open.", ["Bake sale agreed on"]),
        (
            "Jo Alder was appointed Chairman and Ed Birch as Vice Chair if the group agrees.",
            ["Jo Alder was appointed Chairman and Ed Birch as Vice Chair if the group agrees"],
        ),
        ("It was agreed that more help was not required.", ["More help was not required"]),
        ("It was agreed that it would be useful to have a site.", ["It would be useful to have a site"]),
        ("It was moved by Jo Alder to buy a kiln. This was seconded by Ed Birch.", ["Buy a kiln"]),
        ("To agree the licence for the common: Agreed votes 9 in favour", ["The licence for the common"]),
        ("Since the work is not done, the Board and ACC agreed to ask for money.", ["Ask for money"]),
        ("It was put to the vote and agreed that the site be closed.", ["The site be closed"]),
        ("Budget approved unanimously.", ["Budget approved unanimously"]),
        (
            "Funding request for ten new books\nVote-All in favor-unanimous",
            ["Funding request for ten new books"],
        ),
        ("Abstimmung über den Kauf: 8 dafür, 1 dagegen", ["Den Kauf"]),
        ("Kauf eines Ofens: 3 dafür, 5 dagegen", []),
        (
            "We noted the decision to print recorded talks.\n\n- Decision to print recorded talks approved.",
            ["Decision to print recorded talks approved"],
        ),
        ("Conclusion: Action complete.", []),
        ("Decisions\n- Decisions of this meeting are listed below.", []),
        ("Decisions\n- Everyone to send in their notes.", []),
        ("Jo moves to adopt the agenda, Ed seconds.", []),
        ("The committee agreed to discuss the mower at the next meeting.", []),
        ("Decision: see https://example.org/a/edit", []),
    ],
)
def test_decision_in_other_shapes(notes: str, decisions: list[str]) -> None:
    read = read_minutes(read_file(notes.encode(), "notes.txt"), Roster([]))
    assert [one.text for one in read.decisions if one.is_likely] == decisions
