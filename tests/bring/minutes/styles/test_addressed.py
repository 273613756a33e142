"""Tasks that begin with whose they are, in running text."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster([(name.split()[0].lower(), name, "") for name in ("Ada Brandt", "Bo Lind", "Cy Mendes")])


def tasks(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    read = read_minutes(read_text("North circle, 14 May 2026\n\nWe talked.\n\n" + text), ROSTER)
    return [(one.what, one.owners, str(one.due or "")) for one in read.actions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Ada try the check-in with the team → 28 May", ("Try the check-in with the team", "ada", "2026-05-28")),
        ("@Bo send the article on listening", ("Send the article on listening", "bo", "")),
        ("Cy: clear the date with the sponsor, by 29 May", ("Clear the date with the sponsor", "cy", "2026-05-29")),
        ("Ada puts the questions on one slide by 20 May.", ("Puts the questions on one slide", "ada", "2026-05-20")),
        ("Bo noted that nobody writes and volunteered to collect three examples by 20 May.",
         ("Collect three examples", "bo", "2026-05-20")),
        ("Bo Lind was asked to invite the works council.", ("Invite the works council", "bo", "")),
    ],
)  # fmt: skip
def test_what_a_person_is_to_do(text: str, expected: tuple[str, str, str]) -> None:
    assert tasks(text) == [(expected[0], (expected[1],), expected[2])]


@pytest.mark.parametrize(
    "text",
    [
        "Ada: the pilot is quiet, nobody complains",
        "Bo: ask me what I would do",
        "Cy sends a report every week.",
        "Ada wrote the plan by 1 May.",
        "Bo was asked to explain what he meant.",
        "@Cy thanks for the coffee",
    ],
)
def test_talk_is_no_task(text: str) -> None:
    assert tasks(text) == []
