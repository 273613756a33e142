"""Names however people write them."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.name_forms import address_in, plain_name
from lib.bring.people import Roster
from tests.bring.help import accepted, grid

PEOPLE = [
    ("ada@x.org", "Ada Lovelace", ""),
    ("bo@x.org", "Bo Chen", ""),
    ("cy@x.org", "Cy Okafor", ""),
    ("cy2@x.org", "Cy Young", ""),
]


@pytest.fixture
def roster() -> Roster:
    return Roster(PEOPLE)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ada@x.org", "ada@x.org"),
        ("ADA@X.ORG", "ada@x.org"),
        ("Ada Lovelace <ada@x.org>", "ada@x.org"),
        ("Lovelace, Ada", "ada@x.org"),
        ("Ada Lovelace (she/her)", "ada@x.org"),
        ("Ada Lovelace - she/her", "ada@x.org"),
        ("@ada", "ada@x.org"),
        ("Bo", "bo@x.org"),
        ("ada\u200b lovelace", "ada@x.org"),
        ("Chen", "bo@x.org"),
        ("Ms. Lovelace", "ada@x.org"),
        ("Herr Dr. Chen", "bo@x.org"),
        ("Chair Okafor", "cy@x.org"),
        ("Cy O.", "cy@x.org"),
        ("A. Lovelace", "ada@x.org"),
        ("Ada Lovelace @countess", "ada@x.org"),
        ("AdaLovelace", "ada@x.org"),
        ("Dan Chen", None),  # a last name alone is not the whole of another's name
        ("Cy", None),  # there are two
        ("Dan", None),
        ("", None),
    ],
)
def test_who_is_meant(roster: Roster, text: str, key: str | None) -> None:
    assert roster.find(text) == key


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Ada Lovelace, Bo Chen", ["ada@x.org", "bo@x.org"]),
        ("Lovelace, Ada; Chen, Bo", ["ada@x.org", "bo@x.org"]),
        ("Ada & Bo", ["ada@x.org", "bo@x.org"]),
        ("Ada/Bo", ["ada@x.org", "bo@x.org"]),
        ("Ada and Bo", ["ada@x.org", "bo@x.org"]),
        ("Ada\nBo\nAda", ["ada@x.org", "bo@x.org"]),
        ("Ada, Dan Gast", ["ada@x.org", "Dan Gast"]),
        ("Ada, n/a", ["ada@x.org"]),
        ("jan.y@x.org, und-en@x.org y Ada", ["jan.y@x.org", "und-en@x.org", "ada@x.org"]),
        ("Ada, Otter.ai Notetaker", ["ada@x.org"]),
        ("Ada, Zakim, RRSAgent, Zoom AI Companion, Meeting Room 3", ["ada@x.org"]),
        ("-", []),
    ],
)
def test_who_is_in_a_cell(roster: Roster, cell: str, people: list[str]) -> None:
    assert roster.all_in(cell) == people


def test_parts_of_a_name() -> None:
    assert plain_name("Ada Lovelace (she/her) <ada@x.org>") == "Ada Lovelace"
    assert address_in("Ada <mailto:ada@x.org>") == "ada@x.org"
    assert address_in("Ada") == ""


def test_nobody_is_known() -> None:
    assert not Roster([])
    assert Roster([]).all_in("Ann, Bo, Cy") == ["Ann", "Bo", "Cy"]
    assert Roster([]).all_in("Lovelace, Ada") == ["Lovelace, Ada"]


def test_apostrophes_look_alike_and_names_of_several_people_are_told_apart() -> None:
    people = Roster(
        [("s1", "Sean O'Brien", ""), ("s2", "Sean O’Neill", ""), ("x", "X", ""), ("ann", "Ann", "")]
    )
    assert [people.find(text) for text in ("Sean O’Brien", "O`Neill", "Sean O'Neill", "x", "Ann")] == [
        "s1", "s2", "s2", "x", "ann",
    ]  # fmt: skip
    assert people.could_be("Sean") == ("s1", "s2")
    assert [people.could_be(text) for text in ("Ann", "O'Brien", "Bea", "")] == [()] * 4


def test_a_key_that_is_another_members_first_name_is_told() -> None:
    people = Roster([("ann", "Ann Zed", ""), ("a.b", "Ann Brown", ""), ("bo", "Bo Lindqvist", "")])
    assert people.shared_key("Ann") == people.shared_key("ann") == ("a.b", "ann")
    assert [people.shared_key(text) for text in ("Ann Zed", "bo", "Bo", "")] == [()] * 4
    assert people.find("ann") == "ann"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("AL", "ada@x.org"),
        ("A.L.", "ada@x.org"),
        ("AL - Ada Lovelace", "ada@x.org"),
        ("BC/Chen", "bo@x.org"),
        ("al", None),  # small letters are a word
        ("BC - Ada Lovelace", None),  # the two contradict each other
        ("CX", None),
        ("HR", None),  # a department, though Hana Roy is a member
        ("BO", None),  # Bo Chen, or the initials of Bea Olsen
        ("CY", None),
    ],
)
def test_initials_that_fit_one_member(text: str, key: str | None) -> None:
    roster = Roster([*PEOPLE, ("h@x.org", "Hana Roy", ""), ("b@x.org", "Bea Olsen", "")])
    assert roster.find(text) == key
    twins = Roster([*PEOPLE, ("z@x.org", "Abel Lund", "")])
    assert twins.find("AL") is None
    assert Roster(PEOPLE, [("AL", "bo@x.org")]).find("AL") == "bo@x.org"  # the sheet says so itself


def test_addresses_are_found_without_a_look_at_names_and_as_if_there_had_been_one() -> None:
    people = [*PEOPLE, ("d1", "Di Roy", "di@x.org"), ("d2", "Di Fox", "both@x.org"), ("d3", "", "both@x.org")]
    plain, named = Roster(people), Roster([*people, ("z", "Zed z@y.org", "")])
    for text in ("ada@x.org", "di@x.org", "both@x.org", "jan.y@x.org"):
        assert plain.find(text) == named.find(text), text
    assert (plain.find("di@x.org"), plain.find("both@x.org")) == ("d1", None)
    assert (plain.find("z@y.org"), named.find("z@y.org")) == (None, "z")  # a last name


def test_initials_that_follow_from_names_are_told_and_those_of_a_column_are_not() -> None:
    due, since = date(2026, 2, 1), date(2026, 1, 1)
    rows = (("Action", "Owner", "Due"), ("Write the charter", "AL", due), ("Map it", "BR", due))
    meetings = grid("Meetings", ("Date", "Attendees"), (since, "Ann Lee, Bob Ray"))
    found = accepted(meetings, grid("Actions", *rows))
    assert found.log.actions["owner"].to_list() == ["Ann Lee", "Bob Ray"]
    (note,) = found.log.checks[found.log.checks["rule"] == "initials"].to_dict("records")
    assert (note["tab"], note["found"]) == ("Actions", "AL, BR")
    assert "Ann Lee, Bob Ray" in note["expected"]
    team = grid("Members", ("Name", "Initials", "Joined"), ("Ann Lee", "AL", since), ("Bob Ray", "BR", since))
    told = accepted(meetings, team, grid("Actions", *rows))
    assert "initials" not in set(told.log.checks["rule"])


def test_titles_of_offices_are_no_part_of_a_name_and_first_names_are_no_titles() -> None:
    known = Roster([("dean@x.org", "Dean Okafor", ""), ("wei@x.org", "Wei Zhang", "")])
    assert known.find("Superintendent Zhang") == known.find("Senator Zhang") == "wei@x.org"
    assert known.find("Dean Okafor") == known.find("Dean") == "dean@x.org"
