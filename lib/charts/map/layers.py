"""The layers of the diffusion map: places, arrows, rings, dots, names of lighthouses."""

from __future__ import annotations

import pandas as pd

from lib.charts.map.playing import NOW, Spec, date_of
from lib.charts.map.rows import DEEPEST, NOTHING, Name
from lib.charts.theme import ACCENT, CONCERN, FAINT, GOOD, NEUTRAL
from lib.metrics.diffusion.diffusion_map import DiffusionMap

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
GENERATIONS: tuple[tuple[str, list[float], float], ...] = (
    (ACCENT, [1, 0], 2.2),
    ("#b14a78", [9, 3], 1.7),
    ("#8466b8", [3, 3], 1.3),
    ("#1f938c", [2, 2.5], 0.9),
)
"""Color, dashes and width of the arrows to generations 1, 2, 3 and all that follow."""
MOST_DASHED = 150
"""With more arrows than this, all of them are solid: dashes take a browser three times as long."""
PALER = ((80, 0.85), (150, 0.45))
"""(at most this many arrows, their opacity); with more arrows it is VEIL. New arrows are always strong."""
VEIL = 0.15
FRESH_DAYS = 30
BEND = 0.13
"""How far an arrow bows to its left, as a share of its length."""

_FULLY = {"symbols": {"update": {"opacity": {"value": 1}}}}
_TWO_LINES = (
    "length(datum.label) > 13 && indexof(slice(datum.label, 8), ' ') >= 0 "
    "? [slice(datum.label, 0, 8 + indexof(slice(datum.label, 8), ' ')), "
    "slice(datum.label, 9 + indexof(slice(datum.label, 8), ' '))] : ['', datum.label]"
)
"""Every label above takes two lines: Vega writes the second one below the first, where the boxes would begin."""
_OF_TWO_LINES = 22


def scales(rows: int, columns: int) -> Spec:
    """The encodings x and y, without a field. Places are boxes of 1 × 1, the first one at the top left."""
    blank = {"type": "quantitative", "axis": None, "title": None}
    plain = {"nice": False, "zero": False}
    return {
        "x": blank | {"scale": plain | {"domain": [0, columns]}},
        "y": blank | {"scale": plain | {"domain": [rows, 0]}},
    }


def places(found: DiffusionMap, top: int, name: Name) -> Spec:
    """The boxes, with functions at the left and regions above; if `top` is 1, the first row is for lighthouses."""
    rows = found.places.drop_duplicates("row").sort_values("row")["function"].map(name).to_list()
    columns = found.places.drop_duplicates("column").sort_values("column")["region"].map(name).to_list()
    axis = {"title": None, "labelPadding": 8, "labelOverlap": False, "labelFlush": False}
    above = {
        "orient": "top",
        "labelAngle": 0,
        "labelLimit": {"expr": f"width / {len(columns)} - 6"},
        "labelExpr": _TWO_LINES,
        "labelPadding": _OF_TWO_LINES,
    }
    box = {"width": {"band": 0.97}, "height": {"band": 0.94}, "fill": NEUTRAL, "fillOpacity": 0.1}
    return {
        "data": {"name": "places"},
        "mark": {"type": "rect"} | box,
        "encoding": {
            "x": {
                "field": "r",
                "type": "nominal",
                "scale": {"domain": columns, "padding": 0},
                "axis": axis | above,
            },
            "y": {
                "field": "f",
                "type": "nominal",
                "scale": {"domain": [*[BEACONS] * top, *rows], "padding": 0},
                "axis": axis | {"labelLimit": 130},
            },
        },
    }


