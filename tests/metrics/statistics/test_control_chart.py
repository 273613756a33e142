import math
import time
import warnings
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.metrics.statistics import control_chart
from lib.metrics.statistics.control_chart import (
    RULE_SETS,
    assurance,
    clustered,
    natural_limits,
    notes,
    one_side,
    sides,
    streaks,
    trending,
    variation,
    xmr,
)

nan = math.nan
COLUMNS = ["value", "mean", "lower", "upper", "phase", "special", "rule", "kind"]
TYPES = ["float64", "float64", "float64", "float64", "int64", "bool", "str", "str"]
PUBLISHED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
OUT = "outside the limits"
SEVEN = "7 on one side of the mean"
EIGHT = "8 on one side of the mean"
TREND = "7 trending"
THIRD = "2 of 3 in the outer third"
NEAR = "3 of 4 nearer the limit than the mean"
DEPENDENT = "limits unreliable: values depend on each other"
DOTS = "dots only: fewer than 5 points"


def limits(chart, row=0):
    return [round(float(chart[name].iloc[row]), 2) for name in ("lower", "mean", "upper")]


def broken(chart):
    return {row: rule for row, rule in enumerate(chart["rule"]) if rule}


class TestLimits:
    def test_published_screened(self):
        assert limits(xmr(PUBLISHED)) == [-0.72, 1.94, 4.60]

    def test_published_unscreened(self):
        assert limits(xmr(PUBLISHED, screen=False)) == [-3.06, 1.94, 6.95]

    def test_published_point_outside_both(self):
        assert broken(xmr(PUBLISHED)) == broken(xmr(PUBLISHED, screen=False)) == {4: OUT}

    def test_by_hand(self):
        chart = xmr([4, 6, 5, 2, 3, 7])
        reach = 2.66 * (2 + 1 + 3 + 1 + 4) / 5
        assert chart.loc[0, ["mean", "lower", "upper"]].tolist() == pytest.approx(
            [4.5, 4.5 - reach, 4.5 + reach]
        )

    @pytest.mark.parametrize(("last", "reach"), [(4.3, 2.66 * 1.33), (4.4, 2.66)])
    def test_screened_above_3_267_times_the_mean_range(self, last, reach):
        chart = xmr([0, 1] * 5 + [1 + last])
        assert chart.loc[0, "upper"] - chart.loc[0, "mean"] == pytest.approx(reach)

    def test_no_range_spans_a_gap(self):
        # ranges 1 1 and 1 1; the step from 3 to 8 is none
        chart = xmr([1, 2, 3, None, 8, 9, 10])
        assert limits(chart) == [round(5.5 - 2.66, 2), 5.5, round(5.5 + 2.66, 2)]

    def test_gap_rows_carry_the_limits_and_are_common(self):
        chart = xmr([1, 2, 1, nan, 2, 1])
        assert math.isnan(chart.loc[3, "value"])
        assert limits(chart, 3) == limits(chart, 0)
        assert (chart.loc[3, "special"], chart.loc[3, "rule"], chart.loc[3, "kind"]) == (False, "", "common")

    def test_no_two_adjacent_points_give_dots(self):
        chart = xmr([1, None, 2, None, 3, None, 4, None, 5])
        assert chart[["mean", "lower", "upper"]].isna().all(axis=None)
        assert not chart["special"].any()
        assert notes(chart) == ["dots only: no two points without a gap between"]
        assert variation(chart) == "none"
        assert assurance(chart, 1) == "none"

    def test_screening_never_takes_all_variation(self):
        # Screened literally, only zero ranges stay: limits of no width, and all 12 points outside them.
        chart = xmr([1.0] * 8 + [0.8] + [1.0] * 3)
        assert chart.loc[0, "lower"] == pytest.approx(59 / 60 - 2.66 * 0.4 / 11)
        assert chart.loc[8, "rule"] == OUT
        assert chart.loc[8, "kind"] == "concern"
        assert chart.loc[9:, "kind"].tolist() == ["common"] * 3

    def test_natural_limits_without_ranges(self):
        assert natural_limits(np.array([0.1, nan, 0.2, nan, 0.3, nan, 0.1, nan, 0.2]), True) is None
        assert natural_limits(np.array([0.1, 0.2, 0.3, 0.4]), True) is None

    @pytest.mark.parametrize("constant", [0, 1, -3.5, 0.1, 0.1 + 0.2, 1e-320, 1.7e308])
    @pytest.mark.parametrize("rules", RULE_SETS)
    def test_constant(self, constant, rules):
        chart = xmr([constant] * 12, rules=rules)
        for name in ("value", "mean", "lower", "upper"):
            assert (chart[name] == constant).all()
        assert not chart["special"].any()
        assert notes(chart) == []
        assert variation(chart) == "common"
        assert assurance(chart, constant) == assurance(chart, constant, "down") == "passes"

    def test_float_noise_is_not_special(self):
        chart = xmr([0.3, 0.1 + 0.2, 1 - 0.7, 0.3, 0.1 * 3, 0.3, 0.30000000000000004, 0.3] * 2)
        assert not chart["special"].any()
        assert notes(chart) == []
        assert not xmr([1e6 + step * 1e-9 for step in range(12)])["special"].any()


