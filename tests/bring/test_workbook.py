"""Edits of logs of other shapes go to the very cell they came from."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from lib.access.redaction import Viewer
from lib.bring.workbook import BroughtSnapshots, BroughtWorkbook, as_brought, as_read
from lib.log.changing import validation
from lib.log.changing.changes import Addition, Change, ChangeSet, changes_of_row, new_id
from lib.log.reading.parse import parse
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.source.unwritable import unwritable
from lib.workbook.excel.workbook import ExcelWorkbook

CASES = Path(__file__).parents[1] / "data" / "cases"
ADMIN = Viewer("admin", "ada@x.org")


def written(path: Path, tabs: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


class Log:
    """A log in a file, read and saved as the app does it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = Source(BroughtWorkbook(ExcelWorkbook(path)))

    @property
    def log(self):
        return self.source.current().log

    def change(self, tab: str, where: dict[str, object], **after: object) -> Saved:
        frame = self.log.tabs[tab]
        row = frame[(frame[list(where)].astype("str") == pd.Series(where).astype("str")).all(axis=1)].iloc[0]
        return self.save(changes_of_row(tab, row, after))

    def save(self, changes: Sequence[Change] = (), additions: Sequence[Addition] = ()) -> Saved:
        """Save, and see that Edit says before what the sheet refuses, in the same words."""
        at = datetime.now(UTC)
        wanted = ChangeSet(new_id(at), "ada@x.org", at, tuple(changes), tuple(additions))
        is_valid = not validation.problems(wanted, self.log)
        said = unwritable(wanted, self.log, self.source.grids) if is_valid else ()
        saved = save(self.source, wanted, ADMIN)
        assert not is_valid or set(saved.problems) == set(said)
        return saved

    def cell(self, tab: str, address: str) -> object:
        return load_workbook(self.path)[tab][address].value

    def fresh(self):
        return Source(BroughtWorkbook(ExcelWorkbook(self.path))).current().log


@pytest.fixture
def case(tmp_path: Path):
    def opened(name: str) -> Log:
        (path,) = CASES.glob(f"{name}*.xlsx")
        copy = tmp_path / "log.xlsx"
        shutil.copy(path, copy)
        return Log(copy)

    return opened


WIDE = {
    "circles": [("circle", "cadence_days"), ("Atlas", 28)],
    "members": [
        ("member", "circle", "name"),
        ("a@x.org", "Atlas", "Ann Lee"),
        ("b@x.org", "Atlas", "Bo Chen"),
    ],
    "sessions": [
        ("session", "circle", "planned", "held"),
        ("A-1", "Atlas", date(2026, 1, 5), date(2026, 1, 5)),
        ("A-2", "Atlas", date(2026, 2, 2), date(2026, 2, 2)),
    ],
    "attendance": [
        ("Who came", None, None),
        ("Name", date(2026, 1, 5), date(2026, 2, 2)),
        ("Ann Lee", "✔", "✔"),
        ("Bo Chen", "✔", "excused"),
        ("Total", 2, 1),
    ],
    "actions": [("action", "circle", "what", "status"), ("1", "Atlas", "Call", "Erledigt")],
}
LISTED = {
    "Meetings": [
        ("Group", "Meeting", "Date", "Attendees", "Apologies"),
        ("Atlas", "M1", date(2026, 1, 5), "Ann, Bo", "Cy"),
        ("Atlas", "M2", date(2026, 2, 2), "Ann; Cy", None),
    ],
    "Action items": [("Meeting", "Action", "Who"), ("M1", "Write it up", "Ann")],
    "settings": [
        ("name", "value"),
        ("tab.sessions", "Meetings"),
        ("tab.actions", "Action items"),
        ("column.sessions.circle", "Group"),
        ("column.sessions.session", "Meeting"),
        ("column.sessions.planned", "Date"),
        ("column.actions.session", "Meeting"),
        ("column.actions.what", "Action"),
        ("column.actions.owner", "Who"),
    ],
}


def test_a_row_below_a_title_is_changed_where_it_stands(case) -> None:
    log = case("20-")
    assert log.change("sessions", {"session": "Atlas-02"}, decision="Do it").is_written
    assert log.cell("sessions", "K5") == "Do it"
    assert log.fresh().sessions.set_index("session")["decision"]["Atlas-02"] == "Do it"
    assert log.cell("sessions", "A1") == "Circle meetings log 2026"


def test_a_row_goes_back_to_its_own_tab_of_several(case) -> None:
    log = case("17b-")
    assert log.change("sessions", {"session": "Borea-02"}, decision="Borea's").is_written
    assert log.change("sessions", {"session": "Atlas-03"}, decision="Atlas's").is_written
    assert log.cell("Sessions 2026", "K3") == "Borea's"
    assert log.cell("Sessions 2025", "K4") == "Atlas's"


def test_a_new_record_goes_into_the_first_prepared_row(case) -> None:
    log = case("22-")
    circle = log.log.circles["_workbook"].iloc[0]
    new = Addition(
        circle, "actions", {"action": "A-0025", "circle": "Atlas", "what": "New one", "status": "open"}
    )
    assert log.save(additions=[new]).is_written
    assert [log.cell("actions", f"{column}26") for column in "ABC"] == ["A-0025", "Atlas", "New one"]
    assert len(log.fresh().actions) == 25


