"""Blocks of people in the layouts of real minutes: everybody in them is read, whatever is between the names."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

_NAMES = ("Ada Brandt", "Bo Olsen", "Cy Marsh", "Dina Roe", "Edo Roe")
_PEOPLE = Roster([(name.split()[0].lower(), name, "") for name in _NAMES])


def _present(text: str) -> dict[str, str]:
    read = read_minutes(read_text(text), _PEOPLE)
    return {one.person: one.present for one in read.attendance}


_ALL = {"ada": "yes", "bo": "yes", "cy": "yes", "dina": "yes"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Present:\n\nAda Brandt – chair\n\nBo Olsen – hall keys\n\nCy Marsh – Club Secretary\n\nDina Roe – tea",
            id="a paragraph each",
        ),
        pytest.param(
            "## Attendees\n\nYour name / handle / company\n\n* Ada Brandt / ab / Mill\n* Bo Olsen / @bo / Mill\n"
            "* Cy Marsh / cym / Quay\n* Dina Roe / @dr / company",
            id="how to sign in, above those who did",
        ),
        pytest.param(
            "Board Meeting\n3 March, Mill House\nChair Person\nAda Brandt (AB)\nMembers\nBo Olsen (BO), Cy Marsh\n"
            "(CM) & Dina Roe (DR)\nItem\nWelcome",
            id="groups without a label, names wrapped",
        ),
        pytest.param(
            "Residents' meeting, 3 March\nChair Ada Brandt Bo Olsen Cy Marsh\nDina Roe\nThe minutes were read.",
            id="columns without commas",
        ),
        pytest.param(
            "Present\n\nAda Brandt\nChair\n\nBo Olsen\nClerk\n\nCy Marsh\n\nDina Roe\nTreasurer",
            id="office below",
        ),
        pytest.param(
            "Present\n\nChair\nAda Brandt\n\nMill Ltd\nBo Olsen\nCy Marsh\n\nQuay Trust\nDina Roe",
            id="office above",
        ),
        pytest.param(
            "::: note\n## View Attendee List\n\n- Ada Brandt (Mill)\n- Bo Olsen (Quay/Mole)\n- Cy Marsh (Mill)\n"
            "- Dina Roe (Quay)\n:::\nIt was recorded.",
            id="a folded list",
        ),
        pytest.param(
            "In attendance:\n\n- Ada Brandt\n- Bo Olsen (@bo\n- Cy Marsh – Time Ltd (training talk only)\n- Dina Roe",
            id="open parentheses, and who came for a part",
        ),
        pytest.param(
            "Board, 3 March\n\n* Ada Brandt – Walk Leader\n* Bo Olsen – Mill\n* Cy Marsh – Clerk\n* Dina Roe – Quay",
            id="offices behind dashes, without a label",
        ),
        pytest.param(
            "Held on 3 March\n\nA. Brandt (President)\nBo Olsen (Clerk)\nCy Marsh (Tea)\nDina Roe (Hall keys)\n\n"
            "In attendance:\n\nP. Guest (visitor)",
            id="members without a label above those who came too",
        ),
        pytest.param(
            "## Seats of the TSC\n\n- [x] Ada Brandt\n- [x] Bo Olsen\n- [x] Cy Marsh\n- [x] Dina Roe\n- [ ] Edo Roe",
            id="ticks under any title",
        ),
        pytest.param(
            "Attendees:\n\n* Team Member 1 (Ada Brandt)\n* Team Member 2 (Bo Olsen)\n* Team lead (Cy Marsh)\n"
            "* Team Member 4 (Dina Roe)",
            id="names in parentheses behind a place",
        ),
        pytest.param(
            "Board, 3 March\n\nThe chair welcomed everyone to the first meeting of the year.\n\nOur club\n\n"
            "- Chair - Ada Brandt\n- Vice Chair - Bo Olsen\n- Ride Organiser - Cy Marsh\n- Clerk - Dina Roe",
            id="offices before dashes, without a label",
        ),
        pytest.param(
            "Present: Pfr. Mag. Ada Brandt, Obmann Bo Olsen, Cy (chair) Dina (minutes)",
            id="titles, missing comma",
        ),
        pytest.param(
            "Attendees\nAda Brandt\nBo Olsen\nCy Marsh\nDina Roe\nNot attending\nRoles\n"
            "Timekeeper: Ada Brandt\nWe met.",
            id="roles below a list that is empty",
        ),
        pytest.param(
            "Members Present: Ada Brandt, Bo Olsen Consultants Present: Cy Marsh Staff Present: Dina Roe",
            id="labels within a line",
        ),
        pytest.param(
            "## Present\n\n| Ada Brandt | Bo Olsen |\n| --- | --- |\n| Cy Marsh | Dina Roe |",
            id="two in a row",
        ),
        pytest.param(
            "PRESENT:\tAda Brandt\tChair\n\tBo Olsen\tMember\n\tCy Marsh\tMember\n\tDina Roe\tClerk",
            id="tabs",
        ),
        pytest.param(
            "PRESENT:   Ada Brandt   Chair\n           Bo Olsen     Member\n           Cy Marsh     Member\n"
            "           Dina Roe     Clerk\n\n1. Welcome",
            id="columns of spaces",
        ),
        pytest.param(
            "Attendees\n- Mill Ltd\n  - Ada Brandt\n  - Bo Olsen\n- Quay\n  - Cy Marsh, Dina Roe", id="nested"
        ),
        pytest.param(
            "| Attendee | Company |\n| --- | --- |\n| Ada Brandt | Mill |\n| Bo Olsen | Quay |\n| Cy Marsh | Mill |\n"
            "| Dina Roe | Mill |",
            id="a table of attendees",
        ),
        pytest.param(
            "The meeting was called to order at 7 pm by Ada Brandt. Also present were Bo Olsen, Cy Marsh and Dina Roe.",
            id="who opened it",
        ),
        pytest.param(
            "Anwesend\n\na) stimmberechtigt: Ada Brandt - Vorsitz\nBo Olsen\nCy Marsh\nDina Roe",
            id="lettered",
        ),
    ],
)
def test_everybody_in_a_block_of_people_is_present(text: str) -> None:
    assert _present(text) == _ALL


def test_a_role_below_those_who_are_missing_is_held_by_somebody_who_came() -> None:
    found = _present("Present: Ada Brandt\nRegrets: Edo Roe\nFacilitator: Cy Marsh\nScribe: Dina Roe")
    assert found == {"ada": "yes", "edo": "excused", "cy": "yes", "dina": "yes"}


def test_a_roll_call_in_lines_says_who_was_absent() -> None:
    found = _present(
        "ROLL CALL\nAda Brandt    Present\nBo Olsen      Absent\nCy Marsh      Present\n\n1. Minutes"
    )
    assert found == {"ada": "yes", "bo": "no", "cy": "yes"}


def test_a_surname_that_two_share_stands_once_in_columns() -> None:
    found = _present(
        "Meeting of 3 March\nChair Ada Brandt Bo Olsen Dina and Edo Roe\nCy Marsh\nThe minutes were read."
    )
    assert found == {**_ALL, "edo": "yes"}


@pytest.mark.parametrize(
    "text",
    [
        "Notes\n\nOpen posts that people have offered to fill next year, voted on in May\n- chair- Ada Brandt\n"
        "- clerk- Bo Olsen\n- tea- Cy Marsh\n- keys- Dina Roe",
        "Notes\n\nDistribution\nAda Brandt\nBo Olsen\nCy Marsh\nDina Roe",
        "Notes\n\nAda Brandt opened the hall at nine\nBo Olsen reads the draft aloud\nCy Marsh paints the gate\n"
        "Dina Roe brings the key",
    ],
    ids=["posts", "distribution", "sentences"],
)
def test_other_lists_of_people_say_nothing_of_who_came(text: str) -> None:
    assert _present(text) == {}