class TestLength:
    @pytest.mark.parametrize("length", range(14))
    def test_rows_types_and_notes(self, length):
        chart = xmr([1, 3, 2, 5, 4, 1, 3, 1, 4, 2, 5, 2, 3][:length])
        assert list(chart.columns) == COLUMNS
        assert [str(dtype) for dtype in chart.dtypes] == TYPES
        assert chart.index.equals(pd.RangeIndex(length))
        assert chart["mean"].isna().all() == (length < 5)
        assert not chart["special"].any()
        assert set(chart["kind"]) <= {"common"}
        assert variation(chart) == ("none" if length < 5 else "common")
        assert assurance(chart, 3) == ("none" if length < 5 else "hit-and-miss")
        words = [note for note in notes(chart) if note != DEPENDENT]
        assert words == ([DOTS] if length < 5 else ["trial limits"] if length < 12 else [])

    def test_only_points_count(self):
        assert notes(xmr([1, 3, 2, 5, None, None])) == [DOTS]
        assert xmr([1, 3, 2, 5, None, None])["mean"].isna().all()

    def test_all_gaps(self):
        chart = xmr([None] * 6)
        assert chart["value"].isna().all()
        assert (notes(chart), variation(chart), assurance(chart, 1)) == ([DOTS], "none", "none")


class TestRulesAlone:
    @pytest.mark.parametrize(
        ("signs", "length", "expected"),
        [
            ([], 2, []),
            ([1], 2, [0]),
            ([1], 1, [1]),
            ([1, 1, -1, 1, 1, 1], 2, [1, 1, 0, 1, 1, 1]),
            ([0, 0, 0, -1, -1], 2, [0, 0, 0, -1, -1]),
        ],
    )
    def test_streaks(self, signs, length, expected):
        assert streaks(np.array(signs, dtype=np.int8), length).tolist() == expected

    def test_sides_on_the_line_is_inside(self):
        assert sides(np.array([2.0, 2.1, -2.0, -2.1, 0.0]), 2.0, 1e-12).tolist() == [0, 1, 0, -1, 0]

    @pytest.mark.parametrize(
        ("deviation", "expected"),
        [
            ([1] * 6, [0] * 6),
            ([1] * 7, [1] * 7),
            ([-1, *[1] * 9, -1], [0, *[1] * 9, 0]),
            ([-1] * 7 + [1] * 7, [-1] * 7 + [1] * 7),
            ([1, 1, 1, 0, 1, 1, 1, 1], [0] * 8),
        ],
    )
    def test_one_side(self, deviation, expected):
        assert one_side(np.array(deviation, dtype=float), 9, 1e-12, length=7).tolist() == expected

    @pytest.mark.parametrize(
        ("deviation", "expected"),
        [
            ([1, 2, 3, 4, 5, 6], [0] * 6),
            ([1, 2, 3, 4, 5, 6, 7], [1] * 7),
            ([2, 1, 2, 3, 4, 5, 6, 7, 3], [0, *[1] * 7, 0]),
            ([2, 7, 6, 5, 4, 3, 2, 1, 3], [0, *[-1] * 7, 0]),
            ([1, 2, 3, 3, 4, 5, 6, 7], [0] * 8),
            ([*range(7), *range(5, -1, -1)], [1] * 6 + [-1] * 7),
        ],
    )
    def test_trending(self, deviation, expected):
        assert trending(np.array(deviation, dtype=float), 9, 1e-12, length=7).tolist() == expected

    @pytest.mark.parametrize(
        ("deviation", "expected"),
        [
            ([0, 2.5, 0, 0, 2.5], [0, 0, 0, 0, 0]),
            ([0, 2.5, 0, 2.5, 0], [0, 1, 0, 1, 0]),
            ([0, 2.5, -1, 2.5, 0], [0, 1, 0, 1, 0]),
            ([2.5, 2.5, 0, 0, 0], [1, 1, 0, 0, 0]),
            ([0, 0, 0, -2.5, -9], [0, 0, 0, -1, -1]),
            ([0, 2.5, -2.5, 0, 0], [0, 0, 0, 0, 0]),
            ([2.5, -2.5, 2.5, -2.5, 0], [1, -1, 1, -1, 0]),
            ([0, 2, 2, 2, 0], [0, 0, 0, 0, 0]),
            ([2.5], [0]),
        ],
    )
    def test_two_of_three_beyond_two_of_reach_three(self, deviation, expected):
        found = clustered(np.array(deviation, dtype=float), 3.0, 1e-12, window=3, share=2 / 3)
        assert found.tolist() == expected

    @pytest.mark.parametrize(
        ("deviation", "expected"),
        [
            ([0, 2.5, 0, 2.5, 0], [0, 1, 0, 1, 0]),
            ([0, 2.5, 3.5, 0, 0], [0, 0, 0, 0, 0]),
            ([3.5, 2.5, 0, 0, 0], [0, 0, 0, 0, 0]),
            ([3.5, 3.6, 0, 0, 0], [0, 0, 0, 0, 0]),
            ([2.5, 3.5, 2.5, 0, 0], [1, 0, 1, 0, 0]),
            ([0, -2.5, -3.5, -2.5, 0], [0, -1, 0, -1, 0]),
            ([0, 3.0, 2.5, 0, 0], [0, 1, 1, 0, 0]),
            ([0, 2.5, -3.5, 0, 2.5], [0, 0, 0, 0, 0]),
        ],
    )
    def test_two_of_three_close_to_the_limit_and_inside_it(self, deviation, expected):
        found = RULE_SETS["nhs"][THIRD](np.array(deviation, dtype=float), 3.0, 1e-12)
        assert found.tolist() == expected

    @pytest.mark.parametrize(
        ("deviation", "expected"),
        [
            ([2, 2, 0, 2, 0], [1, 1, 0, 1, 0]),
            ([2, 2, -2, 2, 0], [1, 1, 0, 1, 0]),
            ([2, 2, 0, 0, 2], [0, 0, 0, 0, 0]),
            ([1.5, 1.5, 1.5, 1.5, 0], [0, 0, 0, 0, 0]),
            ([-2, -2, -2, -2, -9], [-1, -1, -1, -1, -1]),
        ],
    )
    def test_three_of_four_beyond_half_of_reach_three(self, deviation, expected):
        found = clustered(np.array(deviation, dtype=float), 3.0, 1e-12, window=4, share=1 / 2)
        assert found.tolist() == expected


