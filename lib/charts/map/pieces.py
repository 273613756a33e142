"""Parts of a map's picture as SVG: dots by stage, and bows with heads. Points are in percent from the left and from
the top, so that a picture of any width keeps every shape."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib.charts.map import layers

USUAL_WIDTH = 1_000
"""Pixels for which bows and heads are made; on a wider or narrower page the bows are stretched."""
_TURN = 10
"""Degrees from one drawn head of an arrow to the next one."""
_HALF_3 = math.sqrt(3) / 2

Points = NDArray[np.float64]
"""A row of two columns for each point: left, top."""


class Bow(NamedTuple):
    """A bow's path, in tenths of a percent, and its head."""

    path: str
    head: str


def bent(start: Points, end: Points, height: int) -> list[Bow]:
    """Bows from points to points, in percent from the left and from the top."""
    pixels = np.array([USUAL_WIDTH, height]) / 100
    dx, dy = ((end - start) * pixels).T
    cx, cy = dx / 2 + dy * layers.BEND, dy / 2 - dx * layers.BEND
    far = np.maximum(np.hypot(dx - cx, dy - cy), 1)
    ux, uy = (dx - cx) / far, (dy - cy) / far
    middle = start + np.column_stack([cx, cy]) / pixels
    tip = end - 7 * np.column_stack([ux, uy]) / pixels
    turned = np.round(np.degrees(np.arctan2(uy, ux)) / _TURN).astype("int64") * _TURN % 360
    points = (10 * np.column_stack([start, middle, tip])).tolist()
    return [
        Bow(
            f"M{a:.1f} {b:.1f}Q{c:.1f} {d:.1f} {e:.1f} {f:.1f}",
            f'<use href="#h{angle}" x="{x:.2f}%" y="{y:.2f}%"/>',
        )
        for (a, b, c, d, e, f), angle, (x, y) in zip(points, turned.tolist(), end.tolist(), strict=True)
    ]


def bows(start: Points, end: Points, height: int, look: str, dash: str = "") -> str:
    """`bent` bows that look the same, with their heads."""
    found = bent(start, end, height)
    return bow(Bow("".join(each.path for each in found), "".join(each.head for each in found)), look, dash)


def bow(found: Bow, look: str, dash: str = "") -> str:
    """A bow, or several in one, with its head."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    box = 'viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible"'
    line = f'<path d="{found.path}"{dashes} vector-effect="non-scaling-stroke"/>'
    return f'<g fill="none" {look}><svg {box}>{line}</svg>{found.head}</g>'


def placed(shape: str, at: Points) -> str:
    return "".join(f'<use href="#{shape}" x="{x:.2f}%" y="{y:.2f}%"/>' for x, y in at)


def key(stage: str) -> str:
    return stage.replace(" ", "-")


def shapes() -> str:
    """The looks of the stages around their own middle, the ring, and the head of an arrow in each direction."""
    looks = "".join(
        f'<path id="{key(stage)}" fill="{color}" d="{_shape(shape, math.sqrt(size) / 2)}"/>'
        for stage, (shape, color, size) in layers.LOOKS.items()
        if shape != layers.TOWER
    )
    _, color, size = layers.LOOKS["lighthouse"]
    scaled = f"scale({math.sqrt(size) / 2:.2f})"
    tower = f'<g id="lighthouse"><path fill="{color}" transform="{scaled}" d="{layers.TOWER}"/></g>'
    heads = "".join(
        f'<g id="h{angle}"><path d="M-13 -3.5L-7 0L-13 3.5" transform="rotate({angle})"/></g>'
        for angle in range(0, 360, _TURN)
    )
    return f'{looks}{tower}<path id="ring" d="{_shape("circle", math.sqrt(300) / 2)}"/>{heads}'


def _shape(name: str, r: float) -> str:
    """A shape of Vega's with radius `r`, as the path of an SVG."""
    if name == "circle":
        return f"M{-r:.2f} 0a{r:.2f} {r:.2f} 0 1 0 {2 * r:.2f} 0a{r:.2f} {r:.2f} 0 1 0 {-2 * r:.2f} 0"
    thin, high = r / 2.5, r * _HALF_3
    corners = {
        "triangle-up": ((0, -high), (-r, high), (r, high)),
        "triangle-right": ((high, 0), (-high, -r), (-high, r)),
        "diamond": ((0, -r), (r, 0), (0, r), (-r, 0)),
        "square": ((-r, -r), (r, -r), (r, r), (-r, r)),
        "cross": (
            *((-r, -thin), (-r, thin), (-thin, thin), (-thin, r), (thin, r), (thin, thin)),
            *((r, thin), (r, -thin), (thin, -thin), (thin, -r), (-thin, -r), (-thin, -thin)),
        ),
    }[name]
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners) + "Z"
