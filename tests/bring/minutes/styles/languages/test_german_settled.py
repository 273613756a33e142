"""German sentences that settle something, and those that only tell how things are."""

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
    ("text", "what"),
    [
        (
            "- Die Halle soll jeden 1. Montag im Monat öffnen",
            "Die Halle soll jeden 1. Montag im Monat öffnen",
        ),
        ("Die Liste soll künftig am Tor hängen.", "Die Liste soll künftig am Tor hängen"),
        ("Der Kalender wird als Plan benutzt", "Der Kalender wird als Plan benutzt"),
        ("Die alte Regel wird beibehalten", "Die alte Regel wird beibehalten"),
        ("Die Runde ist sich einig, dass die Halle im Juli zu bleibt.", "Die Halle im Juli zu bleibt"),
    ],
)
def test_what_is_settled(text: str, what: str) -> None:
    assert [(one.text, one.is_likely) for one in read(text).decisions] == [(what, True)]


def test_a_view_is_offered_without_its_tick() -> None:
    (found,) = read("Der Vorstand ist der Meinung, die Halle sei zu klein für alle.").decisions
    assert (found.text, found.is_likely) == ("Die Halle sei zu klein für alle", False)


@pytest.mark.parametrize(
    "text",
    ["Soll die Halle künftig öffnen?", "Die Halle wird derzeit nicht genutzt", "Die Halle wird oft genutzt"],
)
def test_what_is_only_told(text: str) -> None:
    assert read(text).decisions == ()
