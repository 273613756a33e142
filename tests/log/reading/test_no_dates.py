"""Actions and milestones without any date are checks of the log: what pages complain about, Checks lists."""

from __future__ import annotations

import pytest

from lib.log.reading.no_dates import CLOSED, DUE
from tests.data.logs import log

WHAT: dict[str, object] = {"action": "X-1", "circle": "Atlas", "what": "x", "owner": "ana"}
DUE_CHECK = ("actions", "warning", DUE, "6 actions, none with a due date")
CLOSED_CHECK = ("actions", "warning", CLOSED, "5 done actions, none with the day it was done")


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        ({}, {}, [DUE_CHECK]),
        ({"due": ""}, {"due": ""}, [DUE_CHECK]),
        ({"due": "2026-03-01"}, {"due": ""}, []),
        ({"due": "", "first_due": "2026-03-01"}, {"due": "", "first_due": ""}, []),
        ({"due": "soon"}, {"due": ""}, []),  # has a check of its own
        ({"status": "open"}, {"status": "cancelled"}, []),  # one action is no habit
        ({"status": "open"}, {"status": "done"}, [DUE_CHECK, CLOSED_CHECK]),
        ({"due": "2026-03-01", "closed": ""}, {"status": "done", "closed": "", "due": ""}, []),
    ],
)
def test_actions_without_any_date(
    first: dict[str, object], others: dict[str, object], expected: list[tuple[str, ...]]
) -> None:
    rows = [{**WHAT, **others, "action": f"X-{at}"} for at in range(5)]
    checks = log(circles=[{"circle": "Atlas"}], actions=[{**WHAT, **first, "action": "Y"}, *rows]).checks
    found = checks.loc[checks["rule"].isin([DUE, CLOSED]), ["tab", "severity", "rule", "found"]]
    assert [tuple(row) for row in found.to_numpy().tolist()] == expected


def test_milestones_without_any_due_date() -> None:
    rows: list[dict[str, object]] = [
        {"milestone": f"All is well {at}", "reached": "2026-01-01"} for at in range(5)
    ]
    checks = log(milestones=rows).checks
    assert checks.loc[checks["rule"] == DUE, ["tab", "found"]].to_numpy().tolist() == [
        ["milestones", "5 milestones, none with a due date"]
    ]
    assert log(milestones=rows[1:]).checks.empty
