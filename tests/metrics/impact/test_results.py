"""The results ledger, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.access.redaction import KEPT, Viewer, redact
from lib.metrics.core.facts import Facts
from lib.metrics.impact.results import NOT_MEASURED, ledger
from lib.metrics.program.program import measure
from tests.data.hand_log import quick as log

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]


def beacon(key: str, before: str = "", after: str = "", **more: object) -> dict[str, object]:
    return {
        "lighthouse": key, "practice": "calls", "circle": "Atlas", "before": before, "after": after,
        "measured": "", "better": "", "unit": "", "measure": "", "evidence": "", "started": "2025-06-01",
        "ended": "", **more,
    }  # fmt: skip


BEACONS: Rows = [
    beacon("L-1", "14 days", "9", better="down", measure="Days to decision", measured="2026-03-01",
           evidence="https://x.org/1"),
    beacon("L-2", "20", "20", better="down", unit="hours"),
    beacon("L-3", "5", "4", better="up", circle="Borealis", practice="pairs"),
    beacon("L-4", "5", "4"),
    beacon("L-5", "low", "high"),
    beacon("L-6", "12"),  # no value after
    beacon("L-7", "12", "10", measured="2026-07-01", better="down"),  # measured after as_of
    beacon("L-8", "8", "9", better="up", started="2026-05-01"),  # too young to be due
    beacon("L-9", started="2026-05-01", ended="2026-06-30"),  # ended young
    beacon("L-10", "1", "2", started=""),  # nobody can tell its age
    beacon("L-11", "1", "2", started="2026-07-01"),  # not started yet
    beacon("L-12", "1", "2", circle="Nowhere"),
]  # fmt: skip
TABS: dict[str, Rows] = {
    "circles": [{"circle": "Atlas", "priority": "Growth", "sponsor": "sam@x.org"}, {"circle": "Borealis"}],
    "practices": [
        {"practice": "calls", "title": "Ten calls", "circle": "Atlas", "share": "program"},
        {"practice": "pairs", "title": "Pairs", "circle": "Borealis", "share": "circle"},
    ],
    "teams": [{"team": "North"}, {"team": "South"}, {"team": "West"}],
    "adoptions": [
        {"practice": "calls", "team": "North", "stage": "adopted", "date": "2026-02-10", "effect": "worked"},
        {"practice": "calls", "team": "South", "stage": "trying", "date": "2026-02-10", "effect": "did not work",
         "conditions": "no manager there"},
        {"practice": "calls", "team": "West", "stage": "trying", "date": "2026-02-10", "effect": "mixed"},
    ],
    "lighthouses": BEACONS,
}  # fmt: skip


def test_each_result_with_its_words_and_its_gaps() -> None:
    found = ledger(Facts(log(TABS), AS_OF)).set_index("lighthouse")
    assert found["word"].to_dict() == {
        "L-1": "improved", "L-2": "unchanged", "L-3": "worse", "L-4": "fell", "L-5": "not comparable",
        "L-6": NOT_MEASURED, "L-7": NOT_MEASURED, "L-8": "improved", "L-9": NOT_MEASURED, "L-10": "rose",
    }  # fmt: skip
    first = found.loc["L-1"]
    assert (first["unit"], first["change"], first["gaps"]) == ("days", -5, "unit")
    assert (first["title"], first["evidence"], first["measured"]) == (
        "Ten calls",
        "https://x.org/1",
        pd.Timestamp("2026-03-01"),
    )
    assert first[["worked", "mixed", "did_not_work", "failed_under"]].to_list() == [
        1,
        1,
        1,
        "no manager there",
    ]
    assert found.loc["L-2", "gaps"] == "measure, day measured, evidence"
    assert found.loc["L-7", "gaps"] == "measure, unit, value after, day measured, evidence"
    assert found.loc["L-3", ["worked", "did_not_work"]].to_list() == [0, 0]
    assert found.index[found["is_due"]].to_list() == ["L-1", "L-2", "L-4", "L-5", "L-6", "L-7", "L-9", "L-3"]
    assert (found.loc["L-9", "due_on"], found.loc["L-8", "due_on"]) == (AS_OF, pd.Timestamp("2026-10-28"))


def test_the_figure_counts_what_is_due_and_never_adds_up_measures() -> None:
    program = measure(log(TABS), AS_OF)
    figure = program.figures["results"]
    assert (figure.n, figure.N) == (5, 8)
    parts = dict(figure.parts)
    assert parts.pop("by_priority") == {
        "Growth": {"n": 4, "N": 7, "improved": 1, "unchanged": 1, "worse": 0, "one_way": 1, "unclear": 1, "kept": 0},
        "no priority named": {
            "n": 1, "N": 1, "improved": 0, "unchanged": 0, "worse": 1, "one_way": 0, "unclear": 0, "kept": 0,
        },
    }  # fmt: skip
    assert parts == {"improved": 1, "unchanged": 1, "worse": 1, "one_way": 1, "unclear": 1, "kept": 0}
    assert figure.excluded == {"neither start nor end recorded": 1}
    circles = [program.circles[name]["results"] for name in ("Atlas", "Borealis")]
    assert [(each.n, each.N) for each in circles] == [(4, 7), (1, 1)]


def test_the_order_of_rows_does_not_matter() -> None:
    turned = {**TABS, "lighthouses": BEACONS[::-1], "adoptions": TABS["adoptions"][::-1]}
    columns = ["lighthouse", "word", "gaps", "failed_under", "priority"]
    assert ledger(Facts(log(turned), AS_OF))[columns].equals(ledger(Facts(log(TABS), AS_OF))[columns])
    assert measure(log(turned), AS_OF).figures["results"] == measure(log(TABS), AS_OF).figures["results"]


def test_what_is_not_recorded_is_not_zero() -> None:
    assert (
        measure(log(circles=TABS["circles"]), AS_OF).figures["results"].missing
        == "not recorded: no lighthouses tab"
    )
    old: Rows = [{"lighthouse": "L-1", "practice": "calls", "circle": "Atlas", "started": "2025-01-01"}]
    without = measure(log({**TABS, "lighthouses": old}), AS_OF).figures["results"]
    assert without.missing == "not recorded: no before column in the lighthouses tab"
    young = measure(log({**TABS, "lighthouses": [beacon("L-1", "1", "2", started="2026-05-01")]}), AS_OF)
    assert young.figures["results"].text == "–"
    assert ledger(Facts(log(circles=TABS["circles"]), AS_OF)).empty


def test_a_viewer_who_may_not_read_a_result_gets_the_same_count() -> None:
    seen = redact(log(TABS), Viewer("sponsor", "sam@x.org"))
    figure = measure(seen, AS_OF).figures["results"]
    assert (figure.n, figure.N, figure.parts["worse"], figure.parts["kept"]) == (5, 8, 0, 1)
    rows = ledger(Facts(seen, AS_OF))
    hidden = rows[rows["circle"] == "Borealis"].iloc[0]
    assert (hidden["word"], hidden["before"]) == (KEPT, KEPT)
    assert "Pairs" not in rows.astype("str").to_numpy().ravel()
