"""Days to the second team, counted by hand."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.facts import Facts
from lib.metrics.diffusion.second_team import in_words, waits
from lib.metrics.program.program import measure
from tests.data.hand_log import quick

AS_OF = pd.Timestamp("2026-06-30")
Rows = list[dict[str, object]]
DAYS = {"a": 10, "b": 20, "c": 30, "d": 40, "e": None, "f": None}
"""Practice -> days from its first to its second team; e and f have none."""


def tabs(days: dict[str, int | None]) -> dict[str, Rows]:
    first = pd.Timestamp("2026-01-01")
    adoptions: Rows = []
    for practice, wait in days.items():
        started = first if practice != "f" else pd.Timestamp("2026-06-25")
        adoptions.append(
            {"practice": practice, "team": "T1", "stage": "adopted", "date": f"{started:%Y-%m-%d}"}
        )
        if wait is not None:
            second = started + pd.Timedelta(days=wait)
            adoptions += [
                {"practice": practice, "team": team, "stage": "adopted", "date": f"{second + late:%Y-%m-%d}"}
                for team, late in (("T2", pd.Timedelta(0)), ("T3", pd.Timedelta(days=5)))
            ]
    return {
        "circles": [{"circle": "Atlas"}, {"circle": "Borealis"}],
        "practices": [{"practice": name, "title": name, "circle": "Atlas"} for name in [*days, "unused"]],
        "teams": [{"team": name} for name in ("T1", "T2", "T3")],
        "adoptions": adoptions,
    }


def test_half_of_the_practices_reach_a_second_team_within_these_days() -> None:
    program = measure(quick(tabs(DAYS)), AS_OF)
    figure = program.figures["second_team"]
    # 6 at risk until day 5 (f is 5 days old), then 5: 4/5 after 10 days, 3/5 after 20, 2/5 after 30
    assert (figure.value, figure.n, figure.N, figure.parts["more_than"]) == (30, 4, 6, None)
    assert program.circles["Atlas"]["second_team"].value == 30
    assert program.circles["Borealis"]["second_team"].N == 0
    assert waits(Facts(quick(tabs(DAYS)), AS_OF))["days"].to_list() == [10, 20, 30, 40, 180, 5]


def test_too_few_and_not_reached() -> None:
    few = measure(quick(tabs({"a": 10, "b": 20, "c": 30, "d": 40})), AS_OF).figures["second_team"]
    assert (few.value, few.n, few.N, few.parts["more_than"]) == (None, 4, 4, None)
    none = measure(quick(tabs(dict.fromkeys("abcde"))), AS_OF).figures["second_team"]
    assert (none.text, none.parts["more_than"]) == ("> 180 days", 180)


def test_what_is_not_recorded_is_not_zero() -> None:
    assert measure(quick(), AS_OF).figures["second_team"].missing == "not recorded: no practices tab"
    assert (
        measure(quick({**tabs(DAYS), "adoptions": tabs(DAYS)["adoptions"][:0]}), AS_OF)
        .figures["second_team"]
        .missing
        == "not recorded: no adoptions tab"
    )


def test_the_order_of_rows_does_not_matter() -> None:
    turned = {name: rows[::-1] for name, rows in tabs(DAYS).items()}
    assert (
        measure(quick(turned), AS_OF).figures["second_team"]
        == measure(quick(tabs(DAYS)), AS_OF).figures["second_team"]
    )


def test_one_practice_in_words() -> None:
    facts = Facts(quick(tabs({**DAYS, "g": 0, "h": 1})), AS_OF)
    assert [in_words(facts, practice) for practice in "aegh"] == [
        "The second team adopted it 10 days after the first, on 11 January 2026.",
        "No second team is recorded yet, 180 days after the first adopted it.",
        "The first two teams adopted it on the same day, 1 January 2026.",
        "The second team adopted it 1 day after the first, on 2 January 2026.",
    ]
    assert in_words(facts, "unused") == ""
