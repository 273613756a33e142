"""Tables of tasks with any words above their columns, and tables of what was planned for a meeting."""

from __future__ import annotations

import pytest

from lib.bring.minutes.formats.file import read_text
from lib.bring.minutes.proposals import MinutesRead
from lib.bring.minutes.reading import read_minutes
from lib.bring.people import Roster

ROSTER = Roster([(name.split()[0].lower(), name, "") for name in ("Ada Brandt", "Bo Lind", "Cy Mendes")])


def read(text: str) -> MinutesRead:
    return read_minutes(read_text("North circle, 14 May 2026\nPresent: Ada, Bo\n\n" + text), ROSTER)


@pytest.mark.parametrize("owner", ["Resp.", "Who", "Verantwortlich"])
def test_below_a_title_of_tasks_any_description_with_an_owner_is_one(owner: str) -> None:
    found = read(
        f"New Actions\n\n| No. | Detail | {owner} |\n| --- | --- | --- |\n| 2.1 | Add a rule on votes | Bo |"
    ).actions
    assert [(one.what, one.owners) for one in found] == [("Add a rule on votes", ("bo",))]


@pytest.mark.parametrize(
    "text",
    [
        "## Agenda\n\n| nr | What | Who |\n| --- | --- | --- |\n| 1 | Hellos | Ada |\n| 2 | Review status | Bo, all |",
        "| What | Topics | Who |\n| --- | --- | --- |\n| Open the fair | where, when | Ada |",
        "Tagesordnung\n\n| Was | Wer | Dauer |\n| --- | --- | --- |\n| Feier planen | Bo | 10 |",
    ],
)
def test_an_agenda_gives_out_no_tasks(text: str) -> None:
    assert read(text).actions == ()


def test_names_beside_what_they_do_need_no_header_below_a_title_of_tasks() -> None:
    found = read("Action Items\n\n| Ada | order the lamps |\n| --- | --- |\n| paint the gate | Bo |").actions
    assert [(one.what, one.owners) for one in found] == [
        ("Order the lamps", ("ada",)),
        ("Paint the gate", ("bo",)),
    ]


def test_a_table_of_the_agenda_with_what_came_of_it_does() -> None:
    rows = "| Topic | Notes | Actions |\n| --- | --- | --- |\n| Fair | It rained | Bo to order a tent |"
    assert [(one.what, one.owners) for one in read(f"## Agenda\n\n{rows}").actions] == [
        ("Order a tent", ("bo",))
    ]


def test_the_names_beside_a_column_of_tasks_own_them() -> None:
    rows = "| Name | Key | ToDo |\n| --- | --- | --- |\n| Ada Brandt | a1 | Order a tent |\n| Bo | b2 | Order a tent |"
    assert [(one.what, one.owners) for one in read(rows).actions] == [
        ("Order a tent", ("ada",)),
        ("Order a tent", ("bo",)),
    ]
