"""Files that nobody had tried when their truth was written down: exports, registers, trackers in six languages."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from lib.bring.accounts import accounts
from tests.bring.help import Accepted, accepted, grid

DUE = date(2026, 3, 1)
DAYS = (date(2026, 1, 15), date(2026, 2, 12), date(2026, 3, 19))


def status(found: Accepted) -> list[str | None]:
    """The status of each action, None where it is not recorded or not understood."""
    return [word if isinstance(word, str) else None for word in found.log.actions["status"]]


def marks(found: Accepted) -> dict[str, int]:
    return dict(Counter(found.present.values()))


def test_a_row_that_repeats_translated_headers_is_no_action() -> None:
    headers = ("Aufgabe", "Wer", "Bis", "Stand")
    found = accepted(
        grid("Aufgaben", headers, ("Anrufen", "Jo", DUE, "erledigt"), headers, ("Planen", "Al", DUE, "offen"))
    )
    assert found.log.actions["what"].to_list() == ["Anrufen", "Planen"]


def test_a_topic_that_is_a_word_of_the_format_repeats_no_header() -> None:
    found = accepted(
        grid(
            "Meetings",
            ("When", "Topic"),
            ("12-13 Jan 2026", "Offsite"),
            ("9 Feb 2026", "Case"),
            ("5 Mar 2026", "Case"),
        )
    )
    assert "repeats the headers" not in set(found.log.set_aside["reason"])


def test_what_lists_hold_in_place_of_people_or_around_them() -> None:
    found = accepted(
        grid(
            "Réunions",
            ("Date", "Présents", "Excusés"),
            (DAYS[0], '"Zoé Petit", Luc Roux', "néant"),
            (DAYS[1], "1. Zoé Petit\n2) Luc Roux\n• Eva Blanc", "-"),
            (DAYS[2], "2 sur 3", "aucun"),
        )
    )
    assert sorted(found.log.members["member"]) == ["Eva Blanc", "Luc Roux", "Zoé Petit"]
    assert marks(found) == {"yes": 5}
    nobody = found.log.checks.loc[found.log.checks["rule"] == "nobody's name", "found"]
    assert set(nobody) == {"néant", "2 sur 3", "aucun"}


def test_owners_of_a_log_without_members() -> None:
    cells = ("Ann Lee;#12;#Bob Ray;#14", "12;#Ann Lee", "Bob Ray;Cy Moss", "All", "Ann and Bob")
    rows = ((f"Task number {at}", cell, DUE, "Open") for at, cell in enumerate(cells))
    found = accepted(grid("Tasks", ("Title", "Assigned To", "Due Date", "Status"), *rows))
    assert found.log.actions["owner"].fillna("").to_list() == [
        "Ann Lee",
        "Ann Lee",
        "Bob Ray",
        "",
        "Ann and Bob",
    ]
    several = found.log.checks.loc[found.log.checks["rule"] == "several people", "cell"]
    assert several.to_list() == ["B2", "B4"]


def test_states_in_words_go_before_shares_and_one_answer_says_what_a_share_means() -> None:
    headers = ("Title", "Assigned To", "Task Status", "Due Date", "% Complete")
    found = accepted(
        grid(
            "SharePoint",
            headers,
            ("Prepare case one", "Ann", "Completed", DUE, "100%"),
            ("Prepare the offsite", "Bob", "Deferred", DUE, "0%"),
        )
    )
    assert status(found) == ["done", "blocked"]
    plan = grid(
        "Plan",
        ("Task Name", "Assigned To", "Due", "% Complete"),
        *((f"Do thing {at}", "Ann", DUE, share) for at, share in enumerate((1, 0.75, 0, 0.25))),
    )
    asked = accepted(plan)
    assert asked.asked == ["word.actions.status.%"]
    assert status(asked) == ["done", None, "open", None]
    said = accepted(plan, answers={"word.actions.status.%": "doing"})
    assert status(said) == ["done", "doing", "open", "doing"]
    assert said.log.checks[said.log.checks["tab"] == "settings"].empty


def test_ticks_of_a_board_and_lists_that_may_disagree_with_them_are_asked() -> None:
    headers = ("Card Name", "Members", "Due Date", "List Name", "Due Complete")
    ticked = accepted(
        grid(
            "Board",
            headers,
            ("Write the mail", "annlee", DUE, "This month", "true"),
            ("Find two mentors", "bob", DUE, "Ideas", "false"),
        )
    )
    assert status(ticked) == ["done", "open"]
    moved = accepted(
        grid(
            "Board",
            headers,
            ("Write the mail", "annlee", DUE, "Done", "false"),
            ("Find two mentors", "bob", DUE, "Doing", "false"),
        )
    )
    assert status(moved) == [None, None]
    assert [question.headers for question in moved.proposal.questions] == [("List Name", "Due Complete")]


def test_a_tick_is_a_header_too_and_who_is_missing_has_more_names() -> None:
    rows = ((True, "Call the plant", "Ann", DUE), (False, "Write it", "Bob", DUE))
    assert status(accepted(grid("To do", ("✔", "Task", "Who", "Due"), *rows))) == ["done", "open"]
    found = accepted(
        grid("Treffen", ("Datum", "Anwesend", "Fehlend entschuldigt"), (DAYS[0], "Jo Groß", "Al Bäcker"))
    )
    assert marks(found) == {"yes": 1, "excused": 1}


def test_headers_in_two_languages_and_over_two_rows() -> None:
    found = accepted(
        grid(
            "5W2H",
            ("Plano de ação",),
            ("O quê (What)", "Por quê (Why)", "Quem (Who)", "Quando (When)", "Status"),
            ("Mapear processos", "Custo", "João Reis", DUE, "Concluído"),
        )
    )
    assert (found.log.actions["owner"].to_list(), status(found)) == (["João Reis"], ["done"])
    rows = (
        ("Action", None, "Dates", None, "Status"),
        ("No", "Description", "Raised", "Due", None),
        (1, "Ask legal", DAYS[0], DUE, "On hold"),
    )
    merged = ((1, 0, 1, 1), (1, 2, 1, 3), (1, 4, 2, 4))
    assert status(accepted(grid("Actions", *rows, merged=merged))) == ["blocked"]


def test_days_of_meetings_beside_actions_are_named_as_not_recorded() -> None:
    rows = ((1, DAYS[0], "Send it", "Ann", DUE, "Closed"), (2, DAYS[1], "Call", "Bob", DUE, "Open"))
    found = accepted(grid("Tracker", ("No", "Raised at", "Action", "Owner", "Due", "Status"), *rows))
    note = found.log.checks.set_index("rule").loc["meetings not recorded"]
    assert (note["found"], found.log.sessions.empty) == ("Raised at", True)
    assert "the 2 days here" in note["expected"]
    added = accepted(grid("Tracker", ("No", "Date added", "Action", "Owner", "Due", "Status"), *rows))
    assert "meetings not recorded" not in set(added.log.checks["rule"])


def test_people_below_notes_take_them_and_nobody_is_unknown_where_nobody_is_listed() -> None:
    found = accepted(
        grid(
            "Schedule",
            ("Date", "Chair", "Notes", "Presenter"),
            (DAYS[0], "Ann Lee", "Bob Ray", "Cy Moss"),
            (DAYS[1], "Bob Ray", "Cy Moss", "Ann Lee"),
        )
    )
    assert found.log.sessions["note_taker"].to_list() == ["Bob Ray", "Cy Moss"]
    assert "unknown member" not in set(found.log.checks["rule"])
    linked = accepted(
        grid("Schedule", ("Date", "Chair", "Notes"), (DAYS[0], "Ann Lee", "https://example.org/1"))
    )
    assert linked.log.sessions["notes"].to_list() == ["https://example.org/1"]


def test_rows_of_a_grid_that_say_what_sessions_were_about_are_nobody() -> None:
    found = accepted(
        grid(
            "Attendance",
            ("Name", *DAYS),
            ("Topic", "Norms", "Case A", "Case B"),
            ("Ann Lee", "✓", "✓", "–"),
            ("Bob Ray", "✓", "✗", "E"),
            ("Facilitator", "Ann Lee", "Bob Ray", "Ann Lee"),
        )
    )
    assert found.log.members["member"].to_list() == ["Ann Lee", "Bob Ray"]
    assert marks(found) == {"yes": 3, "no": 1, "excused": 1}
    (account,) = accounts(found.grids, found.log)
    assert account.no_records == {2, 5}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            (("Ana Ruiz", "A", "F", "J"), ("A = asistió, F = faltó, J = justificado",)),
            ["yes", "no", "excused"],
        ),
        (
            (("Femke Bos", "A", "AF", "AB"), ("A = aanwezig, AF = afwezig, AB = afbericht",)),
            ["yes", "no", "excused"],
        ),
        (
            (("João Reis", "P", "F", "FJ"), ("P = presente, F = falta, FJ = falta justificada",)),
            ["yes", "no", "excused"],
        ),
    ],
)
def test_codes_mean_what_the_legend_says(rows: tuple[tuple[object, ...], ...], expected: list[str]) -> None:
    found = accepted(grid("Register", ("Nome", *DAYS), *rows))
    assert list(found.present.values()) == expected
    assert found.asked == []


def test_a_sign_in_sheet_with_names_apart_below_titles() -> None:
    def sheet(title: str, day: str, *rows: tuple[object, ...]) -> object:
        return grid(
            title,
            ("Feuille d'émargement",),
            (f"Réunion du {day}",),
            (),
            ("Nom", "Prénom", "Signature"),
            *rows,
        )

    found = accepted(
        sheet("12 janv", "12 janvier 2026", ("Petit", "Zoé", "ZP"), ("Roux", "Luc", None)),  # type: ignore[arg-type]
        sheet("9 fév", "9 février 2026", ("Petit", "Zoé", "ZP"), ("Roux", "Luc", "LR")),  # type: ignore[arg-type]
    )
    assert found.present == {
        ("2026-01-12", "Zoé Petit"): "yes",
        ("2026-02-09", "Zoé Petit"): "yes",
        ("2026-02-09", "Luc Roux"): "yes",
    }


def test_keys_of_sessions_beside_days_are_nobody() -> None:
    found = accepted(
        grid(
            "Attendance",
            ("Session", "Session Date", "Ann Lee", "Bob Ray"),
            *((f"S{at}", day, True, at != 1) for at, day in enumerate(DAYS)),
        )
    )
    assert found.log.members["member"].to_list() == ["Ann Lee", "Bob Ray"]
    assert marks(found) == {"yes": 5, "no": 1}


def test_who_is_in_two_tables_of_one_report_was_there_once() -> None:
    people = (("Ann Lee", "1/15/26, 3:58:12 PM"), ("Bob Ray", "1/15/26, 4:02:00 PM"))
    found = accepted(
        grid(
            "Report",
            ("2. Participants",),
            ("Name", "First Join", "Email"),
            *((*row, "x@x.org") for row in people),
            (),
            ("3. Activities",),
            ("Name", "Join Time", "Duration"),
            *((*row, "10m") for row in people),
        )
    )
    assert marks(found) == {"yes": 2}
    assert "duplicate key" not in set(found.log.checks["rule"])


def test_sure_headers_go_before_cells_that_are_alike() -> None:
    found = accepted(
        grid(
            "Meetings",
            ("Name", "Date", "Attendees"),
            ("Circle kickoff", "January 15, 2026 4:00 PM (EST) → 5:30 PM", "Ann Lee, Bob Ray"),
            ("Circle", "February 12, 2026 4:00 PM (EST) → 5:30 PM", "Ann Lee"),
        )
    )
    assert set(found.present) == {
        ("2026-01-15", "Ann Lee"),
        ("2026-01-15", "Bob Ray"),
        ("2026-02-12", "Ann Lee"),
    }
    roster = accepted(grid("Roster", ("Member", *DAYS), ("Ann Lee", "Chair", "Speaker", "Timer")))
    assert roster.proposal.guesses[0].header_row == 1
