"""A small line on a stated scale, with the target dashed: an SVG image as a data URI."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import groupby

from lib.charts.colors import ACCENT, GOOD

_HEIGHT = 30
_ROOM = 2
"""Height of the picture, and the room above and below the scale, in its own units; it is 100 wide."""
_ALONE = 3
"""How wide a value is drawn that has gaps on both sides."""


def sparkline(values: Sequence[float | None], target: float | None = None, top: float = 1.0) -> str:
    """At least two values, oldest first, on a scale from 0 to `top`; None is a gap, and a value between gaps a dash.

    Values and a target outside the scale are drawn at its edge.
    """
    step = 100 / (len(values) - 1)
    lines = []
    for is_known, run in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        points = [(place * step, _y(value or 0.0, top)) for place, value in run]
        if len(points) == 1:
            (x, y), half = points[0], _ALONE / 2
            points = [(max(x - half, 0.0), y), (min(x + half, 100.0), y)]
        if is_known:
            lines.append(f"M{' L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}")
    dashes = ""
    if target is not None:
        dashes = (
            f'<path d="M0 {_y(target, top):.1f}H100" stroke="{ACCENT}" stroke-width="1.4" stroke-dasharray="4 3" '
            'vector-effect="non-scaling-stroke"/>'
        )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 0 102 {_HEIGHT}" preserveAspectRatio="none">{dashes}'
        f'<path d="{" ".join(lines)}" fill="none" stroke="{GOOD}" stroke-width="1.8" stroke-linejoin="round" '
        'stroke-linecap="round" vector-effect="non-scaling-stroke"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _y(value: float, top: float) -> float:
    share = min(max(value / top if top else 0.0, 0.0), 1.0)
    return _HEIGHT - _ROOM - (_HEIGHT - 2 * _ROOM) * share
