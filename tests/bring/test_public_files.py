"""Shapes found in public attendance sheets, trackers and meeting lists, made up again with other people and texts."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.accounts import accounts
from tests.bring.help import Accepted, accepted, grid
from tests.examples import some

DUE = date(2026, 3, 1)


def days(found: Accepted) -> list[str]:
    return found.log.sessions["planned"].dt.strftime("%Y-%m-%d").to_list()


def test_days_in_brackets_behind_the_names_of_meetings_show_their_order_together() -> None:
    found = accepted(
        grid(
            "meeting_attendance",
            ("Team Member Name", "First Team Meeting (9/8/20)", "Sponsor Meeting (9/16/20)"),
            ("Ann Lee", "TRUE", "FALSE"),
            ("Bob Ray", "TRUE", "TRUE"),
        )
    )
    assert days(found) == ["2020-09-08", "2020-09-16"]
    assert found.present["2020-09-16", "Ann Lee"] == "no"
    assert found.asked == []


def test_a_calendar_has_meetings_and_its_yes_and_no_are_nobody() -> None:
    headers = ("Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Private")
    found = accepted(
        grid(
            "meetings",
            headers,
            ("Daily", "10/24/2023", "9:00 AM", "10/24/2023", "9:30 AM", "FALSE", "TRUE"),
            ("Review", "10/25/2023", "9:00 AM", "10/25/2023", "9:30 AM", "FALSE", "TRUE"),
            ("Plans", "10/26/2023", "9:00 AM", "10/26/2023", "9:30 AM", "FALSE", "TRUE"),
        )
    )
    assert found.log.attendance.empty
    assert found.log.members.empty
    assert days(found) == ["2023-10-24", "2023-10-25", "2023-10-26"]
    marked = grid(
        "Log",
        ("Date", "Topic", "Recorded", "Quorum"),
        ("2026-01-15", "Norms of the circle", "yes", "yes"),
        ("2026-02-12", "A case", "no", "yes"),
        ("2026-03-19", "Another case", "yes", "no"),
    )
    assert accepted(marked).log.members.empty


@pytest.mark.parametrize(
    ("written", "expected"),
    some(
        [
            (("26-03-04",), ["2026-03-04"]),
            (("26.03.04", "26.05.06"), ["2026-03-04", "2026-05-06"]),
            (("26-03-18", "26-05-22"), ["2026-03-18", "2026-05-22"]),
            (("25.03.04", "26.01.07"), ["2025-03-04", "2026-01-07"]),
            (("12.03.25", "12.04.26"), ["2025-03-12", "2026-04-12"]),
            (("04.03.26", "18.03.26"), ["2026-03-04", "2026-03-18"]),
            (("16.03.24", "17.05.24"), ["2024-03-16", "2024-05-17"]),
            (("15.03.13", "16.04.13"), ["2013-03-15", "2013-04-16"]),
            (("16.03.14",), ["2014-03-16"]),
        ],
        4,
    ),
)
def test_a_few_short_days_have_the_year_first_where_the_other_reading_is_long_ago(
    written: tuple[str, ...], expected: list[str]
) -> None:
    rows = ((f"Task {at}", "Ann", day, "open") for at, day in enumerate(written))
    due = accepted(grid("Tasks", ("Task", "Owner", "Due", "Status"), *rows)).log.actions["due"]
    assert due.dt.strftime("%Y-%m-%d").to_list() == expected
    marks = "YYY"[: len(written)]
    found = accepted(grid("Attendance", ("Name", *written), ("Ann Lee", *marks), ("Bob Ray", *marks)))
    assert days(found) == expected


@pytest.mark.parametrize("across", [True, False])
def test_short_days_whose_year_comes_first(*, across: bool) -> None:
    written = ("20.08.30", "20.09.27", "20.10.25")
    if across:
        found = accepted(
            grid("Attendance", ("Company", "Person", *written), ("Acme", "Ann Lee", "Y", "N", "Y"))
        )
        assert days(found) == ["2020-08-30", "2020-09-27", "2020-10-25"]
        return
    rows = ((f"Task {at}", "Ann", day, "open") for at, day in enumerate(written))
    found = accepted(grid("Tasks", ("Task", "Owner", "Due", "Status"), *rows))
    assert found.log.actions["due"].dt.strftime("%Y-%m-%d").to_list() == [
        "2020-08-30",
        "2020-09-27",
        "2020-10-25",
    ]
    usual = (
        (f"Task {at}", "Ann", day, "open") for at, day in enumerate(("20.08.25", "27.09.25", "30.10.25"))
    )
    found = accepted(grid("Tasks", ("Task", "Owner", "Due", "Status"), *usual))
    assert set(found.log.actions["due"].dt.year) == {2025}


def test_a_list_of_who_came_and_went_counts_each_person_once() -> None:
    found = accepted(
        grid(
            "meetingAttendanceList",
            ("Full Name", "User Action", "Timestamp"),
            ("Ann Lee", "Joined before", "11/24/2020, 9:50:12 AM"),
            ("Bob Ray", "Joined", "11/24/2020, 9:50:12 AM"),
            ("Bob Ray", "Left", "11/24/2020, 10:06:45 AM"),
        )
    )
    assert found.present == {("2020-11-24", "Ann Lee"): "yes", ("2020-11-24", "Bob Ray"): "yes"}


def test_stamps_beside_marks_are_days_and_words_with_underscores_are_known() -> None:
    found = accepted(
        grid(
            "asistencia",
            ("timestamp", "asignatura", "estado_asistencia", "alumno"),
            ("2024-12-30 10:25:00", "Norms", "Presente", "Ana Ruiz"),
            ("2024-12-13 20:24:00", "Cases", "absent_excused", "Luis Mora"),
            ("2024-12-05 23:57:00", "Cases", "absent_unexcused", "Eva Gil"),
        )
    )
    assert found.present == {
        ("2024-12-30", "Ana Ruiz"): "yes",
        ("2024-12-13", "Luis Mora"): "excused",
        ("2024-12-05", "Eva Gil"): "no",
    }


def test_the_state_of_a_meeting_is_read_and_an_office_beside_a_name_is_no_mark() -> None:
    found = accepted(
        grid(
            "meeting_log",
            ("Meeting_ID", "Meeting_Date", "Participants", "Meeting_Status"),
            ("M1", "2026-08-04", "Ann Lee, Bob Ray", "Completed"),
            ("M2", "2026-08-11", "Ann Lee (EA)", "Completed"),
            ("M3", "2026-08-18", "Ann Lee (A), Bob Ray (EA)", "Completed"),
            ("M4", "2026-08-25", None, "Cancelled"),
        )
    )
    assert found.log.sessions["status"].to_list() == ["held", "held", "held", "cancelled"]
    assert found.present["2026-08-11", "Ann Lee"] == "yes"
    assert found.present["2026-08-18", "Bob Ray"] == "excused"


def test_columns_of_a_risk_register_are_no_kind_and_no_effect() -> None:
    found = accepted(
        grid(
            "raid_log",
            ("ID", "Type", "Description", "Owner", "Status", "Impact", "Target Date"),
            ("R-1", "Risk", "The offsite may be too late", "Ann", "Open", "High", DUE),
            ("R-2", "Issue", "A mentor is missing", "Bob", "Closed", "Low", DUE),
        )
    )
    assert found.log.actions["status"].to_list() == ["open", "done"]
    assert found.log.checks[found.log.checks["rule"] == "not a known word"].empty


def test_days_in_bold_are_days_and_yes_below_present_names_nobody() -> None:
    found = accepted(
        grid(
            "Meeting archive",
            ("Date", "Attendees", "Focus"),
            ("**2026-07-15**", "Ann, Bob", "Case one"),
            ("**2026-07-08**", "Ann", "Case two"),
        )
    )
    assert len(found.present) == 3
    (account,) = accounts(found.grids, found.log)
    assert account.used == account.found == {2, 3}
    listed = accepted(
        grid("meetings", ("Date", "Present", "Topic"), ("2026-07-15", "Y", "One"), (DUE, None, "Two"))
    )
    assert listed.log.members.empty


def test_a_board_of_names_people_and_states_has_actions_and_a_register_of_people_has_not() -> None:
    board = accepted(
        grid(
            "Board",
            ("Name", "Person", "Status"),
            ("Call the twelve customers", "Ann Lee", "Done"),
            ("Write the new guide", "Bob Ray", "Working on it"),
            ("Prepare the offsite plan", "Ann Lee", "Stuck"),
        )
    )
    assert board.log.actions["status"].to_list() == ["done", "doing", "blocked"]
    assert board.log.actions["owner"].to_list() == ["Ann Lee", "Bob Ray", "Ann Lee"]
    register = accepted(
        grid(
            "Register",
            ("Person", "Date", "Status", "Description"),
            ("Ann Lee", date(2026, 1, 15), "Present", "Our first meeting"),
            ("Bob Ray", date(2026, 1, 15), "Absent", "Was ill that day"),
        )
    )
    assert register.log.actions.empty


def test_a_day_that_says_it_was_cancelled_is_a_cancelled_session() -> None:
    found = accepted(
        grid(
            "Treffen",
            ("Datum", "Thema", "Anwesend"),
            ("13.01.2026", "Normen", "Jo Groß, Al Bäcker"),
            ("10.02.2026 – entfällt", None, None),
            ("10.03.2026 (ausgefallen)", "Ein Fall", None),
            ("14.04.2026", "Noch ein Fall", "Jo Groß"),
        )
    )
    assert found.log.sessions["status"].isin(["cancelled"]).to_list() == [False, True, True, False]
    assert days(found) == ["2026-01-13", "2026-02-10", "2026-03-10", "2026-04-14"]
    assert found.proposal.questions == ()


def test_days_below_done_are_asked_about_as_days_of_closing() -> None:
    rows = (
        ("Appeler les clients", "Zoé", "12/03/2026"),
        ("Écrire le guide", "Luc", "non"),
        ("Lire", "Luc", "25/03/2026"),
    )
    found = accepted(grid("Actions", ("Action", "Responsable", "Fait"), *rows))
    assert [(question.column, question.headers) for question in found.proposal.questions] == [
        ("closed", ("Fait",))
    ]


def test_a_blank_day_is_the_one_above_only_where_each_day_is_written_once() -> None:
    headers = ("Name", "Date", "Status")
    first = ("Ann Lee", DUE, "present")
    once = (first, ("Bob Ray", None, "absent"), ("Ann Lee", date(2026, 3, 15), "present"))
    assert accepted(grid("Attendance", headers, *once)).present["2026-03-01", "Bob Ray"] == "no"
    again = (
        first,
        ("Cy Poe", DUE, "present"),
        ("Bob Ray", None, "absent"),
        ("Ann Lee", date(2026, 3, 15), "present"),
    )
    found = accepted(grid("Attendance", headers, *again), answers={})
    assert "Bob Ray" not in {member for _, member in found.present}
    (account,) = accounts(found.grids, found.log)
    assert account.used | account.set_aside == account.found


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("Present",), ("Ann Lee",), ("Bob Ray",)), "it lists who came, and no day: write the day"),
        (
            (("Circle", "Jan", "Feb"), ("Oak", 6, 5), ("Elm", 4, 6)),
            "it counts how many came, and names nobody",
        ),
    ],
)
def test_attendance_without_a_day_or_names_says_what_to_add(
    rows: tuple[tuple[object, ...], ...], expected: str
) -> None:
    tasks = grid("Tasks", ("Task", "Owner", "Due"), ("Call the twelve", "Ann Lee", DUE))
    found = accepted(grid("Attendance", *rows), tasks)
    told = next(each for each in accounts(found.grids, found.log) if each.title == "Attendance")
    assert told.reasons.keys() == told.found
    assert all(reason.startswith(expected) for reason in told.reasons.values())


def test_a_meeting_that_counts_who_came_was_held_and_says_that_names_are_missing() -> None:
    found = accepted(
        grid("Meetings", ("Date", "Host", "Attended"), ("2026-01-15", "Ann", 6), ("2026-02-12", "Bob", 0))
    )
    assert found.log.sessions["held"].notna().to_list() == [True, False]
    assert found.log.checks["rule"].to_list().count("only how many came") == 1


def test_meetings_that_only_name_who_did_not_come_have_no_participation() -> None:
    headers = ("Date", "Host", "Members present", "Apologies")
    found = accepted(
        grid("Meetings", headers, ("2026-01-15", "Ann", 12, "Bob Ray"), ("2026-02-12", "Ann", 10, "Cy Poe"))
    )
    assert found.log.attendance.empty
    assert found.log.sessions["held"].notna().all()
    named = found.log.checks[found.log.checks["rule"] == "only absences are listed"]
    assert named["found"].to_list() == ["Apologies"]


def test_notes_and_decisions_among_actions_are_none() -> None:
    rows = (
        (1, "A", "Send the pack", "Ann", "Done"),
        (2, "D", "Thursdays", None, None),
        (3, "N", "Bob is away", "Bob", None),
    )
    found = accepted(grid("Register", ("No.", "Type", "Description", "Responsible", "Status"), *rows))
    assert found.log.actions["what"].to_list() == ["Send the pack"]
