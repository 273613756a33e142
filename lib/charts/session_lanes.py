"""The chart of a circle's sessions (`circle.sessions`) as a drawing for the page; files have the chart."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from lib.charts.circle import HELD, LOOKS, PLANNED, gaps, looks
from lib.charts.plot import Mark, Plot, Scale, Sign, Tip, dots, level, months, straight
from lib.words.phrases import counted
from lib.words.texts import name

_PLANNED_AT, _HELD_AT, _GAP_AT = 78.0, 36.0, 25.0
"""The lanes, and the lines of gaps below the days held, in percent from the bottom."""
_AT_EDGE = 0.015
"""Of the time shown: room for the first and the last mark."""
_MOST_TICKS = 5
_TIPS_APART, _MOST_IN_TIP = 1.0, 4
"""Percent between the days of two tips, of which nearer ones share one, and sessions that a tip says."""
_NUMBERS_APART = 5.0
"""Percent between numbers of days below the lanes that can both be read. A tip says each that is left out."""


class _Days:
    """Places of days, in percent from the left."""

    def __init__(self, first: pd.Timestamp, last: pd.Timestamp) -> None:
        room = max((last - first).total_seconds() * _AT_EDGE, 86_400.0)
        self._scale = Scale(first.timestamp() - room, last.timestamp() + room)

    def at(self, days: Iterable[pd.Timestamp]) -> list[float]:
        return [self._scale.at(day.timestamp()) for day in days]


def plot(timeline: pd.DataFrame, as_of: pd.Timestamp, waiting_days: float | None = None) -> Plot:
    """The days planned in the upper lane, the days held in the lower one, lines between them, gaps with their days
    below, and as_of dashed. Sessions held as planned are in the picture, which costs the same for any number of them;
    all others have a sign each.

    `timeline`, `waiting_days`: as in `circle.sessions`.
    """
    rows = timeline.assign(look=looks(timeline))
    long_gaps = gaps(timeline, as_of, waiting_days)
    shown = pd.concat([rows["day"], rows["planned"], long_gaps["since"], pd.Series([as_of])])
    first, last = shown.min(), shown.max()
    days = _Days(first, last)
    since, until = days.at(long_gaps["since"]), days.at(long_gaps["until"])
    today = days.at([as_of])[0]
    both = rows[(rows["state"] == "held") & rows["planned"].notna()]
    moved, kept = (both[(both["look"] == "moved") == is_moved] for is_moved in (True, False))
    ticks = months(first, last, _MOST_TICKS)
    return Plot(
        (
            ("grid", level((_PLANNED_AT, _HELD_AT))),
            ("edge", straight((today, 0), (today, 100))),
            ("link", _links(days, kept)),
            ("moved", _links(days, moved)),
            (
                "gap",
                "".join(straight((a, _GAP_AT), (b, _GAP_AT)) for a, b in zip(since, until, strict=True)),
            ),
            ("plan", dots((place, _PLANNED_AT) for place in days.at(both["planned"]))),
            ("held", dots((place, _HELD_AT) for place in days.at(rows.loc[rows["look"] == "held", "day"]))),
        ),
        (),
        tuple(Mark((_month(tick),), place) for tick, place in zip(ticks, days.at(ticks), strict=True)),
        (Mark((PLANNED,), top=100 - _PLANNED_AT), Mark((HELD,), top=100 - _HELD_AT)),
        _numbers(since, until, long_gaps["days"]),
        _tips(rows, days.at(rows["day"]), waiting_days, today),
        signs=_signs(days, rows[rows["look"] != "held"]),
    )


def _links(days: _Days, rows: pd.DataFrame) -> str:
    """A line from the planned day to the day it was held, for each session."""
    return "".join(
        straight((planned, _PLANNED_AT), (held, _HELD_AT))
        for planned, held in zip(days.at(rows["planned"]), days.at(rows["day"]), strict=True)
    )


def _signs(days: _Days, rows: pd.DataFrame) -> tuple[Sign, ...]:
    lanes = rows["state"].eq("held").map({True: _HELD_AT, False: _PLANNED_AT})
    return tuple(
        Sign(look, place, 100 - lane)
        for look, place, lane in zip(rows["look"], days.at(rows["day"]), lanes, strict=True)
    )


def _numbers(since: list[float], until: list[float], days: Iterable[float]) -> tuple[Mark, ...]:
    """The days of each gap below its middle, as far as there is room."""
    found: list[Mark] = []
    for start, end, count in zip(since, until, days, strict=True):
        middle = round((start + end) / 2, 2)
        if not found or middle - found[-1].left >= _NUMBERS_APART:
            found.append(Mark((f"{count:,.0f}",), middle, 100 - _GAP_AT, is_below=True))
    return tuple(found)


def _tips(
    rows: pd.DataFrame, places: list[float], waiting_days: float | None, today: float
) -> tuple[Tip, ...]:
    """What is known of each session, in a strip up to halfway to the next one; at as_of, how long the circle waits."""
    said = [*zip(places, _said(rows), strict=True)]
    if waiting_days is not None:
        said = sorted([*said, (today, (_gap(waiting_days),))], key=lambda each: each[0])
    groups: list[tuple[float, list[tuple[str, ...]]]] = []
    for place, lines in said:
        if groups and place - groups[-1][0] < _TIPS_APART:
            groups[-1][1].append(lines)
        else:
            groups.append((place, [lines]))
    edges = [0.0, *((left + right) / 2 for (left, _), (right, _) in pairwise(groups)), 100.0]
    return tuple(
        Tip(_together(each), round(left, 2), round(right - left, 2))
        for (_, each), (left, right) in zip(groups, pairwise(edges), strict=True)
    )


def _together(said: list[tuple[str, ...]]) -> tuple[str, ...]:
    more = len(said) - _MOST_IN_TIP
    lines = [line for each in said[:_MOST_IN_TIP] for line in each]
    return (*lines, *([f"and {more:,} more in the table"] if more > 0 else []))


def _said(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    columns = ("session", "look", "planned", "day", "state", "case", "gap_days", "gap_flagged")
    return [
        (
            f"{name(str(session))}: {LOOKS[look][-1]}",
            ", ".join(
                filter(
                    None,
                    [
                        "" if pd.isna(planned) else f"planned {_day(planned)}",
                        f"held {_day(day)}" if state == "held" else "",
                    ],
                )
            ),
            *([f"Case: {name(case)}"] if isinstance(case, str) and case else []),
            *([_gap(gap_days)] if gap_flagged else []),
        )
        for session, look, planned, day, state, case, gap_days, gap_flagged in zip(
            *(rows[column] for column in columns), strict=True
        )
    ]


def _gap(days: float) -> str:
    return f"{counted(round(days), 'day')} without a session"


def _month(on: pd.Timestamp) -> str:
    return f"{on:%b %Y}" if on.day == 1 else _day(on)


def _day(on: pd.Timestamp) -> str:
    return f"{on.day} {on:%b %Y}"
