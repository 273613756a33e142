"""The log as it was known on one day."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.core.facts import Facts
from tests.data.hand_log import AS_OF, Rows, hand, quick

DAY = "2026-03-10"

STATES: list[tuple[dict[str, object], str]] = [
    ({}, "held"),
    ({"status": "cancelled"}, "cancelled"),
    ({"held": "", "status": "held"}, "held"),
    ({"held": "", "status": "held", "planned": "2026-07-01"}, "planned"),
    ({"held": "2026-07-01"}, "planned"),
    ({"held": "2026-07-01", "status": "held"}, "planned"),
    ({"held": "2026-06-30"}, "held"),
    ({"held": ""}, "planned"),
]


def test_states_of_a_session() -> None:
    sessions: Rows = [
        {"session": f"S-{place}", "circle": "Atlas", "planned": DAY, "held": DAY} | columns
        for place, (columns, _) in enumerate(STATES)
    ]
    rows = Facts(quick(circles=[{"circle": "Atlas"}], sessions=sessions), AS_OF).sessions
    assert rows["state"].to_list() == [state for _, state in STATES]
    assert rows["on"].notna().to_list() == [state == "held" for _, state in STATES]


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (None, DAY, True),
        ("2026-03-11", None, False),
        (None, "2026-03-09", False),
        (None, "2030-01-01", True),
    ],
)
def test_a_period_includes_its_first_and_last_day(start: str | None, end: str | None, inside: bool) -> None:
    day = Facts(quick(), AS_OF, start and pd.Timestamp(start), end and pd.Timestamp(end))
    assert day.in_period(pd.Series(pd.to_datetime([DAY, None]))).to_list() == [inside, False]


def test_without_a_period_undated_rows_count_and_later_ones_do_not() -> None:
    days = pd.Series(pd.to_datetime(["2026-06-30", "2026-07-01", None]))
    assert Facts(quick(), AS_OF).in_period(days).to_list() == [True, False, True]


def test_person_sessions_have_each_person_once() -> None:
    rows = Facts(hand(), AS_OF).person_sessions
    assert not rows.duplicated(["session", "member"]).any()
    assert rows["expected"].sum() == 10  # A-1 2, A-2 3, A-3 2, B-1 2, C-1 1
    assert (~rows["expected"]).sum() == 2
    assert set(rows.loc[~rows["recorded"], "member"]) == {"bo"}


# The whole log counted by hand


@pytest.fixture(scope="module")
def known() -> Facts:
    return Facts(hand(), AS_OF)


def test_held_sessions_are_numbered_in_each_circle(known: Facts) -> None:
    held = known.held
    assert dict(zip(held["session"], held["number"], strict=True)) == {
        "A-1": 1,
        "B-1": 1,  # without a date: as planned
        "C-1": 1,
        "A-2": 2,
        "A-3": 3,
    }
    assert held["session"].to_list() == ["A-1", "B-1", "C-1", "A-2", "A-3"]


def test_who_is_active(known: Facts) -> None:
    assert known.active_circles["circle"].to_list() == ["Atlas", "Borealis"]
    members = known.active_members
    assert list(zip(members["circle"], members["member"], strict=True)) == [
        ("Atlas", "ana"),
        ("Atlas", "bo"),
        ("Borealis", "ana"),
        ("Borealis", "dee"),
    ]
    assert known.days_since_last.to_dict() == {"Atlas": 107, "Borealis": 169}


def test_actions_as_known_on_a_day(known: Facts) -> None:
    assert "X-8" not in set(known.all_actions["action"])  # created the next day
    assert set(known.all_actions["action"]) - set(known.actions["action"]) == {"X-5"}  # cancelled
    assert set(known.actions.loc[known.actions["is_done"], "action"]) == {"X-1", "X-6", "X-9"}
    late = known.open_actions.set_index("action")["days_late"].fillna(-1)
    assert late.to_dict() == {"X-2": 0, "X-3": 14, "X-4": -1, "X-7": 60}  # X-4 has no date


def test_actions_as_known_earlier() -> None:
    february = Facts(hand(), pd.Timestamp("2026-02-10"))
    assert set(february.open_actions["action"]) == {"X-2", "X-6", "X-7"}  # X-6 was closed in June
    assert set(february.actions["action"]) == {"X-1", "X-2", "X-6", "X-7", "X-9"}  # A-2 decided X-3 later


def test_asks_stay_open_until_the_day_they_are_answered(known: Facts) -> None:
    asks = known.asks.set_index("ask")
    assert asks["is_open"].to_dict() == {"K-1": True, "K-2": True, "K-3": False, "K-5": True}
    assert asks["age_days"].to_dict() == {"K-1": 29, "K-2": 31, "K-3": 121, "K-5": 10}
