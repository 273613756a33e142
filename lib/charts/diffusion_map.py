"""The diffusion map as a Vega-Lite spec that plays in the browser: teams as dots by stage, arrows by generation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from lib.charts import playing
from lib.charts.playing import NOW, Spec
from lib.charts.theme import ACCENT, CONCERN, FAINT, GOOD, NEUTRAL
from lib.metrics.diffusion_map import STAGES, DiffusionMap, seats, standing

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TOWER = "M-.3,1L-.18,-.25L.18,-.25L.3,1ZM-.42,-.32L.42,-.32L0,-1Z"
"""A lighthouse as an SVG path."""
BEACONS = "Lighthouses"
LOOKS = {
    "not yet": ("circle", FAINT, 16),
    "told": ("triangle-up", "#8f98a5", 46),
    "trying": ("triangle-right", "#7fa3cc", 90),
    "adopted": ("circle", "#5b93cf", 120),
    "adapted": ("diamond", "#1f938c", 130),
    "sustained": ("square", GOOD, 120),
    "stopped": ("cross", CONCERN, 90),
    "outside": ("circle", FAINT, 4),
    "lighthouse": (TOWER, ACCENT, 260),
}
"""Stage -> shape, color and size, in the order of the legend."""
GENERATIONS = {
    "1": (ACCENT, [1, 0]),
    "2": ("#b14a78", [7, 3]),
    "3": ("#8466b8", [3, 3]),
    "4 or more": ("#1f938c", [1, 3]),
}
MOST_OF_A_LINE = 70
CROWDED = 150
"""More arrows than this are drawn paler."""
FRESH_DAYS = 30
BEND = 0.13
"""How far an arrow bows to its left, as a share of its length."""


def spec(found: DiffusionMap, name: Callable[[str], str] = str) -> Spec:
    """The map: title and dots of the day that the slider stands on, the last one to begin with.

    `name` makes a text of a cell fit to be drawn. A click on a dot chooses it (parameter `chosen`, with the field t:
    the team, or the lighthouse where k is lighthouse), and what does not descend from it grows pale.
    """
    top = 1 if len(found.lighthouses) else 0
    rows, columns = int(found.places["row"].max()) + 1 + top, int(found.places["column"].max()) + 1
    at = _spots(found, top, columns)
    height = _height(found, rows)
    inside = {"axis": None, "title": None}
    scales = {
        "x": inside | {"scale": {"domain": [0, columns], "nice": False, "zero": False}},
        "y": inside | {"scale": {"domain": [rows, 0], "nice": False, "zero": False}},
    }
    return {
        "$schema": SCHEMA,
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
        "title": {
            "text": {"expr": playing.date_of_day(found.first)},
            "anchor": "start",
            "fontSize": 16,
            "offset": 10,
        },
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {
            "view": {"stroke": None},
            "axis": {"domain": False, "ticks": False, "grid": False},
            "legend": {
                "orient": "top",
                "titleOrient": "left",
                "titleFontWeight": "normal",
                "columnPadding": 12,
            },
        },
        "params": playing.clock(found.days),
        "datasets": {
            "places": _places(found, name),
            "dots": _dots(found, at, name),
            "arrows": _arrows(found, at, name),
        },
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "layer": [
            _place_layer(found, top, name),
            {
                "layer": [
                    *_arrow_layers(scales, rows, columns, 0.85 if len(found.arrows) <= CROWDED else 0.4),
                    _ring_layer(scales),
                    _dot_layer(scales),
                    *([_beacon_names(scales)] if top else []),
                ]
            },
        ],
    }


def _height(found: DiffusionMap, rows: int) -> int:
    high = seats(int(found.places["teams"].max()))[1]
    return rows * max(46 if rows <= 9 else 34, 15 * high + 12)


def _spots(found: DiffusionMap, top: int, columns: int) -> pd.DataFrame:
    """x and y of each team and lighthouse (columns kind, name, x, y, order, last): places are boxes of 1 × 1."""
    beside, high = seats(int(found.teams["seat"].max()) + 1)
    seat = found.teams["seat"].to_numpy()
    x = found.teams["column"] + 0.07 + 0.86 * (seat % beside + 0.5) / beside
    y = found.teams["row"] + top + 0.12 + 0.76 * (seat // beside + 0.5) / high
    beacons = len(found.lighthouses)
    spread = (np.arange(beacons) + 0.5) * columns / max(beacons, 1)
    return pd.DataFrame(
        {
            "kind": ["team"] * len(seat) + ["lighthouse"] * beacons,
            "name": [*found.teams["team"], *found.lighthouses["lighthouse"]],
            "x": np.round(np.concatenate([x, spread]), 3),
            "y": np.round(np.concatenate([y, np.full(beacons, 0.5)]), 3),
            "order": np.concatenate([found.teams["order"], found.lighthouses["order"]]).astype("int64"),
            "last": np.concatenate([found.teams["last"], found.lighthouses["last"]]).astype("int64"),
        }
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return json.loads(frame.to_json(orient="records", force_ascii=False))


def _places(found: DiffusionMap, name: Callable[[str], str]) -> list[dict[str, Any]]:
    return _records(
        pd.DataFrame({"f": found.places["function"].map(name), "r": found.places["region"].map(name)})
    )


def _dots(found: DiffusionMap, at: pd.DataFrame, name: Callable[[str], str]) -> list[dict[str, Any]]:
    stages = found.stages
    place = at[at["kind"] == "team"].set_index("name").reindex(stages["team"]).reset_index()
    since = stages["since"].dt.strftime("%-d %b %Y").fillna("–")
    source = stages["source"].where(stages["source"].notna(), "–")
    source = source.where(~(stages["unattributed"] & (source == "–")), "not named")
    source = source.where(~(stages["unattributed"] & stages["source"].notna()), source + " (cannot be)")
    dots = pd.DataFrame(
        {
            "t": stages["team"].map(name),
            "k": "team",
            "s": stages["stage"],
            "a": stages["day"],
            "b": stages["until"],
            "x": place["x"].array,
            "y": place["y"].array,
            "i": place["order"].array,
            "j": place["last"].array,
            "on": since,
            "p": source.map(name),
            "e": stages["effect"].fillna("–"),
            "c": stages["conditions"].fillna("–").map(lambda text: name(_cut(text))),
            "u": stages["unattributed"].astype("int64"),
        }
    )
    beacons = at[at["kind"] == "lighthouse"]
    lit = pd.DataFrame({"t": beacons["name"].map(name), "k": "lighthouse", "s": "lighthouse", "a": 0})
    lit = lit.assign(b=found.days + 1, x=beacons["x"], y=beacons["y"], i=beacons["order"], j=beacons["last"])
    lit = lit.assign(on="–", p="–", e="–", c="–", u=0)
    return _records(pd.concat([lit, dots], ignore_index=True))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_OF_A_LINE else f"{text[:MOST_OF_A_LINE]}…"


def _arrows(found: DiffusionMap, at: pd.DataFrame, name: Callable[[str], str]) -> list[dict[str, Any]]:
    arrows = found.arrows
    spot = at.set_index(at["kind"] + "\0" + at["name"])
    start = spot.reindex(arrows["source_kind"] + "\0" + arrows["source"])
    end = spot.reindex("team\0" + arrows["team"])
    generation = arrows["generation"].clip(upper=4)
    return _records(
        pd.DataFrame(
            {
                "p": arrows["source"].map(name),
                "t": arrows["team"].map(name),
                "d": arrows["day"],
                "g": generation.astype("str").replace("4", "4 or more"),
                "on": arrows["adopted_on"].dt.strftime("%-d %b %Y"),
                "x": start["x"].array,
                "y": start["y"].array,
                "v": end["x"].array,
                "w": end["y"].array,
                "i": end["order"].array,
            }
        )
    )


def _place_layer(found: DiffusionMap, top: int, name: Callable[[str], str]) -> Spec:
    rows = found.places.drop_duplicates("row").sort_values("row")["function"].map(name).to_list()
    columns = found.places.drop_duplicates("column").sort_values("column")["region"].map(name).to_list()
    axis = {"title": None, "labelPadding": 8, "labelOverlap": False}
    return {
        "data": {"name": "places"},
        "mark": {
            "type": "rect",
            "fill": NEUTRAL,
            "fillOpacity": 0.1,
            "width": {"band": 0.97},
            "height": {"band": 0.94},
        },
        "encoding": {
            "x": {
                "field": "r",
                "type": "nominal",
                "scale": {"domain": columns, "padding": 0},
                "axis": axis | {"orient": "top", "labelAngle": 0, "labelLimit": 150},
            },
            "y": {
                "field": "f",
                "type": "nominal",
                "scale": {"domain": [*[BEACONS] * top, *rows], "padding": 0},
                "axis": axis | {"labelLimit": 130},
            },
        },
    }


def _arrow_layers(scales: Spec, rows: int, columns: int, strength: float) -> list[Spec]:
    told: Spec = {
        "opacity": _pale_unless_related(strength),
        "tooltip": [
            {"field": "p", "title": "from"},
            {"field": "t", "title": "to"},
            {"field": "on", "title": "adopted"},
            {"field": "g", "title": "generation"},
        ],
    }
    bent = _at(scales) | told
    bent |= {
        "shape": {"field": "path", "type": "nominal", "scale": None},
        "stroke": _by_generation(0, {"symbolType": "stroke", "symbolStrokeWidth": 2.5, "symbolSize": 300}),
        "strokeDash": _by_generation(1, {}),
    }
    head = told | {
        "x": scales["x"] | {"field": "v", "type": "quantitative"},
        "y": scales["y"] | {"field": "w", "type": "quantitative"},
        "shape": {"field": "head", "type": "nominal", "scale": None},
        "fill": _by_generation(0, None),
    }

    def layer(mark: Spec, encoding: Spec, when: str) -> Spec:
        return {
            "data": {"name": "arrows"},
            "transform": [*_geometry(rows, columns), {"filter": when}],
            "mark": {"type": "point", "size": 4} | mark,
            "encoding": encoding,
        }

    here = "datum.d <= day"
    fresh = f"{here} && day < datum.d + {FRESH_DAYS}"
    line: Spec = {"filled": False, "fill": None}
    return [
        layer(line | {"strokeWidth": 1.4}, bent, here),
        layer(line | {"strokeWidth": 3.4}, bent, fresh),
        layer({"filled": True, "strokeWidth": 0}, head, here),
    ]


def _geometry(rows: int, columns: int) -> list[Spec]:
    """The arrow's bow and head as SVG paths in pixels: a symbol of size 4 is drawn as large as its path says."""
    steps = {
        "dx": f"(datum.v - datum.x) * width / {columns}",
        "dy": f"(datum.w - datum.y) * height / {rows}",
        "cx": f"datum.dx / 2 + datum.dy * {BEND}",
        "cy": f"datum.dy / 2 - datum.dx * {BEND}",
        "long": "max(sqrt(pow(datum.dx - datum.cx, 2) + pow(datum.dy - datum.cy, 2)), 1)",
        "ux": "(datum.dx - datum.cx) / datum.long",
        "uy": "(datum.dy - datum.cy) / datum.long",
        "path": "'M0,0Q' + datum.cx + ',' + datum.cy + ',' + (datum.dx - 9 * datum.ux) + ',' "
        "+ (datum.dy - 9 * datum.uy)",
        "head": "'M' + (-5 * datum.ux) + ',' + (-5 * datum.uy) "
        "+ 'L' + (-12 * datum.ux + 3.6 * datum.uy) + ',' + (-12 * datum.uy - 3.6 * datum.ux) "
        "+ 'L' + (-12 * datum.ux - 3.6 * datum.uy) + ',' + (-12 * datum.uy + 3.6 * datum.ux) + 'Z'",
    }
    return [{"calculate": expression, "as": field} for field, expression in steps.items()]


