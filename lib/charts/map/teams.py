"""The diffusion map as a Vega-Lite spec that plays in the browser: teams as dots by stage, arrows by generation."""

from __future__ import annotations

import pandas as pd

from lib.charts.map import layers, playing
from lib.charts.map.playing import Spec
from lib.charts.map.rows import Name, datasets
from lib.metrics.diffusion.diffusion_map import STAGES, DiffusionMap, seats, standing
from lib.words.phrases import counted

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def spec(found: DiffusionMap, name: Name = str, *, with_legend: bool = False) -> Spec:
    """The map with the date as its title, on the day that the slider is on, initially the last.

    `name` makes the text of a cell safe to draw. A click selects a dot (parameter `chosen`, fields t: its name, and k:
    team or lighthouse); everything that is neither a source nor a descendant of it becomes pale. The app draws the
    legend itself, because the Vega-Lite in its page separates shapes from colors.
    """
    top = 1 if len(found.lighthouses) else 0
    rows, columns = int(found.places["row"].max()) + 1 + top, int(found.places["column"].max()) + 1
    at = layers.scales(rows, columns)
    moving = [
        *layers.arrows(
            at, rows, columns, count=len(found.arrows), first=found.first, with_legend=with_legend
        ),
        layers.rings(at),
        layers.dots(at, found.first, with_legend=with_legend),
        *([layers.beacon_names(at)] if top else []),
    ]
    return framed(found.first, found.days, rows * row_height(found, rows)) | {
        "datasets": datasets(found, top, columns, name),
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "layer": [layers.places(found, top, name), {"layer": moving}],
    }


def framed(first: pd.Timestamp, days: int, height: int) -> Spec:
    """What every map that plays has in common: everything except rows and layers."""
    title = {"text": {"expr": playing.date_of(first, "day")}, "anchor": "start", "fontSize": 16, "offset": 8}
    legend = {
        "orient": "top",
        "titleOrient": "left",
        "titleFontWeight": "normal",
        "columnPadding": 10,
        "layout": {"top": {"direction": "vertical", "anchor": "start", "margin": 4}},
    }
    return {
        "$schema": SCHEMA,
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
        "title": title,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {
            "view": {"stroke": None},
            "axis": {"domain": False, "ticks": False, "grid": False},
            "legend": legend,
            "numberFormat": ",.2~f",
        },
        "params": playing.clock(days),
    }


def row_height(found: DiffusionMap, rows: int) -> int:
    """Pixels of each of `rows` rows."""
    high = seats(int(found.places["teams"].max()))[1]
    return max(40 if rows <= 9 else 34, 15 * high + 12)


def described(found: DiffusionMap, what: str) -> str:
    """The map in words: how many teams are at each stage on its last day, and how far the arrows go."""
    counts = standing(found)
    stages = ", ".join(f"{counts[stage]:,} {stage}" for stage in STAGES if counts[stage])
    deepest = int(found.arrows["generation"].max()) if len(found.arrows) else 0
    return (
        f"Diffusion map of {what}, {found.first:%-d %b %Y} to {found.last:%-d %b %Y}. Of "
        f"{counted(len(found.teams), 'team')}: {stages}. {counted(len(found.arrows), 'arrow')} from source to adopter, "
        f"up to generation {deepest}."
    )
