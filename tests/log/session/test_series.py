"""A series of sessions: rhythm, weekday, holidays, days taken, keys; and the change set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.log.changing import validation
from lib.log.changing.changes import ChangeSet
from lib.log.session import series
from lib.log.session.series import LAST, Day, Rule, days
from tests.data.logs import log
from tests.examples import examples

MONDAY = date(2026, 11, 30)


def planned(rule: Rule) -> list[date]:
    return [one.day for one in days(rule) if not one.skipped]


def test_every_two_weeks_on_a_thursday_without_christmas() -> None:
    found = days(Rule(MONDAY, 3, "2 weeks", count=3, country="DE"))
    assert found == [Day(date(2026, 12, 3)), Day(date(2026, 12, 17)), Day(date(2026, 12, 31))]
    friday = days(Rule(MONDAY, 4, "week", count=4, country="DE"))
    assert [one.day.day for one in friday] == [4, 11, 18, 25, 1, 8]
    assert [one.skipped for one in friday] == ["", "", "", "Christmas Day", "New Year's Day", ""]


@pytest.mark.parametrize(
    ("which", "wanted"),
    [
        (1, [date(2026, 12, 1), date(2027, 1, 5), date(2027, 2, 2)]),
        (2, [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]),
        (4, [date(2026, 12, 22), date(2027, 1, 26), date(2027, 2, 23)]),
        (LAST, [date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23)]),
    ],
)
def test_once_a_month_on_one_of_its_tuesdays(which: int, wanted: list[date]) -> None:
    assert planned(Rule(MONDAY, 1, "month", which, count=3)) == wanted


def test_it_ends_on_the_last_day_or_never_begins() -> None:
    assert planned(Rule(MONDAY, 0, "4 weeks", until=date(2027, 1, 25))) == [
        MONDAY, date(2026, 12, 28), date(2027, 1, 25),
    ]  # fmt: skip
    assert days(Rule(MONDAY, 0, "week", until=date(2026, 11, 29))) == []
    assert days(Rule(MONDAY, 0, "week")) == []


def test_a_country_nobody_knows_skips_nothing() -> None:
    assert series.holiday(date(2026, 12, 25), "XX") == series.holiday(date(2026, 12, 25), "") == ""
    assert series.countries()["DE"] == "Germany"


@settings(max_examples=examples(30), deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    st.integers(0, 6),
    st.sampled_from(["week", "2 weeks", "4 weeks", "month"]),
    st.integers(1, 5),
    st.integers(1, 20),
)
def test_as_many_days_as_asked_on_the_weekday_in_order(
    start: date, weekday: int, rhythm: series.Rhythm, which: int, count: int
) -> None:
    found = planned(Rule(start, weekday, rhythm, which, count))
    assert len(found) == count
    assert {day.weekday() for day in found} == {weekday}
    assert found == sorted(set(found))
    assert found[0] >= start
    gaps = {(later - day).days for day, later in pairwise(found)}
    wanted = {28, 35} if rhythm == "month" else {7 * series.WEEKS[rhythm]}
    assert gaps <= wanted


def test_days_with_a_session_are_not_planned_twice_and_keys_continue() -> None:
    found = log(
        circles=[{"circle": "Atlas", "format": "hybrid"}, {"circle": "Borea"}],
        sessions=[
            {"session": "Atlas-09", "circle": "Atlas", "planned": MONDAY, "status": "planned", "format": ""},
            {
                "session": "Atlas-10",
                "circle": "Atlas",
                "planned": MONDAY + timedelta(7),
                "status": "cancelled",
            },
            {
                "session": "Borea-11",
                "circle": "Borea",
                "planned": MONDAY + timedelta(14),
                "status": "planned",
            },
        ],
    )
    taken = series.taken(found, "Atlas")
    assert taken == {MONDAY: "Atlas-09"}
    rule = Rule(MONDAY, 0, "week", count=2)
    every = days(rule, taken)
    assert [one.skipped for one in every] == ["already planned: Atlas-09", "", ""]
    begun = ChangeSet("1", "lee@x.org", datetime(2026, 11, 29, tzinfo=UTC))
    change_set = series.change_set(begun, found, "Atlas", [one.day for one in every if not one.skipped])
    assert [dict(one.values) for one in change_set.additions] == [
        {"session": f"Atlas-{at}", "circle": "Atlas", "planned": day, "status": "planned", "format": "hybrid"}
        for at, day in ((11, MONDAY + timedelta(7)), (12, MONDAY + timedelta(14)))
    ]
    assert validation.problems(change_set, found) == []
    assert series.change_set(begun, found, "Cetus", [MONDAY]) == begun
    assert series.change_set(begun, found, "Atlas", [MONDAY]) == begun  # it has a session


def test_days_in_the_past_are_skipped_and_days_near_a_session_say_so() -> None:
    taken = {MONDAY + timedelta(9): "Atlas-09"}
    every = days(Rule(MONDAY, 0, "week", count=2), taken, today=MONDAY + timedelta(1))
    assert every == [
        Day(MONDAY, "in the past"),
        Day(MONDAY + timedelta(7), near="Atlas-09 is on 2026-12-09"),
        Day(MONDAY + timedelta(14)),
    ]
