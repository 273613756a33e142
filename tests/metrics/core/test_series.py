"""Figures over time: by month, quarter and session, for the program and for one circle."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lib.metrics.core import counting, series
from lib.metrics.core.design_changes import changes
from lib.metrics.core.figure import Verdict
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program.program import Program, measure
from tests.data.hand_health import AS_OF, health
from tests.data.hand_log import Rows, quick
from tests.examples import some
from tests.metrics.program.test_program import months_log


@pytest.fixture(scope="module")
def by_hand() -> Program:
    return measure(health(), AS_OF)


def points(program: Program, *args: object) -> dict[str, tuple[int, int]]:
    found = program.over_time(*args).points  # type: ignore[arg-type]
    return dict(zip(found["period"], zip(found["n"], found["N"], strict=True), strict=True))


def test_by_quarter(by_hand: Program) -> None:
    expected = {"2025-Q4": (1, 2), "2026-Q1": (1, 2), "2026-Q2": (1, 3)}
    assert points(by_hand, "real_problem", "quarter") == expected
    assert points(by_hand, "outside_view", "quarter") == {
        "2025-Q4": (1, 1),
        "2026-Q1": (0, 1),
        "2026-Q2": (0, 0),
    }


def test_by_month_has_gaps(by_hand: Program) -> None:
    found = by_hand.over_time("real_problem", "month", "Atlas").points
    assert found["period"].iloc[[0, -1]].to_list() == ["2025-10", "2026-06"]
    assert found["value"].isna().sum() == 5


def test_by_session_of_one_circle(by_hand: Program) -> None:
    expected = {"2025-10-06": (2, 3), "2025-11-10": (2, 3), "2026-02-02": (2, 2), "2026-05-20": (2, 3)}
    assert points(by_hand, "participation", "session", "Atlas") == expected
    assert points(by_hand, "participation", "session", "Dorado") == {}


def test_figures_of_a_day_are_as_of_the_last_day_of_each_period(by_hand: Program) -> None:
    counts = points(by_hand, "roster_mix", "quarter", "Atlas")
    # ana, bo, cy until February; then dee for cy
    assert counts == {"2025-Q4": (2, 3), "2026-Q1": (2, 3), "2026-Q2": (2, 3)}
    assert points(by_hand, "case_rotation", "quarter") == {
        "2025-Q4": (2, 2),
        "2026-Q1": (3, 3),
        "2026-Q2": (4, 4),
    }
    last = by_hand.over_time("case_rotation").points.iloc[-1]
    assert (last["n"], last["N"]) == (by_hand.figures["case_rotation"].n, by_hand.figures["case_rotation"].N)


def test_counts_stay_counts(by_hand: Program) -> None:
    found = by_hand.over_time("format_mix", "quarter").points
    assert found["value"].to_list() == [2.0, 2.0, 3.0]
    asked = quick(
        circles=[{"circle": "Atlas"}],
        sessions=[{"session": "S", "circle": "Atlas", "planned": "2026-04-10", "held": "2026-04-10"}],
        actions=[
            {"action": "X", "circle": "Atlas", "what": "Do", "created": "2026-04-10", "status": "open"},
            {"action": "Y", "circle": "Atlas", "what": "Do", "created": "2026-05-01", "status": "done",
             "closed": "2026-05-02"},
        ],
    )  # fmt: skip
    found = measure(asked, pd.Timestamp("2026-06-15")).over_time("open").points
    assert found[["period", "value"]].to_numpy().tolist() == [
        ["2026-04", 1.0],
        ["2026-05", 1.0],
        ["2026-06", 1.0],
    ]
    assert measure(asked, pd.Timestamp("2026-05-01")).over_time("open").points["value"].to_list() == [
        1.0,
        2.0,
    ]


def test_one_yes_or_no_at_a_time_has_no_limits() -> None:
    held = pd.date_range("2025-01-06", periods=14, freq="28D").strftime("%Y-%m-%d")
    sessions: Rows = [
        {"session": day, "circle": "Atlas", "planned": day, "held": day, "case": "Churn",
         "snapshot": "yes" if place > 1 else ""}
        for place, day in enumerate(held)
    ]  # fmt: skip
    program = measure(quick(circles=[{"circle": "Atlas"}], sessions=sessions), pd.Timestamp("2026-06-30"))
    found = program.over_time("snapshot", "session", "Atlas")
    assert (found.notes, found.variation, found.assurance) == ((series.ONE_EACH,), "none", "none")
    assert found.points[["mean", "lower", "upper"]].isna().all(axis=None)
    assert not found.points["special"].any()
    assert found.points["value"].to_list() == [0.0, 0.0] + [1.0] * 12
    by_quarter = program.over_time("snapshot", "quarter")
    assert by_quarter.points["mean"].notna().all()


CHANGES: Rows = [
    {"date": "2026-02-10", "what": "Pairs", "rebase": "yes"},
    {"date": "2026-03-01", "what": "Room", "circle": "Atlas", "rebase": "yes"},
    {"date": "2026-03-02", "what": "Tea", "circle": "Vega", "rebase": "yes"},
    {"date": "2026-03-05", "what": "Cake"},
    {"date": "2026-07-01", "what": "Later", "rebase": "yes"},
]


@pytest.fixture(scope="module")
def changed() -> Program:
    days = ["2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10", "2026-05-10"]
    return measure(
        quick(
            circles=[{"circle": "Atlas"}, {"circle": "Vega"}],
            members=[{"member": name, "circle": "Atlas"} for name in "ab"],
            sessions=[{"session": day, "circle": "Atlas", "planned": day, "held": day} for day in days],
            attendance=[
                {"session": day, "member": name, "present": present}
                for day in days
                for name, present in (("a", "yes"), ("b", "no"))
            ],
            changes=CHANGES,
        ),
        pd.Timestamp("2026-06-30"),
    )


@pytest.mark.parametrize(
    ("by", "circle", "phases"),
    [
        ("month", None, [0, 1, 1, 1, 1, 1]),
        ("month", "Atlas", [0, 1, 2, 2, 2, 2]),
        ("quarter", "Atlas", [0, 0]),
        ("session", "Atlas", [0, 1, 2, 2, 2]),
    ],
)
def test_new_limits_start_at_changes_of_the_program_and_of_the_circle(
    changed: Program, by: series.By, circle: str | None, phases: list[int]
) -> None:
    assert changed.over_time("participation", by, circle).points["phase"].to_list()[: len(phases)] == phases


def test_changes_are_markers(changed: Program) -> None:
    markers = changes(changed.facts)
    assert markers[["what", "rebase"]].to_numpy().tolist() == [["Pairs", True], ["Cake", False]]
    assert changes(changed.facts, "Atlas")["what"].to_list() == ["Pairs", "Room", "Cake"]
    assert changes(measure(quick(), AS_OF).facts).empty


@pytest.mark.parametrize(
    ("key", "by", "circle", "words"),
    [
        ("norms_signed", "month", None, "the log cannot show norms_signed for earlier days"),
        ("retention", "quarter", None, "the log cannot show retention for earlier days"),
        ("participation", "session", None, "by session needs one circle"),
        ("case_rotation", "session", "Atlas", "case_rotation has no series by session"),
        ("participation", "month", "Vega", "no circle 'Vega'"),
    ],
)
def test_series_that_do_not_exist(
    by_hand: Program, key: str, by: series.By, circle: str | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        by_hand.over_time(key, by, circle)


@pytest.mark.parametrize(
    "key",
    some(
        [key for key, d in DICTIONARY.items() if (d.windowed and d.units and not d.estimate) or d.retold], 30
    ),
)
@pytest.mark.parametrize("by", ["month", "quarter"])
def test_an_empty_log_has_no_points(key: str, by: series.By) -> None:
    found = measure(quick(), AS_OF).over_time(key, by)
    assert (len(found.points), found.variation) == (0, "none")
    assert found.points["value"].dtype == np.float64


def test_a_period_bounds_its_own_series_only() -> None:
    program = measure(health(), AS_OF, pd.Timestamp("2026-02-01"), pd.Timestamp("2026-05-20"))
    facts = program.facts

    def cut(key: str, by: series.By) -> dict[str, tuple[int, int]]:
        definition = DICTIONARY[key]
        found = series.series(definition, counting.all_units(definition, facts), facts, by).points
        return dict(zip(found["period"], zip(found["n"], found["N"], strict=True), strict=True))

    assert cut("real_problem", "quarter") == {"2026-Q1": (1, 1), "2026-Q2": (0, 1)}
    assert list(cut("roster_mix", "month")) == ["2026-02", "2026-03", "2026-04", "2026-05"]
    whole = measure(health(), AS_OF)
    assert points(program, "real_problem", "quarter") == points(whole, "real_problem", "quarter")


def test_a_shift_ends_the_verdict_of_its_phase_and_becomes_the_usual() -> None:
    """Of 10 people, 5 or 6 come in the first 12 months, 9 or 10 since then; the target is 80 %."""
    months = [f"{day:%Y-%m}-10" for day in pd.date_range("2024-06-01", periods=25, freq="MS")]

    def participation(present: list[int]) -> series.Series:
        held = dict(zip(months[-len(present) :], present, strict=True))
        return measure(months_log(held), pd.Timestamp("2026-06-30")).series["participation"]

    young = participation([5, 6] * 6 + [9, 10] * 4)
    assert (young.change, young.verdict) == ("improving", Verdict(None, 8, 20))
    settled = participation([5, 6] * 6 + [9, 10] * 6 + [9])
    assert settled.variation == "improvement"  # against the mean of all its months
    assert (settled.change, settled.verdict) == ("steady", Verdict(None, 13, 25))
    level = participation([9, 10] * 8)
    assert level.verdict == Verdict("hit-and-miss", 16, 16)
