"""People set off from what they are to do."""

from __future__ import annotations

import pytest

from lib.bring.minutes.people.names import Names, own_initials
from lib.bring.minutes.styles.assigning.set_off import owned
from lib.bring.people import Roster

ROSTER = Roster([("ada", "Ada Brandt", ""), ("bo", "Bo Chen", "")])
NAMES = Names(ROSTER, (), own_initials(ROSTER.names))


@pytest.mark.parametrize(
    ("line", "people", "what"),
    [
        ("Send the form to the bank – Bo", ("bo",), "Send the form to the bank"),
        ("Send the form to the bank (Bo)", ("bo",), "Send the form to the bank"),
        ("Send the form to the bank. Bo", ("bo",), "Send the form to the bank"),
        ("Form to the bank? Must be sent again -> BC/AB", None, ""),
        ("Key must be found -> BC/AB", ("bo", "ada"), "Key must be found"),
        ("Bo - send the form to the bank", ("bo",), "send the form to the bank"),
        ("Form to be sent to the bank by BC", ("bo",), "Form to be sent to the bank"),
        ("Need to send the form - Bo will do this", ("bo",), "Need to send the form"),
        ("Ada, Bo: Vorschlag erarbeiten", ("ada", "bo"), "Vorschlag erarbeiten"),
        ("Halle buchen: Bo", ("bo",), "Halle buchen"),
        ("Bo: man könnte die Halle buchen", None, ""),
        ("Bo - Walk Leader", None, ""),
        ("The form was sent to the bank - Bo", None, ""),
        ("Copy Rust community call for ideas [Bo]", None, ""),
    ],
)
def test_who_is_set_off_from_an_order(line: str, people: tuple[str, ...] | None, what: str) -> None:
    assert owned(line, NAMES) == ((people, what) if people else None)
