"""The diffusion map by place, for too many teams to show as dots: each place's share of teams, flows between places."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.charts import shares
from lib.charts.map import layers
from lib.charts.map.playing import NOW, Spec
from lib.charts.map.rows import Name, Rows, records
from lib.charts.map.teams import framed
from lib.charts.theme import ACCENT, GOOD, NEUTRAL
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.metrics.diffusion.map_places import cells, flows, last_cells
from lib.words.phrases import counted

ROW_HEIGHT = 50


def spec(found: DiffusionMap, name: Name = str) -> Spec:
    """Each place with the number and share of its eligible teams that ever adopted, day by day, as text and a bar. The
    width of the arrows shows the number of adoptions. A click selects a place (parameter `chosen`, fields f and r).

    `name` makes the text of a cell safe to draw.
    """
    top = 1 if len(found.lighthouses) else 0
    rows, columns = int(found.places["row"].max()) + 1 + top, int(found.places["column"].max()) + 1
    at = layers.scales(rows, columns)
    moving = [
        *layers.flows(at, rows, columns),
        _bar(at, 0.9, NEUTRAL, 0.25),
        _bar(at, "w", GOOD, 1),
        _counts(at),
        _target(at),
        *([layers.beacon_names(at)] if top else []),
    ]
    return framed(found.first, found.days, rows * ROW_HEIGHT) | {
        "datasets": {
            "places": records(
                pd.DataFrame({"f": found.places["function"].map(name), "r": found.places["region"].map(name)})
            ),
            "teams": _beacons(found, columns, name),
            "cells": _cells(found, top, name),
            "flows": _flows(found, top, columns, name),
        },
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "layer": [layers.places(found, top, name), {"layer": moving}],
    }


def _cells(found: DiffusionMap, top: int, name: Name) -> Rows:
    frame = cells(found)
    share = frame["adopted"] / frame["eligible"].clip(lower=1)
    short = {
        "f": frame["function"].map(name),
        "r": frame["region"].map(name),
        "x": frame["column"] + 0.05,
        "y": frame["row"] + top + 0.72,
        "w": (0.9 * share).round(3),
        "a": frame["day"],
        "b": frame["until"],
        "n": frame["adopted"],
        "u": frame["in_use"],
        "m": frame["eligible"],
    }
    return records(pd.DataFrame(short))


def _beacons(found: DiffusionMap, columns: int, name: Name) -> Rows:
    names = found.lighthouses["lighthouse"]
    x = (np.arange(len(names)) + 0.5) * columns / max(len(names), 1)
    return records(pd.DataFrame({"t": names.map(name), "k": "lighthouse", "x": x.round(3), "y": 0.5}))


def _flows(found: DiffusionMap, top: int, columns: int, name: Name) -> Rows:
    strongest, _ = flows(found)
    beacons = found.lighthouses["lighthouse"]
    spread = pd.Series((np.arange(len(beacons)) + 0.5) * columns / max(len(beacons), 1), index=beacons)
    is_beacon = strongest["from_row"] < 0
    places = found.places.set_index(["row", "column"])
    labels = places["function"] + " · " + places["region"]

    def label(row: str, column: str) -> list[str]:
        keys = pd.MultiIndex.from_frame(strongest[[row, column]])
        return labels.reindex(keys).to_list()

    start = pd.Series(label("from_row", "from_column"), dtype="str").where(
        ~is_beacon, strongest["lighthouse"]
    )
    frame = pd.DataFrame(
        {
            "p": start.map(name),
            "t": pd.Series(label("row", "column"), dtype="str").map(name),
            "x": np.where(is_beacon, spread.reindex(strongest["lighthouse"]), strongest["from_column"] + 0.5),
            "y": np.where(is_beacon, 0.5, strongest["from_row"] + top + 0.5),
            "v": strongest["column"] + 0.5,
            "w": strongest["row"] + top + 0.5,
            "d": strongest["first"],
            "n": strongest["adoptions"],
            "l": is_beacon.astype("int64"),
        }
    )
    return records(frame.round(3))


def _bar(at: Spec, width: float | str, color: str, opacity: float) -> Spec:
    wide = "0.9" if width == 0.9 else "datum.w"
    return {
        "data": {"name": "cells"},
        "transform": [
            {"filter": NOW},
            {"calculate": f"datum.x + {wide}", "as": "x2"},
            {"calculate": "datum.y + 0.14", "as": "y2"},
        ],
        "mark": {"type": "rect", "fill": color, "fillOpacity": opacity},
        "encoding": {
            "x": at["x"] | {"field": "x"},
            "y": at["y"] | {"field": "y"},
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
        },
    }


def _counts(at: Spec) -> Spec:
    text = f"datum.n + ' of ' + datum.m + (datum.m >= 5 ? ' · ' + ({shares.expression('datum.n / datum.m')}) : '')"
    return {
        "data": {"name": "cells"},
        "transform": [{"filter": NOW}, {"calculate": text, "as": "text"}],
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "fontSize": 12, "dy": -4},
        "encoding": {
            "x": at["x"] | {"field": "x"},
            "y": at["y"] | {"field": "y"},
            "text": {"field": "text"},
            "color": {"value": "blue"},
        },
    }


def _target(at: Spec) -> Spec:
    """The target for clicks and hovering: the whole place."""
    return {
        "data": {"name": "cells"},
        "transform": [
            {"filter": NOW},
            {"calculate": "datum.x + 0.9", "as": "x2"},
            {"calculate": "datum.y - 0.66", "as": "y0"},
            {"calculate": "datum.y + 0.22", "as": "y2"},
        ],
        "params": [{"name": "chosen", "select": {"type": "point", "fields": ["f", "r"]}}],
        "mark": {"type": "rect", "fill": ACCENT, "fillOpacity": 0.001, "cursor": "pointer"},
        "encoding": {
            "x": at["x"] | {"field": "x"},
            "y": at["y"] | {"field": "y0"},
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "tooltip": [
                {"field": "f", "title": "function"},
                {"field": "r", "title": "region"},
                {"field": "n", "title": "ever adopted"},
                {"field": "u", "title": "in use"},
                {"field": "m", "title": "eligible teams"},
            ],
        },
    }


def described(found: DiffusionMap, what: str) -> str:
    """The map in words: how many teams had adopted, and in how many places, on its last day."""
    now = last_cells(found)
    reached = int((now["adopted"] > 0).sum())
    counts = f"{now['adopted'].sum():,} of {now['eligible'].sum():,} eligible teams ever adopted it"
    where = f"in {reached:,} of {counted(len(found.places), 'place')}"
    return f"Diffusion map of {what} by place, {found.first:%-d %b %Y} to {found.last:%-d %b %Y}: {counts}, {where}."
