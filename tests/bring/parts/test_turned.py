"""Meetings kept sideways, a column for each day: each cell is read, named, and written back where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lib.bring.acceptance import settings_rows
from lib.bring.accounts import accounts
from lib.bring.doubts import proposed
from lib.bring.edits import to_sheet
from lib.bring.workbook import as_brought
from lib.ui.sheet.where import in_edit
from lib.workbook.base import RowAddition
from lib.workbook.excel.workbook import ExcelWorkbook
from tests.bring.help import accepted, grid
from tests.bring.test_workbook import Log, written

DAYS = (date(2026, 1, 8), date(2026, 2, 5), date(2026, 3, 5))
ROLES = (
    ("Who does what",),
    ("Role", *DAYS),
    ("Facilitator", "Ann Lee", "Bob Ray", "Cy Moss"),
    ("Note taker", "Bob Ray", "Cy Moss", "Ann Lee"),
    ("Presenter", "Cy Moss", None, "TBC"),
    ("Snacks", "Ann Lee", "Ann Lee", "Bob Ray"),
)
MARKS = (("Name", *DAYS), ("Ann Lee", "P", "P", "A"), ("Bob Ray", "P", "A", "P"), ("Cy Moss", "P", "P", "P"))


def test_roles_by_day_beside_a_grid_of_attendance() -> None:
    found = accepted(grid("Roles", *ROLES), grid("Attendance", *MARKS))
    sessions = found.log.sessions
    assert sessions["facilitator"].to_list() == ["Ann Lee", "Bob Ray", "Cy Moss"]
    assert sessions["note_taker"].to_list() == ["Bob Ray", "Cy Moss", "Ann Lee"]
    assert sessions["presenter"].dropna().to_list() == ["Cy Moss"]
    assert sorted(found.present.values()) == ["no", "no", *["yes"] * 7]
    assert found.asked == []
    filler = found.log.checks.set_index("found").loc["TBC"]
    assert (filler["tab"], filler["cell"]) == ("Roles", "D5")
    assert in_edit(filler.to_dict() | {"found": "TBC"}, found.grids, found.log) == {
        "tab": "sessions",
        "edit_search": "row 2",
    }
    account = next(each for each in accounts(found.grids, found.log) if each.title.startswith("Roles"))
    assert (account.used, account.not_read) == ({3, 4, 5}, {6})


def test_an_edit_goes_to_the_cell_of_its_day_and_a_new_meeting_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "log.xlsx", {"Roles": ROLES, "Attendance": MARKS})
    guesses = proposed(ExcelWorkbook(path).read().grids).guesses
    written(
        path,
        {"Roles": ROLES, "Attendance": MARKS, "settings": (("name", "value"), *settings_rows(guesses))},
    )
    log = Log(path)
    saved = log.change("sessions", {"facilitator": "Bob Ray"}, facilitator="Ann Lee")
    assert saved.is_written, saved
    assert log.cell("Roles", "C3") == "Ann Lee"
    assert log.cell("Roles", "B3") == "Ann Lee"
    grids = as_brought(ExcelWorkbook(path).read()).grids
    new = RowAddition(grids[0].workbook, "Roles (by day)", {"planned": date(2026, 4, 2)}, "1", ("session",))
    assert to_sheet([new], grids).refused == [
        "Roles: each meeting has a column of its own here: add a column in the sheet"
    ]


def test_days_without_a_year_and_lists_of_who_came() -> None:
    found = accepted(
        grid(
            "Übersicht 2026",
            ("", "13. Jan", "10. Feb"),
            ("Moderation", "Jürgen Groß", "Heike Bäcker"),
            ("Thema", "Start", "Fall 1"),
            ("Anwesend", "Jürgen Groß, Heike Bäcker", "Heike Bäcker"),
            ("Entschuldigt", "-", "Jürgen Groß"),
        )
    )
    assert found.present == {
        ("2026-01-13", "Jürgen Groß"): "yes",
        ("2026-01-13", "Heike Bäcker"): "yes",
        ("2026-02-10", "Heike Bäcker"): "yes",
        ("2026-02-10", "Jürgen Groß"): "excused",
    }
    assert found.log.sessions["case"].to_list() == ["Start", "Fall 1"]


def test_marks_of_office_holders_are_attendance_and_not_turned() -> None:
    rows = (
        ("Office", *DAYS),
        ("Chair", "x", "x", "x"),
        ("Secretary", "x", "", "x"),
        ("Treasurer", "", "x", "x"),
    )
    (guess,) = proposed([grid("Attendance", *rows)]).guesses
    assert guess.title == "Attendance"
