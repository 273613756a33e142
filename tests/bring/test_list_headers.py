"""Several lists of people in one cell, each behind its label."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.edits import to_sheet
from lib.bring.list_headers import has_labels, lists_in
from lib.workbook.base import RowChange
from tests.bring.help import Accepted, accepted, grid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada, Bo", [("attendees", "Ada, Bo")]),
        ("Present: Ada, Bo. Apologies: Cy", [("attendees", "Ada, Bo"), ("apologies", "Cy")]),
        ("Ada, Bo; Absent: Cy", [("attendees", "Ada, Bo"), ("absent", "Cy")]),
        ("Anwesend: Ada\nEntschuldigt (1): Bo", [("attendees", "Ada"), ("apologies", "Bo")]),
        ("Présents : Ada – Excusés : Bo", [("attendees", "Ada"), ("apologies", "Bo")]),
        ("In attendance: Ada | Guests: Zoe", [("attendees", "Ada"), ("guests", "Zoe")]),
        ("Apologies:", []),
        ("Ada Present", [("attendees", "Ada Present")]),
    ],
)
def test_lists_in_one_cell(text: str, expected: list[tuple[str, str]]) -> None:
    assert lists_in(text, "attendees") == expected
    assert has_labels(text) is (expected != [("attendees", text)])


def meetings() -> Accepted:
    return accepted(
        grid(
            "Meetings",
            ("Date", "Attendance", "Topic"),
            (date(2026, 1, 8), "Present: Nora Quist, Lars Boon. Apologies: Ravi Sen", "Hiring"),
            (date(2026, 2, 5), "Present: Nora Quist. Absent: Lars Boon. Guests: Zoe Ash", "Pricing"),
            (date(2026, 3, 5), "Present: all. Apologies: none", "Delegation"),
        )
    )


def test_each_list_has_its_meaning() -> None:
    found = meetings()
    by_day: dict[str, dict[str, str]] = {}
    for (day, member), mark in found.present.items():
        by_day.setdefault(day, {})[member] = mark
    assert by_day == {
        "2026-01-08": {"Nora Quist": "yes", "Lars Boon": "yes", "Ravi Sen": "excused"},
        "2026-02-05": {"Nora Quist": "yes", "Lars Boon": "no", "Zoe Ash": "yes"},
        "2026-03-05": {"Nora Quist": "yes", "Lars Boon": "yes", "Ravi Sen": "yes"},
    }
    assert sorted(found.log.members["member"]) == ["Lars Boon", "Nora Quist", "Ravi Sen"]


def test_such_a_cell_is_not_written_over() -> None:
    found = meetings()
    (attendance,) = [each for each in found.grids if each.tab == "attendance"]
    names = [column[0] for column in attendance.columns]
    key = {name: attendance.cell(2, names.index(name)) for name in ("session", "member")}
    edit = RowChange("w", "attendance", 2, key, {"present": "yes"}, {"present": "no"}, 1)
    sheet = to_sheet([edit], found.grids)
    assert not sheet.edits
    assert sheet.refused[0].startswith("Meetings, B2: “Present: Nora Quist")


def test_numbers_below_present_list_nobody() -> None:
    found = accepted(
        grid(
            "Meetings",
            ("No", "Date", "Topic", "Host", "Present", "Absent"),
            (1, date(2026, 1, 13), "Goals", "Dora Hale", 3, 0),
            (2, date(2026, 2, 10), "Feedback", "Dora Hale", 2, 1),
        )
    )
    assert found.log.attendance.empty
    assert "nobody's name" not in set(found.log.checks["rule"])
    assert len(found.log.sessions) == 2