def arrows(
    at: Spec, rows: int, columns: int, *, count: int, first: pd.Timestamp, with_legend: bool
) -> list[Spec]:
    """Arrows from source to adopter with their heads: all so far, and again thicker for the last FRESH_DAYS."""
    legend: Spec | None = _legend_of_generations() if with_legend else None
    ends = [
        _looked_up("m", p="t", x="x", y="y"),
        _looked_up("n", t="t", v="x", w="y", i="i", j="j"),
        {"calculate": date_of(first, "datum.d"), "as": "on"},
        *_geometry(rows, columns),
    ]
    strength = next((opacity for most, opacity in PALER if count <= most), VEIL)
    shared: Spec = {
        "opacity": _pale_unless_related(strength),
        "tooltip": _tooltip(p="from", t="to", on="adopted", g="generation"),
    }
    bow = _at(at, "x", "y") | shared
    bow |= {
        "shape": _drawn("path"),
        "stroke": _by_generation(0, legend),
        "strokeDash": _by_generation(1, legend),
    }

    def layer(encoding: Spec, when: str, **mark: object) -> Spec:
        return {
            "data": {"name": "arrows"},
            "transform": [{"filter": when}, *ends],  # what is not shown yet needs no path
            "mark": {"type": "point", "size": 4, "filled": False, "fill": None} | mark,
            "encoding": encoding,
        }

    here = "datum.d <= day"
    fresh = f"{here} && day < datum.d + {FRESH_DAYS}"
    return [
        layer(bow | {"strokeWidth": _by_generation(2, legend)}, here),
        layer(bow | {"opacity": _pale_unless_related(0.8)}, fresh, strokeWidth=3),
    ]


def flows(at: Spec, rows: int, columns: int) -> list[Spec]:
    """Bows from place to place, or from a lighthouse to a place; their width shows the number of adoptions."""
    color = {"condition": {"test": "datum.l", "value": ACCENT}, "value": NEUTRAL}
    shared: Spec = {
        "opacity": {"value": 0.4},
        "tooltip": _tooltip(p="from", t="to", n="adoptions"),
    }
    bow = _at(at, "x", "y") | shared | {"shape": _drawn("path"), "stroke": color}
    bow["strokeWidth"] = {
        "field": "n",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": [0.8, 5.5]},
    }
    return [
        {
            "data": {"name": "flows"},
            "transform": [{"filter": "datum.d <= day"}, *_geometry(rows, columns)],
            "mark": {"type": "point", "size": 4, "filled": False, "fill": None},
            "encoding": bow,
        }
    ]


def _geometry(rows: int, columns: int) -> list[Spec]:
    """The arrow's bow and head as an SVG path in pixels: a symbol of size 4 is drawn in the units of its path."""
    steps = {
        "dx": f"(datum.v - datum.x) * width / {columns}",
        "dy": f"(datum.w - datum.y) * height / {rows}",
        "cx": f"datum.dx / 2 + datum.dy * {BEND}",
        "cy": f"datum.dy / 2 - datum.dx * {BEND}",
        "far": "max(sqrt(pow(datum.dx - datum.cx, 2) + pow(datum.dy - datum.cy, 2)), 1)",
        "ux": "(datum.dx - datum.cx) / datum.far",
        "uy": "(datum.dy - datum.cy) / datum.far",
        "path": "'M0,0Q' + datum.cx + ',' + datum.cy + ',' + (datum.dx - 7 * datum.ux) + ',' "
        "+ (datum.dy - 7 * datum.uy) + 'M' + (datum.dx - 13 * datum.ux + 3.5 * datum.uy) + ',' "
        "+ (datum.dy - 13 * datum.uy - 3.5 * datum.ux) + 'L' + (datum.dx - 7 * datum.ux) + ',' "
        "+ (datum.dy - 7 * datum.uy) + 'L' + (datum.dx - 13 * datum.ux - 3.5 * datum.uy) + ',' "
        "+ (datum.dy - 13 * datum.uy + 3.5 * datum.ux)",
    }
    return [{"calculate": expression, "as": field} for field, expression in steps.items()]


def _drawn(path: str) -> Spec:
    return {"field": path, "type": "nominal", "scale": None}


def _by_generation(at: int, legend: Spec | None) -> Spec:
    return {
        "field": "g",
        "type": "ordinal",
        "title": "Generation",
        "scale": {"domain": list(range(1, DEEPEST + 1)), "range": [look[at] for look in GENERATIONS]},
        "legend": legend,
    }


