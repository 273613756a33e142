"""The small line on a stated scale: where its points are, gaps, and the target."""

from __future__ import annotations

import base64
import re

import pytest

from lib.ui.widgets.sparkline import sparkline


def paths(values: list[float | None], target: float | None = None, top: float = 1.0) -> list[str]:
    """The d of each path in the picture: the dashes of the target first, if there is one."""
    head, _, data = sparkline(values, target, top).partition(",")
    assert head == "data:image/svg+xml;base64"
    return re.findall(r' d="([^"]*)"', base64.b64decode(data).decode())


@pytest.mark.parametrize(("top", "values"), [(1.0, [0, 0.5, 1]), (40.0, [0, 20, 40])])
def test_the_scale_goes_from_nothing_to_the_top(top: float, values: list[float | None]) -> None:
    assert paths(values, top=top) == ["M0.0 28.0 L50.0 15.0 L100.0 2.0"]


def test_the_target_is_on_the_same_scale() -> None:
    assert paths([0.5, 0.5], 0.5)[0] == "M0 15.0H100"
    assert paths([0.5, 0.5]) == ["M0.0 15.0 L100.0 15.0"]


def test_a_gap_is_not_bridged_and_a_value_alone_is_a_dash() -> None:
    assert paths([1, 1, None, 0, None]) == ["M0.0 2.0 L25.0 2.0 M73.5 28.0 L76.5 28.0"]


def test_nothing_is_drawn_outside_the_scale() -> None:
    assert paths([2, -1], 9, top=1) == ["M0 2.0H100", "M0.0 2.0 L100.0 28.0"]
    assert paths([0, 0], top=0) == ["M0.0 28.0 L100.0 28.0"]
