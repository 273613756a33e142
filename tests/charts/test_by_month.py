"""What drawings of lines over months share: their ticks, and what a pointer says of each day."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.charts.by_month import across, ticks, tips


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-01-01", "2026-06-01", ["Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026"]),
        ("2026-01-31", "2026-12-01", ["Feb 2026", "Apr 2026", "Jun 2026", "Aug 2026", "Oct 2026", "Dec 2026"]),
        ("2026-05-02", "2026-05-30", ["May 2026"]),
    ],
)  # fmt: skip
def test_at_most_six_months_are_marked(first: str, last: str, months: list[str]) -> None:
    found = ticks(pd.Timestamp(first), pd.Timestamp(last))
    assert [mark.lines[0] for mark in found] == months
    assert all(0 <= mark.left <= 100 for mark in found)


def test_a_tip_reaches_half_the_way_to_the_next_day() -> None:
    days = pd.to_datetime(["2026-01-01", "2026-01-03", "2026-01-11"])
    found = tips({day: [f"{day:%d}"] for day in days}, across(days[0], days[-1]))
    assert [(tip.lines, tip.left, tip.width) for tip in found] == [
        (("01",), 0.0, 10.0), (("03",), 10.0, 50.0), (("11",), 60.0, 40.0),
    ]  # fmt: skip
