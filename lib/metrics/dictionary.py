"""The metric dictionary: one definition per figure, collected from the modules that count them.

Pages, JSON, "About this number" and docs/figures.md read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from lib.metrics.coaching.definitions import COACHING
from lib.metrics.core.definition import PARTS, Definition, Group, Part
from lib.metrics.diffusion.definitions import DIFFUSION
from lib.metrics.follow_through.definitions import FOLLOW_THROUGH
from lib.metrics.health.definitions import HEALTH
from lib.metrics.impact.definitions import IMPACT

_FIRST = (
    "participation cadence prework case_rotation facilitator_rotation note_taker_rotation snapshot "
    "brief_ahead real_problem tested_thinking went_wrong_shared everyone_spoke outside_view timebox "
    "decision_recorded reflection record_completeness roster_mix norms_signed mandate reach retention "
    "format_mix paired checkins coaching_cycle ends_with_plan actionable_insights implementation_days "
    "on_time open overdue loop_closed assignments outcome_linked effect_reported partnered experiments "
    "over_delegation line_of_sight flow adoption_rate current_use adoption_curve time_to_adoption "
    "forecast spread_factor generation cross_boundary reach_grid beyond_members sustainment abandonment "
    "fidelity what_works lighthouse_ready publicized stalled"
).split()
"""The order in which figures are listed. A figure that is not in here follows the last one of its group."""


def _in_order(definitions: Iterable[Definition]) -> dict[str, Definition]:
    """Definitions by key; raises ValueError where two have the same key."""
    found = list(definitions)
    rank = {key: place for place, key in enumerate(_FIRST)}
    last = {
        each.group: max(rank.get(other.key, -1) for other in found if other.group == each.group)
        for each in found
    }
    ordered = {
        each.key: each for each in sorted(found, key=lambda each: rank.get(each.key, last[each.group] + 0.5))
    }
    if len(ordered) < len(found):
        raise ValueError("two figures have the same key")
    return ordered


DICTIONARY = MappingProxyType(_in_order((*HEALTH, *COACHING, *FOLLOW_THROUGH, *IMPACT, *DIFFUSION)))
"""Every figure that is counted from units, by key, in the order they are listed."""

SERIES_KEYS = tuple(key for key, definition in DICTIONARY.items() if definition.has_series)


def keys_of(*groups: Group) -> tuple[str, ...]:
    """Keys of the figures in these parts of the program, in the order they are listed."""
    return tuple(key for key, definition in DICTIONARY.items() if definition.group in groups)


def keys_in(*parts: str) -> tuple[str, ...]:
    """Keys of the figures that these parts of pages show, part by part, each in the order of its tiles."""
    return tuple(key for part in parts for key in _in_places(part))


def _in_places(part: str) -> list[str]:
    keys = [key for key, definition in DICTIONARY.items() if definition.part == part]
    return sorted(keys, key=lambda key: DICTIONARY[key].place)


def parts_of(*groups: Group) -> tuple[Part, ...]:
    """The parts of pages that show figures of these parts of the program, in their order."""
    return tuple(
        part
        for part in PARTS
        if any(each.part == part and each.group in groups for each in DICTIONARY.values())
    )


ON_OVERVIEW = tuple(key for key, definition in DICTIONARY.items() if definition.on_overview)
"""Keys of the figures that the overview shows as tiles."""
