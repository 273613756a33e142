"""The control chart as a drawing: the same points, limits, names and words as its chart."""

from __future__ import annotations

import pandas as pd

from lib.charts.control import frames, layers, sketch
from lib.metrics.core.period import named
from tests.charts.control.test_control import NAN, QUIET, changes, series


def test_points_limits_and_target_are_where_their_values_are() -> None:
    quiet = series(QUIET)
    drawn = sketch.plot(quiet, target=0.7)
    low, high = frames.reach([quiet], 0.7)
    paths = dict(drawn.paths)
    assert paths["target"] == f"M0 {1000 - 1000 * (0.7 - low) / (high - low):g}H1000"
    assert paths["range"].startswith("M0 ")
    assert "H1000V" in paths["range"]
    assert paths["shade"] == ""
    (ink,) = drawn.inks
    assert ink.dots.count("h.01") == len(QUIET)
    assert ink.path.count("L") == len(QUIET) - 1
    assert drawn.beside == "Prework on time"
    assert [mark.lines for mark in drawn.right] == [("target", "70 %")]
    assert [mark.lines[0] for mark in drawn.across] == ["Jan 2025", "Mar 2025", "May 2025", "Jul 2025"]
    assert {mark.lines[0] for mark in drawn.up} >= {"60 %", "70 %", "80 %"}
    assert drawn.tips[0].lines[:3] == ("Jan 2025", "value: 70 %", "counted: 70 of 100")


def test_a_gap_breaks_the_line_and_few_points_have_none() -> None:
    drawn = sketch.plot(series([*QUIET, NAN, 0.7, 0.71]))
    assert drawn.inks[0].path.count("M") == 2
    assert len(drawn.tips) == len(QUIET) + 2
    assert sketch.plot(series([0.7, 0.72])).inks[0].path == ""


def test_special_causes_have_a_shape_and_a_word_and_say_why() -> None:
    shifted = series([0.8, 0.9] * 4 + [0.5, 0.6] * 4)
    drawn = sketch.plot(shifted)
    kinds = [point.kind for point in frames.points(shifted) if point.why]
    assert [sign.kind for sign in drawn.signs] == kinds
    assert [kind for kind, _ in drawn.key] == [kind for kind in layers.KINDS if kind in kinds]
    assert drawn.inks[0].dots.count("h.01") == 16 - len(kinds)
    assert drawn.tips[-1].lines[-1].startswith("special: ")


def test_changes_are_flags_the_latest_with_names_and_the_period_is_shaded() -> None:
    marks = changes(
        ("2025-02-10", "One"), ("2025-03-10", "Two"), ("2025-04-10", "Three"), ("2025-06-10", "Four")
    )
    quiet = series(QUIET)
    period = named("3m", pd.Timestamp("2025-07-31"))
    drawn = sketch.plot(quiet, changes=marks, period=period)
    assert [flag.lines for flag in drawn.flags] == [(), ("Two",), ("Three",), ("Four",)]
    assert [flag.high for flag in drawn.flags] == [0, 3, 2, 1][:1] + [
        high for high, _ in layers.levels(frames.markers(quiet, marks))
    ]
    assert [flag.is_left for flag in drawn.flags][-1]
    assert drawn.flags[0].tip == ("2025-02-10", "One")
    assert drawn.high == 3
    assert dict(drawn.paths)["shade"]
