"""The lines of `adoption.several` as a drawing for the page; files have the chart."""

from __future__ import annotations

import pandas as pd

from lib.charts import adoption
from lib.charts.by_month import DASHES, across, ticks, tips
from lib.charts.plot import Ink, Mark, Plot, Scale, Tip, dots, level, nice, straight
from lib.words.shares import percent
from lib.words.texts import name

_MOST_STEPS = 7
MOST_IN_TIP = 12
"""Practices that a pointer names in one month."""


def plot(rows: pd.DataFrame) -> Plot:
    """Ever adopted by month, one line per practice: the most widely adopted ones named, the next ones faint. `rows`: as
    in `adoption.several`, at least one."""
    drawn = adoption.drawn(rows)
    first, last = drawn["on"].min(), drawn["on"].max()
    scale = across(first, last)
    shares = nice(max(float(drawn["rate"].max()), 0.01), _MOST_STEPS)
    up = Scale(0.0, shares[-1])
    lines = {
        title: [
            (scale.at((on - first).days), up.at(rate))
            for on, rate in zip(each["on"], each["rate"], strict=True)
        ]
        for title, each in drawn.sort_values("on").groupby("title", sort=False)
    }
    named = adoption.named(rows)
    faint = "".join(straight(*points) for title, points in lines.items() if title not in named)
    return Plot(
        (("grid", level(map(up.at, shares))), ("faint", faint)),
        tuple(
            Ink(place, straight(*lines[title]), DASHES[place], dots(lines[title]), name(title))
            for place, title in reversed([*enumerate(named)])
        ),
        ticks(first, last),
        tuple(Mark((percent(share),), top=100 - up.at(share)) for share in shares),
        (),
        _tips(drawn, scale),
        beside="Ever adopted",
    )


def _tips(drawn: pd.DataFrame, scale: Scale) -> tuple[Tip, ...]:
    """For each month, how many eligible teams ever adopted each practice, the most widely adopted first."""
    ordered = drawn.sort_values(["on", "rate"], ascending=[True, False])
    called = {title: name(title) for title in ordered["title"].unique()}
    counts: dict[pd.Timestamp, list[str]] = {}
    columns = (ordered[column].to_list() for column in ("on", "title", "adopted", "eligible"))
    for on, title, adopted, eligible in zip(*columns, strict=True):
        counts.setdefault(on, []).append(f"{called[title]}: {adopted:,} of {eligible:,}")
    return tips({on: (f"{on:%B %Y}", *_counts(each)) for on, each in counts.items()}, scale)


def _counts(counts: list[str]) -> list[str]:
    more = len(counts) - MOST_IN_TIP
    return [*counts[:MOST_IN_TIP], *([f"and {more:,} more in the table"] if more > 0 else [])]
