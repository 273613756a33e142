"""Sign-in sheets with the day in a title, and reports of meeting programs in any language."""

from __future__ import annotations

from lib.bring.accounts import accounts
from tests.bring.help import accepted, grid

HEADERS = ("Name", "Time in", "Signature", "First visit?")


def test_several_meetings_below_each_other() -> None:
    found = accepted(
        grid(
            "Sign in",
            ("Carers support group – sign-in",),
            ("Session 1 – 12 January 2026",),
            HEADERS,
            ("Joan Petrie", "10:02", "JP", "Y"),
            ("Wendy Cole",),
            ("Session 2 – 9 February 2026",),
            HEADERS,
            ("Joan Petrie", "10:00", "JP", "N"),
            ("Ali Demir", None, "apologies", None),
            ("Wendy Cole", None, "W Cole", "Y"),
        )
    )
    assert found.present == {
        ("2026-01-12", "Joan Petrie"): "yes",
        ("2026-02-09", "Joan Petrie"): "yes",
        ("2026-02-09", "Ali Demir"): "excused",
        ("2026-02-09", "Wendy Cole"): "yes",
    }
    (account,) = [each for each in accounts(found.grids, found.log) if each.title == "Sign in"]
    parts = account.used, account.set_aside, account.no_records, account.not_read
    assert len(account.found) == sum(map(len, parts)) == 7
    assert account.reasons[5] == "nothing says that this person came"


def test_one_tab_for_each_meeting() -> None:
    tabs = [
        grid(
            title,
            ("Elm circle sign-in sheet",),
            (f"Date: {day}",),
            ("Name", "Email", "Signature"),
            ("Joan Petrie", "jp@x.org", "JP"),
            ("Ali Demir", "ad@x.org", "AD"),
            *below,
        )
        for title, day, below in (
            ("12 Jan", "12 January 2026", ()),
            ("9 Feb", "9 February 2026", ((), ("Apologies: Tom Hay",))),
        )
    ]
    found = accepted(*tabs)
    assert sorted({day for day, _ in found.present}) == ["2026-01-12", "2026-02-09"]
    assert found.log.members["member"].to_list() == ["Joan Petrie", "Ali Demir"]


def test_days_with_two_readings_are_asked_in_reports_and_above_grids() -> None:
    report = grid(
        "informe",
        ("2. Participantes",),
        ("Nombre", "Primera unión", "Última salida"),
        ("Marta Ruiz", "2/11/26, 4:00:10 PM", "2/11/26, 5:00:00 PM"),
        ("Lin Zhao", "2/11/26, 4:02:10 PM", "2/11/26, 5:00:00 PM"),
        ("Nombre", "Hora de unión", "Hora de salida"),
        ("Marta Ruiz", "2/11/26, 4:00:10 PM", "2/11/26, 5:00:00 PM"),
    )
    for sheet in (report, grid("Attendance", ("Name", "02/11/2026"), ("Marta Ruiz", "P"), ("Lin Zhao", "P"))):
        asked = accepted(sheet)
        assert asked.asked == ["date_order"]
        assert not len(asked.log.attendance)
        for answer, day in (("month first", "2026-02-11"), ("day first", "2026-11-02")):
            said = accepted(sheet, answers={"date_order": answer})
            assert said.present == {(day, "Marta Ruiz"): "yes", (day, "Lin Zhao"): "yes"}


def test_a_header_row_that_is_named_holds_for_grids_or_is_checked() -> None:
    sheet = grid(
        "Register",
        ("Name", "12 Jan 2025"),
        ("Register of 2026",),
        ("Name", "12 Jan 2026"),
        ("Ann Lee", "P"),
        ("Bob Ray", "A"),
    )
    named = accepted(sheet, answers={"header_row.attendance": "3"})
    assert named.present == {("2026-01-12", "Ann Lee"): "yes", ("2026-01-12", "Bob Ray"): "no"}
    lost = accepted(sheet, answers={"header_row.attendance": "2"})
    checks = lost.log.checks
    assert "header_row.attendance = 2" in set(checks.loc[checks["rule"] == "setting without effect", "found"])


def test_a_form_that_people_send_each_time_they_come() -> None:
    header = ("Timestamp", "Email Address", "First and last name", "Which session?")
    rows = (
        ("1/14/2026 17:02:11", "ana@x.org", "Ana Ruiz", "Session 1"),
        ("1/14/2026 17:03:40", "bo@x.org", "Bo Chen", "Session 1"),
        ("2/11/2026 17:01:08", "ana@x.org", "Ana Ruiz", "Session 2"),
        ("2/11/2026 17:06:00", "ana@x.org", "Ana Ruiz", "Session 2"),
    )
    found = accepted(grid("Check-in", header, *rows))
    assert found.present == {
        ("2026-01-14", "Ana Ruiz"): "yes",
        ("2026-01-14", "Bo Chen"): "yes",
        ("2026-02-11", "Ana Ruiz"): "yes",
    }
    once = accepted(grid("Sign up", header, *rows[:2]))
    assert once.log.attendance.empty
    assert [guess.tab for guess in once.proposal.guesses] == ["members"]


def test_a_company_is_no_signature_and_a_remark_says_who_did_not_come() -> None:
    title = ("Treffen am 15.01.2026",)
    people = (("Jo Groß", "Acme", "JG"), ("Al Bäcker", "Bolt", None), ("Eva Blanc", "Core", "EB"))
    signed = accepted(grid("Treffen", title, ("Name", "Firma", "Unterschrift"), *people))
    assert {member for _, member in signed.present} == {"Jo Groß", "Eva Blanc"}
    spanish = accepted(
        grid("Lista", ("Reunión 15/01/2026",), ("Nombre", "Firma"), *(row[::2] for row in people))
    )
    assert {member for _, member in spanish.present} == {"Jo Groß", "Eva Blanc"}
    remarks = (("Jo Groß", "Acme", "Leitung"), ("Eva Blanc", "Core", "entschuldigt"))
    told = accepted(grid("Treffen", title, ("Name", "Firma", "Funktion"), *remarks))
    assert told.present == {("2026-01-15", "Jo Groß"): "yes", ("2026-01-15", "Eva Blanc"): "excused"}


def test_a_report_in_a_tab_called_as_the_format_calls_it() -> None:
    found = accepted(
        grid(
            "Attendance",
            ("1. Summary",),
            ("Meeting title", "Circle call"),
            ("Start time", "1/14/26, 10:00:00 AM"),
            (),
            ("2. Participants",),
            ("Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Role"),
            ("Ann Lee", "1/14/26, 9:58:00 AM", "1/14/26, 11:00:00 AM", "1h 2m", "ann@x.org", "Organizer"),
            ("Bob Ray", "1/14/26, 10:00:00 AM", "1/14/26, 11:00:00 AM", "1h", "bob@x.org", "Presenter"),
            (),
            ("3. In-Meeting Activities",),
            ("Name", "Join Time", "Leave Time", "Duration", "Email", "Role"),
            ("Ann Lee", "1/14/26, 9:58:00 AM", "1/14/26, 11:00:00 AM", "1h 2m", "ann@x.org", "Organizer"),
        )
    )
    assert found.present == {("2026-01-14", "Ann Lee"): "yes", ("2026-01-14", "Bob Ray"): "yes"}
    assert found.asked == []
