"""Minutes read in a process of their own: the same proposals, errors in words, an end to what takes too long."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.minutes import apart
from lib.bring.minutes.apart import Known, Sent, read_apart
from lib.bring.minutes.document import MinutesError
from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.proposals import MinutesRead
from lib.bring.minutes.worker import Member, of_circle

MEMBERS = (
    Member("ann@x.org", "Atlas", "Ann Ash"),
    Member("bo@x.org", "Atlas", "Bo Birch"),
    Member("ann2@x.org", "Borea", "Ann Alder"),
    Member("cy@x.org", "Borea", "Cy Cedar"),
)
TEXT = (
    "12 March 2026\nPresent: Ann, Bo\nChair: Bo\nDecision: Stop the report\nAction: Bo to call Ann by 19 March 2026\n"
    "Insight: Ask first"
)


def test_several_documents_in_one_process() -> None:
    sent = [
        Sent("", TEXT.encode()),
        Sent("a.pdf", b"%PDF"),
        Sent("n.md", b"Action: Cy to write", "Borea", date(2026, 1, 1)),
    ]
    first, second, third = read_apart(sent, Known(MEMBERS, ("Atlas", "Borea")))
    assert first == of_circle(read_text(TEXT), MEMBERS, ("Atlas", "Borea"))
    assert isinstance(first, MinutesRead)
    assert isinstance(third, MinutesRead)
    assert str(second) == "a.pdf is of another kind: choose a file that ends in .md, .txt, .html or .docx"
    assert third.actions[0].owners == ("cy@x.org",)


def test_a_document_that_ends_the_process_is_given_up_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fragile = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from lib.bring.minutes import worker; genuine = worker.answer\n"
        "def answer(content, *more):\n"
        "    if content == b'hang': os.abort()\n"
        "    return genuine(content, *more)\n"
        "worker.answer = answer; worker.main()"
    )
    monkeypatch.setattr(apart, "_CODE", fragile)
    sent = [Sent("hang.txt", b"hang"), Sent("", TEXT.encode())]
    first, second = read_apart(sent, Known(MEMBERS, ("Atlas", "Borea")))
    assert isinstance(first, MinutesError)
    assert "hang.txt takes too long or too much memory to read" in str(first)
    assert isinstance(second, MinutesRead)
    assert len(second.attendance) == 2


def test_first_names_are_those_of_the_circle() -> None:
    read = of_circle(read_text(TEXT), MEMBERS, ("Atlas", "Borea"), "Atlas")
    assert [one.person for one in read.attendance] == ["ann@x.org", "bo@x.org"]
    other = of_circle(read_text(TEXT), MEMBERS, ("Atlas", "Borea"), "Borea")
    assert [(one.person, one.is_member) for one in other.attendance] == [("ann2@x.org", True), ("Bo", False)]


def test_a_circle_that_is_not_named_follows_from_its_people_if_they_are_of_one() -> None:
    read = of_circle(read_text("Present: Ann Ash, Bo Birch, Cy Cedar"), MEMBERS, ("Atlas", "Borea"))
    assert read.circle is not None
    assert (read.circle.circle, read.circle.doubts) == (
        "Atlas",
        ("the text names no circle; 2 of the 3 people named are in Atlas",),
    )
    assert of_circle(read_text("Present: Ann Ash, Cy Cedar"), MEMBERS, ("Atlas", "Borea")).circle is None
    named = of_circle(read_text("Borea circle\nPresent: Ann Ash, Bo Birch"), MEMBERS, ("Atlas", "Borea"))
    assert named.circle is not None
    assert named.circle.circle == "Borea"
