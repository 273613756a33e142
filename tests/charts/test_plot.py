"""Drawings in percent of their box, counted by hand."""

from __future__ import annotations

import base64

import pytest

from lib.charts.plot import Ink, Plot, Scale, Tip, between, dots, level, nice, steps, straight


def test_a_scale_puts_what_is_outside_on_its_end() -> None:
    scale = Scale(0.0, 40.0)
    assert [scale.at(day) for day in (-3, 0, 10, 40, 70)] == [0, 0, 25, 100, 100]


def test_paths_run_from_the_left_and_from_the_bottom() -> None:
    assert steps([0, 50, 100], [0, 40, 60]) == "M0 1000H500V600H1000V400"
    assert between([0, 50, 100], [0, 20, 30], [10, 40, 60]) == (
        "M0 900H500V600H1000V400V700H1000V800H500V1000H0Z"
    )
    assert straight((0, 50), (33.33, 0)) == "M0 500L333.3 1000"
    assert level((0, 100)) == "M0 1000H1000M0 0H1000"


def test_pictures_keep_the_widths_of_their_lines() -> None:
    plot = Plot((("band", "M0 0H1000"), ("bar", "M0 5H9")), (), (), (), (), ())
    line = Ink(1, straight((0, 0), (100, 50)), "7 3", dots([(0, 0)]), "Brief")
    for picture, count in ((plot.picture, 2), (line.picture, 2), (line.swatch, 1)):
        kind, _, data = picture.partition(",")
        assert kind == "data:image/svg+xml;base64"
        svg = base64.b64decode(data).decode()
        assert svg.count('vector-effect="non-scaling-stroke"') == count
        assert 'viewBox="-10 -30 1020 1060"' in svg


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (0.68, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        (0.7, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.013, [0, 0.002, 0.004, 0.006, 0.008, 0.01, 0.012, 0.014]),
    ],
)
def test_ticks_are_round(top: float, ticks: list[float]) -> None:
    assert nice(top, 7) == pytest.approx(ticks)


def test_a_tip_goes_where_there_is_room() -> None:
    assert [Tip(("x",), left, 5, 0).is_left for left in (10, 50, 51, 95)] == [False, False, True, True]
