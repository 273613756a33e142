"""Functions that could sit together: they wait for each other and share no circle."""

from __future__ import annotations

from lib.metrics.core.facts import Facts
from lib.metrics.dependencies.mixes import mixes, sharing
from tests.data.hand_log import quick
from tests.metrics.dependencies.test_waiting import AS_OF, TABS, Rows, action


def test_pairs_that_share_no_circle() -> None:
    facts = Facts(quick(TABS), AS_OF)
    assert frozenset(("sales", "legal")) in sharing(facts)  # in Borealis
    assert mixes(facts).to_dict("records") == [
        {
            "first": "IT",
            "second": "Sales",
            "waiting_first": 0,
            "waiting_second": 1,
            "mutual": False,
            "weight": 20,
        },
        {
            "first": "HR",
            "second": "Legal",
            "waiting_first": 1,
            "waiting_second": 0,
            "mutual": False,
            "weight": 10,
        },
    ]


def test_functions_that_wait_for_each_other_come_first() -> None:
    members = [row for row in TABS["members"] if row["circle"] != "Borealis"]
    found = mixes(Facts(quick({**TABS, "members": members}), AS_OF))
    first = found.iloc[0]
    assert first.to_list() == [
        "Legal",
        "Sales",
        1,
        2,
        True,
        80,
    ]  # 1 for 10 days; 2, half of them for 35 or longer


def test_nobody_can_say_who_shares_a_circle_without_functions() -> None:
    members: Rows = [{**row, "function": ""} for row in TABS["members"]]
    assert mixes(Facts(quick({**TABS, "members": members}), AS_OF)).empty
    assert mixes(Facts(quick(), AS_OF)).empty
    own = [action("X-1", "Atlas", "ana", "Sales", 9)]
    assert mixes(Facts(quick({**TABS, "actions": own, "asks": []}), AS_OF)).empty
