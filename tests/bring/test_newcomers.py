"""What a newcomer's sheets hold beside records, and what must not be read into them."""

from __future__ import annotations

from datetime import date

from lib.bring.acceptance import settings_rows, with_settings
from lib.bring.accounts import accounts
from lib.bring.proposal import propose
from lib.bring.shaping import shaped
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.workbook.base import Grid


def grid(tab: str, *rows: tuple[object, ...]) -> Grid:
    return Grid("w", tab, [list(column) for column in zip(*rows, strict=True)])


def read(*grids: Grid) -> CircleLog:
    """The log once every guess is accepted."""
    return parse(shaped(with_settings(grids, settings_rows(propose(grids)))))


MEETINGS = grid(
    "Meetings",
    ("Date", "Attendees"),
    (date(2026, 1, 5), "Ann Lee, Bob Ray"),
    (date(2026, 2, 2), "cancelled"),
    (date(2026, 3, 2), "nobody came"),
    (date(2026, 4, 6), "Ann Lee, 3 people"),
)
NEEDED = ("Task", "Who", "Due")


def test_only_a_question_whether_it_is_done_is_a_status() -> None:
    for header, expected in (
        ("Done?", ["done", "open"]),
        ("Urgent?", [None, None]),
        ("Still open?", [None, None]),
    ):
        items = grid(
            "Action items",
            (*NEEDED, header),
            ("Call", "Ann Lee", date(2026, 2, 1), "yes"),
            ("Write", "Bob Ray", date(2026, 2, 1), "no"),
        )
        found = read(MEETINGS, items).actions["status"].astype(object)
        assert found.where(found.notna(), None).to_list() == expected, header


def test_what_stands_in_a_list_of_people_is_not_always_a_person() -> None:
    log = read(MEETINGS)
    assert sorted(log.members["member"]) == ["Ann Lee", "Bob Ray"]
    assert log.attendance["member"].to_list() == ["Ann Lee", "Bob Ray", "Ann Lee"]
    assert log.sessions["status"].astype(object).where(log.sessions["status"].notna(), "").to_list()[1] == (
        "cancelled"
    )
    named = log.checks[log.checks["rule"] == "nobody's name"]
    assert dict(zip(named["cell"], named["found"], strict=True)) == {
        "B3": "cancelled",
        "B4": "nobody came",
        "B5": "3 people",
    }


def test_what_a_tab_is_names_no_circle() -> None:
    items = grid("Action items", NEEDED, ("Call", "Ann Lee", date(2026, 2, 1)))
    log = read(MEETINGS, items)
    assert log.circles["circle"].to_list() == ["Our circle"]
    assert set(log.actions["circle"]) == {"Our circle"}


def test_a_total_with_its_number_is_no_action() -> None:
    items = grid(
        "Action items",
        NEEDED,
        ("Call", "Ann Lee", date(2026, 2, 1)),
        (None, None, None),
        ("Write", "Bob Ray", date(2026, 3, 1)),
        ("Total", 2, None),
    )
    log = read(MEETINGS, items)
    assert log.actions["what"].to_list() == ["Call", "Write"]
    assert "error" not in set(log.checks.loc[log.checks["tab"] == "actions", "severity"])


def test_entfaellt_is_cancelled() -> None:
    items = grid(
        "Aufgaben",
        ("Aufgabe", "Wer", "Fällig", "Status"),
        ("Anrufen", "Ann Lee", date(2026, 2, 1), "erledigt"),
        ("Schreiben", "Bob Ray", date(2026, 2, 1), "entfällt"),
    )
    assert read(MEETINGS, items).actions["status"].to_list() == ["done", "cancelled"]


def test_a_grid_without_records_stays_in_the_account() -> None:
    register = grid("Register", ("Name", "5 Jan", "2 Feb"), ("Ann Lee", "x", "x"), ("Bob Ray", "", "x"))
    every = (MEETINGS, register)
    grids = shaped(with_settings(every, settings_rows(propose(every))))
    assert {account.title for account in accounts(grids, parse(grids))} >= {"Meetings", "Register"}
