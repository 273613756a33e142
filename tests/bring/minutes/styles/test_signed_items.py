"""Items with a name in parentheses behind them, and sentences that leave the one before to somebody."""

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
    ("text", "what", "owner"),
    [
        ("- Einladung schreiben (Bo)", "Einladung schreiben", "bo"),
        ("- Eintragen in die Liste der Hallen (Cy)", "Eintragen in die Liste der Hallen", "cy"),
        ("- Order the lamps for hall 2 (Ada)", "Order the lamps for hall 2", "ada"),
        ("- Somebody needs to order lamps. Bo will look into this.", "Order lamps", "bo"),
        ("Somebody needs to order lamps. Bo volunteered.", "Order lamps", "bo"),
        ("- Cy: Need to add a key to the board\n- Ada will coordinate this", "Add a key to the board", "ada"),
        ("- Die Halle muss geputzt werden\n- Bo kümmert sich darum", "Die Halle muss geputzt werden", "bo"),
        ("- Wir müssen die Lampen bestellen. Ada übernimmt das.", "Wir müssen die Lampen bestellen", "ada"),
    ],
)  # fmt: skip
def test_who_is_behind_a_task_owns_it(text: str, what: str, owner: str) -> None:
    assert (what, (owner,), True) in [(one.what, one.owners, one.is_likely) for one in read(text).actions]


def test_a_noun_for_a_deed_is_a_task_where_other_signed_items_are() -> None:
    items = "- Ankündigung der Feier (Bo)\n- Begrüßung der Gäste (Cy)"
    assert read(items).actions == ()
    assert [one.what for one in read(f"{items}\n- Lampen bestellen (Ada)").actions] == [
        "Ankündigung der Feier",
        "Lampen bestellen",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- Review of the fair (Ada)",
        "- Budget (Bo)",
        "- The tap drips (Cy)",
        "- It is cold. Bo does that.",
        "Agenda\n- Review budget (Bo)\n- Plan fair (Cy)",
    ],
)
def test_points_of_an_agenda_are_none(text: str) -> None:
    assert read(text).actions == ()
