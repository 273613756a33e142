"""Running notes of many meetings: one of them is read, and the others are named."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster([("ada@x.org", "Ada Brandt", ""), ("bo@x.org", "Bo Lindqvist", "")])
NOTES = """# North, running notes

## {first}
Present: Ada
- Talked about boards
- Action: Ada to order boards

## {second}
Present: Bo
- Talked about badges
- Action: Bo to order badges
"""


@pytest.mark.parametrize("order", [("3 March 2026", "7 April 2026"), ("7 April 2026", "3 March 2026")])
def test_the_latest_meeting_is_read_wherever_it_is(order: tuple[str, str]) -> None:
    read = read_minutes(read_text(NOTES.format(first=order[0], second=order[1])), ROSTER)
    latest = "ada@x.org" if order[0].startswith("7") else "bo@x.org"
    assert read.day is not None
    assert read.day.value == date(2026, 4, 7)
    assert [one.person for one in read.attendance] == [latest]
    assert [one.owners for one in read.actions] == [(latest,)]
    assert "notes of 2 meetings: only those of 2026-04-07 are read" in read.unresolved[-1].reason


def test_the_day_that_a_person_chose_is_read() -> None:
    notes = NOTES.format(first="7 April 2026", second="3 March 2026")
    read = read_minutes(read_text(notes), ROSTER, day=date(2026, 3, 3))
    assert [one.person for one in read.attendance] == ["bo@x.org"]


@pytest.mark.parametrize(
    "other",
    ["Next meeting 7 April 2026", "Actions due 7 April 2026", "What Bo saw in plant B on 7 April 2026"],
)
def test_other_headings_with_a_day_are_no_meetings(other: str) -> None:
    read = read_minutes(read_text(NOTES.format(first="3 March 2026", second=other)), ROSTER)
    assert not any("meetings" in one.reason for one in read.unresolved)


def test_an_empty_form_for_the_next_meeting_is_no_meeting() -> None:
    notes = "## 7 April 2026\nPresent:\n\n" + NOTES.format(first="3 March 2026", second="3 February 2026")
    read = read_minutes(read_text(notes), ROSTER)
    assert read.day is not None
    assert read.day.value == date(2026, 3, 3)
