"""Lists of actions as people keep them: totals with text, shares of what is done, columns nobody has a name for."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from lib.workbook.base import Grid
from tests.bring.help import Accepted, accepted, grid

DUE = date(2026, 3, 1)
MEETINGS = grid("Meetings", ("Date", "Attendees"), (date(2026, 1, 8), "Jürgen Müller, Heike Bäcker"))


def tracker(header: str, *cells: object, last: tuple[object, ...] = ()) -> Accepted:
    rows = [(at, f"Task {at}", DUE, cell) for at, cell in enumerate(cells, start=1)]
    return accepted(grid("Action tracker", ("No", "Action", "Due", header), *rows, *([last] if last else [])))


@pytest.mark.parametrize(
    "last", [("Total", "4 actions"), ("Total", "4 actions", None, "2 open")[:2], ("Total", 4)]
)
def test_a_total_with_a_count_behind_it_is_no_action(last: tuple[object, ...]) -> None:
    log = tracker("Status", "Done", "Open", "Open", "Open", last=last).log
    assert len(log.actions) == 4
    assert log.set_aside["reason"].to_list() == ["looks like a total, not a record"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((1, 0.5, 0), ["done", None, "open"]),
        ((100, 50, 0, 1), ["done", None, "open", None]),
        (("100 %", "50 %", "0 %"), ["done", None, "open"]),
        ((1, 1), ["done", "done"]),
        ((True, False, 0.5), ["done", "open", None]),
    ],
)
def test_a_share_is_done_only_where_it_is_all_there_is_to_do(
    cells: tuple[object, ...], expected: list[str | None]
) -> None:
    status = tracker("% done", *cells).log.actions["status"]
    assert [None if word != word else word for word in status.to_list()] == expected


def test_a_traffic_light_says_nothing_about_what_is_done() -> None:
    log = tracker("RAG", "Green", "Amber", "Red", "Complete").log
    assert log.actions["status"].dropna().to_list() == ["done"]
    assert int(log.unclear("actions", "status").sum()) == 3


def test_a_column_that_says_how_far_actions_are_is_asked_about_whatever_its_header() -> None:
    found = tracker("Where are we", "Done", "In progress", "On hold - budget")
    (question,) = found.proposal.questions
    assert (question.column, question.headers) == ("status", ("Where are we",))
    assert not tracker("Urgent?", "yes", "no", "yes").proposal.questions


def test_spanish_commitments_and_meetings() -> None:
    found = accepted(
        grid(
            "Reuniones",
            ("Nº", "Fecha", "Grupo", "Asistentes", "Excusados", "Tema tratado"),
            (1, date(2026, 1, 15), "Faro", "Ana Ruiz, Luis Gil", "Mar Sanz", "Inicio"),
            (1, date(2026, 1, 16), "Norte", "Eva Mora, Juan Paz", "", "Inicio"),
            (2, date(2026, 2, 12), "Faro", "", "", "Suspendida por huelga"),
        ),
        grid(
            "Compromisos",
            ("Grupo", "Reunión", "Compromiso", "Responsable", "Fecha compromiso", "¿Cumplido?"),
            ("Faro", 1, "Llamar a compras", "Ana Ruiz", DUE, "Sí (con retraso)"),
            ("Norte", 1, "Medir tiempos", "Juan Paz", DUE, "No"),
            ("Faro", 1, "Cerrar encuesta", "Luis Gil", DUE, "Ya no aplica"),
        ),
    )
    log = found.log
    assert log.actions["status"].to_list() == ["done", "open", "cancelled"]
    assert log.actions["session"].to_list() == ["Faro-1", "Norte-1", "Faro-1"]
    assert log.attendance["present"].value_counts().to_dict() == {"yes": 4, "excused": 1, "no": 0}
    assert log.sessions.set_index("session")["status"].dropna().to_dict() == {"Faro-2": "cancelled"}


def test_a_quorum_is_nobody() -> None:
    days = (date(2026, 1, 14), date(2026, 2, 14))
    found = accepted(
        grid(
            "Attendance Record",
            ("#", "Last Name", "First Name", *days),
            (1, "Adams", "Joan", "P", "P"),
            (2, "Baker", "Lee", "A", "P"),
            (None, "Quorum", None, "Y", "Y"),
        )
    )
    assert found.log.members["member"].to_list() == ["Joan Adams", "Lee Baker"]


def test_days_below_a_header_that_nobody_knows_are_asked_about() -> None:
    rows = (
        ("A1", "Write it", "Ann", date(2026, 3, 1), "Open"),
        ("A2", "Send it", "Bob", date(2026, 4, 1), "Done"),
    )
    found = accepted(grid("Action log", ("Ref", "Action", "Owner", "Zapfenstreich", "Status"), *rows))
    (question,) = found.proposal.questions
    assert (question.column, question.headers) == ("due", ("Zapfenstreich",))
    known = accepted(grid("Aufgaben", ("Nr.", "Aufgabe", "Wer", "Fällig bis", "Status"), *rows))
    assert not known.proposal.questions
    assert known.log.actions["due"].notna().all()


def test_a_light_goes_behind_a_column_of_states() -> None:
    rows = (
        ("1", "Write it", "Complete", "G"),
        ("2", "Send it", "In progress", "A"),
        ("3", "Buy it", "Not started", "R"),
    )
    found = accepted(grid("Action log", ("#", "What", "Progress", "RAG"), *rows))
    assert found.log.actions["status"].to_list() == ["done", "doing", "open"]
    assert not found.proposal.questions


def test_people_below_minutes_are_no_length() -> None:
    found = accepted(
        grid("Meetings", ("Date", "Minutes", "Attendees"), (date(2026, 1, 8), "Ann Lee", "Ann Lee, Bob Ray"))
    )
    assert [question.column for question in found.proposal.questions] == ["note_taker"]
    assert "minutes" not in set(found.log.checks["rule"])
    assert found.log.sessions["minutes"].isna().all()


def test_decisions_of_a_raid_log_below_a_title() -> None:
    found = accepted(
        grid(
            "Actions", ("ID", "Description", "Owner", "Due date", "Status"), ("A1", "Ask", "Ann", DUE, "Open")
        ),
        grid("Decisions", ("Our RAID log",), (), ("ID", "Decision", "Made by"), ("D1", "Pairs stay", "Ann")),
        grid("Risks", ("ID", "Risk", "Owner"), ("R1", "No budget", "Bob")),
    )
    assert found.log.tabs["decisions"]["what"].to_list() == ["Pairs stay"]
    assert not found.proposal.questions
    assert found.asked == ["tab.absent"]


def test_days_beside_what_is_to_be_done_are_no_grid_of_attendance() -> None:
    found = accepted(
        grid(
            "Protokollpunkte",
            ("Datum", "Typ", "Punkt", "Wer", "Bis", "Erl."),
            (date(2026, 1, 13), "B", "Treffen monatlich", None, None, None),
            (date(2026, 1, 13), "A", "Regeln aufschreiben", "Anke Groß", DUE, "x"),
            (date(2026, 2, 10), "I", "Neue Chefin im Mai", None, None, None),
            (date(2026, 3, 10), "A", "Umfrage", "Deniz Özil", DUE, None),
        )
    )
    assert found.log.actions["what"].to_list() == ["Regeln aufschreiben", "Umfrage"]
    assert found.log.actions["status"].to_list()[0] == "done"
    assert set(found.log.actions["kind"]) == {"action"}
    assert found.log.attendance.empty


def test_numbers_of_meetings_may_start_over_in_each_year() -> None:
    def year(number: int) -> Grid:
        rows = ((1, date(number, 1, 13), "Fem Bak, Gijs Prins"), (2, date(number, 3, 10), "Fem Bak"))
        return grid(f"Overleg {number}", ("Nr", "Datum", "Aanwezig"), *rows)

    found = accepted(year(2025), year(2026))
    assert found.log.sessions["session"].nunique() == 4
    assert len(found.log.attendance) == 6
    assert "error" not in set(found.log.checks["severity"])


def what_is_read(found: Accepted) -> list[tuple[str, str | None, str | None]]:
    """(what, due, status) of each action; the status "closed" where only the day it was closed says it."""
    rows = found.log.actions.to_dict("records")
    return [
        (
            row["what"],
            None if row["due"] is pd.NaT else f"{row['due']:%Y-%m-%d}",
            row["status"] if isinstance(row["status"], str) else "" if row["closed"] is pd.NaT else "closed",
        )
        for row in rows
    ]


def test_the_actual_date_beside_a_target_is_when_it_was_done() -> None:
    found = accepted(
        grid(
            "Action log",
            ("ID", "Action", "Owner", "Target date", "Actual date", "RAG"),
            ("A1", "Agree the scope", "Dana", date(2026, 1, 16), date(2026, 1, 15), "G"),
            ("A2", "Name the leads", "Omar", date(2026, 1, 30), None, "R"),
        )
    )
    assert what_is_read(found) == [
        ("Agree the scope", "2026-01-16", "closed"),
        ("Name the leads", "2026-01-30", ""),
    ]
    assert not found.proposal.questions  # a light of red, amber and green is no status
    assert found.asked == []


def test_dates_of_a_tab_show_the_order_of_those_that_can_be_read_both_ways() -> None:
    header = ("ID", "Action", "Owner", "Raised", "Due", "Status")
    rows = [("A1", "Book it", "Dana", "05/01/2026", "19/01/2026", "Open")]
    found = accepted(grid("Action log", header, *rows))
    assert found.asked == []
    assert found.log.actions["created"].dt.strftime("%Y-%m-%d").to_list() == ["2026-01-05"]
    both = accepted(
        grid("Action log", (*header, "Closed date"), (*rows[0], "01/20/2026")),
    )
    assert both.asked == ["date_order"]


def test_due_by_the_end_of_a_month() -> None:
    since = date(2026, 2, 9)
    cells = (
        *("end of June", "fin février 2026", "Ende Dez. 2026", "June 2026"),
        *("March", "mid June 2026", "Q3 2026", "EOM Jan"),
    )
    found = accepted(
        grid(
            "Actions",
            ("Action", "Owner", "Raised", "Due", "Status"),
            *((f"Write the letter no. {at}", "Ann", since, cell, "open") for at, cell in enumerate(cells)),
        )
    )
    assert [due for _, due, _ in what_is_read(found)] == [
        "2026-06-30", "2026-02-28", "2026-12-31", "2026-06-30", None, None, None, "2027-01-31",
    ]  # fmt: skip
    notes = found.log.checks.set_index("rule").loc["due by the end of a month"]
    assert len(notes) == 5
    assert set(found.log.checks.set_index("rule").loc["not a date", "found"]) == {
        "March",
        "mid June 2026",
        "Q3 2026",
    }


def test_points_of_minutes_beside_actions_are_no_actions() -> None:
    day = date(2026, 1, 12)
    found = accepted(
        grid(
            "Suivi CR",
            ("Réunion du", "Point abordé", "Décision", "Action à faire", "Qui", "Pour quand", "Fait ?"),
            (day, "Budget", "Validé", "Envoyer le dossier", "Claire Petit", date(2026, 1, 30), "Oui"),
            (day, "Site", "Reporté", None, None, None, None),
            (day, "Locaux", None, "Visiter la salle", "Hugo Blanc", "fin mars 2026", "Non"),
        )
    )
    assert what_is_read(found) == [
        ("Envoyer le dossier", "2026-01-30", "done"),
        ("Visiter la salle", "2026-03-31", "open"),
    ]
    assert not found.proposal.questions
    assert "names nothing to be done" in found.log.set_aside["reason"].iloc[0]


def test_columns_that_only_their_cells_tell_apart() -> None:
    found = accepted(
        grid(
            "Actions outstanding",
            ("Minute", "Action", "By", "Deadline", "Update / status"),
            ("4.1", "Survey it", "Alma Reyes", date(2026, 2, 28), "Completed 14/02/2026"),
            ("5.2", "Apply", "Bruno Keil", date(2026, 5, 15), "In hand"),
        )
    )
    assert what_is_read(found) == [("Survey it", "2026-02-28", "done"), ("Apply", "2026-05-15", "doing")]
    assert found.log.actions["owner"].to_list() == ["Alma Reyes", "Bruno Keil"]
    dutch = accepted(
        grid(
            "Actielijst",
            ("Nr.", "Datum", "Actiepunt", "Wie", "Deadline", "Status"),
            (1, date(2026, 1, 8), "Draaiboek", "Femke", date(2026, 1, 29), "Loopt nog."),
        )
    )
    assert dutch.log.actions["created"].notna().all()
    assert what_is_read(dutch) == [("Draaiboek", "2026-01-29", "doing")]
    board = accepted(
        grid(
            "Circle actions",
            ("Name", "Owner", "Status", "Due Date"),
            ("Map stakeholders", "Ren Ito", "Working on it", date(2026, 2, 20)),
        )
    )
    assert what_is_read(board) == [("Map stakeholders", "2026-02-20", "doing")]


def test_a_sum_below_members_is_no_member() -> None:
    found = accepted(
        grid(
            "Mitglieder",
            ("Nachname", "Vorname", "Eintritt", "E-Mail", "Beitrag"),
            ("Müller", "Jürgen", date(2020, 4, 1), "j@x.de", 20),
            ("Bäcker", "Heike", date(2021, 4, 1), "h@x.de", 20),
            (None, None, None, "Summe", 40),
        ),
        MEETINGS,
    )
    assert len(found.log.members) == 2


def test_days_under_end_are_due_beside_days_under_start_where_open_actions_have_them() -> None:
    headers = ("Task", "Assigned to", "Start", "End", "Status")
    done = ("Call the vendor", "Ann Lee", date(2026, 1, 12), date(2026, 2, 9), "Done")
    still = ("Write the plan", "Bob Ray", date(2026, 2, 9), date(2026, 3, 9), "Open")
    found = accepted(grid("Tasks", headers, done, still)).log.actions
    assert found["created"].dt.strftime("%m-%d").to_list() == ["01-12", "02-09"]
    assert found["due"].dt.strftime("%m-%d").to_list() == ["02-09", "03-09"]
    asked = accepted(grid("Tasks", headers, done, (*still[:3], None, "Open"))).proposal.questions
    assert [(each.column, each.headers) for each in asked] == [("due", ("End",))]


def test_when_meetings_of_a_calendar_start_and_end_is_no_report_of_who_joined() -> None:
    found = accepted(
        grid(
            "Meetings",
            ("Subject", "Start", "End", "Attendees"),
            ("Case one", datetime(2026, 1, 12, 9), datetime(2026, 1, 12, 10, 30), "Ann Lee; Bob Ray"),
            ("Case two", datetime(2026, 2, 9, 9), datetime(2026, 2, 9, 10, 30), "Ann Lee; Cy Moss"),
        )
    )
    assert sorted(found.log.members["member"]) == ["Ann Lee", "Bob Ray", "Cy Moss"]
    assert found.log.sessions["case"].to_list() == ["Case one", "Case two"]


def test_date_left_of_the_target_is_when_it_was_agreed_and_emails_are_owners() -> None:
    headers = ("Date", "Action Item", "Owner email", "Target", "Current Status")
    row = (date(2026, 1, 5), "Publish the deck", "ann@x.org", date(2026, 1, 20), "Done 19 Jan")
    (action,) = accepted(grid("Action log", headers, row)).log.actions.to_dict("records")
    assert (action["owner"], action["status"]) == ("ann@x.org", "done")
    assert action["created"] == pd.Timestamp("2026-01-05")
