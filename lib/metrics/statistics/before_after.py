"""A series before and after a change: whether the points after it are a special cause against the limits before it.

The points before are those of their latest level (`shifts.start_of_level`), so that an older shift is not taken for
one after the change. The points after have moved if they break a rule of control charts against the limits before,
other than the rule of trends, and if the two means lie further apart than their 96 % interval (`shifts.new_side`). The
test of this module states how often that is wrong for a stable series, and how often a shift is found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.metrics.statistics.control_chart import Floats
from lib.metrics.statistics.shifts import RUN, new_side, start_of_level

MIN_POINTS, SETTLED = 5, 12
"""Points on each side below which nothing is said, and below which it is "so far"."""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """`before`, `after`: means (None without points); `points_before`, `points_after`: how many.

    `side`: 1 if the points after are higher than the usual ups and downs before allow, -1 if lower, 0 if neither, None
    if it is too early to say: fewer than MIN_POINTS on a side, or no limits.
    """

    before: float | None
    after: float | None
    points_before: int
    points_after: int
    side: int | None

    @property
    def is_settled(self) -> bool:
        """Whether both sides have so many points that it is more than "so far"."""
        return min(self.points_before, self.points_after) >= SETTLED


def compare(before: Floats, after: Floats, rules: str = "nhs", least: int = MIN_POINTS) -> BeforeAfter:
    """The points before and after a change, in time order; NaN = gap, left out. `rules`: of control_chart.RULE_SETS.
    `least`: how many points after it a verdict needs.

    No points on a side: None for its mean. Raises KeyError for unknown rules.
    """
    before = before[start_of_level(before, RUN[rules]) :]
    known, later = (part[~np.isnan(part)] for part in (before, after))
    enough = len(known) >= MIN_POINTS and len(later) >= least
    return BeforeAfter(
        float(known.mean()) if len(known) else None,
        float(later.mean()) if len(later) else None,
        len(known),
        len(later),
        new_side(before, before, after, rules) if enough else None,
    )
