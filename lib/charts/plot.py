"""A drawing in percent of its box, which a template puts on the page at any width and in either theme. The browser need
not load, compile and run Vega for it: the first Vega chart of a page costs 0.1 s and more."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from lib.charts.colors import ACCENT, CONCERN, FAINT, GOOD, NEUTRAL

_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120, 300, 600, 1_200, 2_400)
UNITS = 1000
"""Width and height of the box in the units of its paths."""
ROOM_LEFT, ROOM_ABOVE = 10, 30
"""Units around the box that its pictures have too, so that a line at its edge is drawn whole."""
Look = Literal[
    "grid",
    "band",
    "faint",
    "rule",
    "bar",
    "shade",
    "range",
    "edge",
    "mean",
    "target",
    "link",
    "moved",
    "gap",
    "plan",
    "held",
]
_LOOKS: dict[Look, str] = {
    "grid": f'stroke="{NEUTRAL}" opacity=".28"',
    "band": f'fill="{NEUTRAL}" opacity=".22"',
    "faint": f'stroke="{FAINT}" stroke-width="1.4"',
    "rule": f'stroke="{ACCENT}" stroke-width="1.4" stroke-dasharray="5 4"',
    "bar": f'stroke="{ACCENT}" stroke-width="7" opacity=".45"',
    "shade": f'fill="{ACCENT}" opacity=".14"',
    "range": f'fill="{NEUTRAL}" opacity=".13"',
    "edge": f'stroke="{NEUTRAL}" stroke-dasharray="2 3"',
    "mean": f'stroke="{NEUTRAL}" stroke-width="1.3"',
    "target": f'stroke="{ACCENT}" stroke-width="1.6" stroke-dasharray="8 4"',
    "link": f'stroke="{NEUTRAL}" opacity=".75"',
    "moved": f'stroke="{CONCERN}" stroke-width="1.3"',
    "gap": f'stroke="{CONCERN}" stroke-width="4"',
    "plan": f'stroke="{NEUTRAL}" stroke-width="5" stroke-linecap="square"',
    "held": f'stroke="{GOOD}" stroke-width="11" stroke-linecap="round"',
}
"""Of each kind of path; mid-tones, since a picture does not know the theme of its page."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `first` to `last`, which differ."""

    first: float
    last: float

    def at(self, value: float) -> float:
        """Percent of the axis from its first value; a value outside is put on its end."""
        share = (value - self.first) / (self.last - self.first)
        return round(100 * min(max(share, 0.0), 1.0), 2)


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a point in percent from the left and from the top: a tick's label, of one line or more, or a word in
    the drawing. `is_left`: it ends at the point instead of beginning there; `is_below`: it is a concern, and centered
    below the point. Ticks ignore both."""

    lines: tuple[str, ...]
    left: float = 0.0
    top: float = 0.0
    is_left: bool = False
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class Tip:
    """What a pointer shows over a strip of the drawing, and where the point is that it is about, in percent from the
    top; None if it is about all that is above and below. `is_left`: there is more room on the left."""

    lines: tuple[str, ...]
    left: float
    width: float
    top: float | None = None

    @property
    def is_left(self) -> bool:
        return self.left > 50


@dataclass(frozen=True, slots=True)
class Flag:
    """A dashed line from the bottom to a name that begins `high` lines above the box, or ends there if it `is_left`; 0
    without a name. `tip`: what a pointer shows."""

    lines: tuple[str, ...]
    high: int
    left: float
    is_left: bool
    tip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A point with a color and a shape of its own, by its kind: improvement, concern or neutral, or what a session is
    (`circle.LOOKS`)."""

    kind: str
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Ink:
    """A line in one of the theme's colors, from 0 on. `dash`: as in SVG. `dots`: paths of its points. `name`: for the
    legend, if it has one."""

    color: int
    path: str
    dash: str = ""
    dots: str = ""
    name: str = ""

    @property
    def picture(self) -> str:
        """The line as a mask that fills the box with room around it: a data URI."""
        points = (
            f'<path d="{self.dots}" stroke-width="5.2" stroke-linecap="round" {_KEPT}/>' if self.dots else ""
        )
        line = f'<path d="{self.path}" stroke-width="2.2" stroke-dasharray="{self.dash}" {_KEPT}/>'
        return _svg(f'<g stroke="#000">{line}{points}</g>')

    @property
    def swatch(self) -> str:
        """The line of the legend."""
        return replace(self, path=f"M{-ROOM_LEFT} {UNITS / 2:g}H{UNITS + ROOM_LEFT}", dots="").picture


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing: its paths by look, its lines, the ticks of both axes, what is written in it, and its tips. `title`: of
    the axis across, a line each; `beside`: of the other. `right`: names of lines. `key`: kinds of signs and their
    words."""

    paths: tuple[tuple[Look, str], ...]
    inks: tuple[Ink, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    words: tuple[Mark, ...]
    tips: tuple[Tip, ...]
    title: tuple[str, ...] = ()
    beside: str = ""
    right: tuple[Mark, ...] = ()
    flags: tuple[Flag, ...] = ()
    signs: tuple[Sign, ...] = ()
    key: tuple[tuple[str, str], ...] = ()

    @property
    def in_levels(self) -> bool:
        """Whether there may be names above the box and on its right."""
        return bool(self.right or self.flags)

    @property
    def high(self) -> int:
        """Lines of names above the box."""
        return max((flag.high for flag in self.flags), default=0)

    @property
    def picture(self) -> str:
        """The paths as a picture that fills the box with room around it: a data URI."""
        return _svg(
            "".join(f'<path d="{path}" {_LOOKS[look]} {_KEPT}/>' for look, path in self.paths if path)
        )


_KEPT = 'vector-effect="non-scaling-stroke"'


def _svg(drawn: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" preserveAspectRatio="none" fill="none" viewBox="{-ROOM_LEFT} '
        f'{-ROOM_ABOVE} {UNITS + 2 * ROOM_LEFT} {UNITS + 2 * ROOM_ABOVE}">{drawn}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def nice(top: float, most: int) -> list[float]:
    """Round values from 0 to `top` or the next one above it, at most `most` steps of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(top / most))
    step = next(power * times for times in (1, 2, 5, 10) if power * times * most >= top * (1 - 1e-9))
    return [round(step * place, 10) for place in range(math.ceil(top / step - 1e-9) + 1)]


