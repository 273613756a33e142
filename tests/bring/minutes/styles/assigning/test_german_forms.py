"""Who is to do what, in German sentences."""

from __future__ import annotations

import pytest

from lib.bring.minutes.people.names import Names, own_initials
from lib.bring.minutes.styles.assigning.german_forms import german_tasks_in
from lib.bring.people import Roster

ROSTER = Roster([("ada", "Ada Brandt", ""), ("bo", "Bo Chen", "")])
NAMES = Names(ROSTER, (), own_initials(ROSTER.names))


@pytest.mark.parametrize(
    ("sentence", "people", "what"),
    [
        ("Bo erklärt sich bereit, die Halle zu buchen.", ("bo",), "die Halle zu buchen."),
        ("Bo hat angeboten, die Halle zu buchen.", ("bo",), "die Halle zu buchen."),
        ("Bo wurde gebeten, die Halle zu buchen.", ("bo",), "die Halle zu buchen."),
        ("Ada bittet Bo, die Halle zu buchen.", ("bo",), "die Halle zu buchen."),
        ("Bo muss noch die Halle buchen.", ("bo",), "noch die Halle buchen"),
        ("Die Halle wird von Bo gebucht.", ("bo",), "Die Halle wird gebucht"),
        ("Die Buchung der Halle übernimmt Bo.", ("bo",), "Die Buchung der Halle übernimmt"),
        ("Bo ist für die Buchung der Halle zuständig.", ("bo",), "die Buchung der Halle"),
        ("Der Vorstand wird gebeten, die Halle zu buchen.", (), "die Halle zu buchen."),
        ("Der Vorstand kümmert sich um die Halle.", (), "kümmert sich um die Halle"),
    ],
)
def test_what_somebody_is_to_do(sentence: str, people: tuple[str, ...], what: str) -> None:
    assert list(german_tasks_in(sentence, NAMES)) == [(people, what)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Bo möchte die Halle buchen.",
        "Bo regt an, die Halle zu buchen.",
        "Die Gruppe wird von Bo geleitet.",
        "Wenn es geht, wird die Halle von Bo gebucht.",
        "Bo sollte die Halle buchen, falls sie frei ist.",
        "Bo wird nicht kommen.",
        "Die Verwaltung wird beauftragt, zwei Hallen zu prüfen.",
    ],
)
def test_who_is_only_spoken_of(sentence: str) -> None:
    assert list(german_tasks_in(sentence, NAMES)) == []


def test_er_is_the_only_one_named_before() -> None:
    said = "Er wird einen Termin vereinbaren."
    assert list(german_tasks_in(said, NAMES, "Bo bittet um Ruhe.")) == [(("bo",), "einen Termin vereinbaren")]
    assert list(german_tasks_in(said, NAMES, "Bo bittet Ada um Ruhe.")) == []
