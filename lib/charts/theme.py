"""Meaning -> color. Mid-tones that work on white and on near-black; never red against green, never color alone."""

from __future__ import annotations

from typing import Any, TypeVar

import altair as alt

from lib.charts.colors import ACCENT, CONCERN, FAINT, GOOD, NEUTRAL, STRONG_CONCERN
from lib.charts.shares import LOCALE

__all__ = ["ACCENT", "CONCERN", "FAINT", "GOOD", "NEUTRAL", "STRONG_CONCERN", "finished"]

Drawn = TypeVar("Drawn", alt.Chart, alt.LayerChart)

LATENESS = {"1-14": "#e7a869", "15-30": CONCERN, "> 30": "#8f3706"}
WAITING = {"0-14": FAINT, "15-30": "#e0923f", "> 30": "#a8440a"}
EFFECTS = {
    "worked": GOOD,
    "mixed": "#8db3db",
    "did not work": CONCERN,
    "too early": NEUTRAL,
    "not reported": FAINT,
}
HEIGHT = 240
TALL = 270
"""For charts where the legend, axis titles and numbers below take part of the height."""
CONFIG: dict[str, Any] = {
    "locale": LOCALE,
    "numberFormat": ",.2~f",
    "view": {"strokeWidth": 0},
    "axis": {
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "titleFontWeight": "normal",
        "labelLimit": 240,
    },
    "legend": {"orient": "top", "title": None, "labelLimit": 240, "offset": 4},
}
"""The same look for every chart: no frame, thin grid, numbers in the app's font and style."""


def finished(chart: Drawn, step: int | None = None, height: int = HEIGHT) -> Drawn:
    """The chart as wide as its container, in the common look; `step` pixels per row, or `height` pixels in all."""
    return chart.properties(
        height=alt.Step(step) if step else height,
        width="container",
        config=alt.Config(**CONFIG),
    )
