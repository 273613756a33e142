"""What drawings of lines over months share: dashes, the ticks below, and what a pointer says of each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from lib.charts.plot import Mark, Scale, Tip

DASHES = ("", "7 3", "3 3", "9 3 2 3", "2 2")
"""Of the lines in order: color alone does not tell them apart."""
MOST_TICKS = 6
_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120)


def across(first: pd.Timestamp, last: pd.Timestamp) -> Scale:
    """The axis of days since the first one."""
    return Scale(0.0, max((last - first).days, 1))


def ticks(first: pd.Timestamp, last: pd.Timestamp, most: int = MOST_TICKS) -> tuple[Mark, ...]:
    """First days of months from the first day to the last, evenly spaced, at most `most`; the first day if there is no
    such day."""
    scale, months = across(first, last), pd.date_range(first.normalize(), last, freq="MS")
    apart = next((each for each in _MONTHS_APART if len(months) <= each * most), len(months))
    days = list(months[::apart]) or [first]
    return tuple(Mark((f"{day:%b %Y}",), scale.at((day - first).days)) for day in days)


def tips(said: Mapping[pd.Timestamp, Sequence[str]], scale: Scale) -> tuple[Tip, ...]:
    """What a pointer shows over each day, in order, up to half the way to the next one. `scale`: `across` them."""
    first = next(iter(said))
    places = [scale.at((day - first).days) for day in said]
    edges = [0.0, *((left + right) / 2 for left, right in pairwise(places)), 100.0]
    return tuple(
        Tip(tuple(lines), round(left, 2), round(right - left, 2))
        for lines, (left, right) in zip(said.values(), pairwise(edges), strict=True)
    )
