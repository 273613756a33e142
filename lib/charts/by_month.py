"""What drawings of lines over months share: dashes, the ticks below, and what a pointer says of each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from lib.charts.plot import Mark, Scale, Tip, months

DASHES = ("", "7 3", "3 3", "9 3 2 3", "2 2")
"""Of the lines in order: color alone does not tell them apart."""
MOST_TICKS = 6


def across(first: pd.Timestamp, last: pd.Timestamp) -> Scale:
    """The axis of days since the first one."""
    return Scale(0.0, max((last - first).days, 1))


def ticks(first: pd.Timestamp, last: pd.Timestamp, most: int = MOST_TICKS) -> tuple[Mark, ...]:
    """First days of months from the first day to the last, as `plot.months` picks them."""
    scale = across(first, last)
    return tuple(Mark((f"{day:%b %Y}",), scale.at((day - first).days)) for day in months(first, last, most))


def tips(said: Mapping[pd.Timestamp, Sequence[str]], scale: Scale) -> tuple[Tip, ...]:
    """What a pointer shows over each day, in order, up to half the way to the next one. `scale`: `across` them."""
    first = next(iter(said))
    places = [scale.at((day - first).days) for day in said]
    edges = [0.0, *((left + right) / 2 for left, right in pairwise(places)), 100.0]
    return tuple(
        Tip(tuple(lines), round(left, 2), round(right - left, 2))
        for lines, (left, right) in zip(said.values(), pairwise(edges), strict=True)
    )
