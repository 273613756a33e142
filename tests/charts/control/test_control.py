"""Control charts: why a point is special, in words, what is drawn where, and the chart for people who hear it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.charts.control import control, frames, layers
from lib.charts.control import words as control_words
from lib.metrics.core.period import named
from lib.metrics.core.series import By, Series
from lib.metrics.statistics import control_chart
from tests.examples import examples

NAN = float("nan")
QUIET = [0.70, 0.72, 0.69, 0.71, 0.70, 0.72, 0.69]


def series(
    values: list[float], by: By = "month", key: str = "prework", start: str = "2025-01", **chart: Any
) -> Series:
    """A series of these values from `start` on, each counted out of 100."""
    points = control_chart.columns(values, low=0, high=1, **chart)
    if by == "session":
        names = [f"{day:%Y-%m-%d}" for day in pd.date_range(start, periods=len(values), freq="28D")]
    else:
        index = pd.period_range(start, periods=len(values), freq="M" if by == "month" else "Q")
        names = index.strftime("%Y-%m" if by == "month" else "%Y-Q%q").to_list()
    n = np.nan_to_num(np.array(values, dtype=float) * 100).round().astype("int64")
    total = np.where(np.isnan(points["value"]), 0, 100)
    return Series(
        key,
        {"period": np.array(names, dtype=object), **points, "n": n, "N": total},
        control_chart.variation(points),
        control_chart.assurance(points, 0.7, "up"),
        tuple(control_chart.notes(points)),
        control_chart.met(points, 0.7, "up"),
    )


def changes(*rows: tuple[str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "what"])
    return frame.assign(date=pd.to_datetime(frame["date"]), what=frame["what"].astype("str"))


def marks(part: Any) -> list[dict[str, Any]]:
    """Every layer of a spec that holds a mark."""
    if "mark" in part:
        return [part]
    return [mark for layer in part.get("layer", []) for mark in marks(layer)]


def of_type(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in marks(spec) if layer["mark"]["type"] == kind]


def rows(layer: dict[str, Any]) -> list[dict[str, Any]]:
    return layer["data"]["values"]


@pytest.mark.parametrize(
    ("values", "rules", "special"),
    [
        ([*QUIET, 0.2], "nhs", {7: "below the usual range"}),
        ([*QUIET, 0.98], "nhs", {7: "above the usual range"}),
        (
            [0.8, 0.6] * 4 + [0.61, 0.63, 0.60, 0.64, 0.62, 0.61, 0.63, 0.6, 0.9, 0.95, 0.9],
            "nhs",
            dict.fromkeys(range(7, 16), "9 months in a row below the mean"),
        ),
        ([0.5, 0.52, 0.54, 0.56, 0.58, 0.60, 0.62], "nhs", {3: "7 months in a row rising"}),
        ([0.62, 0.60, 0.58, NAN, 0.56, 0.54, 0.52, 0.50], "nhs", {4: "7 months in a row falling"}),
        (
            [0.70, 0.72] * 5 + [0.757, 0.758],
            "nhs",
            {11: "2 of 3 months in a row near the edge of the usual range, above the mean"},
        ),
        (
            [0.70, 0.72] * 5 + [0.750, 0.751, 0.750],
            "western",
            {12: "3 of 4 months in a row nearer the limit than the mean, above the mean"},
        ),
    ],
)
def test_special_causes_in_words(values: list[float], rules: str, special: dict[int, str]) -> None:
    drawn = series(values, rules=rules)
    words = control_words.explained(drawn)
    assert {place: words[place].split("; ")[0] for place in special} == special
    assert [bool(text) for text in words] == drawn.points["special"].to_list()


def test_a_stretch_of_points_is_mentioned_once() -> None:
    text = control.described(series([0.8, 0.6] * 4 + [0.55] * 8))
    assert text.count("months in a row below the mean") == 1
    assert "Aug 2025 60 % to Apr 2026 55 %: 9 months in a row below the mean." in text


def test_all_broken_rules_are_named() -> None:
    drawn = series([0.8] * 3 + [0.9, 0.7] * 3 + [0.2, 0.19, 0.18, 0.17, 0.16, 0.15, 0.14])
    words = control_words.explained(drawn)
    assert words[-1].split("; ")[0] == "below the usual range"
    assert "months in a row below the mean" in words[-1]
    assert "months in a row falling" in words[-1]


def test_a_month_that_is_not_over_has_no_part_in_what_is_said_of_others() -> None:
    """A seventh point on one side, which would also move the mean."""
    values = [0.48, 0.52, 0.50, 0.49, 0.51] * 3 + [0.58, 0.59] * 3 + [0.6]
    whole = series(values)
    assert any("7 months in a row above the mean" in words for words in control_words.explained(whole))
    unfinished = replace(whole, lately="common", is_unfinished=True)
    words = control_words.explained(unfinished)
    assert words == [*control_words.explained(series(values[:-1])), ""]
    assert not any("7 months in a row" in each for each in words)
    assert frames.points(unfinished)[-1].kind == "common"
    assert control_words.verdict(unfinished).startswith("Steady: the latest full month is within")
    assert control_words.cautions(unfinished)[0] == "Oct 2026 is not over and is not compared."
    mean = series(values[:-1]).points["mean"].iloc[-1]
    assert unfinished.compared["mean"].to_list() == [mean] * len(values)
    assert unfinished.points["special"].iloc[-1]


@pytest.mark.parametrize("values", [[0.5], [NAN, 0.5], [0.5, 0.5], [0.5] * 6 + [NAN, 0.2]])
@pytest.mark.parametrize("phase", [0, 1, 7])
def test_unfinished_months_of_short_lines_have_the_limits_of_their_phase(
    values: list[float], phase: int
) -> None:
    unfinished = replace(series(values, phases=[min(phase, len(values))]), is_unfinished=True)
    compared, same = unfinished.compared, ["value", "n", "N", "phase"]
    pd.testing.assert_frame_equal(compared[same], unfinished.points[same])
    assert compared.dtypes.equals(unfinished.points.dtypes)
    assert not compared["special"].iloc[-1]


def test_runs_end_with_a_phase() -> None:
    values = [0.6] * 5 + [0.7, 0.5] * 3 + [0.9] * 5
    whole = control_words.explained(series(values))
    split = control_words.explained(series(values, phases=[11]))
    assert any("months in a row" in words for words in whole)
    assert not any(split[11:])


ANY = st.lists(st.one_of(st.just(NAN), st.floats(0, 1, width=16)), min_size=1, max_size=40)
GRAINS: st.SearchStrategy[By] = st.sampled_from(["month", "quarter", "session"])


def start_of(by: By) -> str:
    return "2020-01-07" if by == "session" else "2020-01"


@settings(max_examples=examples(50), deadline=None)
@given(ANY, st.sampled_from(["nhs", "western"]), GRAINS, st.integers(0, 40))
def test_every_special_point_has_its_words(values: list[float], rules: str, by: By, phase: int) -> None:
    drawn = series(values, by, start=start_of(by), rules=rules, phases=[min(phase, len(values))])
    words = control_words.explained(drawn)
    assert [bool(text) for text in words] == drawn.points["special"].to_list()
    assert control.described(drawn, target=0.7).startswith(f"Prework on time by {by}")


@settings(max_examples=examples(8), deadline=None)
@given(ANY, GRAINS)
def test_any_series_can_be_drawn(values: list[float], by: By) -> None:
    drawn = series(values, by, start=start_of(by))
    whole = control.control(drawn, target=0.7, changes=changes((f"{start_of(by)}-05"[:10], "Shorter")))
    for spec in (whole, control.small(drawn, control.scale([drawn], 0.7))):
        assert of_type(spec, "circle")
    assert len(control.table(drawn)) == len(values)


def test_a_chart_with_everything_is_valid_vega_lite() -> None:
    drawn = series([0.6, 0.7] * 6 + [0.2, NAN] + [0.7, 0.6] * 6 + [1.0])
    whole = control.control(drawn, target=0.7, changes=changes(("2025-03-09", "Shorter prework")))
    assert {mark["mark"]["type"] for mark in marks(whole)} == {
        "rect",
        "rule",
        "text",
        "line",
        "circle",
        "point",
    }
    alt.LayerChart.from_dict(whole)


def test_the_chart_in_words_says_what_it_shows() -> None:
    drawn = series([0.7, 0.8] * 6 + [0.2])
    text = control.described(drawn, target=0.7, changes=changes(("2025-03-09", "Shorter prework")))
    assert text == (
        "Prework on time by month, Jan 2025 to Jan 2026, 13 months. Latest 20 % (20 of 100); usual range 44 % to 97 %, "
        "mean 71 %. The latest month is worse than the usual ups and downs. Target 70 %: met in 12 of 13 months; it "
        "is within the usual ups and downs, so some months meet it and some do not. Jan 2026 20 %: below the usual "
        "range. Design change 2025-03-09: Shorter prework."
    )


def test_a_point_of_fewer_than_five_is_a_fraction_without_a_percentage() -> None:
    drawn = series([0.5])
    few = replace(drawn, columns=drawn.columns | {"n": np.array([1]), "N": np.array([2])})
    text = control.described(few, target=0.7)
    assert "Latest 1/2." in text
    assert "Target 70 %: met in 0 of 1 month." in text
    assert "50 %" not in text
    assert "missed in each of 5 months" in control.described(series([0.5] * 5), target=0.7)


def test_a_line_of_few_points_is_not_called_steady() -> None:
    assert control_words.verdict(series([0.7, 0.8] * 3)) == (
        "The latest month is within the usual ups and downs so far."
    )
    assert control_words.verdict(series([0.7, 0.8] * 6)).startswith("Steady: the latest month")


def test_a_period_that_covers_all_or_none_of_the_chart_has_no_shade() -> None:
    drawn, as_of = series([0.7, 0.8, 0.7], start="2026-04"), pd.Timestamp("2026-06-30")
    assert not control.is_shaded(drawn, named("3m", as_of))
    assert not control.is_shaded(drawn, named("3m", pd.Timestamp("2025-06-30")))
    assert control.is_shaded(series([0.7, 0.8, 0.7, 0.8], start="2026-03"), named("3m", as_of))


def test_a_series_without_values_has_words_too() -> None:
    empty = series([NAN, NAN])
    assert control.described(empty) == "Prework on time by month: nothing to show yet."
    assert of_type(control.control(empty), "circle")


@pytest.mark.parametrize(
    ("values", "caution"),
    [
        ([0.7, 0.8, 0.7], "Too few months for a usual range: 5 are needed."),
        (
            [0.7, 0.8] * 4,
            "The usual range is provisional: fewer than 12 months.",
        ),
        (
            [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2] * 2,
            "The usual range is uncertain: each month resembles the one before.",
        ),
    ],
)
def test_cautions_are_sentences(values: list[float], caution: str) -> None:
    drawn = series(values)
    assert caution in control_words.cautions(drawn)
    assert caution in control.described(drawn)


def test_every_note_has_words() -> None:
    notes = ["dots only: one yes or no at a time", "dots only: no two points without a gap between"]
    drawn = series(QUIET)
    special = control_words.cautions(Series(drawn.key, drawn.columns, "none", "none", tuple(notes)))
    assert [sentence[:14] for sentence in special] == ["No usual range"] * 2


def test_each_kind_of_special_point_has_its_own_color_and_shape() -> None:
    spec = control.control(series([0.6, 0.7] * 6 + [0.2] + [0.7, 0.6] * 6 + [1.0]))
    (points,) = of_type(spec, "point")[-1:]
    color, shape = (points["encoding"][channel]["scale"] for channel in ("color", "shape"))
    assert color["domain"] == shape["domain"] == ["better than usual", "worse than usual"]
    assert len(set(color["range"])) == len(set(shape["range"])) == 2
    assert [row["why"] for row in rows(points)] == ["below the usual range", "above the usual range"]
    assert "why" in [shown["field"] for shown in points["encoding"]["tooltip"]]


def test_without_a_special_cause_there_is_no_legend() -> None:
    spec = control.control(series(QUIET))
    assert not [layer for layer in marks(spec) if "shape" in layer.get("encoding", {})]


def test_limits_restart_with_a_phase() -> None:
    drawn = series(QUIET + [value + 0.2 for value in QUIET], phases=[7])
    first, second = frames.limits(drawn)
    assert (round(first.mean, 3), round(second.mean, 3)) == (0.704, 0.904)
    assert abs(second.since - first.until) < timedelta(days=2)
    (band,) = of_type(control.control(drawn), "rect")
    assert {"y", "y2", "x", "x2"} <= set(band["encoding"])


def test_gaps_break_the_line() -> None:
    spec = control.control(series([0.7, 0.6, NAN, 0.7, 0.6, 0.7, 0.6]))
    (line,) = of_type(spec, "line")
    assert line["mark"]["invalid"] == "break-paths-show-domains"
    assert [row["value"] for row in rows(line)].count(None) == 1


def test_dots_only_have_no_line() -> None:
    assert not of_type(control.control(series([0.7, 0.6, 0.7])), "line")


@pytest.mark.parametrize("by", ["month", "quarter", "session"])
def test_changes_are_drawn_before_the_first_point_they_apply_to(by: By) -> None:
    drawn = series(QUIET, by, start="2025-01-06" if by == "session" else "2025-01")
    at = [point.at for point in frames.points(drawn)]
    date = at[2] if by == "session" else at[2] + timedelta(days=20)
    (found,) = frames.markers(drawn, changes((f"{date:%Y-%m-%d}", "Shorter")))
    assert at[1] < found.at < at[2]


def test_changes_outside_the_series_are_not_drawn() -> None:
    drawn = series(QUIET)
    early_and_late = changes(("2024-12-31", "Before"), ("2025-08-01", "After"))
    assert not frames.markers(drawn, early_and_late)
    assert not frames.markers(drawn, changes())
    assert not frames.markers(drawn, None)


def test_changes_of_one_month_share_a_line() -> None:
    found = frames.markers(series(QUIET), changes(("2025-03-02", "One"), ("2025-03-09", "Two")))
    assert [(mark.what, mark.day) for mark in found] == [("One; Two", "2025-03-02, 2025-03-09")]


def test_the_latest_changes_are_named_above_the_chart_on_separate_lines() -> None:
    long = "A change whose name is far too long for one line and even for two of them"
    rows_ = [(f"2025-{month:02}-01", f"{long} {month}") for month in (2, 3, 4, 6, 7)]
    spec = control.control(series(QUIET), changes=changes(*rows_))
    texts = of_type(spec, "text")
    assert len(texts) == layers.MOST_NAMED
    for text in texts:
        assert len(text["mark"]["text"]) == 2
        assert all(len(line) <= layers.NAME_WIDTH for line in text["mark"]["text"])
    tops = [text["encoding"]["y"]["value"] for text in texts]
    assert sorted(tops) == [-90, -60, -30]
    # a name to the right of its line is above those that follow, so that their lines do not cross it
    assert [text["mark"]["align"] for text in texts] == ["left", "right", "right"]
    assert tops[0] == -90
    whats = [row["what"] for text in texts for row in rows(text)]
    assert whats == [f"{long} {month}" for month in (4, 6, 7)]


def test_target_and_mean_are_named_in_the_margin_where_both_fit() -> None:
    def labels(target: float | None) -> str:
        spec = control.control(series(QUIET), target=target)
        axes = [layer["encoding"]["y"].get("axis") for layer in of_type(spec, "point")]
        return "".join(axis["labelExpr"] for axis in axes if axis)

    assert "['target', '70 %']" in labels(0.7)
    assert "mean" not in labels(0.7)
    assert "['target', '95 %']" in labels(0.95)
    assert "['mean', '70 %']" in labels(0.95)
    assert "target" not in labels(None)
    assert "['mean', '70 %']" in labels(None)


@pytest.mark.parametrize(
    ("values", "target", "reach"),
    [
        ([0.7, 0.72], None, (0.4, 0.8)),
        ([0.05, 0.04], None, (0.0, 0.4)),
        ([0.5, 0.5], None, (0.2, 0.6)),
        ([0.2, 0.9], 0.95, (0.1, 1.0)),
        ([NAN], None, (0.0, 0.4)),
    ],
)
def test_the_scale_of_shares(values: list[float], target: float | None, reach: tuple[float, float]) -> None:
    low, high = frames.reach([series(values)], target)
    assert (low, high) == pytest.approx(reach)


def test_small_charts_share_their_scales() -> None:
    both = [series([0.2, 0.3], start="2025-01"), series([0.9, 0.8, 0.9], start="2025-06")]
    shared = control.scale(both, 0.7)
    specs = [control.small(one, shared) for one in both]
    scales = [
        [of_type(spec, "circle")[0]["encoding"][channel]["scale"]["domain"] for channel in ("x", "y")]
        for spec in specs
    ]
    assert scales[0] == scales[1]
    assert scales[0][1] == [0.1, 1.0]


def test_counts_are_written_as_counts() -> None:
    points, n = control_chart.columns([12, 30, 25.5], low=0), np.array([12, 30, 25])
    period = np.array(["2026-01", "2026-02", "2026-03"], dtype=object)
    drawn = Series("flow", {"period": period, **points, "n": n, "N": n}, "none", "none")
    shown = frames.points(drawn)
    assert [point.said for point in shown] == ["12", "30", "25.5"]
    assert [point.counted for point in shown] == ["12", "30", "25"]
    assert frames.reach([drawn], None)[0] == 0
    (circle, *_) = of_type(control.control(drawn), "circle")
    assert circle["encoding"]["y"]["axis"]["tickMinStep"] == 1


def test_names_of_periods() -> None:
    assert control_words.periods(["2026-03"], "month") == ["Mar 2026"]
    assert control_words.periods(["2026-Q1"], "quarter") == ["Q1 2026"]
    assert control_words.periods(["2026-03-05"], "session") == ["5 Mar 2026"]
