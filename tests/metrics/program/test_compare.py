"""Circles side by side: every state of a figure, ranges without a ranking, habits that go together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from statsmodels.stats.multitest import multipletests

from lib.metrics.core.figure import Figure
from lib.metrics.dictionary import keys_of
from lib.metrics.program import compare
from lib.metrics.program.program import Program, measure
from tests.data.hand_health import AS_OF, health
from tests.data.hand_log import Rows, quick

HELD = pd.date_range("2026-01-05", periods=6, freq="28D").strftime("%Y-%m-%d").to_list()


def program(
    present: list[int], prework: list[int] | None = None, *, sessions: int = 6, of: int = 10
) -> Program:
    """A circle for each number: how many of its members came each time, and how many were prepared."""
    tables: dict[str, Rows] = {"circles": [], "members": [], "sessions": [], "attendance": []}
    for number, came in enumerate(present):
        name = f"C{number:02}"
        tables["circles"].append({"circle": name})
        tables["members"] += [{"member": f"{name} {person}", "circle": name} for person in range(of)]
        for day in HELD[:sessions]:
            key = f"{name} {day}"
            tables["sessions"].append({"session": key, "circle": name, "planned": day, "held": day})
            tables["attendance"] += [
                {
                    "session": key,
                    "member": f"{name} {person}",
                    "present": "yes" if person < came else "no",
                    "prework": "on time" if person < (prework or present)[number] else "no",
                }
                for person in range(of)
            ]
    return measure(quick(tables), pd.Timestamp("2026-06-30"))


def figure(**columns: Any) -> Figure:
    return Figure("k", "K", "", **columns)


@pytest.mark.parametrize(
    ("shown", "held", "state"),
    [
        (figure(missing="not recorded: no x tab", n=0, N=0), 9, "not recorded"),
        (figure(missing="not recorded: no x tab", n=0, N=0), 1, "not recorded"),
        (figure(value=0.9, n=9, N=10, target=0.8, status="meets"), 2, "too early"),
        (figure(n=0, N=0), 2, "too early"),
        (figure(n=0, N=0), 3, "nothing yet"),
        (figure(n=0, N=0, excluded={"not recorded": 2}), 3, "not recorded"),
        (figure(value=0.5, n=2, N=4, target=0.8), 3, "few"),
        (figure(value=0.5, n=5, N=10, target=0.8, status="misses"), 3, "missed"),
        (figure(value=0.5, n=5, N=10, target=0.8, status="hit-and-miss"), 3, "missed"),
        (figure(value=0.9, n=9, N=10, target=0.8, status="meets"), 3, "reached"),
        (figure(value=0.9, n=9, N=10), 3, "known"),
        (figure(value=3.0, n=3, N=3, unit="count"), 3, "known"),
    ],
)
def test_states_of_a_figure(shown: Figure, held: int, state: str) -> None:
    assert compare.state_of(shown, held) == state


def test_why_says_what_is_missing() -> None:
    assert compare.why(figure(missing="not recorded: no x tab")) == "not recorded: no x tab"
    assert (
        compare.why(figure(excluded={"not recorded": 1200, "too late": 1}))
        == "1,200 not recorded, 1 too late"
    )
    assert compare.why(figure()) == ""


def test_the_table_has_active_circles_by_need() -> None:
    found = compare.table(measure(health(), AS_OF))
    assert found["circle"].unique().tolist() == ["Atlas", "Borealis", "Dorado"]
    assert found["key"].head(3).to_list() == ["participation", "cadence", "prework"]
    assert set(found["key"]) == set(keys_of("health", "coaching"))
    cells = found.set_index(["circle", "key"])
    assert cells.loc[("Atlas", "participation"), ["text", "n", "N", "state"]].to_list() == [
        "73 %",
        8,
        11,
        "missed",
    ]
    assert cells.loc[("Atlas", "prework"), "why"] == "not recorded: no prework column in the attendance tab"
    assert cells.loc[("Atlas", "snapshot"), ["text", "state"]].to_list() == ["2/4", "few"]
    assert set(found.loc[found["circle"] == "Dorado", "state"]) == {"too early", "not recorded"}
    assert (found["need"].diff().dropna() >= 0).all()


def test_the_table_of_nothing_is_empty() -> None:
    found = compare.table(measure(quick(), AS_OF))
    full = compare.table(measure(health(), AS_OF))
    assert len(found) == 0
    assert found.dtypes.to_dict() == full.dtypes.to_dict()


def test_ranges_are_quantiles_over_circles() -> None:
    found = compare.ranges(program([2, 4, 6, 8, 10]), ["participation", "snapshot"])
    assert found.loc["participation", "circles"] == 5
    np.testing.assert_allclose(
        found.loc["participation", ["q10", "q25", "median", "q75", "q90"]].astype(float),
        [0.28, 0.4, 0.6, 0.8, 0.92],
    )
    assert found.loc["snapshot", "circles"] == 0
    assert np.isnan(found.loc["snapshot", "median"])


@pytest.mark.parametrize(
    ("present", "columns"),
    [([2, 4, 6, 8], {}), ([2, 4, 6, 8, 10], {"sessions": 2}), ([1] * 9, {"of": 1, "sessions": 4})],
)
def test_few_circles_have_no_range(present: list[int], columns: dict[str, int]) -> None:
    found = compare.ranges(program(present, **columns), ["participation"])  # type: ignore[arg-type]
    assert found[["q10", "q25", "median", "q75", "q90"]].isna().all(axis=None)


def test_a_circle_against_the_range() -> None:
    seen = program([2, 5, 6, 6, 7, 10])
    words = {
        circle: compare.against(seen, circle, ("participation",)).loc["participation", "words"]
        for circle in seen.circles
    }
    assert list(words.values()) == [
        "below the usual range",
        "in the usual range",
        "in the usual range",
        "in the usual range",
        "in the usual range",
        "above the usual range",
    ]
    found = compare.against(seen, "C01", ("participation", "snapshot"))
    assert found[["text", "words"]].to_numpy().tolist() == [["50 %", "in the usual range"], ["–", ""]]
    with pytest.raises(KeyError):
        compare.against(seen, "Vega")


def test_a_circle_that_is_too_young_is_not_compared() -> None:
    found = compare.against(measure(health(), AS_OF), "Dorado")
    assert set(found["words"]) == {""}
    assert found["value"].isna().all()


def test_habits_that_go_together() -> None:
    present, prework = [1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 3, 6, 5, 8, 7]
    found = compare.habits(program(present, prework), ("participation", "prework", "snapshot"))
    assert len(found) == 1
    row = found.iloc[0]
    oracle = spearmanr(present, prework)
    assert (row["one"], row["other"], row["circles"]) == ("participation", "prework", 8)
    assert (row["rho"], row["p"]) == (pytest.approx(oracle.statistic), pytest.approx(oracle.pvalue))
    assert row["stands_out"]
    assert row["words"] == "Where “Participation” is high, “Prework on time” is more often high (8 circles)"


def test_habits_that_exclude_each_other() -> None:
    found = compare.habits(
        program([1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1]), ("participation", "prework")
    )
    assert found["rho"].to_list() == pytest.approx([-1])
    assert found["p"].to_list() == [0]
    assert found["words"][0].endswith("“Prework on time” is more often low (8 circles)")


@pytest.mark.parametrize("prework", [[1, 2, 3, 4, 5, 6, 7], [5] * 8])
def test_few_circles_or_no_differences_give_no_pairs(prework: list[int]) -> None:
    found = compare.habits(program(list(range(1, len(prework) + 1)), prework), ("participation", "prework"))
    assert len(found) == 0
    assert list(found.columns) == ["one", "other", "circles", "rho", "p", "stands_out", "words"]


def test_without_circles_there_are_no_habits() -> None:
    assert compare.habits(measure(quick(), AS_OF)).empty
    assert compare.ranges(measure(quick(), AS_OF))["circles"].eq(0).all()


def test_what_stands_out_agrees_with_statsmodels() -> None:
    p = np.random.default_rng(3).random(40) ** 3
    rejected = multipletests(p, alpha=compare.FALSE_DISCOVERIES, method="fdr_bh")[0]
    assert rejected.any()
    assert (compare._stand_out(p) == rejected).all()


def test_figures_about_the_record_are_not_habits() -> None:
    keys = set(compare.matrix(measure(health(), AS_OF)).columns)
    assert not keys & {"record_completeness", "reach", "mandate", "format_mix", "open", "overdue"}
    assert {"participation", "roster_mix", "on_time", "paired"} <= keys
