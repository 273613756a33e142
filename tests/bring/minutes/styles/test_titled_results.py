"""Points whose title says what was decided."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_file
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster


@pytest.mark.parametrize(
    ("notes", "decisions"),
    [
        (
            "**Night train to the coast:**\n\n   Approved for the trial.",
            ["Night train to the coast: Approved for the trial"],
        ),
        (
            "## New members approved\n\n- Juniper\n- Alder",
            ["New members approved: Juniper", "New members approved: Alder"],
        ),
        ("4. Fete – 19 May – Pirate theme agreed", ["Pirate theme"]),
        ("## Purchase of a kiln\n\nCarried.", ["Purchase of a kiln"]),
        ("## Minutes of May\n\nApproved.", []),
        (
            "- Abstimmung Kauf eines Ofens\n- einstimmig beschlossen (7 Stimmen)",
            ["Kauf eines Ofens"],
        ),
    ],
)
def test_title_says_what_was_adopted(notes: str, decisions: list[str]) -> None:
    read = read_minutes(read_file(notes.encode(), "notes.md"), Roster([]))
    assert [one.text for one in read.decisions if one.is_likely] == decisions
