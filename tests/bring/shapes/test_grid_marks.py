"""Days above a grid of attendance on which nobody met are no sessions that were missed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.bring.help import accepted, grid

DAYS = (date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26))


@pytest.mark.parametrize("word", ["Holiday", "off", "Ferien", "Public holiday"])
def test_a_holiday_of_everybody_is_no_session(word: str) -> None:
    found = accepted(
        grid(
            "Attendance",
            ("Name", *DAYS),
            ("Ann Lee", "P", word, "P"),
            ("Bob Ray", "A", word, "P"),
            ("Cy Fox", "P", word, "A"),
        )
    )
    assert len(found.log.attendance) == 6
    assert found.log.sessions["status"].astype(object).fillna("").to_list() == ["", "cancelled", ""]


def test_one_merged_holiday_over_everybody_is_no_session() -> None:
    rows = (("Ann Lee", "P", "Holiday", "P"), ("Bob Ray", "A", None, "P"), ("Cy Fox", "P", None, "A"))
    found = accepted(grid("Attendance", ("Name", *DAYS), *rows, merged=((2, 2, 4, 2),)))
    assert len(found.log.attendance) == 6
    assert found.log.sessions["status"].astype(object).fillna("").to_list() == ["", "cancelled", ""]


def test_a_holiday_of_one_person_is_an_absence() -> None:
    found = accepted(
        grid(
            "Attendance",
            ("Name", *DAYS),
            ("Ann Lee", "P", "P", "P"),
            ("Bob Ray", "A", "Holiday", "P"),
            ("Cy Fox", "P", "Holiday", "A"),
        )
    )
    assert found.present["2026-01-19", "Bob Ray"] == "excused"
    assert found.log.sessions["status"].isna().all()


def test_a_row_of_weekdays_below_the_days_of_a_month_plans_no_sessions() -> None:
    days = tuple(range(1, 32))
    marks = {6: ("P", "P", "P"), 20: ("P", "A", "P")}
    found = accepted(
        grid(
            "January 2026",
            ("Month: January 2026",),
            ("Name", *days, "Days"),
            (None, *("MTWTFSS"[day % 7] for day in days)),
            *(
                (name, *(marks.get(day, (None,) * 3)[at] for day in days), 2)
                for at, name in enumerate(("Ann Lee", "Bob Ray", "Cy Fox"))
            ),
            ("Total", *(2 if day in marks else 0 for day in days), 3),
        )
    )
    assert found.log.sessions["planned"].dt.day.to_list() == [6, 20]


def test_a_session_of_two_days_above_a_column_is_read_on_its_first() -> None:
    found = accepted(
        grid(
            "Register",
            ("Name", "3-4 March 2025", "30 April - 1 May 2025", "1 Jun - 31 Aug 2025", "5 May 2025"),
            ("Ann Lee", "P", "P", "P", "P"),
            ("Bob Ray", "P", "A", "P", "A"),
        )
    )
    assert sorted({day for day, _ in found.present}) == ["2025-03-03", "2025-04-30", "2025-05-05"]
    checks = found.log.checks
    assert checks.loc[checks["rule"] == "several days", "found"].tolist() == [
        "3-4 March 2025",
        "30 April - 1 May 2025",
    ]
    assert checks.loc[checks["rule"] == "day not understood", "found"].tolist() == ["1 Jun - 31 Aug 2025"]


def test_a_tab_for_each_month_with_one_day_and_a_title() -> None:
    months = [
        grid(
            month,
            (f"Attendance {month} 2026",),
            ("Name", "Role", day, "Comments"),
            ("Ann Lee", "Chair", "Y", None),
            ("Bob Ray", "Member", mark, "late"),
            ("Present", None, count, None),
        )
        for month, day, mark, count in (
            ("January", date(2026, 1, 12), "Y", 2),
            ("February", date(2026, 2, 9), "N", 1),
        )
    ]
    found = accepted(*months)
    assert found.asked == []
    assert found.present == {
        ("2026-01-12", "Ann Lee"): "yes",
        ("2026-01-12", "Bob Ray"): "yes",
        ("2026-02-09", "Ann Lee"): "yes",
        ("2026-02-09", "Bob Ray"): "no",
    }
