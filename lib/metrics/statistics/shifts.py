"""Shifts: where the latest stretch of points on one level begins, and whether the newest points differ from those
before them by more than the usual ups and downs.

A shift is a run of points on one side of the mean (`RUN`). A difference between two periods is real if two things hold,
so that neither an old shift nor one odd month is taken for a new change: the newest points break a rule of control
charts against limits set by the points before them (around their mean, or around that of the period compared with), and
the averages of the two periods lie further apart than their
96 % interval, which has its spread from the same limits. tests/metrics/statistics/test_shifts.py gives the rates of
false and missed changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from lib.metrics.statistics.control_chart import RULE_SETS, TOLERANCE, Floats, natural_limits, sides
from lib.metrics.statistics.student import t_quantile

RUN: Mapping[str, int] = MappingProxyType({"nhs": 7, "western": 8})
"""Points in a row on one side of the mean that are a shift, by rule set."""
SETTLED = 12
"""Points on a new level from which that level is the usual one."""
_FLAT = 2
"""Points outside the limits of a line that mostly did not move before: a single one may be an accident."""
_REACH, _D2 = 2.66, 1.128
_FREEDOM = 0.62
"""Degrees of freedom of a spread estimated from moving ranges, per range."""


def latest_run(values: Floats) -> int:
    """How many of the last points are on the same side of the mean of all; 0 without limits. NaN = gap, skipped."""
    known = values[~np.isnan(values)]
    limits = natural_limits(known, screen=True)
    if limits is None:
        return 0
    signs = sides(known - limits[0], 0.0, TOLERANCE)
    if not signs[-1]:
        return 0
    other = np.flatnonzero(signs != signs[-1])
    return len(signs) - 1 - int(other[-1]) if len(other) else len(signs)


def start_of_level(values: Floats, run: int) -> int:
    """The position from which the latest level holds: after each shift that ends in the latest point, if its run has at
    least `run` points. 0 without a shift."""
    start = 0
    while True:
        rest = values[start:]
        length = latest_run(rest)
        if length < run or length >= np.count_nonzero(~np.isnan(rest)):
            return start
        start += int(np.flatnonzero(~np.isnan(rest))[-length])


def has_shift(values: Floats, run: int) -> bool:
    """Whether any `run` points in a row are on one side of the mean: the points are not of one level. NaN = gap."""
    known = values[~np.isnan(values)]
    limits = natural_limits(known, screen=True)
    if limits is None:
        return False
    signs = sides(known - limits[0], 0.0, TOLERANCE)
    turns = np.flatnonzero(np.diff(signs)) + 1
    stretches = np.split(signs, turns)
    return any(len(some) >= run and some[0] != 0 for some in stretches)


def new_side(before: Floats, compared: Floats, latest: Floats, rules: str = "nhs") -> int | None:
    """1 if `latest` is above what came before by more than the usual ups and downs, -1 if below, 0 if neither; None if
    `before` has too few points for limits (5), or if there is nothing to compare.

    `before`: the points before `latest`, under the same limits; of them only the latest level counts. `compared`: the
    points of the period that `latest` is compared with. Gaps (NaN) are left out. `rules`: of RULE_SETS.
    """
    before, compared, latest = (part[~np.isnan(part)] for part in (before, compared, latest))
    before = before[start_of_level(before, RUN[rules]) :]
    limits = natural_limits(before, screen=True)
    if limits is None or not len(compared) or not len(latest):
        return None
    mean, reach = limits
    difference = float(latest.mean() - compared.mean())
    side = int(np.sign(difference))
    if abs(difference) <= _reach_of_difference(reach, len(before), len(compared), len(latest)) + TOLERANCE:
        return 0
    if np.median(np.abs(np.diff(before))) <= TOLERANCE:  # a line that mostly does not move
        outside = np.count_nonzero(sides(latest - mean, reach, TOLERANCE))
        return side if outside >= _FLAT and _breaks_a_rule(latest - mean, reach, side, rules) else 0
    levels = (mean, float(compared.mean()))  # the level before, or that of a shift too short to be one yet
    return side if any(_breaks_a_rule(latest - level, reach, side, rules) for level in levels) else 0


def _reach_of_difference(reach: float, points: int, compared: int, latest: int) -> float:
    """Half of the 96 % interval of a difference of two averages of points that share a level."""
    quantile = t_quantile(0.98, max(_FREEDOM * (points - 1), 1.0))
    return quantile * reach / _REACH / _D2 * np.sqrt(1 / compared + 1 / latest)


def _breaks_a_rule(deviation: Floats, reach: float, side: int, rules: str) -> bool:
    """Whether a point breaks a rule on that side. A trend alone is no difference from what came before."""
    on_the_mean = np.zeros(max(RUN.values()))  # so that no rule has a window longer than the points
    padded = np.concatenate([deviation, on_the_mean])
    return any(
        bool((rule(padded, reach, TOLERANCE) == side).any())
        for name, rule in RULE_SETS[rules].items()
        if "trending" not in name
    )
