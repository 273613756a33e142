"""What came of it, in sentences, on logs counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.core.period import named
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
    assert named.startswith(("Not recorded", "No active circle has a mandate on this day."))


def test_changes_that_are_young_cannot_be_told() -> None:
    young = test_design_effect.tables(
        test_design_effect.change("New room", date="2026-11-01"),
        test_design_effect.change("New name", date="2026-12-01"),
    )
    assert said(young, test_design_effect.AS_OF)[3] == "2 changes name a figure, and it is too early to tell."


def test_nothing_is_said_to_be_unrecorded_that_is_there() -> None:
    lighthouse = {"lighthouse": "L-1", "circle": "Atlas", "practice": "calls", "started": "2026-05-01", "before": "",
                  "after": ""}  # fmt: skip
    young = said(
        {
            "circles": [{"circle": "Atlas", "mandate": "Move"}],
            "lighthouses": [lighthouse],
            "milestones": [{"milestone": "M", "due": "", "reached": "2026-05-01"}],
            "changes": [{"date": "", "what": "", "figure": "", "direction": ""}],
        }
    )
    assert young[0] == "1 lighthouse is recorded; it has not ended or run for 180 days yet."
    assert young[2] == "No milestone has a due date, so whether promises are kept is not recorded."
    assert young[3] == "No change of the design is recorded yet."
    later = {"date": "2026-07-05", "what": "Pairs", "figure": "participation", "direction": "up"}
    assert (
        said({"circles": [{"circle": "Atlas"}], "changes": [later]})[3]
        == "No change of the design is recorded yet."
    )
    two = said(
        {"circles": [{"circle": "Atlas"}], "lighthouses": [lighthouse, lighthouse | {"lighthouse": "L-2"}]}
    )
    assert two[0] == "2 lighthouses are recorded; none of them has ended or run for 180 days yet."
    due = {"milestone": "M", "due": "2026-01-31", "reached": "2026-01-31"}
    program = measure(quick({"milestones": [due]}), AS_OF, period=named("3m", AS_OF))
    assert answers(program)[2][1] == "In the last 3 months, no milestone was due."


def test_one_circle_leads_and_two_lead() -> None:
    tables = {"circles": [{"circle": "Atlas", "mandate": "Move"}],
              "sessions": [{"session": "A", "circle": "Atlas", "planned": "2026-05-04", "held": "", "case": ""}],
              "insights": [{"insight": "", "session": ""}],
              "actions": [{"action": "", "circle": "", "what": "", "insight": "", "practice": ""}],
              "practices": [{"practice": "P", "title": "Brief"}],
              "adoptions": [{"practice": "", "team": "", "stage": "", "date": ""}],
              "teams": [{"team": "T"}],
              "lighthouses": [{"lighthouse": "", "circle": "", "practice": "", "before": "", "after": ""}]}  # fmt: skip
    assert leads_there(Facts(quick(tables), AS_OF), "So far") == (
        "So far: 0 of 1 circle with a mandate leads all the way to a measured result; most ends at the mandate: 0 of 1 "
        "leads to a case."
    )


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
