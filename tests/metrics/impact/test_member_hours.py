"""Hours per finished action, counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]
TABS: dict[str, Rows] = {
    "circles": [{"circle": "Atlas"}, {"circle": "Borealis"}],
    "members": [{"member": name, "circle": circle} for circle in ("Atlas", "Borealis") for name in ("ana", "bo")],
    "sessions": [
        {"session": "A-1", "circle": "Atlas", "planned": "2026-01-10", "held": "2026-01-10", "minutes": "90"},
        {"session": "A-2", "circle": "Atlas", "planned": "2026-02-10", "held": "2026-02-10", "minutes": "100"},
        {"session": "A-3", "circle": "Atlas", "planned": "2026-03-10", "held": "2026-03-10", "minutes": ""},
        {"session": "A-4", "circle": "Atlas", "planned": "2026-04-10", "held": "2026-04-10", "minutes": "60"},
        {"session": "B-1", "circle": "Borealis", "planned": "2026-02-10", "held": "2026-02-10", "minutes": ""},
    ],
    "attendance": [
        {"session": "A-1", "member": "ana", "present": "yes"},
        {"session": "A-1", "member": "bo", "present": "yes"},
        {"session": "A-1", "member": "zoe", "present": "yes"},  # a guest
        {"session": "A-2", "member": "ana", "present": "yes"},
        {"session": "A-2", "member": "bo", "present": "no"},
        {"session": "A-3", "member": "ana", "present": "yes"},
        {"session": "B-1", "member": "ana", "present": "yes"},
    ],
    "actions": [
        {"action": f"X-{n}", "circle": circle, "what": "Do", "created": "2026-01-10", "status": status,
         "closed": closed}
        for n, (circle, status, closed) in enumerate(
            (
                ("Atlas", "done", "2026-01-20"), ("Atlas", "done", "2026-02-20"), ("Atlas", "done", ""),
                ("Atlas", "open", ""), ("Atlas", "cancelled", "2026-02-20"), ("Borealis", "done", "2026-02-20"),
            )
        )
    ],
}  # fmt: skip


def test_hours_of_members_per_action_done() -> None:
    program = measure(quick(TABS), AS_OF)
    figure = program.figures["member_hours"]
    assert figure.value == pytest.approx((2 * 90 + 100) / 60 / 2)
    assert (figure.n, figure.N, figure.parts["sessions"], figure.text) == (4, 2, 2, "4/2")
    assert figure.excluded == {
        "minutes not recorded": 2, "attendance not recorded": 1, "done without a day": 1,
        "in circles without recorded hours": 1,
    }  # fmt: skip
    assert program.circles["Borealis"]["member_hours"].value is None
    february = measure(quick(TABS), AS_OF, pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-28"))
    assert february.figures["member_hours"].value == pytest.approx(100 / 60)


def test_what_is_not_recorded_is_not_zero() -> None:
    bare = [{key: row[key] for key in ("session", "circle", "planned", "held")} for row in TABS["sessions"]]
    assert measure(quick({**TABS, "sessions": bare}), AS_OF).figures["member_hours"].missing == (
        "not recorded: no minutes column in the sessions tab"
    )
    nothing_done = measure(quick({**TABS, "actions": TABS["actions"][3:4]}), AS_OF).figures["member_hours"]
    assert nothing_done.text == "–"


def test_the_order_of_rows_does_not_matter() -> None:
    turned = {name: rows[::-1] for name, rows in TABS.items()}
    assert (
        measure(quick(turned), AS_OF).figures["member_hours"]
        == measure(quick(TABS), AS_OF).figures["member_hours"]
    )
