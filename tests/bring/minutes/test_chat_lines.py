"""Messages of a chat: whose each is, and what is none."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster(
    [("ada@x.org", "Ada Brandt", ""), ("bo@x.org", "Bo Lindqvist", ""), ("cy@x.org", "Cy Okafor", "")]
)
SAID = ("morning, Cy is ill", "here", "agreed: we keep the tool", "I'll call the plant")


@pytest.mark.parametrize(
    "message",
    [
        "[09:0{at}] {who}: {said}",
        "04/03/2027, 09:0{at} - {who}: {said}",
        "{who} (09:0{at}): {said}",
        "{who}  9:0{at} AM\n{said}",
    ],
)
def test_however_a_chat_is_copied(message: str) -> None:
    who = ("Ada Brandt", "Bo Lindqvist", "Ada Brandt", "Bo Lindqvist")
    lines = [
        message.format(at=at, who=one, said=said)
        for at, (one, said) in enumerate(zip(who, SAID, strict=True))
    ]
    read = read_minutes(read_text("\n".join(lines)), ROSTER)
    assert {one.person: one.present for one in read.attendance} == {
        "cy@x.org": "excused", "ada@x.org": "yes", "bo@x.org": "yes",
    }  # fmt: skip
    assert [one.text for one in read.decisions] == ["We keep the tool"]
    assert [(one.what, one.owners) for one in read.actions] == [("Call the plant", ("bo@x.org",))]


def test_the_day_of_a_chat_is_that_of_its_first_message() -> None:
    lines = [f"14.03.2027, 09:0{at} - {who}: hi" for at, who in enumerate(("Ada", "Bo", "Ada"))]
    read = read_minutes(read_text("\n".join(lines)), ROSTER)
    assert read.day is not None
    assert read.day.value == date(2027, 3, 14)


def test_tasks_with_names_before_them_are_no_chat() -> None:
    text = "12 March 2027\nPresent: Ada, Bo\nActions\nAda: call the plant\nBo: book a room\nAda: tell Cy"
    read = read_minutes(read_text(text), ROSTER)
    assert [one.owners for one in read.actions] == [("ada@x.org",), ("bo@x.org",), ("ada@x.org",)]