def _by_generation(at: int, legend: Spec | None) -> Spec:
    looks = [look[at] for look in GENERATIONS.values()]
    return {
        "field": "g",
        "type": "ordinal",
        "title": "Generation",
        "scale": {"domain": list(GENERATIONS), "range": looks},
        "legend": legend,
    }


def _pale_unless_related(opacity: float) -> Spec:
    """Pale while a team is chosen that this row neither is nor descends from."""
    other = "chosen.i && chosen.j[0] >= chosen.i[0] && (datum.i < chosen.i[0] || datum.i > chosen.j[0])"
    return {"condition": {"test": other, "value": 0.1}, "value": opacity}


def _ring_layer(scales: Spec) -> Spec:
    """A ring around adopters whose source nobody named."""
    return {
        "data": {"name": "dots"},
        "transform": [{"filter": f"datum.u && {NOW}"}],
        "mark": {
            "type": "point",
            "shape": "circle",
            "size": 300,
            "filled": False,
            "stroke": NEUTRAL,
            "strokeWidth": 1.4,
        },
        "encoding": _at(scales),
    }


def _dot_layer(scales: Spec) -> Spec:
    looks = LOOKS
    legend = {"columns": 5, "symbolLimit": 0}

    def by_stage(channel: str, at: int) -> Spec:
        return {
            "field": "s",
            "type": "nominal",
            "title": "Stage",
            "scale": {
                "type": "ordinal",
                "domain": list(looks),
                "range": [look[at] for look in looks.values()],
            },
            "legend": legend,
        }

    return {
        "data": {"name": "dots"},
        "transform": [{"filter": NOW}],
        "params": [{"name": "chosen", "select": {"type": "point", "fields": ["t", "k", "i", "j"]}}],
        "mark": {"type": "point", "filled": True, "strokeWidth": 0, "cursor": "pointer"},
        "encoding": _at(scales)
        | {
            "shape": by_stage("shape", 0),
            "color": by_stage("color", 1),
            "size": by_stage("size", 2),
            "opacity": _pale_unless_related(1),
            "tooltip": [
                {"field": "t", "title": "team"},
                {"field": "s", "title": "stage"},
                {"field": "on", "title": "since"},
                {"field": "p", "title": "from"},
                {"field": "e", "title": "effect"},
                {"field": "c", "title": "conditions"},
            ],
        },
    }


def _beacon_names(scales: Spec) -> Spec:
    return {
        "data": {"name": "dots"},
        "transform": [{"filter": "datum.k == 'lighthouse'"}],
        "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 11},
        "encoding": _at(scales) | {"text": {"field": "t"}},
    }


def _at(scales: Spec) -> Spec:
    return {
        "x": scales["x"] | {"field": "x", "type": "quantitative"},
        "y": scales["y"] | {"field": "y", "type": "quantitative"},
    }


def described(found: DiffusionMap, what: str) -> str:
    """The map in words: what stands where on its last day, and how far the arrows go."""
    counts = standing(found)
    stages = ", ".join(f"{counts[stage]} {stage}" for stage in STAGES if counts[stage])
    deepest = int(found.arrows["generation"].max()) if len(found.arrows) else 0
    return (
        f"Diffusion map of {what}, {found.first:%-d %b %Y} to {found.last:%-d %b %Y}. Of {len(found.teams)} teams: "
        f"{stages}. {len(found.arrows)} arrows from source to adopter, up to generation {deepest}."
    )
