"""What would leave rows out is asked, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring import acceptance
from lib.bring.acceptance import settings_rows, tried, with_settings
from lib.bring.doubts import proposed
from lib.bring.guess import Choices
from lib.bring.proposal import propose
from lib.bring.shaping import shaped
from lib.log.format.schema import TABS
from lib.log.reading.naming import Naming, namings
from lib.log.reading.parse import parse
from lib.workbook.base import Grid
from tests.data import logs


def grid(tab: str, *rows: tuple[object, ...]) -> Grid:
    return Grid("w", tab, [list(column) for column in zip(*rows, strict=True)])


TASKS = grid("Tasks", ("Task", "Text", "Deadline"), ("", "Call", "2026-02-01"), ("Write", "it", "2026-02-02"))


def test_a_guess_that_would_leave_rows_out_is_a_question() -> None:
    found = proposed([TASKS])
    (guess,) = found.guesses
    assert {column.header: column.column for column in guess.columns} == {
        "Task": "",
        "Text": "",
        "Deadline": "due",
    }
    (question,) = found.questions
    assert question.column == "what"
    assert question.headers[:2] == ("Task", "Text")
    solved = proposed([TASKS], Choices(columns={("Tasks", "Text"): "what"}))
    assert not solved.questions
    assert [column.column for column in solved.guesses[0].columns] == ["", "what", "due"]


@pytest.mark.parametrize("error", ["Loading...", "#N/A"])
def test_an_error_cell_leaves_out_a_row_of_a_tab_that_follows_from_it(error: str) -> None:
    rows = ("Task", "Owner", "Due", "Group"), ("Call", "Ana Silva", "2026-03-01", "Atlas")
    found = proposed([grid("Actions", *rows, ("Write", "Bo Lind", "2026-03-02", error))])
    assert [guess.tab for guess in found.guesses] == ["actions"]


def test_one_header_with_gaps_says_how_many_rows_it_would_leave_out() -> None:
    tasks = grid(
        "Tasks", ("Task", "Owner", "Due"), ("", "Ann", "2026-02-01"), ("Write", "Bo", ""), ("", "", "soon")
    )
    found = proposed([tasks])
    (question,) = found.questions
    assert "“Task” would leave 1 of 3 rows out" in question.why
    chosen = proposed([tasks], Choices(columns={("Tasks", "Task"): "what"}))
    assert not chosen.questions
    assert chosen.guesses[0].columns[0].column == "what"


def test_two_headers_that_fit_as_well_are_asked_and_none_of_them_ends_the_question() -> None:
    tasks = grid("Tasks", ("Task", "Deadline", "Due date"), ("Write", "2026-02-02", "2026-02-03"))
    (question,) = proposed([tasks]).questions
    assert (question.column, question.headers) == ("due", ("Deadline", "Due date"))
    none = Choices(columns={("Tasks", "Deadline"): "", ("Tasks", "Due date"): ""})
    assert not proposed([tasks], none).questions


def test_two_tabs_that_may_list_the_same_are_not_guessed_and_tabs_by_year_are_read_together() -> None:
    rows = (("Group", "Date"), ("Atlas", "2026-01-05"))
    found = propose([grid("Meetings", *rows), grid("Events", *rows)])
    assert [(guess.tab, guess.rivals) for guess in found] == [("", ("sessions",)), ("", ("sessions",))]
    years = propose([grid("Meetings 2025", *rows), grid("Meetings 2026", *rows)])
    assert [guess.tab for guess in years] == ["sessions", "sessions"]


def test_one_settings_row_names_the_headers_of_several_tabs_and_what_is_not_to_be_read() -> None:
    first = grid("Meetings 2025", ("Group", "Date", "status"), ("Atlas", "2026-01-05", "held"))
    second = grid("Meetings 2026", ("Group", "Datum", "status"), ("Atlas", "2026-02-05", "held"))
    choices = Choices(columns={(title.tab, "status"): "" for title in (first, second)})
    rows = dict(settings_rows(propose([first, second], choices)))
    assert rows["column.sessions.planned"] == "Date | Datum"
    assert rows["column.sessions.none"] == "status"
    log = parse(shaped(with_settings([first, second], list(rows.items()))))
    assert len(log.sessions) == 2
    assert not log.has("sessions", "status")
    assert log.checks[log.checks["tab"] == "settings"].empty


def test_a_name_in_the_settings_is_changed_not_repeated() -> None:
    settings = grid(
        "settings", ("name", "value"), ("column.sessions.planned", "Day"), ("tab.sessions", "Log")
    )
    meetings = grid("Log", ("circle", "Day", "Real day"), ("Atlas", "2026-01-05", "2026-01-06"))
    grids = [meetings, settings]
    choices = Choices(columns={("Log", "Real day"): "planned", ("Log", "Day"): ""})
    naming = namings(grids, TABS)["w"]
    rows = settings_rows(propose(grids, choices), naming)
    log = parse(shaped(with_settings(grids, rows)))
    assert str(log.sessions["planned"].iloc[0].date()) == "2026-01-06"
    assert len({name for name, _ in rows}) == len(rows)
    assert propose(with_settings(grids, rows))[0].columns[1].column == ""
    assert (
        settings_rows(propose(with_settings(grids, rows)), namings(with_settings(grids, rows), TABS)["w"])
        == []
    )


def test_a_tab_with_the_formats_own_name_can_be_left_out() -> None:
    asks = grid("asks", ("ask", "circle"), ("Q", "Atlas"))
    rows = settings_rows(propose([asks], Choices({"asks": ""})))
    assert rows == [("tab.none", "asks")]
    log = parse(shaped(with_settings([asks], rows)))
    assert not log.has("asks")
    assert log.checks.empty


def test_a_list_of_people_under_any_header() -> None:
    meetings = grid("Meetings", ("Group", "Date", "Crew"), ("Atlas", "2026-01-05", "Ann, Bo"))
    rows = settings_rows(propose([meetings], Choices(columns={("Meetings", "Crew"): "attendees"})))
    assert ("column.sessions.attendees", "Crew") in rows
    log = parse(shaped(with_settings([meetings], rows)))
    assert len(log.attendance) == 2
    unread = settings_rows(
        propose([grid("Meetings", ("Group", "Date", "Attendees"), ("A", "2026-01-05", "Ann"))],
                Choices(columns={("Meetings", "Attendees"): ""})),
        Naming(),
    )  # fmt: skip
    assert ("column.sessions.none", "Attendees") in unread


def test_the_order_of_dates_is_asked_once_for_the_whole_file() -> None:
    meetings = grid("Meetings", ("Date", "Attendees"), ("03/02/2026", "Ann"), ("07/04/2026", "Ann, Bo"))
    items = grid(
        "Actions", ("Action", "Owner", "Due"), ("Ring", "Ann", "10/02/2026"), ("Ask", "Bo", "05/06/2026")
    )
    found = proposed([meetings, items])
    assert [question.setting for question in found.asked] == ["date_order"]
    assert not found.questions
    assert [column.column for column in found.guesses[0].columns] == ["planned", ""]
    said = proposed([meetings, items], Choices(answers={("w", "date_order"): "day first"}))
    assert said.answers == (("w", "date_order", "day first"),)
    assert [question.answer for question in said.asked] == ["day first"]


def test_rows_are_counted_by_the_tab_they_are_in() -> None:
    headers = ("Task", "Owner", "Due")
    whole = grid("Tasks 2025", headers, ("Call", "Ann", "2026-02-01"), ("Ask", "Bo", "2026-02-01"))
    gaps = grid("Tasks 2026", headers, ("", "Ann", "2026-02-01"), ("Write", "Bo", "2026-02-01"))
    first, second = proposed([whole, gaps]).guesses
    assert (first.columns[0].column, second.columns[0].column) == ("what", "")


def test_what_a_log_lacks_is_said_by_itself_or_asked() -> None:
    register = grid(
        "Register", ("Name", "5 Jan 2026", "2 Feb 2026"), ("Ann Lee", "x", "x"), ("Bob Ray", "x", "x")
    )
    assert proposed([register]).answers == (("w", "tab.absent", "actions"),)
    other = grid("Budget", ("Item", "EUR"), ("Cake", 30))
    asked = proposed([register, other])
    assert [question.setting for question in asked.asked] == ["tab.absent"]
    assert not asked.answers


def test_a_tab_under_any_title_is_told_by_its_headers() -> None:
    headers = ("Aufgabe", "Wer", "Bis wann?", "Stand")
    (guess,) = propose([grid("Tabelle1", headers, ("Anrufen", "Ann", "01.02.2026", "offen"))])
    assert (guess.tab, [column.column for column in guess.columns]) == (
        "actions",
        ["what", "owner", "due", "status"],
    )


def test_the_same_question_about_several_tabs_is_asked_once_and_answered_for_all() -> None:
    def year(title: str) -> Grid:
        return grid(
            title,
            ("ID", "Action", "Owner", "Due", "Where are we"),
            ("A1", "Write the letter", "Ann", date(2026, 1, 5), "Done"),
            ("A2", "Ask the board", "Bob", date(2026, 1, 5), "In progress"),
        )

    tabs = [year("Actions 2025"), year("Actions 2026")]
    (question,) = proposed(tabs).questions
    assert (question.title, question.column) == ("Actions 2025", "status")
    said = proposed(tabs, Choices(columns={(question.title, question.headers[0]): "status"}))
    assert said.questions == ()
    assert [["status" in {column.column for column in guess.columns}] for guess in said.guesses] == [
        [True],
        [True],
    ]


PLAIN = tuple(logs.grid(name, rows) for name, rows in logs.FIVE_TABS.items())
(WORKBOOK,) = {each.workbook for each in PLAIN}


def test_a_log_that_is_read_as_proposed_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now, found = tried(PLAIN, {}), proposed(PLAIN)
    assert now.log.sessions["session"].tolist() == ["A-1"]
    monkeypatch.setattr(acceptance, "shaped", lambda _: pytest.fail("read again"))
    assert proposed(PLAIN, now=now) == found
    assert tried(PLAIN, {WORKBOOK: []}, now) is now
    with pytest.raises(pytest.fail.Exception, match="read again"):
        tried(PLAIN, {WORKBOOK: [("tab.none", "actions")]}, now)


def test_what_the_settings_would_say_is_read() -> None:
    now = tried(PLAIN, {})
    without = tried(PLAIN, {WORKBOOK: [("tab.none", "actions")]}, now)
    assert without.log.missing_tabs == ("actions",)
    assert not now.log.missing_tabs
