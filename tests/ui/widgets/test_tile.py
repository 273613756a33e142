"""What a tile says about its line and its change."""

from __future__ import annotations

from dataclasses import replace

from lib.metrics.core.series import ONE_EACH
from lib.ui.widgets.tile import _about_change
from tests.charts.control.test_control import series


def test_when_a_change_is_told_is_said_only_where_more_months_would_help() -> None:
    assert (
        _about_change(series([0.7] * 3))
        == "Whether a change is real is said once there are 5 months of data."
    )
    assert _about_change(series([0.7] * 9 + [0.8] * 3, phases=[0] * 9 + [1] * 3)) == (
        "Whether a change is real is said once there are 5 months of data since the last redesign."
    )
    lone = series([0.0, 1.0] * 4)
    assert _about_change(replace(lone, variation="none", notes=(ONE_EACH,))) == ""
    assert _about_change(series([0.7, 0.8] * 6)).startswith("Better or worse than usual")