class TestRuleSets:
    @pytest.mark.parametrize(
        ("rules", "name", "deviation", "expected"),
        [
            ("nhs", THIRD, [2.01, 2.01, 0, 0, 0], [1, 1, 0, 0, 0]),
            ("nhs", THIRD, [1.99, 1.99, 0, 0, 0], [0, 0, 0, 0, 0]),
            ("western", NEAR, [-1.51, -1.51, 0, -1.51, 0], [-1, -1, 0, -1, 0]),
            ("western", NEAR, [-1.49, -1.49, 0, -1.49, 0], [0, 0, 0, 0, 0]),
        ],
    )
    def test_zones_of_a_reach_of_three(self, rules, name, deviation, expected):
        assert RULE_SETS[rules][name](np.array(deviation), 3.0, 1e-12).tolist() == expected

    def test_frame_of_the_nhs_rules(self):
        chart = xmr([7, 9, 7, 9, 7, 9, 7, 2, 4, 2, 4, 5, 6], screen=False)
        reach = 2.66 * (6 * 2 + 5 + 2 + 2 + 2 + 1 + 1) / 12
        expected = pd.DataFrame(
            {
                "value": [7.0, 9, 7, 9, 7, 9, 7, 2, 4, 2, 4, 5, 6],
                "mean": 6.0,
                "lower": 6 - reach,
                "upper": 6 + reach,
                "phase": 0,
                "special": [True] * 7 + [True, False, True, False, False, False],
                "rule": [SEVEN] * 7 + [THIRD, "", THIRD, "", "", ""],
                "kind": ["improvement"] * 7 + ["concern", "common", "concern", "common", "common", "common"],
            }
        )
        pd.testing.assert_frame_equal(chart, expected)

    def test_frame_of_the_western_rules(self):
        values = [7, 9, 7, 9, 7, 9, 7, 9, 2, 2, 4, 2, 4, 6]
        chart = xmr(values, rules="western", screen=False, improvement="down")
        reach = 2.66 * (7 * 2 + 7 + 0 + 2 + 2 + 2 + 2) / 13
        expected = pd.DataFrame(
            {
                "value": [7.0, 9, 7, 9, 7, 9, 7, 9, 2, 2, 4, 2, 4, 6],
                "mean": 6.0,
                "lower": 6 - reach,
                "upper": 6 + reach,
                "phase": 0,
                "special": [True] * 8 + [True, True, False, True, False, False],
                "rule": [EIGHT] * 8 + [NEAR, NEAR, "", NEAR, "", ""],
                "kind": ["concern"] * 8
                + ["improvement", "improvement", "common", "improvement", "common", "common"],
            }
        )
        pd.testing.assert_frame_equal(chart, expected)

    def test_seven_are_special_to_nhs_but_not_to_western(self):
        values = [7, 9, 7, 9, 7, 9, 7, 3, 5, 3, 4, 3, 5]
        assert broken(xmr(values, screen=False)) == dict.fromkeys(range(7), SEVEN)
        assert broken(xmr(values, screen=False, rules="western")) == {}

    def test_several_broken_rules_are_joined(self):
        chart = xmr([11, 12, 11, 12, 11, 12, 11, 5, 4, 5, 4, 5, 4, 5], screen=False)
        assert chart.loc[1, "rule"] == f"{OUT}; {SEVEN}"
        assert chart.loc[0, "rule"] == f"{SEVEN}; {THIRD}"

    def test_a_point_outside_is_no_neighbor_of_one_close_to_the_limit(self):
        """By hand: mean 168/14 = 12, reach 2.66 x 34/13 = 6.957, so 17 is beyond 16.638 and 20 beyond 18.957."""
        values = [10, 12, 10, 12, 10, 12, 10, 12, 17, 20, 12, 10, 11, 10]
        chart = xmr(values, screen=False)
        assert limits(chart) == [5.04, 12.0, 18.96]
        assert broken(chart) == {9: OUT}

    def test_two_points_close_to_the_limit_around_one_outside(self):
        """By hand: mean 179/14 = 12.786, reach 2.66 x 40/13 = 8.185, so 18.5 is beyond 18.242 and 21 beyond 20.970."""
        values = [10, 12, 10, 14, 10, 12, 10, 12, 18.5, 21, 18.5, 10, 11, 10]
        assert broken(xmr(values, screen=False)) == {8: THIRD, 9: OUT, 10: THIRD}

    def test_runs_and_trends_go_on_past_a_gap(self):
        run = xmr([7, 9, 7, None, 9, 7, 9, None, None, 7, 3, 5, 3, 4, 3, 5], screen=False)
        assert broken(run) == dict.fromkeys([0, 1, 2, 4, 5, 6, 9], SEVEN)
        trend = xmr([5, 9, 5, 9, 4, 5, 6, None, 7, 8, 9, 10, 5, 9, 5])
        assert broken(trend) == dict.fromkeys([4, 5, 6, 8, 9, 10, 11], TREND)

    def test_unknown(self):
        with pytest.raises(ValueError, match="unknown rule set 'nelson'; allowed: nhs, western"):
            xmr([1, 2], rules="nelson")


