"""Whole sheets as programs, boards and clubs keep them: what is read, what is asked, and that no row is lost."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from lib.bring.accounts import accounts
from lib.bring.edits import to_sheet
from lib.workbook.base import RowAddition, RowChange
from tests.bring.help import Accepted, accepted, grid

MEETINGS = grid(
    "Meetings",
    ("Date", "Attendees", "Absent with apologies", "Key decisions"),
    ("2026-01-12", "Ola Price, Per Quade, Ruth Stone", "", "Start small"),
    ("2026-02-09", "Ola Price, Ruth Stone", "Per Quade", ""),
)


def marks(found: Accepted) -> dict[str, int]:
    return dict(Counter(found.log.attendance["present"].astype(str)))


def status(found: Accepted) -> list[str | None]:
    return [None if word != word else str(word) for word in found.log.actions["status"]]


def every_row_is_told(found: Accepted) -> bool:
    return all(
        len(each.found) == len(each.used) + len(each.set_aside) + len(each.no_records) + len(each.not_read)
        for each in accounts(found.grids, found.log)
    )


def month(title: str, first: object, *rows: tuple[object, ...]) -> object:
    return grid(
        title,
        ("NORTHSIDE CIRCLE",),
        ("Facilitator:", "Ann Oko"),
        (),
        ("No.", "Member", first, None, "Total"),
        (None, None, 8, 22, None),
        *((at, *row, 1) for at, row in enumerate(rows, start=1)),
        (None, "Present", 2, 2),
        (),
        (None, "P = Present   A = Absent   E = Excused"),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [("January 2025", "February 2025"), (date(2025, 1, 1), date(2025, 2, 1)), ("Jan-25", "Feb-25")],
)
def test_a_tab_for_each_month_with_the_month_above_the_days(first: object, second: object) -> None:
    found = accepted(
        month("Winter 1", first, ("Ann Oko", "P", "P"), ("Ben Cas", "P", "E"), ("Dov Per", "A", "P")),
        month("Winter 2", second, ("Ann Oko", "P", "A"), ("Ben Cas", "P", "P"), ("Dov Per", "P", "P")),
    )
    assert marks(found) == {"yes": 9, "no": 2, "excused": 1}
    assert found.log.sessions["planned"].dt.strftime("%Y-%m-%d").to_list() == [
        "2025-01-08",
        "2025-01-22",
        "2025-02-08",
        "2025-02-22",
    ]
    assert every_row_is_told(found)


def two_columns_a_session(first: str, second: str) -> Accepted:
    return accepted(
        grid(
            "Cohort 3",
            ("Mentoring cohort 3",),
            ("First name", "Last name", "Session 1 (4 Feb 2026)", None, "Session 2 (4 Mar 2026)", None),
            (None, None, first, second, first, second),
            ("Kay", "Lind", "Yes", "No", "No", "Yes"),
            ("Leo", "Marsh", "Yes", "No", "Yes", "No"),
            ("Mina", "Noor", "No", "Yes", "Yes", "Yes"),
        )
    )


def test_of_two_columns_a_session_only_the_one_of_who_came_is_attendance() -> None:
    found = two_columns_a_session("Attended", "Prep done")
    assert found.present[("2026-02-04", "Mina Noor")] == "no"
    assert marks(found) == {"yes": 4, "no": 2}
    assert every_row_is_told(found)
    swapped = two_columns_a_session("Prep done", "Attended")
    assert swapped.present[("2026-02-04", "Kay Lind")] == "no"
    assert marks(swapped) == {"yes": 3, "no": 3}
    neither = two_columns_a_session("Prep done", "Paid")
    assert neither.log.attendance.empty


def test_answers_of_another_kind_beside_the_marks_are_no_legend() -> None:
    found = accepted(
        grid(
            "Attendance",
            ("Name", date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2), "Pays", "Member"),
            ("Ann Lee", "Yes", "No", "Yes", "No", "Yes"),
            ("Bob Ray", "No", "Yes", "Yes", "No", "Yes"),
        )
    )
    assert marks(found) == {"yes": 4, "no": 2}


def test_initials_of_the_members_tab_and_a_light_that_is_asked_about() -> None:
    sheets = (
        grid(
            "Action log",
            ("Ref", "Action", "Action owner(s)", "Target date", "RAG", "Date completed"),
            ("A1", "Issue the pack", "AB", "2026-01-28", "B", "2026-01-27"),
            ("A2", "Set up the drive", "AB / CD", "2026-02-14", "R", None),
            ("A3", "Ask alumni", "CD", "2026-03-01", "Y", None),
            ("A4", "Plan the summer", "CD", "2026-07-31", "G", None),
        ),
        grid("Meetings", ("Date", "In attendance", "Apologies"), ("2026-01-14", "AB", "CD")),
        grid("Team", ("Initials", "Name"), ("AB", "Alina Brandt"), ("CD", "Cyrus Dane")),
    )
    found = accepted(*sheets)
    assert found.log.actions["owner"].to_list() == [
        "Alina Brandt",
        "Alina Brandt",
        "Cyrus Dane",
        "Cyrus Dane",
    ]
    assert marks(found) == {"yes": 1, "excused": 1}
    assert status(found) == [None] * 4
    lights = {f"word.actions.status.{light}" for light in ("B", "colors")}
    assert set(found.asked) == lights
    assert all(not question.answer for question in found.proposal.asked)
    words = {"B": "done", "R": "blocked", "Y": "doing", "G": "doing"}
    answers = {f"word.actions.status.{light}": word for light, word in words.items()}
    said = accepted(*sheets, answers=answers)
    assert status(said) == ["done", "blocked", "doing", "doing"]
    assert {question.answer for question in said.proposal.asked} == set(words.values())


def test_a_board_exported_as_csv() -> None:
    asana = grid(
        "Circle_Ash",
        (
            "Task ID",
            "Created At",
            "Completed At",
            "Name",
            "Section/Column",
            "Assignee",
            "Start Date",
            "Due Date",
        ),
        (
            "120599384756001",
            "2026-01-12",
            "2026-01-28",
            "Write the welcome mail",
            "Done",
            "Ola Price",
            None,
            "2026-01-30",
        ),
        (
            "120599384756002",
            "2026-01-12",
            None,
            "Find two mentors",
            "Doing",
            "Per Quade",
            None,
            "2026-02-15",
        ),
    )
    found = accepted(asana, MEETINGS)
    assert [question.column for question in found.proposal.questions] == ["status"]
    assert found.log.actions["what"].to_list() == ["Write the welcome mail", "Find two mentors"]
    assert found.log.actions[["created", "closed", "due"]].notna().sum().to_list() == [2, 1, 2]
    assert marks(found) == {"yes": 5, "excused": 1}
    assert found.log.sessions["decision"].to_list()[0] == "Start small"


def test_a_ticket_given_up_is_not_done() -> None:
    jira = grid(
        "jira",
        (
            "Summary",
            "Issue key",
            "Issue id",
            "Status",
            "Assignee",
            "Created",
            "Resolved",
            "Due date",
            "Resolution",
        ),
        (
            "Write the mail",
            "ASH-1",
            10001,
            "Done",
            "Ola Price",
            "12/Jan/26 9:05 AM",
            "28/Jan/26 4:00 PM",
            "30/Jan/26 12:00 AM",
            "Done",
        ),
        (
            "Buy mugs",
            "ASH-2",
            10002,
            "Done",
            "Per Quade",
            "09/Feb/26 5:12 PM",
            "02/Mar/26 8:00 AM",
            "31/Mar/26 12:00 AM",
            "Won't Do",
        ),
    )
    found = accepted(jira, MEETINGS)
    assert status(found) == ["done", "cancelled"]
    assert found.log.actions["closed"].dt.strftime("%Y-%m-%d").to_list() == ["2026-01-28", "2026-03-02"]
    assert "given up" in set(found.log.checks["rule"])


def test_the_answers_of_a_form_about_who_came() -> None:
    no = "No, I could not make it"
    rows = [
        ("2/4/2026 9:12:44", "wes@example.org", "Wes Abbot", "Oak", "2/13/2026", "Yes", "Ask first"),
        ("2/4/2026 9:13:44", "xia@example.org", "Xia Bell", "Oak", "2/13/2026", no, ""),
        ("2/6/2026 9:12:44", "zoe@example.org", "Zoe Dray", "Elm", "2/15/2026", "Yes", "Plan"),
        ("2/6/2026 9:14:44", "abe@example.org", "Abe Earl", "Elm", "2/15/2026", no, ""),
    ]
    headers = (
        "Timestamp",
        "Email Address",
        "Your name",
        "Which circle are you in?",
        "Date of the session",
        "Did you attend?",
        "One thing you take away",
    )
    found = accepted(grid("Form Responses 1", headers, *rows))
    assert marks(found) == {"yes": 2}  # nobody who did not come is counted as present
    assert found.asked == [f"word.attendance.present.{no}"]
    said = accepted(grid("Form Responses 1", headers, *rows), answers={f"word.attendance.present.{no}": "no"})
    assert marks(said) == {"yes": 2, "no": 2}
    assert set(said.log.circles["circle"]) == {"Oak", "Elm"}
    actions = grid(
        "Commitments",
        ("Commitment", "Who", "By when", "Kept?"),
        ("Talk to my boss", "Wes Abbot", "2/20/2026", "Yes"),
        ("Write a blog post", "Zoe Dray", "3/25/2026", "No"),
    )
    more = accepted(grid("Form Responses 1", headers, *rows), actions)
    assert more.log.actions["circle"].to_list() == ["Oak", "Elm"]
    assert set(more.log.circles["circle"]) == {"Oak", "Elm"}
    assert status(more) == ["done", "open"]


def test_pictures_in_headers_and_the_one_circle_that_the_attendance_names() -> None:
    found = accepted(
        grid(
            "Tracker",
            ("👥 Peer circle tracker",),
            ("Name", "cohort", "14-Jan-2026", "28-Jan-2026", "11-Feb-2026"),
            ("Ada Birk", "Ash", "✅", "❌", "✅"),
            ("Bo Carn", "Ash", "✅", "✅", "✅"),
        ),
        grid(
            "Next steps",
            ("Next step", "Owner 👤", "Due 📅", "Status 🚦"),
            ("Share slides", "Ada Birk", date(2026, 1, 20), "✅ Done"),
            ("Ask the CFO", "Bo Carn", date(2026, 2, 10), "🟡 In progress"),
        ),
    )
    assert found.log.circles["circle"].to_list() == ["Ash"]
    assert found.log.actions["circle"].to_list() == ["Ash", "Ash"]
    assert found.log.actions["owner"].to_list() == ["Ada Birk", "Bo Carn"]
    assert status(found) == ["done", "doing"]
    assert marks(found) == {"yes": 5, "no": 1}


def test_an_item_list_and_links_below_minutes() -> None:
    found = accepted(
        grid(
            "Committee",
            ("Item", "Who", "By when", "Done"),
            ("Renew the room booking", "Ida Hal", date(2026, 2, 1), "Y"),
            ("Print the name badges", "Jon Iba", date(2026, 2, 15), "N"),
        ),
        grid(
            "Meeting list",
            ("Day and date", "Present", "Did not attend", "Record of minutes"),
            ("Tue 9 Sep 2025", "Ida Hal, Jon Iba", "", "https://example.org/m/1"),
            ("Tue 14 Oct 2025", "Ida Hal", "Jon Iba", "https://example.org/m/2"),
        ),
    )
    assert found.log.actions["what"].to_list() == ["Renew the room booking", "Print the name badges"]
    assert status(found) == ["done", "open"]
    assert marks(found) == {"yes": 3, "no": 1}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Avancement",
            {"Fait": "done", "Non démarré": "open", "Abandonné": "cancelled", "En cours": "doing"},
        ),
        (
            "Situação",
            {"Atrasada": "open", "Não iniciada": "open", "Concluída": "done", "Suspensa": "blocked"},
        ),
        ("Estado", {"Sin iniciar": "open", "Cumplida": "done", "En marcha": "doing", "Aplazada": "blocked"}),
        (
            "Stand",
            {"nicht begonnen": "open", "in Umsetzung": "doing", "gelöst": "done", "angehalten": "blocked"},
        ),
        (
            "Status",
            {
                "niet begonnen": "open",
                "in uitvoering": "doing",
                "afgesloten": "done",
                "uitgesteld": "blocked",
            },
        ),
        (
            "Status",
            {"Signed off": "done", "At risk": "open", "Won't fix": "cancelled", "Progressing": "doing"},
        ),
    ],
)
def test_states_in_six_languages(header: str, words: dict[str, str]) -> None:
    rows = [(f"Task {at}", "Ann Lee", date(2026, 3, 1), word) for at, word in enumerate(words)]
    found = accepted(grid("Actions", ("What", "Owner", "Due", header), *rows))
    assert status(found) == list(words.values())


def test_a_legend_that_also_explains_blank_cells_decides_its_marks() -> None:
    found = accepted(
        grid(
            "Teilnahme",
            ("Datum", "Thema", "Frauke Adam", "Gero Busch", "Ingo Dietz"),
            ("14.01.2026", "Start", "x", "x", "e"),
            ("11.02.2026", "Ziele", "x", "e", "x"),
            ("14.10.2026", "Ausblick", None, None, None),
            (None, None, "x = anwesend, e = entschuldigt, leer = fehlt"),
        )
    )
    assert found.asked == []
    assert marks(found) == {"yes": 4, "excused": 2}
    why = {row: why for each in accounts(found.grids, found.log) for row, why in each.reasons.items()}
    assert why[4] == "nothing is marked in this row; its day is read as a session"
    assert len(found.log.sessions) == 3


def test_when_a_member_left_the_group_is_read() -> None:
    found = accepted(
        grid(
            "Members",
            ("Name", "Group", "Joined group", "Left group"),
            ("Ann Lee", "Atlas", "2025-09-01", None),
            ("Bo Ray", "Atlas", "2025-09-01", "2026-03-01"),
        ),
        MEETINGS,
    )
    assert found.log.members["left"].notna().to_list() == [False, True]
    assert found.proposal.questions == ()


REGISTER = grid(
    "Register",
    ("Harbor club 2026",),
    ("Name", "Role", date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)),
    ("Ann Lee", "chair", "x", "-", "x"),
    ("Bob Ray", None, "x", "x", "n"),
    ("Guests",),
    ("Zed Young", None, None, "x", None),
)


def edited(found: Accepted, edit: RowChange | RowAddition) -> RowChange:
    made = to_sheet([edit], found.grids)
    assert made.refused == []
    (change,) = made.edits
    assert isinstance(change, RowChange)
    return change


def test_a_dash_in_a_grid_is_written_over_in_its_own_cell() -> None:
    found = accepted(REGISTER)
    assert ("2026-02-02", "Ann Lee") not in found.present
    session = "Our circle 2026-02-02"
    values = {"session": session, "member": "Ann Lee", "present": "no"}
    change = edited(found, RowAddition("w", "attendance", values, "op", ("session", "member"), "present"))
    assert (change.tab, change.row, change.header_row) == ("Register", 3, 2)
    assert change.key == {"Name": "Ann Lee"}
    assert change.before == {"2026-02-02": "-"}
    assert change.after == {"2026-02-02": "n"}  # as the sheet itself writes it


def test_a_guests_mark_is_written_in_the_guests_own_row() -> None:
    found = accepted(REGISTER)
    assert "Zed Young" not in set(found.log.members["member"])
    log = next(each for each in found.grids if each.tab in ("attendance", "Register"))
    at = {str(column[0]): position for position, column in enumerate(log.columns)}
    row = next(row for row in range(2, log.height + 1) if log.cell(row, at["member"]) == "Zed Young")
    key = {name: log.cell(row, at[name]) for name in ("session", "member")}
    change = edited(found, RowChange("w", log.tab, row, key, {"present": "x"}, {"present": "no"}))
    assert (change.tab, change.row) == ("Register", 6)
    assert (change.before, change.after) == ({"2026-02-02": "x"}, {"2026-02-02": "n"})


def test_a_note_about_a_cell_names_it_below_titles() -> None:
    found = accepted(
        grid(
            "Action log",
            ("ACTION LOG",),
            ("Ref", "Action", "Owner", "Due"),
            ("A1", "Set up the drive", "AB / CD", "2026-01-28"),
        ),
        grid("Team", ("Initials", "Name"), ("AB", "Alina Brandt"), ("CD", "Cyrus Dane")),
    )
    (note,) = found.log.checks[found.log.checks["rule"] == "several people"].to_dict("records")
    assert (note["tab"], note["cell"], note["row"]) == ("Action log", "C3", 3)


def test_initials_above_and_a_key_below_the_days() -> None:
    found = accepted(
        grid(
            "Member attendance",
            ("Meeting date", "LB", "CH", "CJ"),
            ("Wed, May 20, 2026", "P", "P", "EA"),
            ("Wed, April 15, 2026", "P", "A", "UA"),
            (),
            ("Column headers",),
            *(
                (f"{sign} - {name}",)
                for sign, name in (("LB", "Lars Boon"), ("CH", "Cora Hill"), ("CJ", "Cam Jett"))
            ),
            ("Row values",),
            ("EA - Excused absence",),
            ("P - Present",),
        )
    )
    assert marks(found) == {"yes": 3, "excused": 1, "no": 2}
    assert every_row_is_told(found)


def test_first_and_last_names_in_a_list_of_who_came() -> None:
    found = accepted(
        grid(
            "export",
            ("team_name", "date", "time", "player_first_name", "player_last_name", "attendance"),
            ("Select", "2026-02-03", "6:00pm", "Ali", "Mo", "Present"),
            ("Select", "2026-02-03", "6:00pm", "Bea", "Sha", "None"),
            ("Select", "2026-02-10", "6:00pm", "Ali", "Mo", "Late"),
            ("Select", "2026-02-10", "6:00pm", "Bea", "Sha", "Absent"),
        )
    )
    assert found.present == {
        ("2026-02-03", "Ali Mo"): "yes",
        ("2026-02-10", "Ali Mo"): "yes",
        ("2026-02-10", "Bea Sha"): "no",
    }
    assert found.log.circles["circle"].to_list() == ["Select"]


def test_a_list_of_people_beside_actions_is_attendance() -> None:
    headers = ("Meeting ID", "Date", "Attendees", "Decision", "Action Item", "Owner", "Due Date", "Status")
    rows = (
        ("M-1", "2026-01-15", "Jo Ham, Mia Riv", "Freeze", "Send budget", "Jo Ham", "2026-01-22", "Done"),
        (None, None, None, None, "Book hall", "Mia Riv", "2026-01-22", "Done"),
        ("M-2", "2026-02-12", "Jo Ham", "Keep", "Update deck", "Mia Riv", "2026-02-19", "Open"),
    )
    found = accepted(grid("Minutes", headers, *rows))
    assert found.asked == []
    assert found.log.sessions["session"].to_list() == ["M-1", "M-2"]
    assert found.log.sessions["decision"].to_list() == ["Freeze", "Keep"]
    assert found.log.actions["session"].to_list() == ["M-1", "M-1", "M-2"]
    assert len(found.log.attendance) == 3
    undated = accepted(grid("Minutes", headers, *((key, None, *rest) for key, _, *rest in rows)))
    assert undated.asked == ["tab.absent"]
    assert "sessions" in undated.log.missing_tabs


def test_a_grid_whose_days_cannot_be_read_yet_is_in_the_account() -> None:
    found = accepted(
        grid(
            "Roles & attendance",
            ("Member", "Jan 8", "Jan 22", "Feb 5"),
            ("Ida Holt", "P", "P", "A"),
            ("Jon Ibsen", "P", "A", "P"),
        )
    )
    assert found.asked == ["year.attendance"]
    (account,) = accounts(found.grids, found.log)
    assert (len(account.found), len(account.no_records)) == (2, 2)


def test_the_circle_of_an_action_follows_from_its_owner() -> None:
    found = accepted(
        grid(
            "Bijeenkomsten",
            ("Nr", "Datum", "Groep", "Aanwezig", "Afwezig met bericht", "Afwezig zonder bericht"),
            (1, "ma 12 januari 2026", "Noord", "Anna Bos, Bram Dijk", "", ""),
            (2, "ma 9 februari 2026", "Noord", "Anna Bos", "Bram Dijk", ""),
            (1, "di 13 januari 2026", "Zuid", "Dora Faas, Finn Haan", "", ""),
            (2, "di 10 februari 2026", "Zuid", "Dora Faas", "", "Finn Haan"),
        ),
        grid(
            "Actielijst",
            ("Nr", "Actie", "Wie", "Deadline", "Klaar?"),
            (1, "Verslag sturen", "Anna Bos", date(2026, 1, 19), "ja"),
            (2, "Spreker vragen", "Dora Faas", date(2026, 2, 15), "nee"),
            (3, "Zaal regelen", "Iemand Anders", date(2026, 2, 15), "nee"),
        ),
    )
    assert marks(found) == {"yes": 6, "excused": 1, "no": 1}
    assert found.log.actions["circle"].to_list() == ["Noord", "Zuid"]
    assert len(found.log.set_aside) == 1  # an owner in no circle says nothing


def test_a_board_of_trello() -> None:
    found = accepted(
        grid(
            "Trello",
            ("Card ID", "Card Name", "Members", "Due Date", "List Name", "Archived"),
            ("650a1", "Write the welcome mail", "olaprice", "2026-01-30T12:00:00.000Z", "Done", "false"),
            ("650a2", "Find two mentors", "perquade", "2026-02-15T12:00:00.000Z", "Doing", "false"),
        ),
        MEETINGS,
    )
    assert [question.headers for question in found.proposal.questions] == [("List Name",)]
    assert found.log.actions["due"].dt.strftime("%Y-%m-%d").to_list() == ["2026-01-30", "2026-02-15"]
    assert found.log.actions["owner"].to_list() == ["Ola Price", "Per Quade"]


def test_a_second_row_of_headers_below_the_days_is_nobody() -> None:
    found = accepted(
        grid(
            "Sheet1",
            ("Book circle",),
            (None, None, date(2026, 1, 13), date(2026, 2, 10), date(2026, 3, 10), None),
            ("Name", "Joined", "Meeting 1", "Meeting 2", "Meeting 3", "Attended"),
            ("Ada Fox", 2025, "Y", "Y", "Apologies", 2),
            ("Ben Gil", 2025, "Y", "N", "Y", 2),
        )
    )
    assert found.log.members["member"].to_list() == ["Ada Fox", "Ben Gil"]
    assert marks(found) == {"yes": 4, "no": 1, "excused": 1}
    (account,) = accounts(found.grids, found.log)
    assert account.reasons == {3: "repeats the headers"}


def test_risks_and_decisions_beside_actions_are_no_actions() -> None:
    rows = [
        ("R1", "Risk", "Mentor leaves", "Ola Price", None, "Open"),
        ("A1", "Action", "Send minutes", "Ola Price", "2026-01-12", "Closed"),
        ("D1", "Decision", "Meet monthly", "Per Quade", None, "Closed"),
    ]
    found = accepted(grid("RAID log", ("ID", "Type", "Title", "Owner", "Due", "Status"), *rows), MEETINGS)
    assert found.log.actions["action"].to_list() == ["A1"]
    assert every_row_is_told(found)
    reasons = [why for each in accounts(found.grids, found.log) for why in each.reasons.values()]
    assert sorted(reasons) == [
        "is no action, as its type says (decision)",
        "is no action, as its type says (risk)",
    ]
    alike = [(key, "Issue", *rest) for key, _, *rest in rows]
    found = accepted(grid("Actions", ("ID", "Type", "Title", "Owner", "Due", "Status"), *alike), MEETINGS)
    assert len(found.log.actions) == 3


def test_headers_with_endings_and_hints() -> None:
    found = accepted(
        grid(
            "Commitments",
            ("Action(s)", "Owner(s)", "By when (DD/MM/YYYY)", "Done Y/N"),
            ("Pair everyone up", "Ola Price", "21/01/2026", "Y"),
            ("Share the template", "Per Quade", "18/02/2026", "N"),
        ),
        MEETINGS,
    )
    assert found.log.actions["what"].to_list() == ["Pair everyone up", "Share the template"]
    assert status(found) == ["done", "open"]
