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
    included = units.loc[units["reason"].isna(), ["circle", "on", "hit"]]
    points = included.groupby(["circle", "on"], observed=True, sort=True)["hit"].mean().reset_index()
    sizes = points.groupby("circle", observed=True)["on"].transform("size")
    points = points[sizes >= MIN_FOR_PERCENT].reset_index(drop=True)
    points = points.assign(limits=_limits_of(points, facts))
    latest_limits = points.groupby("circle", observed=True)["limits"].transform("last")
    rules = str(facts.log.settings["control_rules"])
    # points under earlier limits, and those before a shift that has become usual, say nothing about today
    points = points[points["limits"] == latest_limits].reset_index(drop=True)
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