class TestKinds:
    ALONE = (5, 9, 5, 9, 4, 5, 6, 7, 8, 9, 10, 5, 9, 5)

    @pytest.mark.parametrize(
        ("improvement", "kind"),
        [("up", "improvement"), ("down", "concern"), ("neutral", "neutral"), (None, "neutral")],
    )
    def test_direction_of_a_trend_alone(self, improvement, kind):
        chart = xmr(self.ALONE, improvement=improvement)
        assert chart["kind"].tolist() == ["common"] * 4 + [kind] * 7 + ["common"] * 3

    def test_side_wins_over_trend(self):
        chart = xmr(range(14))
        assert chart["rule"].str.contains(TREND).all()
        assert chart["kind"].tolist() == ["concern"] * 7 + ["improvement"] * 7

    @pytest.mark.parametrize(
        ("improvement", "kind"),
        [("up", "improvement"), ("down", "concern"), ("neutral", "neutral"), (None, "neutral")],
    )
    def test_side_of_a_point_outside(self, improvement, kind):
        assert xmr(PUBLISHED, improvement=improvement).loc[4, "kind"] == kind

    def test_unknown_improvement(self):
        with pytest.raises(ValueError, match="unknown improvement 'higher'; allowed: up, down, neutral"):
            xmr([1, 2], improvement="higher")


class TestPossibleRange:
    RATES = (0.9, 1.0, 0.8, 1.0, 0.9, 1.0, 0.2, 1.0, 0.9, 1.0, 0.9, 1.0)

    def test_clamped(self):
        free, clamped = xmr(self.RATES), xmr(self.RATES, low=0, high=1)
        assert free.loc[0, "upper"] > 1
        assert clamped.loc[0, "upper"] == 1
        assert clamped.loc[0, "lower"] == free.loc[0, "lower"] > 0
        assert clamped["mean"].equals(free["mean"])
        assert clamped["rule"].equals(free["rule"])
        assert broken(clamped) == {6: OUT}

    def test_a_point_on_the_clamped_limit_is_inside(self):
        chart = xmr([0, 2, 0, 1, 0, 2, 0, 0, 1, 0], low=0)
        assert (chart["lower"] == 0).all()
        assert not chart["special"].any()

    def test_no_limits_stay_none(self):
        assert xmr([1, 2], low=0, high=1)[["lower", "upper"]].isna().all(axis=None)

    @pytest.mark.parametrize(("low", "high"), [(1, 0), (nan, 1), (0, nan)])
    def test_unfit(self, low, high):
        with pytest.raises(ValueError, match=f"low {low} must be at most high {high}"):
            xmr([1, 2], low=low, high=high)


