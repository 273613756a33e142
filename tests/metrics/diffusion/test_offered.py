"""Rule 15: a practice counts in a denominator only if it is offered for spread."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.diffusion import sources, spreading, travel, words
from lib.metrics.diffusion.adoptions import offered
from lib.metrics.program.program import measure
from tests.metrics.diffusion.test_adoptions import circle_log

AS_OF = pd.Timestamp("2026-06-30")
TEAMS = [{"team": f"T{number}", "function": "Sales" if number < 4 else "Legal"} for number in range(1, 7)]
ADOPTED = [
    {"practice": "brief", "team": f"T{number}", "stage": "adopted", "date": "2026-02-01"}
    for number in (1, 2, 3, 4)
]
BRIEF = {"practice": "brief", "title": "Brief", "status": "tested"}
CHECKLIST = {"practice": "list", "title": "List", "kind": "checklist"}


def library(*more: dict[str, Any], **tabs: list[dict[str, Any]]) -> CircleLog:
    return circle_log(practices=[BRIEF, *more], **({"teams": TEAMS, "adoptions": ADOPTED} | tabs))


def rate(log: CircleLog, as_of: pd.Timestamp = AS_OF) -> tuple[int | None, int | None]:
    figure = measure(log, as_of).figures["adoption_rate"]
    return figure.n, figure.N


def test_a_checklist_in_the_library_changes_no_rate() -> None:
    """4 of 6 teams adopted the brief: 67 %. With the checklist among what teams could adopt it was 33 %."""
    assert rate(library()) == rate(library(CHECKLIST)) == (4, 6)
    for key in ("adoption_rate", "current_use", "reach_grid", "time_to_adoption", "forecast"):
        alone, beside = (measure(log, AS_OF).figures[key] for log in (library(), library(CHECKLIST)))
        assert (alone.n, alone.N, alone.value) == (beside.n, beside.N, beside.value), key


@pytest.mark.parametrize(
    ("practice", "tabs"),
    [
        ({"status": "proven"}, {}),
        ({}, {"lighthouses": [{"lighthouse": "L-1", "practice": "list", "circle": "Atlas"}]}),
        ({}, {"teams": [*TEAMS[:5], TEAMS[5] | {"target_of": "brief, LIST"}]}),
        (
            {},
            {
                "adoptions": [
                    *ADOPTED,
                    {"practice": "list", "team": "T1", "stage": "told", "date": "2026-03-01"},
                ]
            },
        ),
    ],
)
def test_what_makes_a_practice_offered(
    practice: dict[str, Any], tabs: dict[str, list[dict[str, Any]]]
) -> None:
    log = library(CHECKLIST | practice, **tabs)
    assert offered(log, ["brief", "list", "unknown"], AS_OF).tolist() == [True, True, False]
    assert rate(log)[1] == 12


@pytest.mark.parametrize("status", ["draft", "tested", "retired", None])
def test_other_states_offer_nothing(status: str | None) -> None:
    assert offered(library(CHECKLIST | {"status": status}), ["list"], AS_OF).tolist() == [False]


def test_a_practice_is_offered_from_the_day_on_which_it_began_to_spread() -> None:
    late = library(CHECKLIST, adoptions=[*ADOPTED, ADOPTED[0] | {"practice": "list", "date": "2026-05-01"}])
    assert rate(late, pd.Timestamp("2026-04-30")) == (4, 6)
    assert rate(late) == (5, 12)
    beacon = {"lighthouse": "L-1", "practice": "list", "circle": "Atlas", "started": "2026-07-01"}
    assert rate(library(CHECKLIST, lighthouses=[beacon])) == (4, 6)


def test_a_filter_does_not_change_what_is_offered() -> None:
    """Nobody in Legal has adopted the list, but Sales has: it is offered to Legal too."""
    log = library(CHECKLIST, adoptions=[*ADOPTED, ADOPTED[0] | {"practice": "list"}])
    assert rate(log.filtered(functions=["Legal"])) == (1, 6)


def test_the_practice_itself_says_that_it_is_not_offered() -> None:
    log = library(CHECKLIST)
    alone = travel.travel(log, AS_OF)["list"]
    assert (alone["adoption_rate"].N, alone["adoption_rate"].value, alone["reach"]) == (0, None, [])
    assert words.in_words(Facts(log, AS_OF), "list").startswith("List: not offered for spread yet")
    table = sources.diffusion_table(log, AS_OF).set_index("practice")
    assert table["eligible"].to_dict() == {"brief": 6, "list": 0}


def test_the_sentence_counts_what_is_offered() -> None:
    facts = Facts(library(CHECKLIST, CHECKLIST | {"practice": "b", "title": "B", "status": "proven"}), AS_OF)
    assert words.all_in_words(facts).startswith(
        "4 of 6 teams use at least one of 2 practices that are offered (1 more in the library is not); "
    )
    assert spreading.is_offered(facts).tolist() == [True, False, True]
    added_later = CHECKLIST | {
        "practice": "b",
        "title": "B",
        "status": "proven",
        "added": AS_OF + pd.Timedelta(days=1),
    }
    facts = Facts(library(CHECKLIST | {"added": AS_OF}, added_later), AS_OF)
    assert words.all_in_words(facts) == (
        "4 of 6 teams use the one practice that is offered (1 more in the library is not), Brief."
    )
    none = Facts(circle_log(practices=[CHECKLIST], teams=TEAMS), AS_OF)
    assert words.all_in_words(none) == (
        "The one practice is not offered for spread yet: proven, or with a lighthouse, a target or an adoption."
    )
