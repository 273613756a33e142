"""Figures broken down by circle, priority, kind and outcome, and logs narrowed to these groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.metrics.core import groups
from lib.metrics.core.facts import Facts
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.program import breakdown
from lib.metrics.program.program import Program, measure
from tests.data.hand_log import AS_OF, HAND, quick
from tests.metrics.core.narrowed import only_parts

Rows = list[dict[str, object]]
KINDS = ["action", "assignment", "experiment", ""]
OF_ACTIONS = {key for key, definition in DICTIONARY.items() if definition.of == "actions"}
OF_CIRCLES = {key for key, definition in DICTIONARY.items() if definition.of == "circles"}


@pytest.fixture(scope="module")
def program() -> Program:
    rows: Rows = [row | {"kind": KINDS[place % 4]} for place, row in enumerate(HAND["actions"])]
    return measure(quick({**HAND, "actions": rows}), AS_OF)


def test_every_figure_with_units_can_be_broken_down() -> None:
    follow_through = {key for key, d in DICTIONARY.items() if d.group == "follow_through"}
    assert follow_through - {"over_delegation"} == OF_ACTIONS | OF_CIRCLES


@pytest.mark.parametrize("dimension", groups.DIMENSIONS)
@pytest.mark.parametrize("key", sorted(OF_ACTIONS))
def test_parts_of_actions_add_up(program: Program, key: str, dimension: Any) -> None:
    found, figure = breakdown.by(program, key, dimension), program.figures[key]
    assert (found["n"].sum(), found["N"].sum()) == (figure.n, figure.N)
    assert found["group"].is_unique
    assert found["group"].notna().all()
    for name in figure.parts.keys() & set(found.columns):
        assert found[name].sum() == figure.parts[name]


@pytest.mark.parametrize("key", sorted(OF_CIRCLES))
def test_parts_of_circles_add_up(program: Program, key: str) -> None:
    for dimension in ("circle", "priority"):
        found = breakdown.by(program, key, dimension)  # type: ignore[arg-type]
        assert (found["n"].sum(), found["N"].sum()) == (program.figures[key].n, program.figures[key].N)
    with pytest.raises(ValueError, match="only actions have a kind"):
        breakdown.by(program, key, "kind")
    with pytest.raises(ValueError, match="only actions have an outcome"):
        breakdown.by(program, key, "outcome")


def test_by_circle_gives_each_circle_its_figure(program: Program) -> None:
    for key in OF_ACTIONS | OF_CIRCLES:
        found = breakdown.by(program, key, "circle").set_index("group")
        for circle, figures in program.circles.items():
            counts = found.loc[circle, ["n", "N"]].to_list() if circle in found.index else [0, 0]
            assert counts == [figures[key].n, figures[key].N], (key, circle)


def test_on_time_by_priority_by_hand(program: Program) -> None:
    found = breakdown.by(program, "on_time", "priority").set_index("group")
    assert found[["n", "N"]].to_numpy().tolist() == [[0, 1], [1, 3], [0, 1]]
    assert list(found.index) == ["Cost", "Growth", groups.NO_PRIORITY]
    assert found.loc["Growth", "low"] < 1 / 3 < found.loc["Growth", "high"]


def test_nothing_to_divide_by_is_not_zero(program: Program) -> None:
    found = breakdown.by(program, "on_time", "kind").set_index("group")
    empty = found[found["N"] == 0]
    assert len(empty)
    assert empty[["value", "low", "high"]].isna().all(axis=None)


def test_a_figure_without_units_says_so(program: Program) -> None:
    for key in ("over_delegation", "participation", "nothing"):
        with pytest.raises(ValueError, match=key):
            breakdown.by(program, key, "circle")


def test_a_log_narrowed_to_parts(program: Program) -> None:
    log = program.facts.log
    for dimension in ("priority", "kind", "outcome"):
        names = groups.labels(log, log.actions, dimension).unique()  # type: ignore[arg-type]
        argument = {"priority": "priorities", "kind": "kinds", "outcome": "outcomes"}[dimension]
        for key in OF_ACTIONS:
            whole = breakdown.by(program, key, dimension).set_index("group")  # type: ignore[arg-type]
            for name in names:
                alone = measure(only_parts(log, **{argument: [name]}), AS_OF).figures[key]
                counts = whole.loc[name, ["n", "N"]].to_list() if name in whole.index else [0, 0]
                assert [alone.n, alone.N] == counts, (key, name)


def test_narrowing_keeps_everything_else(program: Program) -> None:
    log = program.facts.log
    assert only_parts(log) is log
    narrowed = only_parts(log, kinds=["experiment"], outcomes=[groups.NO_OUTCOME])
    assert set(narrowed.actions["kind"]) == {"experiment"}
    assert set(narrowed.action_reviews["action"]) <= set(narrowed.actions["action"])
    assert narrowed.sessions is log.sessions
    assert len(only_parts(log, priorities=["nobody's"]).actions) == 0


def test_on_time_by_month_of_a_part(program: Program) -> None:
    """The series of a group is the series of the narrowed log."""
    growth = measure(only_parts(program.facts.log, priorities=["Growth"]), AS_OF)
    points = growth.over_time("on_time").points
    assert (points["n"].sum(), points["N"].sum()) == (1, 3)
    assert points["period"].to_list() == ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
    assert np.isnan(points["value"].iloc[2])
    assert "upper" in points


def test_a_period_narrows_every_part(program: Program) -> None:
    some = measure(program.facts.log, AS_OF, pd.Timestamp("2026-05-01"), pd.Timestamp("2026-05-31"))
    found = breakdown.by(some, "on_time", "circle")
    assert found[["group", "n", "N"]].to_numpy().tolist() == [["Borealis", 0, 1]]
    assert Facts(some.facts.log, AS_OF).last_day == AS_OF
