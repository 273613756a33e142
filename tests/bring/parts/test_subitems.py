"""Subitems of a task board are a table of their own."""

from __future__ import annotations

from datetime import date

from lib.bring.accounts import accounts
from tests.bring.help import accepted, grid

DUE = date(2026, 4, 1)


def test_items_and_subitems_are_actions_each_below_its_own_headers() -> None:
    headers = ("Name", "Subitems", "Owner", "Status", "Due date")
    found = accepted(
        grid(
            "Circle board",
            ("Circle board",),
            ("This quarter",),
            headers,
            ("Map stakeholders", "Draft it, Check it", "Ann Lee", "Working on it", DUE),
            ("Subitems", "Name", "Owner", "Status", "Due date"),
            (None, "Draft it", "Bob Ray", "Done", DUE),
            (None, "Check it", "Ann Lee", "Stuck", DUE),
            ("Write the charter", None, "Bob Ray", "Done", DUE),
            (),
            ("Next quarter",),
            headers,
            ("Run the survey", None, "Cy Moss", "Not started", DUE),
        )
    )
    actions = found.log.actions.set_index("what")
    assert actions["status"].to_dict() == {
        "Map stakeholders": "doing",
        "Write the charter": "done",
        "Run the survey": "open",
        "Draft it": "done",
        "Check it": "blocked",
    }
    assert actions.loc["Check it", "owner"] == "Ann Lee"
    reasons = {row: why for each in accounts(found.grids, found.log) for row, why in each.reasons.items()}
    assert reasons == {10: "looks like a heading, not a record", 11: "repeats the headers"}
