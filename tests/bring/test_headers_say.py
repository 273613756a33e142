"""Lists of meetings, of actions and of who came are told apart by their headers, whatever the title."""

from __future__ import annotations

from datetime import date

import pytest

from tests.bring.help import accepted, grid
from tests.examples import some

MEETINGS = (
    ("Meeting", "Date", "Chair", "Attendees", "Apologies", "Held?"),
    (1, "Tue 3 Feb 2026", "Lee, Ann", "Lee, Ann\nRay, Bob\nFox, Dana", "", "Y"),
    (2, "Tue 7 Apr 2026", "Ray, Bob", "", "", "N"),
    (3, "Tue 5 May 2026", "Fox", "Lee, Ann\nFox, Dana", "Ray, Bob (sick)", "Y"),
    (4, "Tue 2 Jun 2026", "Bob", "", "", "cancelled – flood"),
)


def test_a_list_of_meetings_with_yes_or_no_is_no_sign_in_list() -> None:
    found = accepted(grid("6 peer group record", *MEETINGS))
    held = found.log.sessions["held"].dt.strftime("%m-%d")
    assert held.where(held.notna(), "").to_list() == ["02-03", "", "05-05", ""]
    assert sorted(found.log.members["member"]) == ["Ann Lee", "Bob Ray", "Dana Fox"]
    assert sorted(found.present.values()) == ["excused", "yes", "yes", "yes", "yes", "yes"]
    assert found.log.sessions["facilitator"].to_list() == ["Ann Lee", "Bob Ray", "Dana Fox", "Bob Ray"]
    assert "warning" not in set(found.log.checks["severity"])


@pytest.mark.parametrize("header", some(["Held?", "Took place?", "Tenue ?", "Stattgefunden?"], 2))
def test_no_is_not_held_even_where_a_decision_is_written(header: str) -> None:
    rows = (date(2026, 2, 3), "Ann Lee", "Go", "N"), (date(2026, 3, 3), "Ann Lee", "Postponed", "N")
    rest = ((date(2026, 4, 7), "Ann Lee", "Go", "tbc"), (date(2026, 5, 5), "Ann Lee", "Go", "Y"))
    found = accepted(grid("Meetings", ("Date", "Attendees", "Decision", header), *rows, *rest))
    assert found.log.sessions["held"].notna().to_list() == [False, False, False, True]


@pytest.mark.parametrize("title", ["Sheet1", "Jobs", "Register", "Tabelle1"])
def test_who_and_until_when_is_no_attendance(title: str) -> None:
    found = accepted(
        grid(
            title,
            ("Job", "Who", "By when", "Done"),
            ("Return copies", "Maya", date(2025, 12, 1), "✅"),
            ("Book the hall", "Jo", date(2026, 3, 1), "x"),
            ("Ask author", "Fatima", date(2026, 5, 1), ""),
            ("Pick season", "Maya", date(2026, 6, 1), ""),
        )
    )
    assert [guess.tab for guess in found.proposal.guesses] == ["actions"]
    assert found.log.actions["owner"].to_list() == ["Maya", "Jo", "Fatima", "Maya"]


def test_a_day_without_marks_may_say_that_nobody_met() -> None:
    found = accepted(
        grid(
            "2026",
            ("Date", "Book", "Host", "Maya", "Jo", "Count"),
            (date(2026, 1, 20), "Gilead", "Jo", 1, 0, 1),
            (date(2026, 2, 17), "not met", None, None, None, None),
            (date(2026, 3, 17), "Orbital", "Jo", 1, 1, 2),
            ("Average", None, None, None, None, 1.5),
        )
    )
    assert found.log.sessions["status"].astype(object).to_list()[1] == "cancelled"
    assert sorted(found.log.members["member"]) == ["Jo", "Maya"]
    assert len(found.log.attendance) == 4


@pytest.mark.parametrize("title", ["Attendance", "Sheet1", "Log 2026"])
def test_headers_that_say_day_person_and_presence_are_a_list(title: str) -> None:
    found = accepted(
        grid(
            title,
            ("Date", "Circle", "Name", "Attended", "Reason"),
            (date(2026, 1, 29), "Ops", "Ida Lund", "Yes", None),
            (date(2026, 1, 29), "Ops", "Jon Falk", "No", "sick"),
            (date(2026, 1, 30), "Sales", "Mia Beck", "Yes", None),
            (date(2026, 1, 30), "Sales", "Ole Hagen", "Apologies", "travel"),
        )
    )
    assert found.present == {
        ("2026-01-29", "Ida Lund"): "yes",
        ("2026-01-29", "Jon Falk"): "no",
        ("2026-01-30", "Mia Beck"): "yes",
        ("2026-01-30", "Ole Hagen"): "excused",
    }
    assert sorted(found.log.circles["circle"]) == ["Ops", "Sales"]


@pytest.mark.parametrize(
    ("first", "last", "joined"),
    [("First name", "Surname", "Joined"), ("Prénom", "Nom", "Email"), ("Nombre", "Apellidos", "Joined")],
)
def test_names_apart_beside_when_they_joined_are_members(first: str, last: str, joined: str) -> None:
    cell = (lambda at: f"p{at}@x.org") if joined == "Email" else (lambda at: date(2024, 9, at))
    found = accepted(
        grid(
            "Register",
            ("Club register",),
            ("As of 30 June 2026",),
            (last, first, joined, "Sessions attended", "Status"),
            ("Hale", "Dora", cell(1), 9, "Active"),
            ("Iqbal", "Sam", cell(2), 7, "Active"),
            ("Total", None, None, 16),
        ),
        grid("Meetings", ("No", "Date", "Attendees"), (1, date(2026, 1, 13), "Dora, Sam")),
    )
    assert sorted(found.log.members["name"].dropna()) == ["Dora Hale", "Sam Iqbal"]
    assert len(found.log.members) == 2
    assert set(found.present.values()) == {"yes"}
    assert found.log.attendance["member"].isin(found.log.members["member"]).all()