def months(first: pd.Timestamp, last: pd.Timestamp, most: int) -> list[pd.Timestamp]:
    """First days of months from the first to the last, evenly spaced, at most `most`; the first day alone if no month
    begins between them."""
    found = pd.date_range(first, last, freq="MS")
    apart = next((each for each in _MONTHS_APART if len(found) <= each * most), len(found))
    return list(found[::apart]) or [first]


def steps(across: Sequence[float], up: Sequence[float]) -> str:
    """The path of a line that keeps each value until the next: points in percent from the left and from the bottom."""
    (first, *rest), (low, *more) = across, up
    start = f"M{_units(first)} {_units(100 - low)}"
    return start + "".join(f"H{_units(x)}V{_units(100 - y)}" for x, y in zip(rest, more, strict=True))


def between(across: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    """The path of the area between two such lines."""
    down = zip(reversed(across[1:]), reversed(low[:-1]), strict=True)
    back = "".join(f"H{_units(x)}V{_units(100 - y)}" for x, y in down)
    return f"{steps(across, high)}V{_units(100 - low[-1])}{back}H{_units(across[0])}Z"


def straight(*points: tuple[float, float]) -> str:
    """The path of a line through points in percent from the left and from the bottom."""
    if len(points) == 1:
        return dots(points)
    return "M" + "L".join(f"{_units(x)} {_units(100 - y)}" for x, y in points)


def rectangle(left: float, right: float, low: float, high: float) -> str:
    """The path of a rectangle, in percent from the left and from the bottom."""
    return f"M{_units(left)} {_units(100 - low)}H{_units(right)}V{_units(100 - high)}H{_units(left)}Z"


def dots(points: Iterable[tuple[float, float]]) -> str:
    """The path of a dot at each point in percent from the left and from the bottom."""
    return "".join(f"M{_units(x)} {_units(100 - y)}h.01" for x, y in points)


def level(heights: Iterable[float]) -> str:
    """The path of lines across the whole drawing, at heights in percent."""
    return "".join(f"M0 {_units(100 - height)}H{UNITS}" for height in heights)


def _units(percent: float) -> str:
    return f"{percent * UNITS / 100:.1f}".removesuffix(".0")
