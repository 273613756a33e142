"""What waits for a function, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.dependencies.waiting import MIXED, UNKNOWN, main_functions, waiting
from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]


def action(
    key: str, circle: str, owner: str, depends_on: str, days: int, status: str = "open"
) -> dict[str, object]:
    created = AS_OF - pd.Timedelta(days=days)
    closed = "2026-06-20" if status in ("done", "cancelled") else ""
    return {"action": key, "circle": circle, "what": "Do", "owner": owner, "depends_on": depends_on,
            "created": f"{created:%Y-%m-%d}", "status": status, "closed": closed}  # fmt: skip


TABS: dict[str, Rows] = {
    "circles": [{"circle": "Atlas"}, {"circle": "Borealis"}, {"circle": "Cetus"}, {"circle": "Draco"}],
    "members": [
        {"member": "ana", "circle": "Atlas", "function": "Sales"},
        {"member": "bo", "circle": "Atlas", "function": "sales "},
        {"member": "cy", "circle": "Atlas", "function": "HR"},
        {"member": "ana", "circle": "Borealis", "function": "Sales"},
        {"member": "dee", "circle": "Borealis", "function": "Legal"},
        {"member": "eli", "circle": "Cetus", "function": ""},
        {"member": "flo", "circle": "Draco", "function": "Legal"},
    ],
    "actions": [
        action("X-1", "Atlas", "ana", "Legal", 40, "blocked"),
        action("X-2", "Atlas", "cy", "legal", 10),
        action("X-3", "Atlas", "", "Legal", 30),  # no owner: most of Atlas is from Sales
        action("X-4", "Borealis", "zoe", "IT", 5),  # an owner whom nobody knows: half of Borealis is no majority
        action("X-5", "Borealis", "dee", "Sales", 60, "blocked"),
        action("X-6", "Cetus", "eli", "IT", 7),
        action("X-7", "Atlas", "ana", "Sales", 3),  # its own function
        action("X-8", "Atlas", "ana", "Legal", 50, "done"),
        action("X-9", "Atlas", "ana", "Legal", 50, "cancelled"),
        action("X-10", "Atlas", "ana", "", 50),
        action("X-11", "Atlas", "ana", "Legal", -1),  # not created yet
    ],
    "asks": [
        {"ask": "K-1", "circle": "Atlas", "raised": "2026-06-10", "what": "A", "function": "IT", "status": "open",
         "answered": ""},
        {"ask": "K-2", "circle": "Draco", "raised": "2026-06-20", "what": "B", "function": "Sales", "status": "",
         "answered": ""},
        {"ask": "K-3", "circle": "Draco", "raised": "2026-06-20", "what": "C", "function": "IT", "status": "granted",
         "answered": "2026-06-21"},
        {"ask": "K-4", "circle": "Draco", "raised": "2026-06-20", "what": "D", "function": "", "status": "",
         "answered": ""},
    ],
}  # fmt: skip


def test_each_thing_that_waits_and_where() -> None:
    found = waiting(Facts(quick(TABS), AS_OF))
    assert found[["function", "at", "kind", "days", "blocked"]].to_numpy().tolist() == [
        ["IT", "Sales", "ask", 20, False],
        ["IT", UNKNOWN, "action", 7, False],
        ["IT", MIXED, "action", 5, False],
        ["Legal", "HR", "action", 10, False],
        ["Legal", "Sales", "action", 40, True],
        ["Legal", "Sales", "action", 30, False],
        ["Sales", "Legal", "action", 60, True],
        ["Sales", "Legal", "ask", 10, False],
        ["Sales", "Sales", "action", 3, False],
    ]


def test_the_function_of_most_members() -> None:
    assert main_functions(Facts(quick(TABS), AS_OF)).to_dict() == {
        "Atlas": "Sales", "Borealis": MIXED, "Cetus": UNKNOWN, "Draco": "Legal",
    }  # fmt: skip


def test_the_figure_is_the_same_for_a_sponsor() -> None:
    program = measure(quick(TABS), AS_OF)
    figure = program.figures["dependencies"]
    assert (figure.value, figure.parts) == (9, {"blocked": 2, "asks": 2})
    assert [program.circles[name]["dependencies"].value for name in ("Atlas", "Cetus")] == [5, 1]
    seen = measure(redact(quick(TABS), Viewer("sponsor", "sam@x.org")), AS_OF)
    assert seen.figures["dependencies"] == figure
    assert set(waiting(seen.facts)["at"]) == {UNKNOWN}  # the listed log has no members


def test_what_is_not_recorded_is_not_zero() -> None:
    bare: Rows = [{"action": "X", "circle": "Atlas", "what": "Do"}]
    figure = measure(quick(circles=TABS["circles"], actions=bare), AS_OF).figures["dependencies"]
    assert (figure.value, figure.missing) == (None, "not recorded: no depends_on column in the actions tab")
    only_asks = measure(quick(circles=TABS["circles"], actions=bare, asks=TABS["asks"]), AS_OF)
    assert only_asks.figures["dependencies"].value == 2
    nothing_open = measure(quick({**TABS, "actions": TABS["actions"][7:9], "asks": []}), AS_OF)
    assert nothing_open.figures["dependencies"].value == 0


def test_the_order_of_rows_does_not_matter() -> None:
    turned = quick({name: rows[::-1] for name, rows in TABS.items()})
    columns = ["function", "at", "kind", "days", "blocked"]
    assert waiting(Facts(turned, AS_OF))[columns].equals(waiting(Facts(quick(TABS), AS_OF))[columns])
