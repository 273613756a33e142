"""From single facts to rates: of the program, of a circle, of a month and of a day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lib.metrics.core import rates
from tests.metrics.core.narrowed import exclusions

DAY = "2026-03-10"


@pytest.fixture
def frame() -> pd.DataFrame:
    """Five units of two circles; the second reason holds for two, one of which the first has left out already."""
    rows = pd.DataFrame({"circle": ["a", "a", "a", "b", "b"]}, index=[7, 5, 3, 1, 0])
    return rates.units(
        rows,
        on=pd.Series([pd.Timestamp(DAY)] * 5, index=rows.index),
        hit=pd.Series([True, True, None, True, False], index=rows.index, dtype="boolean"),
        excluded=[
            (np.array([True, False, False, False, False]), "late"),
            (np.array([True, True, False, False, False]), "lost"),
        ],
        parts={"even": pd.Series([True, False, True, False, True], index=rows.index)},
        apart={"odd": pd.Series([True, None, False, True, False], index=rows.index, dtype="boolean")},
    )


def test_the_first_reason_leaves_a_unit_out(frame: pd.DataFrame) -> None:
    assert frame.index.to_list() == [7, 5, 3, 1, 0]
    assert rates.part_names(frame) == ["even", "odd"]
    assert rates.totals(frame).iloc[0].to_dict() == {"n": 1, "N": 3, "even": 2, "odd": 2}
    assert exclusions(frame) == {"late": 1, "lost": 1}


def test_circles_add_up_to_the_program(frame: pd.DataFrame) -> None:
    by_circle = {"a": {"n": 0, "N": 1, "even": 1, "odd": 1}, "b": {"n": 1, "N": 2, "even": 1, "odd": 1}}
    assert rates.totals(frame, "circle").to_dict("index") == by_circle
    assert rates.totals(frame, [frame["circle"]]).to_dict("index") == by_circle
    assert rates.totals(frame, "circle").sum().to_dict() == rates.totals(frame).iloc[0].to_dict()


def test_a_tally_holds_counts_and_reasons_by_circle(frame: pd.DataFrame) -> None:
    tally = rates.tally(frame)
    assert tally.counts["N"].to_dict() == {"a": 1, "b": 2}
    assert tally.excluded == {"a": {"late": 1, "lost": 1}}
    assert rates.left_out({**tally.excluded, "b": {"lost": 2}}) == {"late": 1, "lost": 3}


def test_no_units_are_zero_in_total_and_no_circle() -> None:
    rows = pd.DataFrame({"circle": pd.Series([], dtype="str")})
    none = rates.units(
        rows,
        on=pd.Series([], dtype="datetime64[s]"),
        hit=pd.Series([], dtype="bool"),
        excluded=[(pd.Series([], dtype="bool"), "late")],
    )
    assert rates.totals(none).to_dict("list") == {"n": [0], "N": [0]}
    assert rates.totals(none, "circle").empty
    assert rates.tally(none).excluded == {}


def test_parts_crossed_with_circles(frame: pd.DataFrame) -> None:
    program, circles = rates.crossed(frame, np.array([0, 0, 1, 1, 0]), ["x", "y", "z"], ["b", "a", "new"])
    assert program == {"x": [0, 1], "y": [1, 2]}
    assert circles == {"b": {"x": [0, 1], "y": [1, 1]}, "a": {"y": [0, 1]}, "new": {}}


def test_medians_by_circle() -> None:
    values = pd.Series([1, 4, None, 10, None])
    program, circles = rates.medians(values, pd.Series(list("aabba")), ["a", "b", "c"], "count", "days")
    assert program == {"count": 3, "days": 4.0}
    assert circles == {
        "a": {"count": 2, "days": 2.5},
        "b": {"count": 1, "days": 10.0},
        "c": {"count": 0, "days": None},
    }
    nothing = {"count": 0, "days": None}
    assert rates.medians(values[:0], pd.Series([], dtype="str"), ["a"], "count", "days") == (
        nothing,
        {"a": nothing},
    )
