"""Line of sight, link by link, and what is overdue by priority."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lib.metrics.core.facts import Facts
from lib.metrics.impact import by_priority
from tests.data.hand_log import AS_OF, HAND, hand, quick

Rows = list[dict[str, object]]


def table(facts: Facts) -> pd.DataFrame:
    return by_priority.line_of_sight(facts).set_index("priority")


def test_every_link_counted_by_hand() -> None:
    found = table(Facts(hand(), AS_OF))
    assert list(found.index) == ["Growth", "no priority named"]  # most teams first
    assert found.loc["Growth"].to_dict() == {
        "circles": 2,  # Atlas, Cetus
        "mandates": 1,
        "sessions": 4,  # C-1
        "cases": 2,
        "insights": 2,
        "actions": 4,  # X-5 is cancelled
        "done": 1,
        "practices": 1,
        "teams": 2,
        "unbroken": 1,  # A-1 -> I-1 -> X-1 -> calls
        "share": 0.5,
    }
    assert found.loc["no priority named"].to_list() == [1, 0, 1, 1, 0, 3, 2, 1, 1, 0, 0.0]


@pytest.mark.parametrize(
    ("tab", "place", "change"),
    [
        ("circles", 0, {"mandate": ""}),
        ("sessions", 0, {"case": ""}),
        ("insights", 0, {"session": "A-2", "insight": "I-1"}),
        ("actions", 0, {"insight": ""}),
        ("actions", 0, {"practice": ""}),
        ("actions", 0, {"practice": "pairs, always", "status": "cancelled"}),
    ],
)
def test_one_missing_link_breaks_the_line(tab: str, place: int, change: dict[str, object]) -> None:
    rows: Rows = [row | change if at == place else row for at, row in enumerate(HAND[tab])]
    found = table(Facts(quick({**HAND, tab: rows}), AS_OF))
    expected = 1 if tab == "insights" else 0  # I-1 moved to A-2, which is also a case: its line is unbroken
    assert found["unbroken"].sum() == expected


def test_nothing_adopted_yet_breaks_every_line() -> None:
    found = table(Facts(hand(), pd.Timestamp("2026-02-09")))
    assert (found["unbroken"].sum(), found["teams"].sum()) == (0, 0)


def test_a_period_narrows_every_link() -> None:
    found = table(Facts(hand(), AS_OF, pd.Timestamp("2026-02-10"), pd.Timestamp("2026-03-10"))).loc["Growth"]
    assert found[list(by_priority.LINKS)].to_dict() == {
        "sessions": 1,
        "cases": 1,
        "insights": 1,
        "actions": 1,
        "done": 0,
        "practices": 0,
        "teams": 2,  # North on the first day, South on the last
    }
    quiet = by_priority.line_of_sight(Facts(hand(), AS_OF, pd.Timestamp("2026-06-29")))
    assert np.isnan(quiet["share"]).all()


def test_a_team_counts_once_per_priority() -> None:
    rows = [*HAND["practices"], {"practice": "more", "title": "More", "circle": "Cetus"}]
    adoptions = [
        *HAND["adoptions"],
        {"practice": "more", "team": "North", "stage": "adopted", "date": "2026-03-01"},
    ]
    assert (
        table(Facts(quick({**HAND, "practices": rows, "adoptions": adoptions}), AS_OF)).loc["Growth", "teams"]
        == 2
    )


def test_an_empty_log_has_no_lines() -> None:
    assert len(by_priority.line_of_sight(Facts(quick(), AS_OF))) == 0
    assert len(by_priority.overdue_by_priority(Facts(quick(), AS_OF))) == 0


def test_overdue_counts_under_the_actions_own_priority_else_its_circles() -> None:
    days = {"Cost": "2026-06-29", "": "2026-05-01"}
    actions: Rows = [
        {"action": f"{circle} {priority}", "circle": circle, "what": "Do", "priority": priority, "due": due}
        for circle in ("Atlas", "Borealis")
        for priority, due in days.items()
    ]
    found = by_priority.overdue_by_priority(Facts(quick({**HAND, "actions": actions}), AS_OF))
    counts = found[found["actions"] > 0].set_index(["priority", "band"])["actions"].to_dict()
    assert counts == {("Cost", "1-14"): 2, ("Growth", "> 30"): 1, ("no priority named", "> 30"): 1}
    assert len(found) == 3 * 3  # every priority has one row per band
