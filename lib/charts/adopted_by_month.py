"""The lines of `adoption.several` as a drawing for the page; files have the chart."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from lib.charts import adoption
from lib.charts.plot import Ink, Mark, Plot, Scale, Tip, dots, level, months, nice, straight
from lib.words.shares import percent
from lib.words.texts import name

_DASHES = ("", "7 3", "3 3", "9 3 2 3", "2 2")
_MOST_TICKS = 6
_MOST_STEPS = 7
MOST_IN_TIP = 12
"""Practices that a pointer names in one month."""


def plot(rows: pd.DataFrame) -> Plot:
    """Ever adopted by month, one line per practice: the most widely adopted ones named, the next ones faint. `rows`: as
    in `adoption.several`, at least one."""
    drawn = adoption.drawn(rows)
    first, last = drawn["on"].min(), drawn["on"].max()
    across = Scale(0.0, max((last - first).days, 1))
    ticks = nice(max(float(drawn["rate"].max()), 0.01), _MOST_STEPS)
    up = Scale(0.0, ticks[-1])
    lines = {
        title: [
            (across.at((on - first).days), up.at(rate))
            for on, rate in zip(each["on"], each["rate"], strict=True)
        ]
        for title, each in drawn.sort_values("on").groupby("title", sort=False)
    }
    named = adoption.named(rows)
    faint = "".join(straight(*points) for title, points in lines.items() if title not in named)
    return Plot(
        (("grid", level(map(up.at, ticks))), ("faint", faint)),
        tuple(
            Ink(place, straight(*lines[title]), _DASHES[place], dots(lines[title]), name(title))
            for place, title in reversed([*enumerate(named)])
        ),
        tuple(
            Mark((f"{month:%b %Y}",), across.at((month - first).days))
            for month in months(first, last, _MOST_TICKS)
        ),
        tuple(Mark((percent(share),), top=100 - up.at(share)) for share in ticks),
        (),
        _tips(drawn, across, first),
        beside="Ever adopted",
    )


def _tips(drawn: pd.DataFrame, across: Scale, first: pd.Timestamp) -> tuple[Tip, ...]:
    """For each month, how many eligible teams ever adopted each practice, the most widely adopted first."""
    ordered = drawn.sort_values(["on", "rate"], ascending=[True, False])
    called = {title: name(title) for title in ordered["title"].unique()}
    counts: dict[pd.Timestamp, list[str]] = {}
    columns = (ordered[column].to_list() for column in ("on", "title", "adopted", "eligible"))
    for on, title, adopted, eligible in zip(*columns, strict=True):
        counts.setdefault(on, []).append(f"{called[title]}: {adopted:,} of {eligible:,}")
    counted = list(counts)
    places = [across.at((on - first).days) for on in counted]
    edges = [0.0, *((left + right) / 2 for left, right in pairwise(places)), 100.0]
    return tuple(
        Tip(
            (f"{on:%B %Y}", *_counts(counts[on])),
            round(left, 2),
            round(right - left, 2),
        )
        for on, (left, right) in zip(counted, pairwise(edges), strict=True)
    )


def _counts(counts: list[str]) -> list[str]:
    more = len(counts) - MOST_IN_TIP
    return [*counts[:MOST_IN_TIP], *([f"and {more:,} more in the table"] if more > 0 else [])]
