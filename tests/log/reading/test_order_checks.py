"""Dates out of their neighbors' order, and dates that have not come yet."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.log.format.model import CircleLog
from lib.log.reading.order_checks import last_new_day
from tests.data.case_files import case, cells
from tests.data.logs import log as parsed

Rows = list[dict[str, object]]


def met(*days: date) -> Rows:
    return [
        {"session": f"S-{place:02}", "circle": "Atlas", "planned": day, "held": day}
        for place, day in enumerate(days)
    ]


def log(**tabs: Rows) -> CircleLog:
    return parsed({"circles": [{"circle": "Atlas"}]}, **tabs)


def out_of_order(read: CircleLog) -> set[str]:
    return cells(read, "out of order")


def test_a_session_dated_a_year_too_early_between_its_neighbors() -> None:
    assert out_of_order(case("log-inversion")) == {"sessions!C4", "sessions!D4"}


def test_the_rows_above_and_below_say_what_is_expected() -> None:
    checks = case("log-inversion").checks
    words = checks.loc[checks["rule"] == "out of order", "expected"].unique().tolist()
    assert words == ["a date from 2026-02-05 to 2026-04-05, as the rows above and below"]


def test_a_session_moved_by_some_weeks_is_no_mistake() -> None:
    days = [date(2026, 1, 5), date(2026, 2, 5), date(2026, 5, 20), date(2026, 4, 5), date(2026, 5, 5)]
    assert out_of_order(log(sessions=met(*days))) == set()
    days[2] = date(2026, 6, 20)
    assert out_of_order(log(sessions=met(*days))) == {"sessions!C4", "sessions!D4"}


def test_rows_sorted_the_other_way_or_not_at_all() -> None:
    days = [date(2025, 1, 5) + timedelta(days=30 * step) for step in range(10)]
    assert out_of_order(log(sessions=met(*reversed(days)))) == set()
    unsorted = [days[at] for at in (5, 0, 8, 2, 9, 1, 7, 3, 6, 4)]
    assert out_of_order(log(sessions=met(*unsorted))) == set()
    wrong = [*days[:4], days[4].replace(year=2026), *days[5:]]
    assert out_of_order(log(sessions=met(*reversed(wrong)))) == {"sessions!C7", "sessions!D7"}


def test_neighbors_are_of_the_same_circle() -> None:
    both = [
        {"session": f"{circle}-{month}", "circle": circle, "planned": date(year, month, 5)}
        for month in range(1, 6)
        for circle, year in (("Atlas", 2025), ("Borea", 2026))
    ]
    assert out_of_order(log(circles=[{"circle": "Atlas"}, {"circle": "Borea"}], sessions=both)) == set()


def test_what_has_not_happened_yet_has_a_check_until_its_day() -> None:
    read = case("27-")
    found = {"actions!L2", "actions!L10", "actions!L14", "actions!L22"}
    assert cells(read, "in the future") == found
    assert cells(read, "in the future", pd.Timestamp("2027-02-01")) == found - {"actions!L2", "actions!L14"}
    assert cells(read, "in the future", pd.Timestamp("2027-05-24")) == set()
    assert {"sessions!D4", "sessions!D10"} <= cells(case("27b"), "in the future")


def test_on_a_day_of_the_past_what_came_later_is_no_mistake() -> None:
    read = case("20-")
    assert cells(read, "in the future", pd.Timestamp("2026-02-01")) == set()


def test_the_last_new_day_is_that_of_an_action_an_ask_or_a_session() -> None:
    assert last_new_day(log(sessions=met(date(2026, 1, 5))).tabs) == pd.Timestamp("2026-01-05")
    assert last_new_day(log().tabs) is None
    late = [{"session": "S-1", "circle": "Atlas", "planned": date(2026, 1, 5), "held": date(2026, 6, 1)}]
    assert last_new_day(log(sessions=late).tabs) == pd.Timestamp("2026-01-05")


def test_a_sponsor_sees_the_cell_and_not_what_is_in_it() -> None:
    seen = redact(case("27-"), Viewer("sponsor", "nobody@x.org"))
    checks = seen.checks_on(pd.Timestamp("2026-07-15"))
    future = checks[checks["rule"] == "in the future"]
    assert len(future) == 4
    assert future["found"].isna().all()