def _legend_of_generations() -> Spec:
    return {
        "symbolType": "stroke",
        "symbolStrokeWidth": 2.5,
        "symbolSize": 300,
        "labelExpr": f"datum.value == {DEEPEST} ? '{DEEPEST} or more' : datum.label",
        "encoding": _FULLY,
    }


def rings(at: Spec) -> Spec:
    """A ring around adopters without a source, or with an impossible one."""
    mark = {"type": "point", "shape": "circle", "size": 300, "filled": False, "fill": None}
    return {
        "data": {"name": "dots"},
        "transform": [{"filter": f"datum.u && {NOW}"}, _looked_up("n", x="x", y="y")],
        "mark": mark | {"stroke": NEUTRAL, "strokeWidth": 1.4},
        "encoding": _at(at, "x", "y"),
    }


def dots(at: Spec, first: pd.Timestamp, *, with_legend: bool) -> Spec:
    """Every team at its stage on the day, and the lighthouses; a click selects one (parameter `chosen`)."""
    legend: Spec | None = {"symbolLimit": 0, "encoding": _FULLY} if with_legend else None
    dated = ("told", "trying", "adopted", "adapted", "sustained", "stopped")
    since = f"indexof({list(dated)}, datum.s) >= 0 ? {date_of(first, 'datum.a')} : '{NOTHING}'"
    return {
        "data": {"name": "dots"},
        "transform": [
            {"filter": NOW},
            _looked_up("n", t="t", k="k", x="x", y="y", i="i", j="j"),
            {"calculate": since, "as": "on"},
        ],
        "params": [{"name": "chosen", "select": {"type": "point", "fields": ["t", "k", "i", "j"]}}],
        "mark": {"type": "point", "filled": True, "strokeWidth": 0, "cursor": "pointer"},
        "encoding": _at(at, "x", "y")
        | {
            "shape": _by_stage(0, legend),
            "color": _by_stage(1, legend),
            "size": _by_stage(2, legend),
            "opacity": _pale_unless_related(1),
            "tooltip": _tooltip(t="team", s="stage", on="since", p="from", e="effect", c="conditions"),
        },
    }


def _by_stage(at: int, legend: Spec | None) -> Spec:
    stages = list(LOOKS)
    return {
        "field": "s",
        "type": "nominal",
        "title": "Stage",
        "sort": stages,
        "scale": {"type": "ordinal", "domain": stages, "range": [look[at] for look in LOOKS.values()]},
        "legend": legend,
    }


def beacon_names(at: Spec) -> Spec:
    """The names of the lighthouses."""
    return {
        "data": {"name": "teams"},
        "transform": [{"filter": "datum.k == 'lighthouse'"}],
        "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 11, "limit": 80},
        "encoding": _at(at, "x", "y") | {"text": {"field": "t"}, "color": {"value": "primary"}},
    }


def _pale_unless_related(opacity: float) -> Spec:
    """Pale while another adopter or lighthouse is selected that this row is neither descended from nor a source of."""
    descends = "(datum.i >= chosen.i[0] && datum.i <= chosen.j[0])"
    is_source = "(datum.i <= chosen.i[0] && datum.j >= chosen.i[0])"
    other = f"chosen.i && chosen.j[0] >= chosen.i[0] && !({descends} || {is_source})"
    return {"condition": {"test": other, "value": 0.15}, "value": opacity}


def _at(at: Spec, x: str, y: str) -> Spec:
    return {"x": at["x"] | {"field": x}, "y": at["y"] | {"field": y}}


def _tooltip(**titles: str) -> list[Spec]:
    return [{"field": field, "title": title} for field, title in titles.items()]


def _looked_up(number: str, **fields: str) -> Spec:
    """A lookup of fields of the row's team or lighthouse, new name = field."""
    source = {"data": {"name": "teams"}, "key": "n", "fields": list(fields.values())}
    return {"lookup": number, "from": source, "as": list(fields)}