class TestPhases:
    VALUES = (1, 2, 1, 2, 1, 5, 6, 5, 6, 5, 6)

    @pytest.mark.parametrize(
        "phases",
        [
            [5],
            [5, 5, 0],
            [11, 5],
            (5,),
            {5},
            np.array([5]),
            pd.Series([5], index=["x"]),
            ["before"] * 5 + ["after"] * 6,
            [1] * 5 + [2] * 6,
            [None] * 5 + ["after"] * 6,
            [nan] * 5 + [3.5] * 6,
            pd.Series([False] * 5 + [True] * 6, index=range(20, 31)),
            pd.Series(["a"] * 5 + ["b"] * 6, dtype="category"),
            pd.to_datetime(["2026-01-01"] * 5 + ["2026-07-01"] * 6),
        ],
        ids=str,
    )
    def test_two_phases(self, phases):
        chart = xmr(self.VALUES, phases=phases)
        assert chart["phase"].tolist() == [0] * 5 + [1] * 6
        assert limits(chart, 4) == [round(1.4 - 2.66, 2), 1.4, round(1.4 + 2.66, 2)]
        assert limits(chart, 5) == [round(5.5 - 2.66, 2), 5.5, round(5.5 + 2.66, 2)]
        assert not chart["special"].any()

    def test_a_label_that_returns_starts_another_phase(self):
        chart = xmr(range(6), phases=["a", "a", "b", "b", "a", "a"])
        assert chart["phase"].tolist() == [0, 0, 1, 1, 2, 2]

    def test_as_many_positions_as_values_read_alike_as_labels(self):
        assert xmr(range(4), phases=[0, 1, 2, 3])["phase"].tolist() == [0, 1, 2, 3]
        assert xmr([7], phases=[0])["phase"].tolist() == [0]

    @pytest.mark.parametrize("phases", [None, [], [0], [3]])
    def test_one_phase(self, phases):
        assert xmr([1, 2, 1], phases=phases)["phase"].tolist() == [0, 0, 0]

    def test_runs_and_trends_end_with_the_phase(self):
        assert not xmr(range(12), phases=[6])["rule"].str.contains(TREND).any()
        run = [1, 3, 1, 3, 7, 9, 7, 9, 9, 7, 9, 7, 3, 1, 3, 1]
        assert (
            xmr(run, screen=False)["rule"].str.contains(SEVEN).tolist()
            == [False] * 4 + [True] * 8 + [False] * 4
        )
        assert broken(xmr(run, screen=False, phases=[8])) == {}

    def test_a_short_phase_is_dots(self):
        chart = xmr([1, 2, 1, 2, 1, 9, 9, 9, 9], phases=[5])
        assert chart["mean"].isna().tolist() == [False] * 5 + [True] * 4
        assert (notes(chart), variation(chart), assurance(chart, 1)) == ([DOTS], "none", "none")

    @pytest.mark.parametrize("phases", [["a", "b"], [-1], [4], [1.0], "ab", [None]])
    def test_unfit(self, phases):
        with pytest.raises(ValueError, match="phases must be 3 labels, or whole positions from 0 to 3"):
            xmr([1, 2, 3], phases=phases)


