"""What a newcomer's sheets hold beside records, and what must not be read into them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lib.bring.acceptance import settings_rows, with_settings
from lib.bring.accounts import accounts
from lib.bring.doubtful import doubtful_rows
from lib.bring.proposal import propose
from lib.bring.shaping import shaped
from lib.log.format.model import CircleLog
from lib.log.reading.parse import parse
from lib.metrics.program.program import measure
from lib.workbook.base import Grid
from tests.bring.help import accepted, grid
from tests.examples import some


def read(*grids: Grid) -> CircleLog:
    """The log once every guess is accepted."""
    return accepted(*grids).log


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


ITEMS = ("Task", "Who", "Due", "Status")
CALL = ("Call", "Ann Lee", date(2026, 2, 1), "done")
WRITE = ("Write", "Bob Ray", date(2026, 3, 1), "open")


@pytest.mark.parametrize(
    "row",
    some(
        [
            ("HIGH PRIORITY",),
            ("Waiting for others:",),
            ("Q2 2026",),
            ("March",),
            ("Completed",),
            ("Legend: done, open, late",),
            ("Last updated 3 May 2026",),
            ("x = done, o = open",),
            ("Open: 2",),
            ("Open", 2),
            ("Average days", 12.5),
            ("Other things",),
        ],
        4,
    ),
)
def test_headings_counts_and_notes_are_no_actions_until_a_person_says_so(row: tuple[object, ...]) -> None:
    items = grid("Action items", ITEMS, CALL, row, WRITE)
    found = accepted(MEETINGS, items)
    assert found.log.actions["what"].to_list() == ["Call", "Write"]
    (doubtful,) = doubtful_rows(found.grids)
    assert (doubtful.title, doubtful.row, doubtful.first) == ("Action items", 3, row[0])
    said = accepted(MEETINGS, items, answers={doubtful.setting: "yes"})
    assert row[0] in said.log.actions["what"].to_list()
    assert not doubtful_rows(said.grids)
    assert said.log.checks[said.log.checks["tab"] == "settings"].empty


def test_a_task_that_only_has_its_text_stays_in_a_list_without_more() -> None:
    items = grid("Action items", ("Task", "Who"), ("Call", "Ann Lee"), ("Write", None), ("Ask", "Bob Ray"))
    assert read(MEETINGS, items).actions["what"].to_list() == ["Call", "Write", "Ask"]


def test_a_filler_under_status_is_not_open() -> None:
    items = grid(
        "Action items", ITEMS, CALL, ("Old idea", "Ann Lee", date(2026, 2, 1), "-"), (*WRITE[:3], None)
    )
    log = read(MEETINGS, items)
    figure = measure(log, pd.Timestamp("2026-06-30")).figures["open"]
    assert (figure.n, figure.N) == (1, 2)
    assert figure.excluded == {"status not understood": 1}
    assert log.checks.loc[log.checks["found"] == "-", "cell"].to_list() == ["D3"]


def test_a_total_derives_no_circle() -> None:
    meetings = grid(
        "Meetings",
        ("Circle", "Date", "Attendees"),
        ("Oak", date(2026, 1, 5), "Ann Lee, Bob Ray"),
        ("TOTAL", "1 meeting", "2"),
    )
    assert read(meetings).circles["circle"].to_list() == ["Oak"]


def test_one_remark_under_held_does_not_turn_yes_into_dates() -> None:
    sessions = grid(
        "Sessions",
        ("Date", "Circle", "Held"),
        *(
            (date(2026, month, 5), "Oak", held)
            for month, held in ((1, "Yes"), (2, "No – strike"), (3, "yes"))
        ),
    )
    held = read(sessions).sessions["held"]
    assert [None if pd.isna(day) else day.month for day in held] == [1, None, 3]


def test_merged_circles_and_numbers_that_start_over() -> None:
    meetings = grid(
        "Réunions",
        ("Cercle", "Date", "Présents"),
        ("Aurore", date(2026, 1, 12), "Zoé Petit et Luc Roux"),
        (None, date(2026, 2, 9), "Luc Roux"),
        ("Boréal", date(2026, 1, 14), "Eva Blanc"),
        merged=((2, 0, 3, 0),),
    )
    plan = grid(
        "Plan d'actions",
        ("N°", "Cercle", "Action", "Responsable", "Échéance", "État"),
        (1, "Aurore", "Appeler", "Luc Roux", "12 mars 2026", "Fait"),
        (1, "Boréal", "Écrire", "Eva Blanc", "1er avril 2026", "En cours"),
    )
    log = read(meetings, plan)
    assert log.sessions["circle"].to_list() == ["Aurore", "Aurore", "Boréal"]
    assert log.sessions["session"].to_list()[1] == "Aurore 2026-02-09"
    assert log.actions["action"].to_list() == ["Aurore-1", "Boréal-1"]
    assert log.actions["due"].dt.strftime("%m-%d").to_list() == ["03-12", "04-01"]


def test_sections_named_after_circles() -> None:
    items = grid(
        "Actions", ("Action", "Owner", "Due"), ("Circle North",), CALL[:3], ("Circle South",), WRITE[:3]
    )
    assert read(MEETINGS, items).actions["circle"].to_list() == ["North", "South"]


def test_a_record_without_its_number_is_kept() -> None:
    items = grid("Action items", ("No", *ITEMS), (1, *CALL), (None, *WRITE))
    assert read(MEETINGS, items).actions["action"].to_list() == ["1", "Write"]
