"""Whether a circle's participation falls or misses its target, by its chart by session."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.statistics import control_chart, shifts


def participation_trends(units: pd.DataFrame, facts: Facts) -> dict[str, str]:
    """Circle -> "misses" or "concern" by its chart of participation by session, if it has at least 5 sessions.

    One call makes all charts: a phase is a circle, or a part of its history between changes that ask for new limits.
    """
    points = _by_session(units)
    points = points.assign(limits=_limits_of(points, facts))
    codes = points["circle"].cat.codes.to_numpy()
    latest_limits = points["limits"].to_numpy()[np.searchsorted(codes, codes, side="right") - 1]
    rules = str(facts.log.settings["control_rules"])
    # points under earlier limits, and those before a shift that has become usual, say nothing about today
    points = points[points["limits"].to_numpy() == latest_limits].reset_index(drop=True)
    points = points[_of_latest_level(points)].reset_index(drop=True)
    target = float(facts.log.settings["target_participation"])
    chart = control_chart.xmr(
        points["hit"].to_numpy(),
        rules=rules,
        phases=points["limits"].to_list(),
        low=0,
        high=1,
    )
    last = ~points.duplicated("circle", keep="last")
    latest = chart[last.to_numpy()].set_axis(points.loc[last, "circle"].astype("str"))
    misses = latest["upper"] < target - control_chart.TOLERANCE
    misses &= ~pd.Series(
        {
            str(circle): shifts.has_shift(some.to_numpy(), shifts.RUN[rules])
            for circle, some in points.groupby("circle", observed=True)["hit"]
        },
        dtype=bool,
    ).reindex(misses.index, fill_value=False)
    concern = (latest["kind"] == "concern") & latest["mean"].notna()
    return dict.fromkeys(latest.index[concern], "concern") | dict.fromkeys(latest.index[misses], "misses")


def _by_session(units: pd.DataFrame) -> pd.DataFrame:
    """Circle, on (the day) and hit (float64: the share) of each session of the circles with at least MIN_FOR_PERCENT
    of them, in the order of circles and days."""
    included = units["reason"].array.codes < 0
    circle, hit = units["circle"].array, units["hit"].to_numpy()[included]
    codes, days = circle.codes[included].astype(np.int64), units["on"].to_numpy()[included]
    order = np.lexsort((days, codes))
    order = order[(codes >= 0)[order] & ~np.isnat(days)[order]]
    codes, days, hit = codes[order], days[order], hit[order]
    is_first = np.append(True, (codes[1:] != codes[:-1]) | (days[1:] != days[:-1]))[: len(codes)]
    session = np.cumsum(is_first) - 1
    share = np.bincount(session[hit], minlength=int(is_first.sum())) / np.bincount(session)
    codes, days = codes[is_first], days[is_first]
    enough = np.bincount(codes, minlength=len(circle.categories))[codes] >= MIN_FOR_PERCENT
    return pd.DataFrame(
        {
            "circle": pd.Categorical.from_codes(codes[enough], dtype=circle.dtype),
            "on": days[enough],
            "hit": share[enough],
        }
    )


def _of_latest_level(points: pd.DataFrame) -> NDArray[np.bool_]:
    """Which points belong to their circle's latest level: those after a shift that has lasted `shifts.SETTLED`
    sessions."""
    keep = np.ones(len(points), dtype=bool)
    for some in points.groupby("circle", observed=True).indices.values():
        start = shifts.start_of_level(points["hit"].to_numpy()[some], shifts.SETTLED)
        keep[some[:start]] = False
    return keep


def _limits_of(points: pd.DataFrame, facts: Facts) -> list[int]:
    """A number for each point, the same for points that share limits: one circle, no change of limits in between."""
    changes = facts.log.changes
    changes = changes[changes["rebase"].fillna(False).astype(bool) & (changes["date"] <= facts.as_of)]
    since = np.zeros(len(points), dtype=np.int64)
    for circle, date in zip(changes["circle"], changes["date"], strict=True):
        concerned = points["on"] >= date
        since += (
            concerned & (points["circle"] == circle) if isinstance(circle, str) else concerned
        ).to_numpy()
    return (points["circle"].cat.codes.to_numpy().astype(np.int64) * (len(changes) + 1) + since).tolist()