class TestInput:
    @pytest.mark.parametrize(
        "values",
        [
            [1.5, None, 3, 0, 1],
            (1.5, nan, 3, 0, 1),
            np.array([1.5, nan, 3, 0, 1]),
            np.array([1.5, nan, 3, 0, 1], dtype=np.float32),
            iter([1.5, pd.NaT, 3, False, True]),
            [Decimal("1.5"), pd.NA, "3", False, True],
            pd.Series([1.5, None, 3, 0, 1], dtype="Float64"),
            pd.Series(["1.5", None, "3", "0", "1"]),
            pd.Index([1.5, nan, 3, 0, 1]),
        ],
        ids=lambda values: type(values).__name__,
    )
    def test_converted(self, values):
        chart = xmr(values)
        assert chart["value"].dtype == "float64"
        assert chart["value"].fillna(-1).tolist() == [1.5, -1, 3, 0, 1]

    @pytest.mark.parametrize(
        "index",
        [list("abcab"), pd.date_range("2026-01-01", periods=5), pd.RangeIndex(9, 4, -1)],
        ids=["repeated", "dates", "backwards"],
    )
    def test_keeps_the_index_and_the_order(self, index):
        series = pd.Series([1, 2, 3, 4, 5], index=index, name="rate")
        chart = xmr(series)
        assert chart.index.equals(series.index)
        assert chart["value"].tolist() == [1, 2, 3, 4, 5]

    def test_leaves_the_input_alone(self):
        series = pd.Series([1.0, 2, 3, 4, 5])
        chart = xmr(series)
        chart.loc[0, "value"] = 99
        assert series[0] == 1

    @pytest.mark.parametrize(
        "bad",
        [
            math.inf,
            -math.inf,
            "inf",
            Decimal("Infinity"),
            10**400,
            "many",
            "",
            1j,
            np.complex128(1),
            [2],
            {},
            pd.Timestamp("2026-01-01"),
            np.datetime64("2026-01-01", "ns"),
            np.timedelta64(1, "ns"),
        ],
        ids=lambda bad: f"{type(bad).__name__} {str(bad)[:12]}",
    )
    def test_refused_with_position_and_value(self, bad):
        with pytest.raises(ValueError, match="value at position 2 is not a finite number: ") as error:
            xmr([1, 2, bad, 4])
        assert repr(bad) in str(error.value)

    def test_empty_series_keeps_its_index(self):
        chart = xmr(pd.Series([], dtype=float, index=pd.DatetimeIndex([])), phases=[], low=0)
        assert isinstance(chart.index, pd.DatetimeIndex)
        assert [str(dtype) for dtype in chart.dtypes] == TYPES


class TestNotes:
    def test_values_that_depend_on_each_other(self):
        assert notes(xmr(range(12))) == [DEPENDENT]
        assert notes(xmr([1, 9] * 6)) == [DEPENDENT]
        assert notes(xmr(range(8))) == ["trial limits", DEPENDENT]

    @pytest.mark.parametrize(
        ("values", "dependent"),
        [
            ([1, 2, 1, 3, 3, 3, 3, 1, 2, 1, 1, 1], True),
            ([3, 1, 3, 3, 3, 2, 1, 1, 1, 1, 2, 3], False),
            ([2, 2, 3, 3, 3, 3, 3, 1, 2, 1, 1, 3], False),
            ([1, 2, 2, 2, 2, 1, 3, 1, 1, 3, 2, 3], True),
        ],
        ids=["0.307", "0.3", "0.295", "-0.302"],
    )
    def test_threshold(self, values, dependent):
        assert notes(xmr(values)) == [DEPENDENT] * dependent

    def test_independent(self):
        assert notes(xmr([1, 1, 2, 2] * 3)) == []

    def test_no_pair_spans_a_gap(self):
        # Deviations -2 -1 0 1 2: products 2 0 0 2 over squares 10 are 0.4; gaps beside the ends leave 0.
        assert notes(xmr([1, 2, 3, 4, 5])) == ["trial limits", DEPENDENT]
        assert notes(xmr([1, None, 2, 3, 4, None, 5])) == ["trial limits"]

    def test_only_the_latest_phase_counts(self):
        chart = xmr([*range(12), 1, 1, 2, 2, 1], phases=[12])
        assert notes(chart) == ["trial limits"]
        assert notes(xmr([*range(12), None, None], phases=[12])) == [DEPENDENT]


class TestIcons:
    def test_variation_is_the_latest_point(self):
        assert variation(xmr([1, 2, 1, 2, 1, 2, 1, 9])) == "improvement"
        assert variation(xmr([1, 2, 1, 2, 1, 2, 1, 9], improvement="down")) == "concern"
        assert variation(xmr([1, 2, 1, 2, 1, 2, 1, 9], improvement=None)) == "neutral"
        assert variation(xmr([9, 2, 1, 2, 1, 2, 1])) == "common"

    def test_gaps_after_the_latest_point(self):
        assert variation(xmr([1, 2, 1, 2, 1, 2, 1, 9, None])) == "improvement"
        chart = xmr([1, 2, 1, 2, 1, 2, 1, 9, None], phases=[8])
        assert (variation(chart), assurance(chart, 99)) == ("improvement", "misses")

    @pytest.mark.parametrize(
        ("target", "up", "down"),
        [
            (-1.3, "passes", "misses"),
            (1.4 - 2.66, "passes", "hit-and-miss"),
            (1.4, "hit-and-miss", "hit-and-miss"),
            (1.4 + 2.66, "hit-and-miss", "passes"),
            (4.1, "misses", "passes"),
            (None, "none", "none"),
            (nan, "none", "none"),
        ],
    )
    def test_assurance(self, target, up, down):
        chart = xmr([9, 9, 9, 1, 2, 1, 2, 1], phases=[3])
        assert assurance(chart, target) == up
        assert assurance(chart, target, "down") == down
        assert assurance(chart, target, "neutral") == assurance(chart, target, None) == "none"

    def test_assurance_is_not_decided_by_float_noise(self):
        assert assurance(xmr([0.3] * 5), 0.1 + 0.2) == "passes"
        assert assurance(xmr([0.1 + 0.2] * 5), 0.3, "down") == "passes"

    def test_assurance_uses_clamped_limits(self):
        chart = xmr([0.9, 0.8, 1.0, 0.9, 1.0, 0.9], low=0, high=1)
        assert assurance(chart, 1, "down") == "passes"
        assert assurance(chart, 0) == "passes"

    def test_unknown_improvement(self):
        with pytest.raises(ValueError, match="unknown improvement"):
            assurance(xmr([]), 1, "sideways")


