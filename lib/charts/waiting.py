"""How much waited for each function at the end of each month, as a drawing for the page."""

from __future__ import annotations

import pandas as pd

from lib.charts.by_month import DASHES, across, ticks, tips
from lib.charts.plot import Ink, Mark, Plot, Scale, dots, level, nice, straight
from lib.words.phrases import listed
from lib.words.texts import name

MOST_LINES = 4
REST = "all others"
BESIDE = "Open at the month's end"
_MOST_STEPS, _NEUTRAL_INK = 5, 5
_TOO_CLOSE = pd.Timedelta(days=7)
"""How long before the last day the end of a month is left out: lines would go straight up or down there."""
_MOST_TICKS = 4
"""Of months: the drawing has half of the page's width."""


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """`bottlenecks.trend` with the MOST_LINES functions for which most waits on the last day, the others together as
    REST: day, function, open, by function in that order and day. A month that ended less than a week before the last
    day is not shown."""
    today = rows["day"].max()
    rows = rows[(rows["day"] == today) | (rows["day"] <= today - _TOO_CLOSE)]
    last = rows[rows["day"] == today].set_index("function")["open"]
    most = rows.groupby("function")["open"].max()
    order = pd.DataFrame({"last": last, "most": most}).sort_values(
        ["last", "most"], ascending=False, kind="stable"
    )
    keep = list(order.index[:MOST_LINES])
    named = rows.assign(function=rows["function"].where(rows["function"].isin(keep), REST))
    found = named.groupby(["function", "day"], sort=True)["open"].sum().reset_index()
    place = {name: at for at, name in enumerate([*keep, REST])}
    return found.sort_values(
        ["function", "day"],
        key=lambda column: column.map(place) if column.name == "function" else column,
        ignore_index=True,
    )


def plot(rows: pd.DataFrame) -> Plot:
    """One line per function, the others together in gray. `rows`: `shown`, at least one."""
    first, last, most = rows["day"].min(), rows["day"].max(), max(int(rows["open"].max()), 1)
    counts = nice(most, min(most, _MOST_STEPS))
    scale, up = across(first, last), Scale(0.0, counts[-1])
    inks = []
    for place, (function, each) in enumerate(rows.groupby("function", sort=False)):
        points = [
            (scale.at((day - first).days), up.at(count))
            for day, count in zip(each["day"], each["open"], strict=True)
        ]
        color = _NEUTRAL_INK if function == REST else place
        inks.append(Ink(color, straight(*points), DASHES[place], dots(points), name(str(function))))
    said: dict[pd.Timestamp, list[str]] = {
        day: [f"{day:%-d %b %Y}"] for day in sorted({*rows["day"].to_list()})
    }
    columns = (rows[column].to_list() for column in ("day", "function", "open"))
    for day, function, count in zip(*columns, strict=True):
        said[day].append(f"{name(function)}: {count:,}")
    return Plot(
        (("grid", level(map(up.at, counts))),),
        tuple(reversed(inks)),
        ticks(first, last, _MOST_TICKS),
        tuple(Mark((f"{count:,.0f}",), top=100 - up.at(count)) for count in counts),
        (),
        tips(said, scale),
        beside=BESIDE,
    )


def described(rows: pd.DataFrame) -> str:
    """The lines in words, from the first day to the last. `rows`: `shown`, at least one."""
    first, last = rows["day"].min(), rows["day"].max()
    parts = []
    for function, some in rows.groupby("function", sort=False):
        parts.append(f"for {function} from {some['open'].iloc[0]:,} to {some['open'].iloc[-1]:,}")
    return f"Waiting at the end of each month, {first:%-d %b %Y} to {last:%-d %b %Y}: {listed(parts)}."
