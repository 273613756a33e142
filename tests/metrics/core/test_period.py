"""Periods in days and words, and the period before each."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.log.format.schema import SETTING_WORDS
from lib.metrics.core import period
from lib.metrics.core.period import WHOLE

DAY = pd.Timestamp("2026-06-30")


def days(found: period.Period) -> list[str]:
    bounds = (found.start, found.end, found.start_before, found.end_before)
    return ["" if bound is None else f"{bound:%Y-%m-%d}" for bound in bounds]


@pytest.mark.parametrize(
    ("key", "expected", "name", "before"),
    [
        ("3m", ["2026-04-01", "", "2026-01-01", "2026-03-31"], "the last 3 months", "the 3 months before"),
        ("12m", ["2025-07-01", "", "2024-07-01", "2025-06-30"], "the last 12 months", "the 12 months before"),
        ("quarter", ["2026-04-01", "", "2025-12-31", "2026-03-31"], "this quarter (Q2 2026)", "the 91 days before"),
        (
            "last-quarter",
            ["2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"],
            "the last quarter (Q1 2026)",
            "the quarter before",
        ),
        (
            "ytd",
            ["2026-01-01", "", "2025-07-04", "2025-12-31"],
            "the year to date (since 1 Jan 2026)",
            "the 181 days before",
        ),
        (
            "review",
            ["2026-05-04", "", "2026-03-07", "2026-05-03"],
            "the time since the last review on 3 May 2026",
            "the 58 days before",
        ),
        ("all", ["", "", "", ""], "the whole log", ""),
    ],
)  # fmt: skip
def test_named_periods(key: str, expected: list[str], name: str, before: str) -> None:
    reviews = [pd.Timestamp("2026-02-01"), pd.Timestamp("2026-05-03"), pd.Timestamp("2026-07-01")]
    found = period.named(key, DAY, reviews)
    assert (days(found), found.name, found.name_before) == (expected, name, before)
    assert found.has_before == bool(before)


def test_months_are_counted_back_from_the_day() -> None:
    assert days(period.named("3m", pd.Timestamp("2026-05-31")))[0] == "2026-03-01"
    assert days(period.named("3m", pd.Timestamp("2026-05-15"))) == [
        "2026-02-16",
        "",
        "2025-11-16",
        "2026-02-15",
    ]


def test_two_dates_and_one() -> None:
    first, last = pd.Timestamp("2026-01-10"), pd.Timestamp("2026-01-19")
    found = period.between(first, last, DAY)
    assert days(found) == ["2026-01-10", "2026-01-19", "2025-12-31", "2026-01-09"]
    assert (found.name, found.dates) == (
        "the time from 10 Jan 2026 to 19 Jan 2026",
        "10 Jan 2026 to 19 Jan 2026",
    )
    assert period.between(None, last, DAY).name == "the log up to 19 Jan 2026"
    assert not period.between(None, last, DAY).has_before
    assert period.between(None, None, DAY) == WHOLE


def test_no_review_is_the_whole_log_and_an_unknown_key_an_error() -> None:
    assert period.named("review", DAY) == WHOLE
    with pytest.raises(ValueError, match="no period '4m'"):
        period.named("4m", DAY)


def test_the_setting_has_the_same_words() -> None:
    assert SETTING_WORDS["period"] == period.SETTABLE