def exact_chart(values, rules, screen, good):
    """The broken rules and kind of every point of one phase, one window at a time in exact fractions."""
    rows = [row for row, value in enumerate(values) if value is not None]
    points = [Fraction(values[row]) for row in rows]
    ranges = [abs(b - a) for a, b in pairwise(values) if None not in (a, b)]
    empty = [("", "common")] * len(values)
    if len(points) < 5 or not ranges:
        return empty
    mean = sum(points) / len(points)
    average = Fraction(sum(ranges)) / len(ranges)
    kept = [size for size in ranges if size <= Fraction("3.267") * average]
    if screen and any(kept):
        average = Fraction(sum(kept)) / len(kept)
    reach = Fraction("2.66") * average
    away = [point - mean for point in points]

    def windows(length):
        return [range(start, start + length) for start in range(len(points) - length + 1)]

    def one_way(length, sign):
        return {i for window in windows(length) if all(sign * away[i] > 0 for i in window) for i in window}

    def monotone(sign):
        found = [w for w in windows(7) if all(sign * (points[i] - points[i - 1]) > 0 for i in w[1:])]
        return {i for window in found for i in window}

    def crowded(needed, length, share, sign, most=None):
        far = {i for i in range(len(points)) if sign * away[i] > share * reach}
        if most is not None:
            far = {i for i in far if sign * away[i] <= most * reach}
        return {
            i for window in windows(length) if len(far & set(window)) >= needed for i in far & set(window)
        }

    def both(rule, *numbers, **bounds):
        return rule(*numbers, 1, **bounds) | rule(*numbers, -1, **bounds)

    outside = {i for i in range(len(points)) if abs(away[i]) > reach}
    if rules == "nhs":
        by_side = {OUT: outside, SEVEN: both(one_way, 7), THIRD: both(crowded, 2, 3, Fraction(2, 3), most=1)}
        by_trend = {TREND: both(monotone)}
    else:
        by_side = {OUT: outside, EIGHT: both(one_way, 8), NEAR: both(crowded, 3, 4, Fraction(1, 2))}
        by_trend = {}

    def kind(i):
        if not any(i in found for found in (by_side | by_trend).values()):
            return "common"
        if any(i in found for found in by_side.values()):
            up = away[i] > 0
        else:
            up = points[i + 1] > points[i] if i + 1 in by_trend[TREND] else points[i] > points[i - 1]
        return "neutral" if good == 0 else "improvement" if up == (good == 1) else "concern"

    for i, row in enumerate(rows):
        empty[row] = ("; ".join(name for name, found in (by_side | by_trend).items() if i in found), kind(i))
    return empty


whole = st.integers(-30, 30)
series = st.lists(whole, max_size=40)
with_gaps = st.lists(st.one_of(whole, st.integers(-2, 2), st.none()), max_size=40)
drifting = st.lists(st.integers(-1, 3), max_size=40).map(lambda steps: np.cumsum(steps).tolist())
rule_sets = st.sampled_from(sorted(RULE_SETS))


