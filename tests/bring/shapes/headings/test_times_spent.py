"""Attendance in hours or minutes: any time is presence, none is absence, and no total is somebody."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from lib.bring.shapes.headings.times_spent import amount, are_amounts
from lib.workbook.base import Cell
from tests.bring.help import accepted, grid

DAYS = (date(2026, 1, 12), date(2026, 2, 9))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1.5, 1.5),
        ("90 min", 90),
        ("1,5 h", 1.5),
        ("1:30", 90),
        ("1h30", 90),
        (time(0, 45), 45),
        (timedelta(hours=1), 60),
        (0, 0),
        ("P", None),
        (True, None),
        (5000, None),
        ("", None),
    ],
)
def test_how_long_a_cell_says(cell: Cell, expected: float | None) -> None:
    assert amount(cell) == expected


def test_ones_and_zeros_are_marks_and_no_times() -> None:
    assert not are_amounts([1, 0, None, 1])
    assert are_amounts([1.5, 0, "-"])
    assert not are_amounts([])


def test_people_beside_hours_under_days() -> None:
    found = accepted(
        grid(
            "Attendance (hours)",
            ("Name", *DAYS, "Total"),
            ("Length", 2, 2, 4),
            ("Ann Lee", 1.5, 0, 1.5),
            ("Bob Ray", None, 2, 2),
            ("Total", 1.5, 2, 3.5),
        )
    )
    assert found.present == {
        ("2026-01-12", "Ann Lee"): "yes",
        ("2026-02-09", "Ann Lee"): "no",
        ("2026-02-09", "Bob Ray"): "yes",
    }


def test_a_column_of_minutes_beside_people_and_days() -> None:
    rows = ((DAYS[0], "Ann Lee", 90), (DAYS[0], "Bob Ray", 0), (DAYS[1], "Ann Lee", 45))
    found = accepted(grid("Attendance", ("Date", "Name", "Minutes"), *rows))
    assert list(found.present.values()) == ["yes", "no", "yes"]


@pytest.mark.parametrize("tab", ["participants_850123", "Sheet1"])
def test_a_report_of_who_was_in_a_meeting_without_times_of_joining(tab: str) -> None:
    found = accepted(
        grid(
            tab,
            (
                "Meeting ID",
                "Topic",
                "Start Time",
                "End Time",
                "User Email",
                "Duration (Minutes)",
                "Participants",
            ),
            ("850 1234", "Circle", "01/13/2026 09:00:00 AM", "01/13/2026 10:02:00 AM", "a@x.org", 62, 2),
            (),
            ("Name (Original Name)", "User Email", "Total Duration (Minutes)", "Guest"),
            ("Ann Lee", "a@x.org", 62, "No"),
            ("Bob Ray", "b@x.org", 12, "Yes"),
        )
    )
    assert found.present == {("2026-01-13", "Ann Lee"): "yes", ("2026-01-13", "Bob Ray"): "yes"}
