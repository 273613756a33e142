"""Keys and references: one spelling each, whatever people type."""

from __future__ import annotations

from datetime import date

import pytest

from lib.log.format.folding import fold
from lib.log.format.model import CircleLog
from tests.data.logs import FIVE_TABS, log
from tests.examples import some

DAY = date(2026, 1, 5)


def checks_of(read: CircleLog, rule: str) -> list[tuple[str, str, str, str, str]]:
    """(tab, cell, severity, found, expected) of the checks of one rule."""
    rows = read.checks[read.checks["rule"] == rule]
    return list(zip(*(rows[name] for name in ("tab", "cell", "severity", "found", "expected")), strict=True))


def aside(read: CircleLog) -> list[tuple[str, int, str]]:
    return list(zip(read.set_aside["tab"], read.set_aside["row"], read.set_aside["reason"], strict=True))


@pytest.mark.parametrize(
    ("defined", "referred"),
    some(
        [
            (12, "12"),
            ("12", 12.0),
            (12.0, 12),
            ("007", " 007 "),
            ("Atlas One", "ATLAS\u00a0 one"),
            ("Atlas\u00a0One", "atlas one"),
            ("İzmir", "i\u0307zmir"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("José", "Jose\u0301"),
            ("Straße", "STRASSE"),
            (DAY, "2026-01-05"),
            ("Smith, Ana", "smith,  ana"),
            (True, "true"),
            ("שלום", "שלום"),
            ("🚀", "🚀"),
            ("x,y", "X,Y"),
        ],
        6,
    ),
)
def test_a_reference_is_spelled_as_its_key_is_defined(defined: object, referred: object) -> None:
    read = log(
        circles=[{"circle": defined}],
        members=[{"member": "ana", "circle": referred}],
        sessions=[{"session": "S", "circle": referred, "planned": DAY}],
    )
    assert read.checks[read.checks["severity"] != "warning"].empty
    assert read.set_aside.empty
    [spelling] = read.circles["circle"]
    assert read.members["circle"].to_list() == [spelling]
    assert read.sessions["circle"].to_list() == [spelling]


def test_leading_zeros_make_a_different_key() -> None:
    read = log(circles=[{"circle": "007"}, {"circle": 7}, {"circle": "7.0"}])
    assert read.circles["circle"].to_list() == ["007", "7", "7.0"]


def test_folding() -> None:
    assert fold("  Atlas \t One ") == fold("ATLAS one") == "atlas one"
    assert fold("Ñandú") == fold("N\u0303ANDU\u0301")


def test_lists_of_members_are_spelled_one_by_one() -> None:
    read = log(
        FIVE_TABS,
        members=[
            {"member": "ana", "circle": "Atlas", "buddy": "BO, ANA , bo"},
            {"member": "bo", "circle": "Atlas", "buddy": "ana, stranger"},
            {"member": "Smith, Cy", "circle": "Atlas", "buddy": "smith, cy"},
        ],
    )
    assert read.members["buddy"].to_list() == ["bo, ana", "ana, stranger", "Smith, Cy"]
    assert checks_of(read, "unknown member") == [
        ("members", "C3", "warning", "stranger", "members listed in the members tab, separated by commas")
    ]


def test_unique_names_are_accepted_as_keys() -> None:
    members = [
        {"member": "e1", "circle": "Atlas", "name": "Ana Lee"},
        {"member": "e2", "circle": "Atlas", "name": "Bo Ray"},
        {"member": "e3", "circle": "Atlas", "name": "bo  ray"},
    ]
    attendance = [
        {"session": "A-1", "member": name, "present": "yes"} for name in ("ana lee", "Bo Ray", "E3")
    ]
    read = log(FIVE_TABS, members=members, attendance=attendance)
    assert read.attendance["member"].to_list() == ["e1", "Bo Ray", "e3"]
    assert checks_of(read, "name instead of key") == [
        ("attendance", "B2", "note", "ana lee", "the member key e1")
    ]
    assert [check[3] for check in checks_of(read, "unknown member")] == ["Bo Ray"]


def test_a_person_in_two_circles_has_one_spelling() -> None:
    read = log(
        circles=[{"circle": "Atlas"}, {"circle": "Birch"}],
        members=[
            {"member": "Ana", "circle": "Atlas"},
            {"member": "ANA", "circle": "birch"},
            {"member": "ana", "circle": "ATLAS"},
        ],
    )
    assert read.members[["member", "circle"]].to_numpy().tolist() == [["Ana", "Atlas"], ["Ana", "Birch"]]
    assert checks_of(read, "duplicate key") == [
        ("members", "A4", "error", "Ana, Atlas", "a key used only once; row 2 already has it")
    ]


def test_first_row_wins() -> None:
    read = log(
        FIVE_TABS,
        circles=[
            {"circle": "Atlas", "mandate": "one"},
            {"circle": " ATLAS", "mandate": "two"},
            {"circle": "atlas"},
        ],
        sessions=[
            {"session": "A-1", "circle": "ATLAS", "planned": DAY},
            {"session": "a-1", "circle": "Atlas", "planned": DAY},
        ],
    )
    assert read.circles[["circle", "mandate"]].to_numpy().tolist() == [["Atlas", "one"]]
    assert [check[:4] for check in checks_of(read, "duplicate key")] == [
        ("circles", "A3", "error", "ATLAS"),
        ("circles", "A4", "error", "atlas"),
        ("sessions", "A3", "error", "a-1"),
    ]
    assert aside(read) == [
        ("circles", 3, "repeats a key"),
        ("circles", 4, "repeats a key"),
        ("sessions", 3, "repeats a key"),
    ]


def test_a_row_without_its_parent_does_not_use_up_a_key() -> None:
    read = log(
        FIVE_TABS,
        sessions=[
            {"session": "A-1", "circle": "Atlsa", "planned": DAY},
            {"session": "A-1", "circle": "Atlas", "planned": DAY},
        ],
    )
    assert read.sessions["_row"].to_list() == [3]
    assert checks_of(read, "unknown circle") == [
        ("sessions", "B2", "error", "Atlsa", "a circle listed in the circles tab; did you mean Atlas?")
    ]
    assert checks_of(read, "duplicate key") == []
    assert len(read.attendance) == 2


@pytest.mark.parametrize(
    "session",
    [
        {"session": "A-2", "circle": "Atlas", "planned": "soon"},
        {"session": "A-2", "circle": "?", "planned": DAY},
    ],
)
def test_references_to_rows_that_were_set_aside_say_so(session: dict[str, object]) -> None:
    read = log(
        FIVE_TABS,
        sessions=[{"session": "A-1", "circle": "Atlas", "planned": DAY}, session],
        attendance=[{"session": "a-2", "member": "ana", "present": "yes"}],
        actions=[{"action": "X", "circle": "Atlas", "what": "Do", "session": "A-2"}],
    )
    expected = "a session with a usable row; the row of {} was set aside"
    assert checks_of(read, "unknown session") == [
        ("attendance", "A2", "error", "a-2", expected.format("a-2")),
        ("actions", "D2", "warning", "A-2", expected.format("A-2")),
    ]
    assert len(read.actions) == 1


def test_members_that_were_set_aside_are_not_strangers() -> None:
    read = log(FIVE_TABS, members=[{"member": "ana", "circle": ""}, {"member": "bo", "circle": "Atlas"}])
    assert checks_of(read, "unknown member") == [
        ("attendance", "B2", "warning", "ana", "a member with a usable row; the row of ana was set aside")
    ]
    assert len(read.attendance) == 2


def test_other_unknown_references_get_a_check_and_the_row_stays() -> None:
    read = log(
        FIVE_TABS,
        actions=[{"action": "X", "circle": "Atlas", "what": "Do", "session": "A-9", "owner": "a consultant"}],
        sponsor_acts=[{"date": DAY, "sponsor": "d@example.org", "circle": "Birch"}],
    )
    assert [check[:4] for check in checks_of(read, "unknown session")] == [
        ("actions", "D2", "warning", "A-9")
    ]
    assert [check[:4] for check in checks_of(read, "unknown circle")] == [
        ("sponsor_acts", "C2", "warning", "Birch")
    ]
    assert checks_of(read, "unknown member") == []
    assert (len(read.actions), len(read.sponsor_acts)) == (1, 1)


def test_references_to_a_missing_tab_are_left_as_typed() -> None:
    read = log(
        FIVE_TABS,
        actions=[
            {"action": "X", "circle": "Atlas", "what": "Do", "insight": "I-1", "practice": "Pre-mortem"}
        ],
    )
    assert read.actions[["insight", "practice"]].to_numpy().tolist() == [["I-1", "Pre-mortem"]]
    assert read.checks.empty


def test_a_key_of_several_columns_repeats_only_if_all_of_them_do() -> None:
    same = {"practice": "P", "team": "T", "stage": "trying", "date": DAY}
    read = log(
        FIVE_TABS,
        practices=[{"practice": "P", "title": "Pre-mortem"}],
        teams=[{"team": "T"}],
        adoptions=[same, same | {"stage": "adopted"}, same | {"team": "t ", "stage": "Trying"}],
    )
    assert read.adoptions["_row"].to_list() == [2, 3]
    assert checks_of(read, "duplicate key") == [
        ("adoptions", "A4", "error", "P, T, trying, 2026-01-05", "a key used only once; row 2 already has it")
    ]


def test_coaching_without_a_step_never_counts_as_a_repeat() -> None:
    row = {"circle": "Atlas", "member": "ana", "buddy": "bo", "date": DAY}
    assert len(log(FIVE_TABS, coaching=[row, row]).coaching) == 2


def test_the_order_of_rows_in_other_tabs_does_not_matter() -> None:
    sessions = [{"session": f"A-{number}", "circle": "Atlas", "planned": DAY} for number in (1, 2)]
    actions = [
        {"action": f"X-{number}", "circle": "atlas", "what": "Do", "session": f"a-{number}"}
        for number in (2, 1)
    ]
    one = log(FIVE_TABS, sessions=sessions, actions=actions)
    two = log(FIVE_TABS, sessions=sessions[::-1], actions=actions)
    assert one.actions.equals(two.actions)


@pytest.mark.parametrize(
    ("typed", "spelled", "unknown"),
    [
        ("ana", "Ana", None),
        ("BO, ana", "Bo, Ana", None),
        ("Bo\nana", "Bo, Ana", None),
        ("Bo\r\n ANA \n\nbo", "Bo, Ana", None),
        ("Cy\nDee", "Cy Dee", None),
        ("zed; Zed; ana", "zed, Ana", "zed"),
    ],
)
def test_a_list_in_a_cell_names_each_once_whatever_separates_them(
    typed: str, spelled: str, unknown: str | None
) -> None:
    read = log(
        circles=[{"circle": "Vega"}],
        members=[{"member": key, "circle": "Vega"} for key in ("Ana", "Bo", "Cy Dee")],
        sessions=[{"session": "S", "circle": "Vega", "planned": DAY, "facilitator": typed}],
    )
    assert read.sessions["facilitator"].to_list() == [spelled]
    assert [found for *_, found, _ in checks_of(read, "unknown member")] == ([unknown] if unknown else [])
