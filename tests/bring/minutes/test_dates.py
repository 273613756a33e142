"""Days in running text, read from a session on Tuesday, 10 March 2026, before the next one on 7 April."""

from __future__ import annotations

from datetime import date

import pytest

from lib.bring.minutes.dates import Calendar

CALENDAR = Calendar(date(2026, 3, 10), date(2026, 4, 7))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by 12 March", "2026-03-12"),
        ("by the 12th of March 2027", "2027-03-12"),
        ("bis 12.3.", "2026-03-12"),
        ("bis Freitag, den 20.03.2026", "2026-03-20"),
        ("12. März 2026", "2026-03-12"),
        ("by 5 January", "2027-01-05"),
        ("March 20th", "2026-03-20"),
        ("by 2026-03-20", "2026-03-20"),
        ("3/20", "2026-03-20"),
        ("3/4", "2026-04-03"),  # 4 March was before the session
        ("03/04/2026", "2026-04-03"),
        ("by Friday", "2026-03-13"),
        ("by next Friday", "2026-03-20"),
        ("Monday next week", "2026-03-16"),
        ("tomorrow", "2026-03-11"),
        ("in two weeks", "2026-03-24"),
        ("within 10 days", "2026-03-20"),
        ("by end of the week", "2026-03-13"),
        ("EOM", "2026-03-31"),
        ("by the end of next month", "2026-04-30"),
        ("bis Ende April", "2026-04-30"),
        ("by end of Q2", "2026-06-30"),
        ("by the next session", "2026-04-07"),
    ],
)
def test_which_day_is_meant(text: str, day: str) -> None:
    found = CALENDAR.days(text)
    assert [one.value for one in found] == [date.fromisoformat(day)]


@pytest.mark.parametrize("text", ["next week", "by April", "asap", "in Q3", "KW 12", "mid-May"])
def test_what_is_no_single_day_is_said_to_be_none(text: str) -> None:
    (found,) = CALENDAR.days(text)
    assert found.value is None
    assert "no single day" in found.doubt


@pytest.mark.parametrize(
    "text", ["v1.2.3", "at 10:30", "3 of 20 people", "room 12", "50 %", "http://x.org/2026/3"]
)
def test_what_is_no_day(text: str) -> None:
    assert not [day for day in CALENDAR.days(text) if day.value]


@pytest.mark.parametrize("text", ["by 12 March", "by Friday", "in two weeks", "12.3.", "3/20"])
def test_without_the_day_of_the_session_there_is_none(text: str) -> None:
    (found,) = Calendar().days(text)
    assert found.value is None
    assert found.doubt


def test_a_day_that_could_be_two_is_named() -> None:
    (found,) = Calendar().days("03/04/2026")
    assert found.value is None
    assert "2026-03-04 or 2026-04-03" in found.doubt
    assert Calendar(day_first=True).days("03/04/2026")[0].value == date(2026, 4, 3)


def test_how_next_friday_was_read_is_said() -> None:
    (found,) = CALENDAR.days("by next Friday")
    assert "week after the session" in found.doubt
