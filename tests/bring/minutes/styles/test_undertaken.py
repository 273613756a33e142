"""Verbs of doing behind a name, and those with which a sentence only tells what went on in the session."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.reading import read_minutes
from lib.bring.minutes.styles.languages.german_deeds import is_deed_german
from lib.bring.minutes.styles.undertaken import is_deed
from lib.bring.people import Roster

ROSTER = Roster([("ada@x.org", "Ada Brandt", ""), ("bo@x.org", "Bo Lindqvist", "")])


@pytest.mark.parametrize(
    "said",
    ["sends the list", "asks the plant for a date", "checks if breakfast is paid", "follows up with the bank",
     "tells the leads by Friday", "writes to the landlord", "sets up the split", "rings the plumber"],
)  # fmt: skip
def test_what_somebody_does(said: str) -> None:
    assert is_deed(said, is_one=True)


@pytest.mark.parametrize(
    "said",
    ["asks whether it works", "explains the plan", "says no", "shares her screen", "tells the group about it",
     "asks the group for patience", "is happy", "has a question", "presents the figures", "sent the list"],
)  # fmt: skip
def test_what_somebody_only_tells(said: str) -> None:
    assert not is_deed(said, is_one=True)


def test_two_people_take_the_plain_form_of_the_verb() -> None:
    assert is_deed("build the raised bed", is_one=False)
    assert not is_deed("discuss the raised bed", is_one=False)


@pytest.mark.parametrize("said", ["fragt beim Hausmeister nach", "schreibt eine Mail", "kümmert sich um die Getränke",
                                  "hakt wegen des Termins nach", "erarbeitet einen Vorschlag",
                                  "setzt sich mit der Bank in Verbindung", "prüft, ob die Halle frei ist",
                                  "leitet das Formular weiter", "lädt die Ehemaligen ein"])  # fmt: skip
def test_german_deeds(said: str) -> None:
    assert is_deed_german(said)


@pytest.mark.parametrize("said", ["berichtet vom Fest", "fragt, ob das zu viel ist", "spricht über den Haushalt",
                                  "gibt einen Überblick", "hat den Aushang fertig"])  # fmt: skip
def test_german_reports(said: str) -> None:
    assert not is_deed_german(said)
    assert not is_deed_german(said, is_item=True)


def test_in_a_list_any_german_verb_of_doing_will_do() -> None:
    assert is_deed_german("hängt die Zettel auf", is_item=True)
    assert not is_deed_german("hängt die Zettel auf")


def test_owner_next_step_and_two_tasks_of_one_promise() -> None:
    text = (
        "Circle, 12 June 2026\n\n- Timer for each topic (owner: Ada)\n- 👉 Next: Bo groups the tickets by cause\n\n"
        "Next step is for everybody to read the charter. Ada and Bo agreed to chair the group and to bring a plan."
    )
    read = read_minutes(read_text(text), ROSTER)
    assert [(one.what, one.owners) for one in read.actions] == [
        ("Timer for each topic", ("ada@x.org",)),
        ("Groups the tickets by cause", ("bo@x.org",)),
        ("Chair the group", ("ada@x.org", "bo@x.org")),
        ("Bring a plan", ("ada@x.org", "bo@x.org")),
        ("Read the charter", ()),
    ]


def test_present_tense_is_talk_where_tasks_are_listed() -> None:
    text = "Circle, 12 June 2026\n\nBo sends the old list around every year.\n\nActions:\n- Ada to write to the bank"
    read = read_minutes(read_text(text), ROSTER)
    assert [one.what for one in read.actions] == ["Write to the bank"]
