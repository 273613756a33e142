"""Reuse, stale and never reused entries of the library, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.library.uses import never_reused, stale, uses
from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]


def entry(key: str, added: str = "2026-01-10", **more: object) -> dict[str, object]:
    return {"practice": key, "title": key.title(), "circle": "Atlas", "added": added, "reviewed": "", "status": "",
            **more}  # fmt: skip


TABS: dict[str, Rows] = {
    "circles": [{"circle": "Atlas"}, {"circle": "Borealis"}],
    "practices": [
        entry("acted"),
        entry("lit", circle="Borealis"),
        entry("tried", circle=""),
        entry("only before", "2026-02-01"),
        entry("told"),
        entry("old", "2025-01-10"),
        entry("reviewed", "2025-01-10", reviewed="2026-06-01"),
        entry("on the edge", "2025-06-30"),  # 365 days
        entry("retired", "2024-01-01", status="retired"),
        entry("undated", ""),
        entry("no day of use"),
        entry("later", "2026-07-01"),
        entry("elsewhere", circle="Nowhere"),
    ],
    "actions": [
        {"action": "X-1", "circle": "Borealis", "what": "Use", "practice": "acted", "created": "2026-02-01",
         "status": ""},
        {"action": "X-2", "circle": "Atlas", "what": "Make", "practice": "only before", "created": "2026-01-10",
         "status": ""},
        {"action": "X-3", "circle": "Atlas", "what": "Drop", "practice": "old", "created": "2026-01-10",
         "status": "cancelled"},
        {"action": "X-4", "circle": "Atlas", "what": "Use", "practice": "no day of use", "created": "", "status": ""},
        {"action": "X-5", "circle": "Atlas", "what": "Use", "practice": "old", "created": "2026-07-01", "status": ""},
    ],
    "lighthouses": [
        {"lighthouse": "L-1", "practice": "lit", "circle": "Atlas", "started": "2026-03-01"},
        {"lighthouse": "L-2", "practice": "old", "circle": "Atlas", "started": "2026-08-01"},
    ],
    "teams": [{"team": "North"}, {"team": "South"}],
    "adoptions": [
        {"practice": "tried", "team": "North", "stage": "trying", "date": "2026-01-11"},
        {"practice": "tried", "team": "North", "stage": "adopted", "date": "2026-03-11"},
        {"practice": "told", "team": "South", "stage": "told", "date": "2026-03-11"},
        {"practice": "only before", "team": "South", "stage": "trying", "date": "2026-02-01"},  # on that day
    ],
}  # fmt: skip


def test_what_names_an_entry_later() -> None:
    found = uses(Facts(quick(TABS), AS_OF))
    assert found[["practice", "kind", "later"]].to_numpy().tolist() == [
        ["acted", "action", True],
        ["only before", "action", False],
        ["no day of use", "action", False],
        ["lit", "lighthouse", True],
        ["only before", "adoption", False],
        ["tried", "adoption", True],
    ]


def test_reuse_by_circle_and_in_the_program() -> None:
    program = measure(quick(TABS), AS_OF)
    figure = program.figures["reuse"]
    assert (figure.n, figure.N, figure.parts["stale"]) == (3, 8, 1)
    assert figure.excluded == {"retired": 1, "day added not recorded": 1, "day of use not recorded": 1}
    circles = [program.circles[name]["reuse"] for name in ("Atlas", "Borealis")]
    assert [(each.n, each.N) for each in circles] == [(1, 6), (1, 1)]


def test_stale_and_never_reused_entries_are_listed_oldest_first() -> None:
    facts = Facts(quick(TABS), AS_OF)
    assert stale(facts)[["practice", "days"]].to_numpy().tolist() == [["old", 536]]
    found = never_reused(facts)
    assert found["practice"].to_list() == ["old", "reviewed", "on the edge", "told", "only before"]
    assert found["days"].to_list() == [536, 536, 365, 171, 149]
    assert stale(Facts(quick(), AS_OF)).empty
    assert never_reused(Facts(quick(), AS_OF)).empty


def test_what_is_not_recorded_is_not_zero() -> None:
    assert measure(quick(), AS_OF).figures["reuse"].missing == "not recorded: no practices tab"
    bare: Rows = [{"practice": "a", "title": "A"}]
    assert measure(quick(practices=bare), AS_OF).figures["reuse"].missing == (
        "not recorded: no added column in the practices tab"
    )
    assert (
        measure(quick({**TABS, "practices": [entry("later", "2026-07-01")]}), AS_OF).figures["reuse"].text
        == "–"
    )


def test_the_order_of_rows_does_not_matter() -> None:
    turned = Facts(quick({name: rows[::-1] for name, rows in TABS.items()}), AS_OF)
    facts = Facts(quick(TABS), AS_OF)
    assert never_reused(turned).drop(columns="_row").equals(never_reused(facts).drop(columns="_row"))
    assert measure(turned.log, AS_OF).figures["reuse"] == measure(facts.log, AS_OF).figures["reuse"]
