"""Overdue actions by strategic priority."""

from __future__ import annotations

from lib.metrics.core.facts import Facts
from lib.metrics.impact import by_priority
from tests.data.hand_log import AS_OF, HAND, quick

Rows = list[dict[str, object]]


def test_an_empty_log_has_nothing_overdue() -> None:
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
