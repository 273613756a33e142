"""Lists of attendees in a log without members: names, remarks, everybody but a few."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from lib.bring.edits import to_sheet
from lib.bring.people import Roster
from lib.bring.shapes.list_entries import bare, entries, everybody_but, roster_from
from lib.workbook.base import RowChange
from tests.bring.help import accepted, grid

MEETINGS = grid(
    "Meetings",
    ("Date", "Circle", "Attendees", "Apologies"),
    (date(2026, 1, 8), "Oak", "Ann Lee, Bob Ray (late), Cy Poe", ""),
    (date(2026, 2, 5), "Oak", "everyone except Bob", ""),
    (date(2026, 3, 5), "Oak", "Lee, Ann; Bob; Cy Poe – ill", ""),
    (date(2026, 4, 2), "Oak", "all", "Cy Poe (sick)"),
)


def test_people_are_found_in_the_whole_log_before_each_list_is_read() -> None:
    found = accepted(MEETINGS)
    assert sorted(found.log.members["member"]) == ["Ann Lee", "Bob Ray", "Cy Poe"]
    by_day: dict[str, dict[str, str]] = {}
    for (day, member), mark in found.present.items():
        by_day.setdefault(day, {})[member.split()[0]] = mark
    assert by_day == {
        "2026-01-08": {"Ann": "yes", "Bob": "yes", "Cy": "yes"},
        "2026-02-05": {"Ann": "yes", "Bob": "no", "Cy": "yes"},
        "2026-03-05": {"Ann": "yes", "Bob": "yes", "Cy": "excused"},
        "2026-04-02": {"Ann": "yes", "Bob": "yes", "Cy": "excused"},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("everyone except Bob", "Bob"),
        ("Alle außer Bob und Cy", "Bob und Cy"),
        ("tous sauf Zoé", "Zoé"),
        ("Todos menos Luis", "Luis"),
        ("iedereen behalve Bas", "Bas"),
        ("All present", ""),
        ("Allan Poe", None),
    ],
)
def test_everybody_but_a_few(text: str, expected: str | None) -> None:
    assert everybody_but(text) == expected


def test_remarks_and_names() -> None:
    roster = roster_from(["Ann Lee, Bob Ray", "Bob, Dee"])
    assert [
        (entry.person, entry.says) for entry in entries("Ann (excused) & Bob (by phone, late)", roster)
    ] == [
        ("Ann Lee", "excused"),
        ("Bob Ray", ""),
    ]
    assert bare("Lee, Ann") == "Ann Lee"
    assert roster.find("Dee") == "Dee"
    nobody = Roster(())
    assert nobody.parts("Lee, Ann; Ray, Bob") == ["Lee, Ann", "Ray, Bob"]
    assert nobody.parts("Lee, Ann\nRay, Bob\nFox") == ["Lee, Ann", "Ray, Bob", "Fox"]
    assert nobody.parts("Ann Lee, Bob Ray\nCy Poe") == ["Ann Lee", "Bob Ray", "Cy Poe"]
    assert nobody.all_in("Novak, Petra") == ["Novak, Petra"]
    assert nobody.all_in("Petra Novak, Ken Ito") == ["Petra Novak", "Ken Ito"]


def test_an_edit_of_everybody_writes_the_names() -> None:
    found = accepted(MEETINGS)
    attendance = next(g for g in found.grids if g.tab == "attendance")
    names = [column[0] for column in attendance.columns]
    at = {str(name): number for number, name in enumerate(names)}
    row = next(
        row
        for row in range(2, attendance.height + 1)
        if attendance.cell(row, at["member"]) == "Bob Ray"
        and "2026-02-05" in str(attendance.cell(row, at["session"]))
    )
    key = {name: attendance.cell(row, at[name]) for name in ("session", "member")}
    change = RowChange("w", "attendance", row, key, {"present": "no"}, {"present": "yes"})
    (edit,) = to_sheet([change], found.grids).edits
    assert isinstance(edit, RowChange)
    assert edit.after == {"Attendees": "Ann Lee, Cy Poe, Bob Ray"}


def test_an_owner_by_first_name_is_written_in_its_own_cell_and_several_are_not_written_over() -> None:
    tasks = grid(
        "Action items",
        ("Task", "Who", "Due"),
        ("Call", "Bob", date(2026, 2, 1)),
        ("Write", "Cy / Bob", date(2026, 2, 1)),
        ("Ask", "Lee, Petra", date(2026, 2, 1)),  # not the member Ann Lee
    )
    found = accepted(MEETINGS, tasks)
    assert found.log.actions["owner"].to_list() == ["Bob Ray", "Cy Poe", "Lee, Petra"]
    changes = [
        RowChange("w", "Action items", row, {"action": what}, {"owner": owner}, {"owner": "Ann Lee"})
        for row, what, owner in ((2, "Call", "Bob Ray"), (3, "Write", "Cy Poe"))
    ]
    made = to_sheet(changes, found.grids)
    (edit,) = made.edits
    assert isinstance(edit, RowChange)
    assert (edit.tab, edit.row, edit.before, edit.after) == (
        "Action items",
        2,
        {"Who": "Bob"},
        {"Who": "Ann Lee"},
    )
    assert made.refused == [
        "Action items, B3: “Cy / Bob” names several people, of whom the first is read: change this cell in the sheet"
    ]


def test_allen_alone_is_everybody_in_a_list_and_a_person_in_a_grid() -> None:
    found = accepted(
        grid(
            "Vergaderingen",
            ("Datum", "Aanwezig", "Afwezig"),
            (date(2026, 1, 12), "Anna Bos, Dora Faas", None),
            (date(2026, 2, 9), "Allen", None),
        )
    )
    assert Counter(found.present.values()) == {"yes": 4}
    days = (date(2026, 1, 12), date(2026, 2, 9), date(2026, 3, 9))
    rows = (("Name", *days), ("Allen", "P", "A", "P"), ("Bob", "P", "P", "A"))
    assert len(accepted(grid("Attendance", *rows)).log.members) == 2


def test_a_title_before_a_name_makes_no_second_person() -> None:
    found = accepted(
        grid(
            "Réunions",
            ("Date", "Présents"),
            (date(2026, 1, 14), "M. Paul Durand, Mme Claire Petit, Mme Roux"),
            (date(2026, 2, 18), "Claire Petit; Paul Durand; M. Roux"),
        )
    )
    assert sorted(found.log.members["member"]) == ["Claire Petit", "M. Roux", "Mme Roux", "Paul Durand"]


def test_a_title_in_the_grid_of_one_month_makes_no_second_person() -> None:
    months = [
        grid(
            month,
            ("Name", *(date(2026, number, day) for day in (5, 12))),
            (ann, "P", "P"),
            (bob, "P", "A"),
            ("Cy Fox", "P", "P"),
        )
        for number, (month, ann, bob) in enumerate(
            (("Jan 2026", "Dr. Ann Lee", "Mr Bob Ray"), ("Feb 2026", "Ann Lee", "Bob Ray")), start=1
        )
    ]
    found = accepted(*months)
    assert sorted(found.log.members["member"]) == ["Ann Lee", "Bob Ray", "Cy Fox"]
    assert len(found.present) == 12
    assert set(found.log.attendance["member"]) == {"Ann Lee", "Bob Ray", "Cy Fox"}


HYBRID = (
    (date(2026, 1, 14), "Ann Lee, Bob Ray", "Cy Fox", "Di Poe"),
    (date(2026, 2, 11), "Bob Ray", "Ann Lee; Di Poe", "Cy Fox"),
)


def test_those_in_the_room_and_those_online_came() -> None:
    found = accepted(grid("Meeting log", ("Date", "In person", "Online", "Apologies"), *HYBRID))
    assert {key: mark for key, mark in found.present.items() if mark != "yes"} == {
        ("2026-01-14", "Di Poe"): "excused",
        ("2026-02-11", "Cy Fox"): "excused",
    }
    assert len(found.present) == 8
    attendance = next(grid for grid in found.grids if grid.tab == "attendance")
    at = {str(column[0]): position for position, column in enumerate(attendance.columns)}
    row = next(
        row for row in range(2, attendance.height + 1) if attendance.cell(row, at["member"]) == "Di Poe"
    )
    key = {name: attendance.cell(row, at[name]) for name in ("session", "member")}
    change = RowChange("w", "attendance", row, key, {"present": "excused"}, {"present": "yes"})
    edits = [edit for edit in to_sheet([change], found.grids).edits if isinstance(edit, RowChange)]
    after = {title: cell for edit in edits for title, cell in edit.after.items()}
    assert (after["In person"], after["Apologies"]) == ("Ann Lee, Bob Ray, Di Poe", None)
    assert "Online" not in after


def test_rooms_and_links_are_nobody() -> None:
    rows = [(day, names, "Main hall, Town hall", "https://x.org/call/1") for day, names, _, _ in HYBRID]
    found = accepted(grid("Meeting log", ("Date", "Attended", "In person", "Online"), *rows))
    assert sorted(found.log.members["member"]) == ["Ann Lee", "Bob Ray"]