class TestProperties:
    @given(st.one_of(with_gaps, drifting), rule_sets, st.booleans(), st.sampled_from([1, -1, 0]))
    def test_agrees_with_exact_arithmetic(self, values, rules, screen, good):
        chart = xmr(values, rules=rules, screen=screen, improvement={1: "up", -1: "down", 0: None}[good])
        found = list(zip(chart["rule"], chart["kind"], strict=True))
        assert found == exact_chart(values, rules, screen, good)
        assert (chart["special"] == (chart["rule"] != "")).all()

    @given(series, rule_sets, st.integers(-(10**6), 10**6), st.sampled_from([1e-9, 0.1, 1 / 3, 7, 1e9]))
    def test_shift_and_scale_change_nothing_special(self, values, rules, shift, scale):
        chart = xmr(values, rules=rules)
        for moved in ([value + shift for value in values], [value * scale for value in values]):
            assert xmr(moved, rules=rules)["rule"].equals(chart["rule"])
            assert xmr(moved, rules=rules)["kind"].equals(chart["kind"])

    @given(with_gaps, rule_sets)
    def test_reversed_sign_swaps_improvement_and_concern(self, values, rules):
        chart = xmr(values, rules=rules)
        mirror = xmr([None if value is None else -value for value in values], rules=rules)
        swapped = {"improvement": "concern", "concern": "improvement", "common": "common"}
        assert mirror["rule"].equals(chart["rule"])
        assert mirror["kind"].tolist() == [swapped[kind] for kind in chart["kind"]]
        assert mirror["kind"].equals(xmr(values, rules=rules, improvement="down")["kind"])
        np.testing.assert_allclose(mirror["upper"], -chart["lower"], atol=1e-9)

    @given(st.lists(with_gaps, max_size=4), rule_sets)
    def test_phases_are_independent(self, blocks, rules):
        blocks = [block for block in blocks if block]
        values = [value for block in blocks for value in block]
        starts = np.cumsum([len(block) for block in blocks]).tolist()
        labels = [name for name, block in enumerate(blocks) for _ in block]
        chart = xmr(values, rules=rules, phases=labels)
        alone = [xmr(block, rules=rules).assign(phase=number) for number, block in enumerate(blocks)]
        expected = pd.concat(alone, ignore_index=True) if blocks else xmr([])
        pd.testing.assert_frame_equal(chart, expected)
        if len(starts) != len(values):
            pd.testing.assert_frame_equal(xmr(values, rules=rules, phases=starts), expected)

    @given(st.lists(st.floats(allow_infinity=False), max_size=30), rule_sets, st.booleans())
    def test_any_finite_floats(self, values, rules, screen):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            chart = xmr(values, rules=rules, screen=screen)
            assert isinstance(notes(chart), list)
            assert variation(chart) in {"improvement", "concern", "common", "none"}
            assert assurance(chart, 0.5) in {"passes", "misses", "hit-and-miss", "none"}
        assert len(chart) == len(values)
        assert [str(dtype) for dtype in chart.dtypes] == TYPES
        np.testing.assert_array_equal(chart["value"], values)
        assert not chart.loc[chart["value"].isna(), "special"].any()
        assert (chart["special"] == (chart["kind"] != "common")).all()
        limited = chart[chart["mean"].notna()]
        assert (limited["lower"] <= limited["mean"]).all()
        assert (limited["mean"] <= limited["upper"]).all()

    @given(st.lists(st.floats(0, 1), max_size=30))
    def test_clamping_changes_only_the_lines(self, values):
        free, clamped = xmr(values), xmr(values, low=0, high=1)
        lines = ["lower", "upper"]
        pd.testing.assert_frame_equal(free.drop(columns=lines), clamped.drop(columns=lines))
        pd.testing.assert_frame_equal(free[lines].clip(0, 1), clamped[lines])

    @given(with_gaps, st.integers(0, 5))
    def test_gaps_at_the_ends_change_nothing(self, values, count):
        padded = xmr([None] * count + values + [None] * count).iloc[count : count + len(values)]
        pd.testing.assert_frame_equal(padded.reset_index(drop=True), xmr(values))


def test_a_chart_costs_little_more_than_its_frame():
    many = np.random.default_rng(7).random((100, 24)).tolist()
    whole_chart = xmr(many[0])
    columns = {name: whole_chart[name].array for name in COLUMNS}

    def best_of_five(action):
        spent = []
        for _ in range(5):
            start = time.perf_counter()
            for values in many:
                action(values)
            spent.append(time.perf_counter() - start)
        return min(spent)

    assert best_of_five(xmr) < 8 * best_of_five(lambda values: pd.DataFrame(columns))


@pytest.mark.parametrize(
    "values",
    [[], [0.2] * 4, [0.2, nan, 0.4, nan, 0.1, nan, 0.5, nan, 0.3], [0.5] * 6, [0.9, 1, 0.8, 1, nan, 0.7, 1]],
)
def test_limits_are_those_of_the_chart(values: list[float]) -> None:
    chart = xmr(values, low=0, high=1)
    found = control_chart.limits(np.array(values, dtype=np.float64), 0, 1)
    shown = [tuple(row) for row in chart[["mean", "lower", "upper"]].drop_duplicates().to_numpy().tolist()]
    assert ([] if found is None else [found]) == [row for row in shown if row[0] == row[0]]
