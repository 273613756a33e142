"""What is found for all circles serves for some of them: the units of a circle do not depend on the others.

A test holds this against units that are counted from the filtered log alone, figure by figure.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from lib.metrics.core import rates
from lib.metrics.dictionary import DICTIONARY
from lib.metrics.diffusion.spreading import NO_CIRCLE

_GROUPS = ("health", "coaching", "follow_through")
_OF_PAIRS = frozenset(
    (
        *("adoption_rate", "current_use", "adoption_curve", "time_to_adoption"),
        *("generation", "beyond_members", "sustainment"),
    )
)
"""Figures that count pairs of a practice and a team, by the practice's circle. Others of spread may learn from all."""
_NOT_PARTED = frozenset(("coaching_cycle", "outside_view"))
"""Figures of these groups whose index depends on which circles are there."""
BY_POSITION = frozenset(("participation", "prework", "reflection", "backup", "checkins"))
"""Figures whose units are numbered from 0; the index of all others is that of the rows they are made of."""


def is_parted(key: str) -> bool:
    """Whether a figure's units of some circles are those of all circles, without the others'."""
    definition = DICTIONARY[key]
    return definition.units is not None and definition.group in _GROUPS and key not in _NOT_PARTED


def is_tallied(key: str) -> bool:
    """Whether a figure's counts of each circle do not depend on which others are there."""
    return DICTIONARY[key].group in _GROUPS or key in _OF_PAIRS


def counted_with(key: str, circles: frozenset[str]) -> frozenset[str]:
    """The circles whose counts a figure of some circles adds up: practices without a circle belong to any of them."""
    return circles | {NO_CIRCLE} if key in _OF_PAIRS else circles


def of_circles(key: str, units: pd.DataFrame, circles: Collection[str]) -> pd.DataFrame:
    """The units of some circles from those of all."""
    some = rates.of_circles(units, circles)
    return some.reset_index(drop=True) if key in BY_POSITION else some


def rows_of(judged: pd.DataFrame, circles: Collection[str]) -> pd.DataFrame:
    """The rows of some circles of `status.judge`, whose first column is the circle."""
    kept = [place for place, circle in enumerate(judged["circle"].to_list()) if circle in circles]
    return judged.take(kept).reset_index(drop=True)
