"""Notes that leave out who settled something."""

from __future__ import annotations

import pytest

from lib.bring.minutes.styles.settling.short_notes import noted_in


@pytest.mark.parametrize(
    ("note", "what"),
    [
        ("Agreed week day walk at the mill redundant", "week day walk at the mill redundant"),
        ("Trip. agreed 4 June for the coach", "4 June for the coach"),
        ("Approved new sign for the hall", "Approved new sign for the hall"),
        ("All in agreement for running the relay", "running the relay"),
        ("The vote was unanimous to move the fair", "move the fair"),
        ("Approval given to spend 300 on paint", "Approval given to spend 300 on paint"),
        ("Permission was granted to use the hall", "Permission was granted to use the hall"),
        ("Council gave its consent to the new path", "gave its consent to the new path"),
        ("The council had no objection to the shed", "had no objection to the shed"),
        ("Hence we will take the mean of both", "we will take the mean of both"),
        ("Vote for the welder For 17 Against 1 Abstained 2", "the welder"),
        ("Kiln fund: Agreed; half to be paid in May", "half to be paid in May"),
        ("Vote about the move: 15 for; 0 against; 1 did not vote", "the move"),
        ("+1 from everyone to move the call", "move the call"),
        ("Verdict: keep the old logo", "keep the old logo"),
        ("Agreed by all to fund the kit", "fund the kit"),
        ("Decided against a quiz in May", "against a quiz in May"),
        ("The tender was awarded to Alder and Co", "The tender was awarded to Alder and Co"),
        ("The request by Ada for a key was denied", "The request by Ada for a key was denied"),
        ("By consensus, the group will buy a kiln", "the group will buy a kiln"),
        ("The bylaw changes approved unanimously", "The bylaw changes"),
        ("The planning commission wants to go with plan B", "go with plan B"),
        ("(ii) adopted the plan for the orchard", "adopted the plan for the orchard"),
    ],
)
def test_short_note_settles(note: str, what: str) -> None:
    assert noted_in(note) == what


@pytest.mark.parametrize(
    "note",
    [
        "Agreed with the remark about noise",
        "Approved minutes of the last meeting",
        "Approved by the county last year",
        "Vote for the welder For 3 Against 9",
        "Approval was given by the county last year to the shed",
        "Vote: 3 in favor, 1 opposed",
        "Put to the vote: 5 for, 2 against",
        "Upon voice vote, the motion carried unanimously",
        "Resolved the problem with the room",
        "Accepted for now",
        "Agreed whether the hall might be used is open",
    ],
)
def test_other_notes_settle_nothing(note: str) -> None:
    assert noted_in(note) == ""
