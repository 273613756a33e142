"""What came of it, in sentences, on logs counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.program.outcome_words import answers, leads_there
from lib.metrics.program.program import measure
from tests.data.hand_log import AS_OF, hand, quick
from tests.metrics.impact import test_chain, test_design_effect


def said(tables: dict[str, list[dict[str, object]]], as_of: pd.Timestamp = AS_OF) -> list[str]:
    return [answer for _, answer in answers(measure(quick(tables), as_of))]


def test_the_weakest_link_is_named_with_its_counts() -> None:
    facts = Facts(quick(test_chain.TABS), AS_OF)
    assert leads_there(facts, "Over the whole log") == (
        "Over the whole log: 2 of 3 circles with a mandate lead all the way to a measured result; most ends at the "
        "mandate: 2 of 3 lead to a case."
    )


def test_what_is_not_recorded_is_said_and_not_counted() -> None:
    without = {"circles": [{"circle": "Atlas"}]}
    assert all(text and "0 of" not in text for text in said(without)), said(without)
    assert leads_there(Facts(hand(), AS_OF), "Here") == "Not recorded: no lighthouses tab."
    named = leads_there(Facts(quick({"circles": [{"circle": "Atlas", "mandate": ""}]}), AS_OF), "Here")
    assert named.startswith(("Not recorded", "No circle has a mandate yet."))


def test_changes_that_are_young_cannot_be_told() -> None:
    young = test_design_effect.tables(
        test_design_effect.change("New room", date="2026-11-01"),
        test_design_effect.change("New name", date="2026-12-01"),
    )
    assert said(young, test_design_effect.AS_OF)[3] == "2 changes name a figure, and it is too early to tell."


def test_results_that_cannot_be_compared_are_counted_apart() -> None:
    base = {"circle": "Atlas", "started": "2025-01-01"}
    rows = [
        base | {"lighthouse": "L-1", "practice": "calls", "before": "9 days", "after": "7 days"},
        base | {"lighthouse": "L-2", "practice": "calls", "before": "many", "after": "few"},
        base | {"lighthouse": "L-3", "practice": "calls", "before": "9", "after": ""},
    ]
    assert said({"circles": [{"circle": "Atlas"}], "lighthouses": rows})[0] == (
        "2 of 3 lighthouses that ended or ran for more than 180 days have a value before and after: 1 without a better "
        "direction and 1 not comparable."
    )
