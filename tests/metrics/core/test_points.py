"""Units over time: by month, quarter and day, and by circle and month."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
import pytest

from lib.metrics.core import points, rates


def test_by_month_counts_each_unit_in_its_month() -> None:
    days = pd.to_datetime(pd.Series(["2026-01-31", "2026-02-01", "2026-02-28", "2025-12-31", "2026-05-01"]))
    hits = np.array([True, True, False, True, True])
    span = pd.Timestamp("2026-01-15"), pd.Timestamp("2026-04-02")
    months = points.by_period(days.to_numpy(), hits, "month", *span)
    assert months.names == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert (months.n.tolist(), months.N.tolist()) == ([1, 1, 0, 0], [1, 2, 0, 0])
    assert np.isnan(months.value).tolist() == [False, False, True, True]


def test_by_quarter_counts_each_unit_in_its_quarter() -> None:
    days = np.array(["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01"], dtype="datetime64[s]")
    hits = np.array([True, True, False, False])
    span = pd.Timestamp("2025-10-01"), pd.Timestamp("2026-06-30")
    quarters = points.by_period(days, hits, "quarter", *span)
    assert quarters.names == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert list(zip(quarters.n, quarters.N, quarters.value, strict=True)) == [
        (1, 1, 1.0),
        (1, 2, 0.5),
        (0, 1, 0.0),
    ]


def test_by_day_has_only_days_with_units() -> None:
    days = np.array(["2026-03-10", "2026-01-05", "2026-03-10"], dtype="datetime64[s]")
    found = points.by_day(days, np.array([True, False, False]))
    assert found.names == ["2026-01-05", "2026-03-10"]
    assert list(zip(found.n, found.N, found.value, strict=True)) == [(0, 1, 0.0), (1, 2, 0.5)]


@pytest.mark.parametrize(
    ("last_day", "units", "unit", "begun"),
    [
        ("2026-05-01", [10, 0, 14, 12, 5], "share", True),
        ("2026-05-01", [10, 0, 14, 12, 6], "share", False),  # half of the usual 12
        ("2026-05-31", [10, 0, 14, 12, 5], "share", False),  # over
        ("2026-05-30", [10, 0, 14, 12, 5], "ratio", True),
        ("2026-05-30", [10, 0, 14, 12, 30], "count", True),
        ("2026-05-30", [10, 0, 14, 12, 0], "count", True),
        ("2026-05-30", [10, 0, 14, 12, 0], "share", False),  # a gap
        ("2026-05-30", [0, 0, 0, 0, 1], "share", False),
    ],
)
def test_a_month_that_is_not_over_is_unfinished_with_less_than_half_of_the_usual_units(
    last_day: str, units: list[int], unit: str, begun: bool
) -> None:
    N = np.array(units)
    known = points.points([f"2026-{month:02}" for month in range(1, 6)], N // 2, N)
    assert points.is_unfinished(known, "month", pd.Timestamp(last_day), unit) is begun


def test_quarters_begin_too_but_sessions_and_no_points_do_not() -> None:
    known = points.points(["2026-Q1", "2026-Q2"], np.array([9, 1]), np.array([9, 3]))
    assert points.is_unfinished(known, "quarter", pd.Timestamp("2026-06-29"), "share")
    assert not points.is_unfinished(known, "quarter", pd.Timestamp("2026-06-30"), "share")
    days = known._replace(names=["2026-05-01", "2026-06-29"])
    assert not points.is_unfinished(days, "session", pd.Timestamp("2026-06-29"), "share")
    for by in get_args(points.By):
        assert not points.is_unfinished(points.no_points(), by, pd.Timestamp("2026-06-29"), "share")


def test_months_of_some_circles_are_added_up_from_those_of_all() -> None:
    """Of five units, one has no circle, one comes after the last day, and one is left out."""
    rows = pd.DataFrame({"circle": ["a", "b", None, "b", "a", "a"]})
    on = pd.to_datetime(
        pd.Series(["2026-03-10", "2026-01-31", "2025-12-01", "2026-03-01", "2026-05-01", "2026-02-01"])
    )
    frame = rates.units(rows, on=on, hit=rows["circle"] == "b", excluded=[(rows.index == 5, "why")])
    every = points.monthly(frame, pd.Timestamp("2026-04-02"))
    assert every.points().names == ["2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]
    assert every.points().N.tolist() == [1, 1, 0, 2, 0]
    assert every.points().n.tolist() == [0, 1, 0, 1, 0]
    one = every.of({"b"}).points()
    assert (one.names, one.N.tolist()) == (["2026-01", "2026-02", "2026-03", "2026-04"], [1, 0, 1, 0])
    assert every.of({"c"}).points().names == []
    assert every.of({"b", "a"}).of({"a"}).points().N.tolist() == [1, 0]