def test_a_mark_in_a_grid_of_people_and_sessions(tmp_path: Path) -> None:
    log = Log(written(tmp_path / "log.xlsx", WIDE))
    present = log.log.attendance.set_index(["session", "member"])["present"].astype("str").to_dict()
    assert present == {
        ("A-1", "a@x.org"): "yes",
        ("A-2", "a@x.org"): "yes",
        ("A-1", "b@x.org"): "yes",
        ("A-2", "b@x.org"): "excused",
    }
    assert log.change("attendance", {"session": "A-2", "member": "b@x.org"}, present="yes").is_written
    assert log.cell("attendance", "C4") == "✔"
    assert log.change("attendance", {"session": "A-1", "member": "a@x.org"}, present="no").is_written
    assert log.cell("attendance", "B3") == "no"
    assert log.cell("attendance", "A5") == "Total"


def test_a_change_that_someone_else_made_meanwhile_is_a_conflict(tmp_path: Path) -> None:
    log = Log(written(tmp_path / "log.xlsx", WIDE))
    frame = log.log.attendance
    row = frame[(frame["session"] == "A-2") & (frame["member"] == "b@x.org")].iloc[0]
    change = changes_of_row("attendance", row, {"present": "yes"})
    book = load_workbook(log.path)
    book["attendance"]["C4"] = "no"
    book.save(log.path)
    saved = log.save(change)
    assert not saved.is_written
    assert [conflict.theirs for conflict in saved.conflicts] == ["no"]
    assert log.cell("attendance", "C4") == "no"


def test_names_in_lists(tmp_path: Path) -> None:
    log = Log(written(tmp_path / "log.xlsx", LISTED))
    assert log.log.missing_tabs == ()
    assert sorted(log.log.members["member"]) == ["Ann", "Bo", "Cy"]
    assert len(log.log.attendance) == 5
    assert log.change("attendance", {"session": "M1", "member": "Cy"}, present="yes").is_written
    assert (log.cell("Meetings", "D2"), log.cell("Meetings", "E2")) == ("Ann, Bo, Cy", None)
    assert log.change("attendance", {"session": "M2", "member": "Cy"}, present="excused").is_written
    assert (log.cell("Meetings", "D3"), log.cell("Meetings", "E3")) == ("Ann", "Cy")
    present = log.fresh().attendance.set_index(["session", "member"])["present"].astype("str")
    assert present["M2", "Cy"] == "excused"


def test_what_was_derived_is_not_written_and_says_what_to_do(tmp_path: Path) -> None:
    log = Log(written(tmp_path / "log.xlsx", LISTED))
    saved = log.change("circles", {"circle": "Atlas"}, mandate="Grow")
    assert not saved.is_written
    assert "no circles tab" in str(saved.problems[0]) or "no mandate column" in str(saved.problems[0])


def test_words_are_written_as_the_sheet_writes_them(tmp_path: Path) -> None:
    tabs = dict(WIDE)
    tabs["actions"] = [("Aufgaben",), *WIDE["actions"], ("2", "Atlas", "Write", "offen")]
    log = Log(written(tmp_path / "log.xlsx", tabs))
    assert log.change("actions", {"action": "2"}, status="done").is_written
    assert log.cell("actions", "D4") == "Erledigt"


def test_an_edit_can_be_undone_at_once(case) -> None:
    log = case("20-")
    assert log.change("sessions", {"session": "Atlas-02"}, decision="Do it").is_written
    assert log.change("sessions", {"session": "Atlas-02"}, decision="Do 1").is_written
    assert log.cell("sessions", "K5") == "Do 1"


def test_the_stored_snapshot_holds_the_sheet_as_it_is(tmp_path: Path, case) -> None:
    workbook = BroughtWorkbook(ExcelWorkbook(case("17b-").path))
    snapshot = workbook.read()
    for grid in snapshot.grids:
        if grid.origin is not None:
            assert len(grid.origin.sources) == 2
    file = BroughtSnapshots(tmp_path, "w")
    plain = snapshot.__class__("1", snapshot.grids[:0], snapshot.read_at)
    file.save(plain)
    assert file.load() == plain


def test_a_log_whose_tabs_follow_from_others_is_the_same_after_a_restart(tmp_path: Path) -> None:
    path = written(
        tmp_path / "log.xlsx",
        {
            "Club": [
                ("Name", date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)),
                ("Ann Lee", "P", "A", "P"),
                ("Bo Chen", "P", "P", "P"),
            ],
            "settings": [("name", "value"), ("tab.attendance", "Club"), ("tab.absent", "actions")],
        },
    )
    snapshot = BroughtWorkbook(ExcelWorkbook(path)).read()
    assert [grid.tab for grid in as_read(snapshot).grids] == ["Club", "settings"]
    again = parse(as_brought(as_read(snapshot)).grids)
    assert again.missing_tabs == ()
    assert len(again.members) == 2
    assert len(again.sessions) == 3
