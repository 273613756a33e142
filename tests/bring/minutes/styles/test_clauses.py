"""Who came, sentence by sentence: each few people by the words next to them, and who is only talked about by none."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster(
    [(name.split()[0].lower(), name, "") for name in ("Ada Brandt", "Bo Lind", "Cy Mendes", "Dev Patel")]
)
HEAD = "North circle, 14 May 2026\n\n"


def came(text: str) -> dict[str, str]:
    return {one.person: one.present for one in read_minutes(read_text(HEAD + text), ROSTER).attendance}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Brandt chaired, and Bo and Dev Patel were in the room.", {"ada": "yes", "bo": "yes", "dev": "yes"}),
        ("Four of us got together: Ada, Bo, Cy and Dev.", dict.fromkeys(("ada", "bo", "cy", "dev"), "yes")),
        ("Ada and Bo met in person; Cy dialed in from Prague.", {"ada": "yes", "bo": "yes", "cy": "yes"}),
        ("Apologies had been received from Cy Mendes and Dev.", {"cy": "excused", "dev": "excused"}),
        ("The circle met at 14:00 with Ada, Bo and Cy present. Dev was excused.",
         {"ada": "yes", "bo": "yes", "cy": "yes", "dev": "excused"}),
        ("Everyone was there: Ada, Bo and Cy.", {"ada": "yes", "bo": "yes", "cy": "yes"}),
        ("Ada and Bo sat down in the canteen; Cy was on leave and Dev did not show up.",
         {"ada": "yes", "bo": "yes", "cy": "excused", "dev": "no"}),
        ("The session was opened at 9:05 by Ada Brandt.", {"ada": "yes"}),
        ("Ada and Bo were joined by a guest, Simon Hale from Audit.", {"ada": "yes", "bo": "yes", "Simon Hale": "yes"}),
        ("Anwesend waren Ada Brandt und Bo Lind. Cy Mendes fehlte unentschuldigt.",
         {"ada": "yes", "bo": "yes", "cy": "no"}),
        ("Ada joined the company in 2019, and Bo came up with a plan.", {}),
        ("Cy would have come if Dev had been there.", {}),
        ("Ada told Bo and Cy what Dev had learned.", {}),
        ("Bo attended a training last year.", {}),
        ("5. Area report. Bo did not attend, will send the notes.", {}),
        ("Ada goes on with the calls, with Cy taking over when Bo is traveling.", {}),
    ],
)  # fmt: skip
def test_each_few_people_by_the_words_next_to_them(text: str, expected: dict[str, str]) -> None:
    assert came(text) == expected


def test_the_sender_of_a_mail_is_me() -> None:
    mail = "From: Ada Brandt\nTo: North\nSubject: North circle, 14 May 2026\n\nOnly three of us made it (Bo, Cy and I)."
    found = read_minutes(read_text(mail), ROSTER)
    assert {one.person for one in found.attendance if one.present == "yes"} == {"ada", "bo", "cy"}


@pytest.mark.parametrize(
    ("subject", "text", "day"),
    [
        ("Recap of 5 March", "Thanks all.", "2026-03-05"),
        ("Notes", "Here is what we said at our session on 4 March.", "2026-03-04"),
        ("Notes", "Thanks for yesterday!", "2026-03-05"),
        ("Notes of today", "Thanks all.", "2026-03-06"),
    ],
)
def test_a_mail_is_sent_after_the_session_that_it_is_about(subject: str, text: str, day: str) -> None:
    mail = f"From: Ada Brandt\nSent: Friday, 6 March 2026 8:12\nTo: North\nSubject: {subject}\n\n{text}"
    found = read_minutes(read_text(mail), ROSTER)
    assert found.day is not None
    assert str(found.day.value) == day
