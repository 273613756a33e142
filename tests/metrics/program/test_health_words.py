"""Health in words: which habits hold, which slip, where to look first; and the functions and regions reached."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.metrics.core.figure import Figure
from lib.metrics.core.period import WHOLE, Period, named
from lib.metrics.program import health_words
from lib.metrics.program.compare import keys_of
from lib.metrics.program.coverage import coverage
from lib.metrics.program.program import Program, measure
from tests.data.hand_health import AS_OF, health
from tests.data.hand_log import Rows, quick
from tests.metrics.program.test_compare import program as with_circles
from tests.metrics.program.test_program import months_log

AS_OF_LATER = pd.Timestamp("2026-06-30")
ATLAS_WAITS = measure(
    months_log({f"2026-0{month}-10": 9 for month in range(1, 6)}),
    AS_OF_LATER,
    period=named("3m", AS_OF_LATER),
)
"""Its last session was 51 days ago, more than 1.5 times the 28 days assumed."""


def test_every_figure_of_health_and_coaching_is_shown_once() -> None:
    assert sorted(health_words.KEYS) == sorted(keys_of("health", "coaching"))
    assert len(set(health_words.KEYS)) == len(health_words.KEYS)


MONTHS = [f"{day:%Y-%m}" for day in pd.date_range("2025-01-01", periods=18, freq="MS")]


def attended(present: list[int], period: Period | None = None, **tables: Rows) -> Program:
    """One circle of 10, a session a month up to June 2026; only participation and cadence are recorded."""
    days = {f"{month}-10": came for month, came in zip(MONTHS[-len(present) :], present, strict=True)}
    last = pd.Timestamp("2026-06-30")
    return measure(months_log(days, **tables), last, period=period or named("3m", last))


def lists(program: Program) -> dict[str, str]:
    found = health_words.habits(program)
    return {key: name for name, keys in vars(found).items() for key in keys}


@pytest.mark.parametrize(
    ("present", "place"),
    [
        ([9, 8] * 9, "holds"),
        ([7, 8] * 6 + [7, 7, 8] + [10, 10, 10], "improving"),
        ([8, 9] * 6 + [8, 9, 8] + [2, 3, 2], "slipping"),
        ([6, 7] * 9, "short"),
        ([9, 8, 9], "early"),
        ([9, 8, 9, 8], "early"),
        ([9, 8] * 3, "holds"),  # the chart of the whole log has limits
        ([7] * 7, "short"),
    ],
)
def test_each_habit_is_in_one_list(present: list[int], place: str) -> None:
    found = lists(attended(present))
    assert list(found) == sorted(found, key=list(found).index)
    assert set(found) == set(health_words.HABITS)
    assert found["participation"] == place
    assert found["prework"] == "missing"


def test_what_holds_is_told_with_whether_it_is_enough() -> None:
    said = health_words.holds(*both(attended([9, 8] * 9)))
    assert said.startswith("In the last 3 months, 2 of 3 recorded habits hold. Steady, with a target: ")
    assert "Participation 83 % (at or above its target of 80 %, met in each of 18 months)" in said
    assert (
        "steady, without a target to say if that is enough: Fields filled in 100 % (8 required fields have no column)"
        in said
    )


def test_what_slips() -> None:
    short = attended([6, 7] * 9)
    assert health_words.slips(*both(short)) == (
        "Steady, but not good enough: Participation 67 % (missed its target of 80 % in each of 18 months)."
    )
    worse = attended([8, 9] * 6 + [8, 9, 8] + [2, 3, 2])
    assert health_words.slips(*both(worse)).startswith(
        "Worse than the usual ups and downs: Participation 23 %, down from 83 %, which is below its target of 80 %"
    )
    assert health_words.slips(*both(attended([9, 8] * 9))) == (
        "No habit that can be judged is worse than its usual ups and downs in the last 3 months, and none is below its "
        "target."
    )


def test_what_improves() -> None:
    better = attended([7, 8] * 6 + [7, 7, 8] + [10, 10, 10])
    assert health_words.improves(*both(better)).startswith(
        "Participation 100 %, up from 73 %, which is at or above"
    )
    assert health_words.improves(*both(attended([9, 8] * 9))) == (
        "No habit that can be judged is better than its usual ups and downs in the last 3 months."
    )


def test_too_few_are_not_judged() -> None:
    few = attended([9])
    assert health_words.holds(*both(few)) == (
        "Too early to tell: in the last 3 months, no habit has enough records and months."
    )
    assert health_words.slips(*both(few)) == (
        "It is too early to say if a habit is worse than its usual ups and downs in the last 3 months."
    )


def test_the_whole_log_is_judged_by_its_latest_month_and_redesign() -> None:
    shifted = [5, 6] * 6 + [9, 9, 8, 9, 9, 8]
    changes: Rows = [{"date": "2026-01-05", "what": "Pairs", "rebase": "yes"}]
    assert lists(attended(shifted, WHOLE, changes=changes))["participation"] == "improving"
    assert lists(attended([9, 8] * 9, WHOLE))["participation"] == "holds"
    assert lists(attended([9, 8] * 8 + [9, 1], WHOLE))["participation"] == "slipping"


def both(program: Program) -> tuple[Program, health_words.Habits]:
    return program, health_words.habits(program)


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
        (
            ATLAS_WAITS,
            "No circle needs help, and none is below a target (1 of 3 can be judged); Atlas is worth watching.",
        ),
        (with_circles([2, 2], sessions=2), "Too early to tell: no circle has held 3 sessions yet."),
        (measure(quick({"circles": []}), AS_OF_LATER), "No circle is recorded yet."),
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


def test_what_nobody_does_is_no_habit_that_holds() -> None:
    program = attended([9, 8] * 9)
    never = replace(program.figures["cadence"], value=0.0, n=0, N=12, target=None)
    assert health_words._is_never(never)
    assert not health_words._is_never(replace(never, value=1 / 12, n=1))
    days = [f"{month}-{day}" for month in MONTHS for day in ("10", "20")]
    spoke: Rows = [
        {"session": day, "circle": "Atlas", "planned": day, "held": day, "everyone_spoke": "no"}
        for day in days
    ]
    log = quick(circles=[{"circle": "Atlas"}], sessions=spoke)
    last = pd.Timestamp("2026-06-30")
    seen = measure(log, last, period=named("3m", last))
    found = health_words.habits(seen)
    assert "everyone_spoke" in found.short
    assert "Everyone spoke 0 % (0/6)" in health_words.slips(seen, found)


def test_a_habit_that_is_not_held_against_its_target_is_not_said_to_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = property(lambda figure: "12 of 24 left out" if figure.key == "participation" else "")
    monkeypatch.setattr(Figure, "unjudged", lost)
    program = attended([9, 8] * 9)
    found = health_words.habits(program)
    assert found.unjudged == ("participation",)
    said = health_words.holds(program, found)
    assert said.endswith("Steady, and not judged against its target: Participation.")
    assert f"{len(found.holds)} of {len(found.holds) + 1 + len(found.early)} recorded habits hold" in said
