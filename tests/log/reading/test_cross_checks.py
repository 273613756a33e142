"""Rules that look at more than one cell."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lib.log.format.frames import CHECK_COLUMNS
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.checks import Checklist, did_you_mean
from lib.log.reading.parse import parse
from tests.data.logs import FIVE_TABS, grid, log
from tests.examples import some

EARLY, LATE = date(2026, 1, 5), date(2026, 2, 5)


def checks_of(read: CircleLog, rule: str) -> list[tuple[str, str, str, str, str]]:
    """(tab, cell, severity, found, expected) of the checks of one rule."""
    rows = read.checks[read.checks["rule"] == rule]
    return list(zip(*(rows[name] for name in ("tab", "cell", "severity", "found", "expected")), strict=True))


NEEDED: dict[str, dict[str, object]] = {
    "circles": {"circle": "Atlas"},
    "members": {"member": "ana", "circle": "Atlas"},
    "sessions": {"session": "A-1", "circle": "Atlas", "planned": EARLY},
    "actions": {"action": "X", "circle": "Atlas", "what": "Do"},
    "practices": {"practice": "P", "title": "Pre-mortem"},
    "lighthouses": {"lighthouse": "L", "practice": "P", "circle": "Atlas"},
    "teams": {"team": "T"},
    "asks": {"ask": "Q", "circle": "Atlas", "what": "Data"},
}


@pytest.mark.parametrize(
    ("tab", "earlier", "later"),
    some(
        [
            ("circles", "started", "ended"),
            ("members", "joined", "left"),
            ("actions", "created", "closed"),
            ("actions", "created", "first_due"),
            ("actions", "created", "due"),
            ("practices", "added", "reviewed"),
            ("lighthouses", "started", "ended"),
            ("teams", "eligible_from", "eligible_to"),
            ("asks", "raised", "answered"),
            ("sessions", "held", "notes_sent"),
        ],
        5,
    ),
)
def test_dates_in_impossible_order(tab: str, earlier: str, later: str) -> None:
    tables = FIVE_TABS | {
        "practices": [NEEDED["practices"]],
        "attendance": [dict.fromkeys(FIVE_TABS["attendance"][0], "")],
    }
    key = TABS[tab].key[0]
    right = NEEDED[tab] | {earlier: EARLY, later: EARLY}
    wrong = log(tables | {tab: [NEEDED[tab] | {earlier: LATE, later: EARLY}, right | {key: "another"}]})
    cell = "ABCDEFGH"[list(NEEDED[tab] | {earlier: 1, later: 1}).index(later)] + "2"
    assert checks_of(wrong, "impossible order") == [
        (tab, cell, "warning", "2026-01-05", f"a date on or after {earlier} (2026-02-05)")
    ]
    assert len(wrong.tabs[tab]) == 2


def test_a_brief_sent_after_its_session_is_in_impossible_order() -> None:
    read = log(FIVE_TABS, sessions=[NEEDED["sessions"] | {"held": EARLY, "brief_sent": LATE}])
    assert checks_of(read, "impossible order") == [
        (
            "sessions",
            "E2",
            "warning",
            "2026-02-05",
            "a date on or before the day the session was held (2026-01-05)",
        )
    ]


def test_session_status_against_its_date() -> None:
    statuses = [
        ("cancelled", EARLY),
        ("planned", EARLY),
        ("held", ""),
        ("held", EARLY),
        ("planned", ""),
        ("", EARLY),
    ]
    sessions = [
        {"session": f"A-{n}", "circle": "Atlas", "planned": EARLY, "status": status, "held": held}
        for n, (status, held) in enumerate(statuses, start=1)
    ]
    read = log(FIVE_TABS, sessions=sessions)
    assert [check[1:4] for check in checks_of(read, "status against date")] == [
        ("D2", "warning", "cancelled"),
        ("D3", "warning", "planned"),
    ]
    assert [check[1:4] for check in checks_of(read, "held without a date")] == [("E4", "warning", "")]


def test_held_more_than_half_a_year_from_planned() -> None:
    read = log(FIVE_TABS, sessions=[NEEDED["sessions"] | {"held": date(2025, 1, 6)}])
    [(tab, cell, severity, found, expected)] = checks_of(read, "far from planned")
    assert (tab, cell, severity, found) == ("sessions", "D2", "warning", "2025-01-06")
    assert expected == "a date within half a year of planned (2026-01-05); is the year right?"


def test_action_status_against_its_date() -> None:
    cases = [("open", EARLY), ("done", ""), ("", EARLY), ("done", EARLY), ("open", "")]
    actions = [
        {"action": n, "circle": "Atlas", "what": "Do", "status": status, "closed": closed}
        for n, (status, closed) in enumerate(cases)
    ]
    read = log(FIVE_TABS, actions=actions)
    assert checks_of(read, "closed but not done") == [
        (
            "actions",
            "E2",
            "warning",
            "2026-01-05",
            "no date while the status is open, or the status done or cancelled",
        )
    ]
    assert checks_of(read, "done without a date") == [
        ("actions", "E3", "warning", "", "the date it was done")
    ]
    assert checks_of(read, "closed without a status") == [
        ("actions", "D4", "note", "", "done or cancelled; read as done")
    ]


def test_columns_that_are_not_recorded_break_no_rule() -> None:
    read = log(
        FIVE_TABS,
        sessions=[NEEDED["sessions"] | {"status": "held"}],
        actions=[NEEDED["actions"] | {"status": "done"}],
    )
    assert read.checks.empty
    without = parse([grid(name, rows) for name, rows in FIVE_TABS.items() if name != "attendance"])
    assert checks_of(without, "no attendance") == []


def test_held_sessions_without_attendance() -> None:
    sessions = [
        {"session": "A-1", "circle": "Atlas", "planned": EARLY, "held": EARLY, "status": ""},
        {"session": "A-2", "circle": "Atlas", "planned": LATE, "held": LATE, "status": ""},
        {"session": "A-3", "circle": "Atlas", "planned": LATE, "held": "", "status": ""},
        {"session": "A-4", "circle": "Atlas", "planned": LATE, "held": LATE, "status": "cancelled"},
    ]
    read = log(FIVE_TABS, sessions=sessions)
    assert checks_of(read, "no attendance") == [
        ("sessions", "A3", "warning", "A-2", "a row in the attendance tab for each member of the circle")
    ]
    none = log(
        FIVE_TABS, sessions=sessions, attendance=[{"session": "A-3", "member": "ana", "present": "no"}]
    )
    assert [found for *_, found, _ in checks_of(none, "no attendance")] == [
        "2 sessions held, none with attendance"
    ]


def test_attendance_of_guests_and_of_sessions_that_were_not_held() -> None:
    read = log(
        FIVE_TABS,
        circles=[{"circle": "Atlas"}, {"circle": "Birch"}],
        members=[*FIVE_TABS["members"], {"member": "cy", "circle": "Birch"}],
        sessions=[*FIVE_TABS["sessions"], {"session": "B-1", "circle": "Birch", "planned": LATE, "held": ""}],
        attendance=[
            {"session": "A-1", "member": "cy", "present": "yes"},
            {"session": "A-1", "member": "nobody", "present": "yes"},
            {"session": "B-1", "member": "cy", "present": "yes"},
        ],
    )
    assert checks_of(read, "not on the roster") == [
        ("attendance", "B2", "warning", "cy", "a member of the circle Atlas; counted as a guest")
    ]
    assert [check[1:4] for check in checks_of(read, "unknown member")] == [("B3", "warning", "nobody")]
    assert checks_of(read, "session not held") == [
        ("attendance", "A4", "warning", "B-1", "a session that was held")
    ]
    assert len(read.attendance) == 3


def names(*people: tuple[str, str, str]) -> list[tuple[str, str]]:
    """(found, expected) of near-duplicates among (member, circle, name)."""
    members = [{"member": member, "circle": circle, "name": name} for member, circle, name in people]
    read = log(circles=[{"circle": "Atlas"}, {"circle": "Birch"}], members=members)
    return [(check[3], check[4]) for check in checks_of(read, "near-duplicate name")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lindström", "Ana Lindstrom"),
        ("Ana Lee Parker", "Ana Lee Parkar"),
        ("Parker, Ana", "Ana Parker"),
        ("ANA PARKER", "Ana  Parker"),
    ],
)
def test_one_person_spelled_two_ways(one: str, other: str) -> None:
    assert names(("e1", "Atlas", one), ("e2", "Atlas", other)) == [("e2", "one key per person; is this e1?")]


def test_keys_are_compared_where_there_are_no_names() -> None:
    assert names(("ana.parker@a.org", "Atlas", ""), ("parker.ana@b.org", "Birch", "")) == [
        ("parker.ana@b.org", "one key per person; is this ana.parker@a.org?")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("employee-100012", "employee-100013"),
        ("Participant 01", "Participant 02"),
        ("👩", "🚀"),
        ("—", "…"),
        ("Ana Lee", "Bo Ray"),
    ],
)
def test_different_people(one: str, other: str) -> None:
    assert names((one, "Atlas", ""), (other, "Atlas", "")) == []


def test_one_person_in_two_circles_is_one_person() -> None:
    assert names(("e1", "Atlas", "Ana Lee"), ("e1", "Birch", "Ana Lee")) == []


def test_wrong_years_count_as_missing_and_rows_that_need_the_date_are_set_aside() -> None:
    sessions = [{"session": f"A-{n}", "circle": "Atlas", "planned": date(2026, n, 5)} for n in (1, 2, 3)]
    read = log(
        FIVE_TABS,
        sessions=sessions,
        attendance=[dict.fromkeys(FIVE_TABS["attendance"][0], "")],
        actions=[NEEDED["actions"] | {"due": date(2062, 3, 4), "created": date(2026, 1, 5)}],
        asks=[NEEDED["asks"] | {"raised": date(2002, 1, 5)}, NEEDED["asks"] | {"ask": "R", "raised": EARLY}],
    )
    assert checks_of(read, "wrong year") == [
        ("asks", "D2", "error", "2002-01-05", "a year near 2026, as in the rest of the log"),
        ("actions", "D2", "warning", "2062-03-04", "a year near 2026, as in the rest of the log"),
    ]
    assert read.actions["due"].isna().all()
    assert read.asks["ask"].to_list() == ["R"]
    assert read.set_aside.to_numpy().tolist() == [["log.xlsx", "asks", 2, "raised is missing or unreadable"]]
    assert read.rows_found["asks"] == len(read.asks) + 1


def test_checks_are_listed_worst_first_then_by_place() -> None:
    read = log(
        FIVE_TABS,
        circles=[{"circle": "Atlas", "sponsor": "dana", "invited": "x"}, {"circle": "atlas", "invited": "y"}],
    )
    assert list(zip(read.checks["severity"], read.checks["cell"], strict=True)) == [
        ("error", "A3"),
        ("warning", "C2"),
        ("warning", "C3"),
        ("note", "B2"),
    ]


def test_a_check_about_a_column_that_the_workbook_lacks_names_no_cell() -> None:
    checklist = Checklist(
        positions={("a.xlsx", "actions", "due"): 27}, titles={("a.xlsx", "actions"): "Actions"}
    )
    rows = pd.DataFrame({"_workbook": ["a.xlsx", "b.xlsx"], "_row": [2, 3]}, index=[7, 9])
    found = pd.Series({9: "later", 7: "soon"})
    checklist.about_rows(rows, "actions", "due", "note", "rule", found, "a date")
    checklist.about_tab("a.xlsx", "Actions", "error", "rule", "x", "y", cell="AB1")
    expected = pd.DataFrame(
        [
            ["a.xlsx", "Actions", 1, "", "AB1", "error", "rule", "x", "y"],
            ["a.xlsx", "Actions", 2, "due", "AB2", "note", "rule", "soon", "a date"],
            ["b.xlsx", "actions", 3, "due", "", "note", "rule", "later", "a date"],
        ],
        columns=list(CHECK_COLUMNS),
    ).astype({"row": "Int64"})
    pd.testing.assert_frame_equal(checklist.frame(), expected)


def test_suggestions() -> None:
    known = ["first_due", "due", "Atlas One"]
    assert did_you_mean(["fist_due", "one atlas", "zzz", "x" * 10_000], known) == {
        "fist_due": "first_due",
        "one atlas": "Atlas One",
    }
    assert did_you_mean(["x"], []) == {}
