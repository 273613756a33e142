"""Several tables in one tab: each is read, and an edit goes to the cell it came from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lib.bring.acceptance import settings_rows
from lib.bring.accounts import accounts, left_out
from lib.bring.doubts import proposed
from lib.bring.edits import to_sheet
from lib.bring.proposal import propose
from lib.bring.workbook import as_brought, as_read
from lib.log.changing.changes import Addition
from lib.workbook.base import RowAddition
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.bring.help import accepted, grid
from tests.bring.test_workbook import Log, written


def meeting(day: date, marks: tuple[str, str], *actions: tuple[object, ...]) -> list[tuple[object, ...]]:
    return [
        ("Circle meeting",),
        ("Date:", day),
        (),
        ("ATTENDEES",),
        ("Name", "Role", "Attendance"),
        ("Sofia Marin", "Lead", marks[0]),
        ("Theo Falk", "Member", marks[1]),
        (),
        ("ACTION ITEMS",),
        ("#", "Action", "Owner", "Due", "Status"),
        *actions,
    ]


TABS = {
    "15 Jan 2026": meeting(
        date(2026, 1, 15),
        ("Present", "Apologies"),
        (1, "Share the reading list", "Sofia Marin", date(2026, 1, 29), "Done"),
        (2, "Invite a guest", "Theo Falk", date(2026, 2, 12), "Open"),
    ),
    "12 Feb 2026": meeting(
        date(2026, 2, 12),
        ("Absent", "Present"),
        (1, "Write the summary", "Theo Falk", date(2026, 3, 1), "In progress"),
    ),
}


def test_a_tab_for_each_meeting_with_who_came_above_what_was_agreed() -> None:
    found = accepted(*(grid(title, *rows) for title, rows in TABS.items()))
    assert found.asked == []
    assert found.present == {
        ("2026-01-15", "Sofia Marin"): "yes",
        ("2026-01-15", "Theo Falk"): "excused",
        ("2026-02-12", "Sofia Marin"): "no",
        ("2026-02-12", "Theo Falk"): "yes",
    }
    assert found.log.actions["what"].to_list() == [
        "Share the reading list",
        "Invite a guest",
        "Write the summary",
    ]
    told = {each.title: sorted(each.used) for each in accounts(found.grids, found.log)}
    assert told == {
        "15 Jan 2026 (table 1)": [6, 7],
        "15 Jan 2026 (table 2)": [11, 12],
        "12 Feb 2026 (table 1)": [6, 7],
        "12 Feb 2026 (table 2)": [11],
    }


def test_rows_left_out_and_checks_have_their_row_in_the_tab() -> None:
    rows = [*TABS["15 Jan 2026"], (3, "Ask", "Theo Falk", "soon", "Zapped"), ("Total", 3)]
    found = accepted(grid("15 Jan 2026", *rows))
    checks = found.log.checks
    assert set(checks.loc[checks["found"].isin(["soon", "Zapped"]), "cell"]) == {"D13", "E13"}
    assert set(checks.loc[checks["found"] == "soon", "tab"]) == {"15 Jan 2026"}
    rest = left_out(found.grids, accounts(found.grids, found.log))
    assert rest[["row", "cells"]].to_numpy().tolist() == [[14, "Total · 3"]]


def test_tables_that_repeat_their_headers_or_have_sections_stay_one() -> None:
    header = ("Action", "Owner", "Due", "Status")
    rows = (
        header,
        ("Write the letter", "Ann", date(2026, 1, 5), "Open"),
        (),
        ("Closed actions",),
        header,
        ("Ask the board", "Bob", date(2026, 1, 5), "Done"),
        (),
        ("Notes", "Ann leads", "until May"),
        ("More", "Bob follows", "from June"),
    )
    assert [guess.title for guess in propose([grid("Tracker", *rows)])] == ["Tracker"]
    assert [guess.title for guess in propose([grid("actions", *TABS["15 Jan 2026"])])] == ["actions"]
    named = grid("settings", ("name", "value"), ("tab.actions", "Tracker"))
    assert [guess.title for guess in propose([grid("Tracker", *TABS["15 Jan 2026"]), named])] == ["Tracker"]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    path = written(tmp_path / "log.xlsx", TABS)
    raw = ExcelWorkbook(path).read().grids
    found = proposed(raw)
    rows = [*settings_rows(found.guesses), *((name, value) for _, name, value in found.answers)]
    return Log(written(path, {**TABS, "settings": [("name", "value"), *rows]}))


def test_an_edit_of_either_table_is_written_in_its_own_row(log: Log) -> None:
    assert log.change("actions", {"what": "Invite a guest"}, status="done").is_written
    assert log.cell("15 Jan 2026", "E12") == "Done"
    session = log.log.sessions["session"].iloc[1]
    assert log.change("attendance", {"session": session, "member": "Sofia Marin"}, present="yes").is_written
    assert log.cell("12 Feb 2026", "C6") == "Present"
    added = {"action": "4", "circle": "Our circle", "what": "Thank the host", "status": "open"}
    assert log.save(additions=[Addition(log.log.actions["_workbook"].iloc[0], "actions", added)]).is_written
    assert log.cell("12 Feb 2026", "B12") == "Thank the host"
    assert len(log.fresh().actions) == 4


def test_a_new_row_for_a_table_above_another_one_is_refused() -> None:
    above, below = TABS["15 Jan 2026"][:8], TABS["15 Jan 2026"][8:]
    found = accepted(grid("15 Jan 2026", *above[:3], *below, (), *above[3:]))
    assert (len(found.log.actions), len(found.log.attendance)) == (2, 2)
    values = {"action": "3", "what": "Thank the host"}
    made = to_sheet([RowAddition("w", "15 Jan 2026 (table 1)", values, "op")], found.grids)
    assert not made.edits
    assert "below the next table" in made.refused[0]


def test_the_tab_as_it_was_read_is_whole_again(log: Log) -> None:
    raw = ExcelWorkbook(log.path).read()
    again = as_read(as_brought(raw))
    heights = {each.tab: each.height for each in again.grids}
    assert {each.tab: heights[each.tab] for each in raw.grids} == {
        each.tab: each.height for each in raw.grids
    }
    assert not [title for title in heights if "(table" in title]
