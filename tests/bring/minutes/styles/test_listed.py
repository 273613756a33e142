"""Items below a title of tasks, and titles that are built as sentences."""

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
    "title",
    [
        "So, initial next steps include:",
        "Next steps are:",
        "To be done:",
        "Aufgabenverteilung:",
        "Bis zum nächsten Treffen:",
    ],
)
def test_titles_of_tasks(title: str) -> None:
    assert [one.what for one in read(f"{title}\n\n- order the lamps\n- paint hall 2").actions] == [
        "Order the lamps",
        "Paint hall 2",
    ]


@pytest.mark.parametrize(
    ("text", "what", "owners"),
    [
        ("Nächster Schritt: Texte schreiben", "Texte schreiben", ()),
        ("Action Item: The group will find a tent. Bo will call the caterer.", "Call the caterer", ("bo",)),
        ("Next steps\n\n- Mail it - Ada and Bo will print it. The office sends it.", "Print it", ("ada", "bo")),
        ("- Ada und Bo zusammen Zelt aufstellen, 6. Juni", "Zusammen Zelt aufstellen", ("ada", "bo")),
        ("Decisions\n\n- Bo macht die Lampen fertig.", "Macht die Lampen fertig", ("bo",)),
        ("Decisions\n\n- We meet twice. Bo will write to the plant.", "Write to the plant", ("bo",)),
        ("[AI] {Bo and Cy} will order the lamps.", "Order the lamps", ("bo", "cy")),
        ("- Bo teilt den Termin mit", "Teilt den Termin mit", ("bo",)),
        ("- Lamps are broken. --> BL to order new ones", "Order new ones", ("bo",)),
        ("- Bo macht Zusammenfassung", "Macht Zusammenfassung", ("bo",)),
        ("- Bo sucht nach neuen Zelten -> die alten?", "Sucht nach neuen Zelten", ("bo",)),
        ("It was agreed that the Chief Executive would write to the plant.", "Write to the plant", ()),
    ],
)  # fmt: skip
def test_tasks_in_and_beside_lists(text: str, what: str, owners: tuple[str, ...]) -> None:
    assert (what, owners, True) in [(one.what, one.owners, one.is_likely) for one in read(text).actions]


def test_what_two_would_do_in_one_sentence_are_two_tasks() -> None:
    found = read("It was agreed that Bo would order new lamps and Ada would paint the gate.").actions
    assert [(one.what, one.owners) for one in found] == [
        ("Order new lamps", ("bo",)),
        ("Paint the gate", ("ada",)),
    ]


def test_an_item_that_says_how_things_are_is_offered_without_its_tick() -> None:
    found = read("Next steps\n\n- Posts remain open: host and clerk").actions
    assert [one.is_likely for one in found] == [False]


def test_what_somebody_did_is_no_sure_task() -> None:
    found = read("Action items\n\n- Bo submitted the rules to the plant.\n- Ada to order the lamps").actions
    assert [one.what for one in found if one.is_likely] == ["Order the lamps"]
