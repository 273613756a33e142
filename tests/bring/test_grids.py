"""Grids of attendance, sign-in lists and meeting reports, with nothing beside them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest

from lib.bring.accounts import accounts
from lib.bring.edits import to_sheet
from lib.bring.shapes.marks import unsure
from lib.workbook.base import Grid, RowChange
from tests.bring.help import accepted, grid
from tests.examples import some

DAYS = (date(2026, 1, 8), date(2026, 2, 5))
LISTED_P = (("Ann Lee", "P", "A"), ("Bob Ray", "A", "P"), ("Cy Poe", "P", "P"))
LISTED = (("Ann Lee", "✓", "X"), ("Bob Ray", "X", "✓"))


def test_a_grid_alone_has_its_people_and_sessions() -> None:
    found = accepted(
        grid(
            "Anwesenheit",
            ("Schachclub Nord – Anwesenheit 2026",),
            (None, None, "Januar", None, "Februar"),
            ("Nr.", "Name", date(2026, 1, 8), date(2026, 1, 22), date(2026, 2, 5), "Summe"),
            (1, "Müller, Anna", "x", "x", "e", 2),
            (2, "Groß, Tim", "-", "x", "", 1),
            (None, "Gast: Paul", "", "x", "", 1),
            ("Summe", None, 1, 3, 0, 4),
            ("x = da, e = entschuldigt, - = nicht da",),
        )
    )
    log = found.log
    assert not log.missing_tabs
    assert log.members["member"].to_list() == ["Anna Müller", "Tim Groß"]
    assert found.present == {
        ("2026-01-08", "Anna Müller"): "yes",
        ("2026-01-22", "Anna Müller"): "yes",
        ("2026-02-05", "Anna Müller"): "excused",
        ("2026-01-08", "Tim Groß"): "no",
        ("2026-01-22", "Tim Groß"): "yes",
        ("2026-01-22", "Paul"): "yes",
    }
    (account,) = [each for each in accounts(found.grids, log) if each.title == "Anwesenheit"]
    assert (len(account.found), len(account.used), len(account.no_records)) == (5, 3, 2)


def test_people_across_and_days_down_with_first_and_last_names_elsewhere() -> None:
    across = accepted(
        grid(
            "Attendance",
            ("Date", "Ann Lee", "Bob Ray", "Guest", "No. present"),
            (DAYS[0], "✅", "❌", "", 1),
            (DAYS[1], "no meeting", "", "", 0),
            (date(2026, 3, 5), "🤒", "✅", "✅", 2),
            ("Total", 1, 1, 1, 3),
        )
    )
    assert across.present == {
        ("2026-01-08", "Ann Lee"): "yes",
        ("2026-01-08", "Bob Ray"): "no",
        ("2026-03-05", "Bob Ray"): "yes",
    } | {("2026-03-05", "Guest"): "yes"}
    assert across.log.sessions["status"].astype(object).to_list()[1] == "cancelled"
    assert across.log.checks.loc[across.log.checks["found"] == "🤒", "cell"].to_list() == ["B4"]
    down = accepted(
        grid("Register", ("Nom", "Prénom", *DAYS), ("Dupont", "Léa", "P", "A"), ("Roy", "Zoé", "P", "P"))
    )
    assert sorted(down.log.members["member"]) == ["Léa Dupont", "Zoé Roy"]


@pytest.mark.parametrize(
    ("title", "above", "headers", "expected"),
    some(
        [
            ("Register 2025", "", ("12 Mar", "9 Apr"), ["2025-03-12", "2025-04-09"]),
            (
                "Register",
                "Season 2025/26",
                ("4 Nov", "9 Dec", "13 Jan"),
                ["2025-11-04", "2025-12-09", "2026-01-13"],
            ),
            ("Register", "2026", ("08.01.", "5.2."), ["2026-01-08", "2026-02-05"]),
            ("Register", "2026", ("1er févr.", "12. März"), ["2026-02-01", "2026-03-12"]),
        ],
        2,
    ),
)
def test_days_without_a_year(title: str, above: str, headers: tuple[str, ...], expected: list[str]) -> None:
    marks = ("x",) * len(headers)
    found = accepted(grid(title, (above,), ("Name", *headers), ("Ann Lee", *marks), ("Bob Ray", *marks)))
    assert found.log.sessions["planned"].dt.strftime("%Y-%m-%d").to_list() == expected
    assert not found.asked


def test_a_year_that_nothing_says_is_asked_once() -> None:
    sheet = grid("Register", ("Name", "12 Mar", "9 Apr"), ("Ann Lee", "x", "x"), ("Bob Ray", "x", ""))
    open_ = accepted(sheet)
    assert open_.asked == ["year.attendance"]
    assert not len(open_.log.attendance)
    said = accepted(sheet, answers={"year.attendance": "2024"})
    assert said.log.sessions["planned"].dt.year.to_list() == [2024, 2024]
    assert len(said.log.attendance) == 3


def test_days_under_a_row_of_months() -> None:
    sheet = grid(
        "Q1 2026",
        (None, "January", None, "February"),
        ("Member", "5", "19", "2"),
        ("Ann Lee", "P", "A", "P"),
        ("Bob Ray", "P", "P", "E"),
    )
    found = accepted(sheet)
    assert found.log.sessions["planned"].dt.strftime("%m-%d").to_list() == ["01-05", "01-19", "02-02"]


def test_a_mark_with_two_meanings_is_read_as_the_legend_says() -> None:
    legend = accepted(grid("Register", ("Name", *DAYS), *LISTED, ("✓ = here, X = absent",)))
    assert list(legend.present.values()) == ["yes", "no", "no", "yes"]
    german = accepted(
        grid("Anwesenheit", ("Name", *DAYS), ("Anna Alt", "A", "F"), ("A = anwesend, F = fehlt",)),
        grid(
            "Register",
            ("Name", date(2026, 3, 5), *DAYS),
            ("Cem Can", "AE", "A", "P"),
            ("AE = absence excusée",),
        ),
    ).present
    assert german["2026-01-08", "Anna Alt"] == "yes"
    assert german["2026-02-05", "Anna Alt"] == "no"
    assert german["2026-03-05", "Cem Can"] == "excused"
    assert german["2026-01-08", "Cem Can"] == "no"


def test_without_a_legend_it_is_asked_once_and_never_read_as_its_opposite() -> None:
    sheet = grid("Register", ("Name", *DAYS), *LISTED)
    open_ = accepted(sheet)
    assert open_.asked == ["word.attendance.present.X"]
    assert open_.present == {("2026-01-08", "Ann Lee"): "yes", ("2026-02-05", "Bob Ray"): "yes"}
    for answer in ("no", "excused"):
        said = accepted(sheet, answers={"word.attendance.present.X": answer})
        assert sorted(said.present.values()) == sorted([answer, answer, "yes", "yes"])


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({"x", "-", "e"}, set()),
        ({"x", "✓"}, {"x"}),
        ({"p", "a", "e", "l"}, set()),
        ({"a", "e", "f"}, {"a"}),
        ({"a"}, {"a"}),
        ({"x", "a"}, set()),
        ({"x", "o"}, {"x", "o"}),
        ({"o", "n"}, set()),
        ({"a", "f", "j"}, {"a", "j"}),
        ({"j", "n", "e"}, {"j"}),
        ({"/"}, {"/"}),
    ],
)
def test_which_marks_are_not_sure(marks: set[str], expected: set[str]) -> None:
    assert unsure(marks) in (expected, expected - {"j"} if "n" in marks else expected)


def test_a_sign_in_list_by_day() -> None:
    found = accepted(
        grid(
            "Sign-in",
            ("Tuesday circle",),
            ("Date", "Name", "Arrived"),
            (DAYS[0], "Lea Fox", "yes"),
            (None, "Max Orb", "no"),
            (DAYS[1], "Lea Fox", "late"),
            (None, "Max Orb", "yes"),
        )
    )
    assert list(found.present.values()) == ["yes", "no", "yes", "yes"]
    rows = (DAYS[0], "Lea Fox", "09:02", "10:00"), (DAYS[0], "Max Orb", "", "")
    times = accepted(grid("Check-ins", ("Date", "Name", "In", "Out"), *rows))
    assert times.present == {("2026-01-08", "Lea Fox"): "yes"}


def test_a_report_of_a_meeting_program_names_who_joined() -> None:
    start = datetime(2026, 1, 14, 9, 1)
    found = accepted(
        grid(
            "Teams report",
            ("1. Summary",),
            ("Meeting title", "Circle Oak"),
            (),
            ("2. Participants",),
            ("Name", "First Join", "Last Leave", "Guest"),
            ("Ada Kent", start, start, "No"),
            ("Ben Lund", start, start, "Yes"),
            ("Otter.ai", start, start, "Yes"),
            ("Ada Kent", datetime(2026, 1, 14, 9, 40), start, "No"),
        )
    )
    assert found.present == {("2026-01-14", "Ada Kent"): "yes", ("2026-01-14", "Ben Lund"): "yes"}


def test_attendance_row_by_row_in_a_tab_called_session_log() -> None:
    rows = [("Oak", 1, DAYS[0], "Ann Lee", "Present"), (None, None, None, "Bob Ray", "Absent")]
    merged = tuple((2, column, 3, column) for column in range(3))
    headers = ("Circle", "Session", "Date", "Person", "Status")
    found = accepted(grid("Session log", headers, *rows, merged=merged))
    assert found.present == {("2026-01-08", "Ann Lee"): "yes", ("2026-01-08", "Bob Ray"): "no"}
    assert set(found.log.sessions["circle"]) == {"Oak"}


@pytest.mark.parametrize(
    ("legend", "asked", "dash"),
    some(
        [
            ("x = da, a = abwesend", False, None),
            ("x = da, a = abwesend, - = nicht erfasst", False, None),
            ("x = da, a = abwesend, - = entschuldigt", False, "excused"),
            ("x = da, a = abwesend, - = Zeppelin", True, None),
        ],
        2,
    ),
)
def test_a_dash_is_not_recorded_unless_the_legend_says_more(
    legend: str, asked: bool, dash: str | None
) -> None:
    rows = (("Name", *DAYS), ("Ann Lee", "x", "a"), ("Bob Ray", "-", "x"), (legend,))
    found = accepted(grid("Anwesenheit", *rows))
    assert found.present.get(("2026-01-08", "Bob Ray")) == dash
    assert bool([name for name in found.asked if name.endswith("-")]) is asked
    if not asked and dash is None:
        note = found.log.checks[found.log.checks["rule"] == "says nothing"]
        assert note["found"].to_list() == ["-"]
    told = accepted(grid("Anwesenheit", *rows), answers={"word.attendance.present.-": "no"})
    assert told.present["2026-01-08", "Bob Ray"] == "no"


@pytest.mark.parametrize(
    ("tab", "headers", "expected"),
    some(
        [
            ("Attendance 2026", ("05/01", "19/01"), ["2026-01-05", "2026-01-19"]),
            ("Attendance 2026", ("1/5", "1/19"), ["2026-01-05", "2026-01-19"]),
            ("Janeiro 2026 Presenças", ("05/01", "12/01"), ["2026-01-05", "2026-01-12"]),
        ],
        2,
    ),
)
def test_short_days_are_read_in_the_order_that_one_of_them_or_the_title_shows(
    tab: str, headers: tuple[str, ...], expected: list[str]
) -> None:
    found = accepted(grid(tab, ("Attendance",), ("Name", *headers), *LISTED_P))
    assert found.log.sessions["planned"].dt.strftime("%Y-%m-%d").to_list() == expected
    assert found.asked == []


def test_short_days_in_either_order_are_asked_about_once_and_not_guessed() -> None:
    rows = (("Name", "05/01", "12/01", "09/02"), *((*row, "P") for row in LISTED_P))
    found = accepted(grid("Attendance 2026", *rows))
    assert found.asked == ["date_order"]
    assert found.present == {}
    told = accepted(grid("Attendance 2026", *rows), answers={"date_order": "day first"})
    assert told.present["2026-01-05", "Ann Lee"] == "yes"


def test_a_code_of_the_sheets_own_is_asked_about_unless_its_legend_says_what_it_means() -> None:
    rows = (("Nome", *DAYS), ("Ana Lima", "FJ", "P"), ("Rui Dias", "F", "FJ"), ("Eva Melo", "P", "P"))
    found = accepted(grid("Presenças", *rows))
    assert found.asked == ["word.attendance.present.FJ"]
    assert ("2026-01-08", "Ana Lima") not in {place for place, word in found.present.items() if word == "no"}
    told = accepted(grid("Presenças", *rows), answers={"word.attendance.present.FJ": "excused"})
    legend = accepted(grid("Presenças", *rows, ("P - Presente   F - Falta   FJ - Falta justificada",)))
    assert told.present == legend.present
    assert list(told.present.values()).count("excused") == 2


def test_a_quarter_with_few_meetings_is_read_like_its_siblings() -> None:
    def quarter(title: str, days: tuple[date, ...], *rows: tuple[object, ...]) -> Grid:
        legend = ((), ("Key:",), ("P", "Present"), ("A", "Absent"), ("Ap", "Apologies received"))
        total = ("Total present", *(sum(row[at + 1] == "P" for row in rows) for at in range(len(days))))
        return grid(title, ("Book circle 2025",), ("Member", *days, "%"), *rows, total, *legend)

    found = accepted(
        quarter(
            "Q1",
            (date(2025, 1, 14), date(2025, 2, 11), date(2025, 3, 11)),
            ("Abel, Ruth", "P", "P", "A", 0.67),
            ("Brandt, Kai", "P", "Ap", "P", 0.67),
        ),
        quarter("Q2", (date(2025, 6, 8),), ("Abel, Ruth", "Ap", 0), ("Brandt, Kai", "P", 1)),
    )
    assert found.present["2025-02-11", "Kai Brandt"] == "excused"
    assert found.present["2025-06-08", "Ruth Abel"] == "excused"
    assert len(found.present) == 8
    assert not [word for word in found.asked if word.startswith("word.")]


@pytest.mark.parametrize(("tab", "title"), [("Enero", "ASISTENCIA 2026"), ("1", "Asistencia enero 2026")])
def test_numbers_below_a_month_are_its_days(tab: str, title: str) -> None:
    rows = (("Marta Ruiz", "✓", "✓", 2), ("Tomás Vidal", "✓", "✗", 1), ("Elena Soto", "✗", "✓", 1))
    found = accepted(grid(tab, (title,), ("Nombre", 8, 22, "Total"), *rows))
    assert sorted({day for day, _ in found.present}) == ["2026-01-08", "2026-01-22"]
    assert len(found.present) == 6
    counted = accepted(grid(tab, (title,), ("Nombre", 1, 2, "Total"), *rows))
    assert counted.log.attendance.empty  # the first and second session, or the first two days


def test_tabs_are_of_the_circles_that_the_actions_name() -> None:
    def kring(title: str, first: int, *names: str) -> Grid:
        days = (date(2026, 1, first), date(2026, 1, first + 14), date(2026, 2, first))
        legend = ("Legenda:", "x = aanwezig", "a = afwezig", "m = met afmelding")
        return grid(title, legend, (), ("Naam", *days), *((name, "x", "a", "m") for name in names))

    found = accepted(
        kring("Kring Noord", 8, "Bas Vos", "Coen Smit"),
        kring("Kring Zuid", 9, "Eva Kok", "Floor Bos"),
        grid(
            "Actiepunten",
            ("Nr", "Kring", "Wat", "Wie", "Wanneer", "Gereed"),
            (1, "Noord", "Zaal", "Bas Vos", "15-01-2026", "ja"),
            (2, "Zuid", "Koffie", "Eva Kok", "16-01-2026", "nee"),
        ),
    )
    assert sorted(found.log.circles["circle"]) == ["Noord", "Zuid"]
    assert found.log.sessions["circle"].value_counts().to_dict() == {"Noord": 3, "Zuid": 3}
    assert found.present["2026-02-08", "Bas Vos"] == "excused"
    assert found.asked == []


def test_a_list_as_of_a_day_is_no_sign_in_sheet_of_it() -> None:
    rows = (("Dora Hale", "dora@x.org", "Acme"), ("Sam Iqbal", "sam@x.org", "Boon"))
    for title, tab in (("As of 30 June 2026", "members"), ("Meeting of 30 June 2026", "attendance")):
        (guess,) = accepted(grid("Sheet1", (title,), ("Name", "Email", "Company"), *rows)).proposal.guesses
        assert guess.tab == tab


def test_a_mark_with_a_reason_is_no_legend_for_the_same_mark_alone() -> None:
    found = accepted(
        grid(
            "Roll 2026",
            ("Name", date(2026, 1, 7), date(2026, 1, 21), date(2026, 2, 4)),
            ("Ola Berg", "Y", "Y (late)", "N - holiday"),
            ("Per Dahl", "Y", "N", "Y"),
            ("Siri Moe", "N - sick", "Y (online)", "N"),
        )
    )
    assert found.present["2026-01-21", "Per Dahl"] == found.present["2026-02-04", "Siri Moe"] == "no"
    assert found.present["2026-02-04", "Ola Berg"] == found.present["2026-01-07", "Siri Moe"] == "excused"
    assert found.present["2026-01-21", "Ola Berg"] == "yes"
    assert len(found.present) == 9


def test_a_table_above_another_one_that_nothing_can_be_made_of_is_named() -> None:
    found = accepted(
        grid(
            "Hoja1",
            ("Grupo Norte",),
            ("Sala", "Plazas", "Precio"),
            ("Azul", 12, 100),
            ("Roja", 20, 150),
            ("Verde", 8, 80),
            (),
            ("Acción", "Responsable", "Fecha límite", "Estado"),
            ("Enviar acta", "Ana Gil", date(2026, 2, 1), "Hecho"),
        )
    )
    (account,) = accounts(found.grids, found.log)
    assert sorted(account.not_read) == [2, 3, 4, 5]
    assert account.used == {8}
    assert account.reasons[3].startswith("a table above")
    assert found.asked == ["tab.absent"]
    assert not found.proposal.answers


def test_blank_marks_are_what_the_legend_says_on_days_with_a_mark() -> None:
    found = accepted(
        grid(
            "Register",
            ("Name", date(2026, 1, 5), date(2026, 2, 2), date(2026, 12, 7)),
            ("Ann Lee", 1, None, None),
            ("Bob Ray", 1, 1, None),
            ("Cy Poe", None, 1, None),
            ("1 = present, blank = absent",),
        )
    )
    assert Counter(found.present.values()) == {"yes": 4, "no": 2}
    assert found.present["2026-02-02", "Ann Lee"] == "no"
    assert "blank marks" in set(found.log.checks["rule"])
    edit = RowChange("w", "attendance", 3, {}, {"present": "no"}, {"present": "yes"})
    rows = found.log.attendance
    edit = replace(edit, row=int(rows.loc[rows["member"] == "Ann Lee", "_row"].iloc[1]))
    (change,) = to_sheet([edit], found.grids).edits
    assert (change.row, change.before, list(change.after.values())) == (2, {"2026-02-02": None}, [1])


def test_a_sheet_with_a_column_for_every_day_has_sessions_where_somebody_has_a_mark() -> None:
    marks: list[object] = [None] * 31
    marks[6], marks[20] = "P", "A"
    found = accepted(
        grid(
            "January",
            ("Month: January 2026",),
            ("Name", *range(1, 32)),
            ("Ann Lee", *marks),
            ("Bob Ray", *marks[:20], "P"),
            ("Cy Poe", *marks[:20], "P"),
        )
    )
    assert found.log.sessions["planned"].dt.day.to_list() == [7, 21]


def test_a_circle_written_once_above_its_people_is_theirs() -> None:
    days = (date(2026, 1, 13), date(2026, 1, 27), date(2026, 2, 10))
    rows = (
        ("Circle", "Name", *days),
        ("East", "Ada King", 1, 1, 0),
        (None, "Ben Moss", 1, 0, 1),
        ("East Total", None, 2, 1, 1),
        ("West", "Cleo Ford", 1, 1, 0),
        (None, "Dag Holm", 0, 1, 1),
    )
    for found in (accepted(grid("Pivot", *rows)), accepted(grid("Pivot", *rows, merged=((2, 0, 3, 0),)))):
        assert found.log.members.set_index("member")["circle"].to_dict() == {
            "Ada King": "East",
            "Ben Moss": "East",
            "Cleo Ford": "West",
            "Dag Holm": "West",
        }
        assert len(found.log.attendance) == 12


def test_offices_behind_names_and_questions_below_them() -> None:
    found = accepted(
        grid(
            "Vestry",
            ("Member", date(2026, 1, 20), date(2026, 2, 17), date(2026, 3, 17)),
            ("Margaret Dunn, Sr. Warden", "P", "P", "A"),
            ("Ortega, Luis", "P", "A", "P"),
            ("Kofi Mensah, Treasurer", "A", "P", "P"),
            ("Quorum (3) met?", "Y", "Y", "N"),
            ("Snow closure?", "N", "Y", "N"),
        )
    )
    assert found.log.members["member"].to_list() == ["Margaret Dunn", "Luis Ortega", "Kofi Mensah"]


@pytest.mark.parametrize(
    "months",
    [
        ("Sep", "Oct", "Nov", "Jan"),
        ("Sep-25", "Oct-25", "Nov-25", "Jan-26"),
        ("September 2025", "October 2025", "November 2025", "January 2026"),
        (date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2026, 1, 1)),
    ],
)
def test_a_column_for_each_month_is_one_session_a_month_and_says_so(months: tuple[object, ...]) -> None:
    rows = (("Ann Lee", "P", "P", "A", "P"), ("Bob Ray", "A", "P", "P", "P"))
    found = accepted(grid("Club", ("Year 2025/26",), ("Name", *months), *rows))
    assert found.log.sessions["planned"].dt.strftime("%Y-%m-%d").to_list() == [
        "2025-09-01",
        "2025-10-01",
        "2025-11-01",
        "2026-01-01",
    ]
    assert Counter(found.present.values()) == {"yes": 6, "no": 2}
    assert "month without a day" in set(found.log.checks["rule"])


def test_ticks_under_months_are_attendance_only_where_the_sheet_is_called_so() -> None:
    rows = (("Name", "Jan", "Feb", "Mar"), ("Ann Lee", "x", "x", None), ("Bob Ray", None, "x", "x"))
    assert accepted(grid("Dues 2026", *rows)).log.attendance.empty
    assert len(accepted(grid("Attendance 2026", *rows)).log.attendance) == 4
    days = (("Name", "Jan-26", "Feb-9", "Mar-9"), ("Ann Lee", "x", "x", None), ("Bob Ray", None, "x", "x"))
    found = accepted(grid("Attendance 2026", *days))
    assert found.log.sessions["planned"].dt.day.to_list() == [26, 9, 9]


def test_marks_without_days_and_counts_are_named() -> None:
    roster = grid(
        "Roster", ("Member", "Joined", "Q1 2026", "Q2 2026"), ("Irene Walsh", "2021-05-01", "✓", "✗")
    )
    found = accepted(roster)
    assert "marks without a day" in set(found.log.checks["rule"])
    summary = grid(
        "Councillors",
        ("Councillor", "Meetings expected to attend", "Meetings attended", "% attended"),
        ("Ann Brown", 12, 11, "92%"),
        ("Bo Hale", 8, 8, "100%"),
    )
    (account,) = accounts(accepted(summary).grids, accepted(summary).log)
    assert all(reason.startswith("it counts how often") for reason in account.reasons.values())


@pytest.mark.parametrize(
    ("name", "after", "why"),
    [
        (
            "member",
            "Dee Fox",
            "Attendance, A2: “Ann Lee” belongs to 2 records: change this cell in the sheet",
        ),
        ("prework", "yes", "Attendance: it has no column prework: add one with this header first"),
    ],
)
def test_what_one_mark_of_a_grid_cannot_change_is_refused_with_why(name: str, after: str, why: str) -> None:
    found = accepted(grid("Attendance", ("Name", *DAYS), *LISTED_P))
    record = found.log.attendance.iloc[0]
    key = {"session": record["session"], "member": record["member"]}
    tab = next(each.tab for each in found.grids if any(column[0] == "present" for column in each.columns))
    edit = RowChange("w", tab, int(record["_row"]), key, {name: key.get(name)}, {name: after})
    made = to_sheet([edit], found.grids)
    assert (made.edits, made.refused) == ([], [why])
