"""The curve of `implementation.curve` as a drawing for the page; files have the chart."""

from __future__ import annotations

import pandas as pd

from lib.charts import implementation
from lib.charts.plot import Ink, Look, Mark, Plot, Scale, Tip, between, level, steps, straight
from lib.metrics.follow_through import implementation as days
from lib.words.phrases import counted
from lib.words.shares import percent

_SHARES = Scale(0.0, 1.0)
_UP = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def plot(rows: pd.DataFrame, median: tuple[float | None, float | None, float | None]) -> Plot:
    """The share done by each day with its 95 % interval and the day on which it reaches one half; rows and median as
    in `implementation.curve`."""
    frame = implementation.followed(rows)
    last = max(float(frame["days"].iloc[-1]), 1.0)
    scale, marks = Scale(0.0, last), implementation.ticks(float(frame["days"].iloc[-1]))
    across = [scale.at(day) for day in frame["days"]]
    done, low, high = ([_SHARES.at(share) for share in frame[name]] for name in ("share", "low", "high"))
    drawn, words = _half(scale, median)
    return Plot(
        (
            ("grid", level(map(_SHARES.at, _UP))),
            ("band", between(across, low, high)),
            *drawn,
        ),
        (Ink(0, steps(across, done)),),
        tuple(
            Mark((f"{day:,}", f"{count:,}"), scale.at(day))
            for day, count in zip(marks, days.at_risk(rows, marks), strict=True)
        ),
        tuple(Mark((percent(share),), top=100 - _SHARES.at(share)) for share in _UP),
        words,
        _tips(frame, across, done),
        implementation.ACROSS,
    )


def _half(
    scale: Scale, median: tuple[float | None, float | None, float | None]
) -> tuple[tuple[tuple[Look, str], ...], tuple[Mark, ...]]:
    """The median: a line from the axis to the curve at one half, its interval as a bar, and its words; nothing if it is
    after the last day."""
    day, low, high = median
    if day is None or day > scale.last:
        return (), ()
    at, half = scale.at(day), _SHARES.at(0.5)
    interval = straight(
        (at if low is None else scale.at(low), half), (at if high is None else scale.at(high), half)
    )
    is_late = day > implementation.LATE * scale.last
    return (
        (("rule", straight((0, half), (at, half), (at, 0))), ("bar", interval)),
        (Mark((implementation.half_in_words(day),), at, 100.0, is_late),),
    )


def _tips(frame: pd.DataFrame, across: list[float], done: list[float]) -> tuple[Tip, ...]:
    ends = [*across[1:], 100.0]
    return tuple(
        Tip(
            (
                counted(round(row["days"]), "day"),
                f"done by then {percent(row['share'])}",
                f"interval {percent(row['low'])} to {percent(row['high'])}",
                f"still followed {row['at_risk']:,}",
            ),
            left,
            round(end - left, 2),
            round(100 - top, 2),
        )
        for row, left, end, top in zip(frame.to_dict("records"), across, ends, done, strict=True)
    )
