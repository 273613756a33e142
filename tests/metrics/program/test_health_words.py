"""Health in words: which habits hold, which slip, where to look first; and the functions and regions reached."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from lib.metrics.core.figure import Figure
from lib.metrics.core.series import Series
from lib.metrics.program import health_words
from lib.metrics.program.compare import keys_of
from lib.metrics.program.coverage import coverage
from lib.metrics.program.program import Program, measure
from tests.data.hand_health import AS_OF, health
from tests.data.hand_log import quick
from tests.metrics.program.test_compare import program as with_circles

AS_OF_LATER = pd.Timestamp("2026-06-30")


def test_every_figure_of_health_and_coaching_is_shown_once() -> None:
    assert sorted(health_words.KEYS) == sorted(keys_of("health", "coaching"))
    assert len(set(health_words.KEYS)) == len(health_words.KEYS)


def with_figures(
    figures: dict[str, tuple[int, int, str | None]], changes: dict[str, str] | None = None
) -> Program:
    """A program with only these figures (n, N, status; target 80 %) and these changes in their series."""
    blank = measure(quick({"circles": []}), AS_OF)
    found: dict[str, Figure] = {}
    for key, figure in ((key, blank.figures[key]) for key in health_words.KEYS):
        n, total, status = figures.get(key, (0, 0, None))
        columns: dict[str, Any] = {"n": n, "N": total, "value": n / total if total else None}
        found[key] = replace(figure, **columns, status=status, target=0.8 if status else None, missing=None)
    words = {"improving": "improvement", "worsening": "concern", "steady": "common"}
    points = pd.DataFrame({"period": pd.Series(dtype="str")})
    series = {key: Series(key, points, words[change], "none") for key, change in (changes or {}).items()}
    return replace(blank, figures=found, series=series)


def test_what_holds() -> None:
    one = with_figures({"participation": (90, 100, "meets")})
    assert health_words.holds(one) == "Participation 90 % (target 80 %) meets its target."
    two = with_figures(
        {"participation": (90, 100, "meets"), "cadence": (9, 10, "meets"), "snapshot": (6, 10, None)},
        {"snapshot": "improving", "participation": "steady"},
    )
    assert health_words.holds(two) == (
        "Participation 90 % (target 80 %) and Cadence 90 % (target 80 %) meet their targets; better than usual lately: "
        "Cases with data 60 %; 1 of 2 habits is steady."
    )


def test_what_slips() -> None:
    slipping = with_figures(
        {
            "participation": (70, 100, "misses"),
            "cadence": (85, 100, "hit-and-miss"),
            "prework": (82, 100, "hit-and-miss"),
            "everyone_spoke": (5, 10, None),
        },
        {"everyone_spoke": "worsening"},
    )
    assert health_words.slips(slipping) == (
        "Participation 70 % (target 80 %) misses its target; Cadence 85 % (target 80 %) and Prework on time 82 % "
        "(target 80 %) meet their targets only sometimes; worse than usual lately: Everyone spoke 50 %."
    )
    assert health_words.slips(with_figures({"participation": (90, 100, "meets")})) == (
        "No habit misses its target, and none is worse than usual."
    )


def test_too_few_are_not_mentioned() -> None:
    few = with_figures({"participation": (1, 4, None), "snapshot": (1, 4, None)}, {"snapshot": "worsening"})
    assert health_words.holds(few) == "Too early to tell: no habit has 5 records yet."
    assert health_words.slips(few) == "Nothing to report yet."
    assert health_words.holds(with_figures({"snapshot": (5, 9, None)})) == (
        "No habit meets its target every time, and none is better than usual."
    )


def test_where_to_look_first() -> None:
    # C00 and C01 miss the participation target with their whole interval; all but C04 miss the prework target
    found = with_circles([2, 3, 9, 9, 9], [2, 3, 5, 5, 9])
    assert health_words.look_first(found) == (
        "C00 and C01 need help; most often below target: Prework on time, in 4 of 5 circles."
    )


def test_of_many_only_the_first_are_named() -> None:
    found = with_circles([2] * 7)
    assert health_words.look_first(found).startswith("C00, C01, C02, C03 and 3 more need help;")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (with_circles([9, 9]), "No circle needs help, and none is below a target."),
        (with_circles([2, 2], sessions=2), "Too early to tell: no circle has held 3 sessions yet."),
        (measure(quick({"circles": []}), AS_OF_LATER), "No circle is active on this day."),
    ],
)
def test_nowhere_to_look(found: Program, words: str) -> None:
    assert health_words.look_first(found) == words


def test_functions_and_regions_counted_by_hand() -> None:
    facts = measure(health(), AS_OF).facts
    # Atlas: ana, bo (sales), dee; Borealis: ana, eli without a function. Cy left, Cetus ended.
    functions = coverage(facts, "function")
    assert functions.to_dict("list") == {
        "name": ["Sales", "Finance"],
        "members": [3, 1],
        "circles": [2, 1],
        "teams": [0, 0],
    }
    regions = coverage(facts, "region").set_index("name")["members"].to_dict()
    assert regions == {"North": 2, "South": 2, "East": 1}


def test_functions_with_only_teams_are_listed_too() -> None:
    tables = {
        "circles": [{"circle": "Atlas"}],
        "members": [{"member": "ana", "circle": "Atlas", "function": "Sales"}],
        "teams": [
            {"team": "T1", "function": "sales "},
            {"team": "T2", "function": "Legal"},
            {"team": "T3", "function": "Legal", "eligible_from": "2026-07-01"},
            {"team": "T4", "function": "IT", "eligible_to": "2026-06-30"},
            {"team": "T5"},
        ],
    }
    found = coverage(measure(quick(tables), AS_OF_LATER).facts, "function")
    assert found.to_dict("list") == {
        "name": ["Sales", "Legal"],
        "members": [1, 0],
        "circles": [1, 0],
        "teams": [1, 1],
    }
    assert coverage(measure(quick({"circles": []}), AS_OF_LATER).facts, "region").empty
