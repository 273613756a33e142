"""Tasks of somebody whose name is not in front of them, and sentences that only sound like one."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.reading import read_minutes
from lib.bring.minutes.styles.retold import retold
from lib.bring.people import Roster

ROSTER = Roster([("ada@x.org", "Ada Brandt", ""), ("bo@x.org", "Bo Lindqvist", "")])


def test_a_pronoun_is_whoever_the_sentence_before_is_about() -> None:
    said = ["Ada Brandt reported on boards.", "She will order six.", "The hall was full.", "He will pay."]
    told = [one for _, one in retold(said, Names(ROSTER))]
    assert told == [said[0], "Ada Brandt will order six.", said[2], said[3]]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Ada asked Bo to write a letter to the board.", "bo@x.org"),
        ("The committee instructed Bo to obtain three more quotes.", "bo@x.org"),
        ("Ada is looking for a larger room and will tell everybody by 6 February 2026.", "ada@x.org"),
        ("A survey was suggested and Ada undertook to report back in April.", "ada@x.org"),
        ("Board meetings: Bo will attend the next one in plant B.", "bo@x.org"),
    ],
)
def test_who_is_asked_or_takes_it_on_owns_the_task(text: str, owner: str) -> None:
    read = read_minutes(read_text(f"Notes of 15 January 2026\n\n{text}"), ROSTER)
    assert [one.owners for one in read.actions] == [(owner,)]


@pytest.mark.parametrize(
    "text",
    [
        "Ada asked Bo to explain the figures of last month.",
        "Ada asked Bo to say more about his team.",
        "Ada asked whether Bo could send the figures.",
        "Ada and Bo met twice. They will be fine.",
    ],
)
def test_what_is_said_within_the_session_is_no_task(text: str) -> None:
    assert not read_minutes(read_text(f"Notes of 15 January 2026\n\n{text}"), ROSTER).actions


def test_a_promise_that_the_list_of_tasks_repeats_is_one_task() -> None:
    text = (
        "Notes of 15 January 2026\n\nBo offered to set up sessions on the mapping when it is ready.\n\n"
        "## Action items\n- Bo: send a link and set up sessions on the mapping\n"
    )
    assert [one.what for one in read_minutes(read_text(text), ROSTER).actions] == [
        "Send a link and set up sessions on the mapping"
    ]
