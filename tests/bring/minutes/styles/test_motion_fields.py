"""Motions whose fields, or the line below, say how they went."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.proposals import MinutesRead
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster([(name.split()[0].lower(), name, "") for name in ("Ada Brandt", "Bo Lind", "Cy Mendes")])


def read(text: str) -> MinutesRead:
    return read_minutes(read_text("North circle, 14 May 2026\nPresent: Ada, Bo\n\n" + text), ROSTER)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Motion 1\n\nPresenter: Ada\n\nText: Open hall 2 in May.\n\nResolution: Passed.", "Open hall 2 in May"),
        ("- Wording: The club buys a kiln\n- Vote: unanimous", "The club buys a kiln"),
        ("- Cy - Motion that the vote on the kiln is binding.\n  - Bo seconded with no objections; motion carried",
         "The vote on the kiln is binding"),
        ("- Board would like to thank the caterer\n  - Ada initiated motion, Bo seconded, unanimous consent",
         "Thank the caterer"),
        ("- Elect Cy as host - 5 in favor, 1 abstain", "Elect Cy as host"),
        ("- Rules for the kiln drawn up by Bo - consented", "Rules for the kiln drawn up by Bo"),
        ("- Decided to close hall 2 for now:\n  - see the plan", "To close hall 2 for now"),
        ("No objections in the group to having hall 2 painted.", "Having hall 2 painted"),
        ("A shelf? Consensus is yes, would be better to keep it in hall 2.", "Would be better to keep it in hall 2"),
        ("Recorded in the minutes: the group's approval to print the plan.", "Print the plan"),
        ("Bo proposed buying a kiln. This was agreed.", "Buying a kiln"),
        ("Antrag: Kauf eines Ofens. Der Antrag wird mit 5 Ja-Stimmen angenommen.", "Kauf eines Ofens"),
        ("Proposal to buy a kiln: AGREED", "Buy a kiln"),
        ("Members noted the report and agreed to buy a kiln.", "Buy a kiln"),
        ("Ada made a motion to buy a kiln. Bo seconded. Ayes: 5 Nays: 0", "Buy a kiln"),
        ("The meeting commends the transfer of the kiln to hall 2.", "Commends the transfer of the kiln to hall 2"),
    ],
)  # fmt: skip
def test_what_was_carried(text: str, what: str) -> None:
    assert [(one.text, one.is_likely) for one in read(text).decisions] == [(what, True)]


@pytest.mark.parametrize(
    "text",
    ["Text: Open hall 2 in May.\n\nResolution: Not applicable.",
     "- Cy: motion to close it; Bo seconded. No objections, motion carried.",
     "- Minutes of May - approved", "- Elect Cy as host"],
)  # fmt: skip
def test_what_decides_nothing(text: str) -> None:
    assert [one.text for one in read(text).decisions if one.is_likely] == []
