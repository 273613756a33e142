"""The last day of the diffusion map as a drawing for the page: the map that plays is drawn once someone asks for it,
since its chart costs the browser half a second."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.charts.colors import ACCENT, GOOD, NEUTRAL
from lib.charts.map import layers
from lib.charts.map.pieces import Points, bent, bow, bows, key, placed, shapes
from lib.charts.map.places import ROW_HEIGHT
from lib.charts.map.rows import DEEPEST, spots
from lib.charts.map.teams import row_height
from lib.charts.plot import Mark
from lib.metrics.diffusion import map_places
from lib.metrics.diffusion.diffusion_map import DiffusionMap
from lib.words.shares import percent

ROOM = 14
"""Pixels above and below the places for the bows between teams at the edge."""
_AS_ON_CANVAS = 0.3
"""Added to the width of thin lines: a picture draws them paler than a canvas."""
_OF = "\0"
"""Between kind and name in what tells a team from a lighthouse."""
_FLOW = (0.8, 5.5)
"""Width of the weakest and the strongest flow between places, as on the map that plays."""


@dataclass(frozen=True, slots=True)
class Still:
    """A drawing of `height` pixels, with ROOM more above and below for its picture (a data URI): the names of its rows
    and columns, texts in it (`names` of lighthouses, `counts` of places, and what a pointer shows on `dots`), and the
    day that it shows."""

    picture: str
    height: int
    day: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    names: tuple[Mark, ...]
    counts: tuple[Mark, ...] = ()
    dots: tuple[Mark, ...] = ()
    room: int = ROOM


def of_teams(found: DiffusionMap) -> Still:
    """Each team as a dot by its stage, with the arrows so far, as in `teams.spec`."""
    top, rows, columns = _size(found)
    height = rows * row_height(found, rows)
    at = spots(found, top, columns)
    known = pd.DataFrame({"left": 100 * at["x"] / columns, "top": 100 * at["y"] / rows}).set_index(
        at["kind"] + _OF + at["name"]
    )
    now = found.stages[found.stages["until"] > found.days]
    here = _at(known, "team", now["team"])
    rings = here[now["unattributed"].to_numpy()]
    drawn = [
        _arrows(found, known, height),
        f'<g fill="none" stroke="{NEUTRAL}" stroke-width="1.4">{placed("ring", rings)}</g>',
        *(placed(key(stage), here[(now["stage"] == stage).to_numpy()]) for stage in layers.LOOKS),
        placed("lighthouse", _at(known, "lighthouse", found.lighthouses["lighthouse"])),
    ]
    dots = tuple(
        Mark((f"{team}: {stage}", *said), round(left, 2), round(high, 2))
        for team, stage, said, (left, high) in zip(
            now["team"], now["stage"], _details(now), here.tolist(), strict=True
        )
    )
    return _still(found, height, "".join(drawn), dots=dots)


def _details(now: pd.DataFrame) -> list[tuple[str, ...]]:
    """Since when a team is at its stage, and from whom it learned the practice; nothing where that is not known."""
    return [
        (
            *((f"since {since:%-d %b %Y}",) if pd.notna(since) else ()),
            *((f"from {source}",) if isinstance(source, str) else ()),
        )
        for since, source in zip(now["since"], now["source"], strict=True)
    ]


def of_places(found: DiffusionMap) -> Still:
    """Each place with its share of teams, and the flows between places, as in `places.spec`."""
    top, rows, columns = _size(found)
    height = rows * ROW_HEIGHT
    cells = map_places.last_cells(found)
    row, column, adopted, eligible = (
        cells[name].to_numpy() for name in ("row", "column", "adopted", "eligible")
    )
    left = 100 * (column + 0.05) / columns
    line = 100 * (row + top + 0.72) / rows
    share = adopted / eligible.clip(min=1)
    high, whole = 100 * 0.14 / rows, 90 / columns
    bars = "".join(
        f'<rect x="{x:.2f}%" y="{y:.2f}%" width="{wide:.2f}%" height="{high:.2f}%" fill="{color}"/>'
        for color, widths in ((f"{NEUTRAL}40", share * 0 + whole), (GOOD, share * whole))
        for x, y, wide in zip(left, line, widths, strict=True)
    )
    counts = tuple(
        Mark((_count(n, of),), round(x, 2), round(y, 2))
        for n, of, x, y in zip(adopted.tolist(), eligible.tolist(), left.tolist(), line.tolist(), strict=True)
    )
    return _still(found, height, _flows(found, height) + bars, counts=counts)


def _count(n: int, of: int) -> str:
    return f"{n:,} of {of:,}" + (f" · {percent(n / of)}" if of >= 5 else "")


def _size(found: DiffusionMap) -> tuple[int, int, int]:
    """Rows above the first place, all rows, and columns."""
    top = 1 if len(found.lighthouses) else 0
    return top, int(found.places["row"].max()) + 1 + top, int(found.places["column"].max()) + 1


def _still(
    found: DiffusionMap, height: int, drawn: str, counts: tuple[Mark, ...] = (), dots: tuple[Mark, ...] = ()
) -> Still:
    top, rows, columns = _size(found)
    boxes = "".join(
        f'<rect x="{100 * (column + 0.015) / columns:.2f}%" y="{100 * (row + 0.03) / rows:.2f}%" '
        f'width="{97 / columns:.2f}%" height="{94 / rows:.2f}%"/>'
        for row, column in zip(found.places["row"] + top, found.places["column"], strict=True)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><defs>{shapes()}</defs>'
        f'<svg y="{ROOM}" width="100%" height="{height}" overflow="visible">'
        f'<g fill="{NEUTRAL}" fill-opacity=".1">{boxes}</g>{drawn}</svg></svg>'
    )
    lefts = (np.arange(len(found.lighthouses)) + 0.5) * 100 / max(len(found.lighthouses), 1)
    by_row, by_column = (found.places.drop_duplicates(each).sort_values(each) for each in ("row", "column"))
    return Still(
        "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(),
        height,
        f"{found.last:%-d %b %Y}",
        (*[layers.BEACONS] * top, *by_row["function"]),
        tuple(by_column["region"]),
        tuple(
            Mark((name,), round(float(left), 2), round(50 / rows, 2))
            for name, left in zip(found.lighthouses["lighthouse"], lefts, strict=True)
        ),
        counts,
        dots,
    )


def _at(known: pd.DataFrame, kind: pd.Series | str, names: pd.Series) -> Points:
    """The points of teams and lighthouses by name."""
    return known.reindex(kind + _OF + names).to_numpy(dtype="float64")


def _arrows(found: DiffusionMap, known: pd.DataFrame, height: int) -> str:
    arrows = found.arrows
    start = _at(known, arrows["source_kind"], arrows["source"])
    end = _at(known, "team", arrows["team"])
    is_new = (arrows["day"] + layers.FRESH_DAYS > found.days).to_numpy()
    generation = arrows["generation"].clip(upper=DEEPEST).to_numpy()
    is_dashed = len(arrows) <= layers.MOST_DASHED
    opacity = next((strong for most, strong in layers.PALER if len(arrows) <= most), layers.VEIL)
    drawn = []
    for place, (color, dashes, width) in enumerate(layers.GENERATIONS, 1):
        dash = " ".join(f"{each:g}" for each in dashes) if is_dashed and place > 1 else ""
        of_it = generation == place
        for chosen, thick, strong in ((of_it, width, opacity), (of_it & is_new, 3, 0.8)):
            if chosen.any():
                look = f'stroke="{color}" stroke-width="{thick + _AS_ON_CANVAS:g}" opacity="{strong:g}"'
                drawn.append(bows(start[chosen], end[chosen], height, look, dash))
    return "".join(drawn)


def _flows(found: DiffusionMap, height: int) -> str:
    strongest, _ = map_places.flows(found)
    if strongest.empty:
        return ""
    top, rows, columns = _size(found)
    beacons = found.lighthouses["lighthouse"]
    spread = pd.Series((np.arange(len(beacons)) + 0.5) * 100 / max(len(beacons), 1), index=beacons)
    is_beacon = (strongest["from_row"] < 0).to_numpy()
    left = np.where(
        is_beacon,
        spread.reindex(strongest["lighthouse"]).to_numpy(dtype="float64"),
        100 * (strongest["from_column"] + 0.5) / columns,
    )
    above = np.where(is_beacon, 50 / rows, 100 * (strongest["from_row"] + top + 0.5) / rows)
    start = np.column_stack([left, above])
    end = np.column_stack(
        [100 * (strongest["column"] + 0.5) / columns, 100 * (strongest["row"] + top + 0.5) / rows]
    )
    adoptions = strongest["adoptions"].to_numpy()
    most, least = int(adoptions.max()), int(adoptions.min())
    thick = _FLOW[0] + (_FLOW[1] - _FLOW[0]) * (adoptions - least) / max(most - least, 1)
    looks = [
        f'stroke="{ACCENT if beacon else NEUTRAL}" stroke-width="{width:.1f}" opacity=".4"'
        for beacon, width in zip(is_beacon.tolist(), thick.tolist(), strict=True)
    ]
    return "".join(map(bow, bent(start, end, height), looks))
