"""The metric dictionary: one definition per figure, collected from the modules that count them.

Pages, JSON, "About this number" and docs/figures.md read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from lib.metrics.coaching.definitions import COACHING
from lib.metrics.core.definition import PARTS, Definition, Group, Part
from lib.metrics.dependencies.definitions import DEPENDENCIES
from lib.metrics.diffusion.definitions import DIFFUSION
from lib.metrics.follow_through.definitions import FOLLOW_THROUGH
from lib.metrics.health.definitions import HEALTH
from lib.metrics.impact import design_effect
from lib.metrics.impact.definitions import IMPACT
from lib.metrics.library.definitions import LIBRARY
from lib.metrics.sponsorship.definitions import SPONSORSHIP

_FIRST = (
    "participation cadence prework case_rotation facilitator_rotation note_taker_rotation snapshot "
    "brief_ahead real_problem tested_thinking went_wrong_shared everyone_spoke outside_view timebox "
    "decision_recorded reflection record_completeness roster_mix norms_signed mandate reach retention "
    "mean_attendance format_mix paired checkins coaching_cycle ends_with_plan actionable_insights implementation_days "
    "on_time open overdue loop_closed assignments outcome_linked effect_reported partnered experiments "
    "over_delegation line_of_sight flow adoption_rate current_use adoption_curve time_to_adoption "
    "forecast spread_factor generation cross_boundary reach_grid beyond_members sustainment abandonment "
    "fidelity what_works lighthouse_ready embedded publicized stalled next_teams second_team "
    "results capabilities member_hours design_effect dependencies "
    "library reuse playbook topic_breadth "
    "asks_answered ask_days granted sponsor_visible reviews_held decisions_made milestones backup first_turns"
).split()
"""The order in which figures are listed. A figure missing here follows the last one of its group."""


def _in_order(definitions: Iterable[Definition]) -> dict[str, Definition]:
    """Definitions by key, in the order of _FIRST; raises ValueError if two have the same key."""
    every = list(definitions)
    rank = {key: place for place, key in enumerate(_FIRST)}
    last = {
        each.group: max(rank.get(other.key, -1) for other in every if other.group == each.group)
        for each in every
    }
    ordered = {
        each.key: each for each in sorted(every, key=lambda each: rank.get(each.key, last[each.group] + 0.5))
    }
    if len(ordered) < len(every):
        raise ValueError("two figures have the same key")
    return ordered


DICTIONARY: Mapping[str, Definition] = MappingProxyType(
    _in_order(
        (
            *HEALTH,
            *COACHING,
            *FOLLOW_THROUGH,
            *IMPACT,
            design_effect.definition(lambda: DICTIONARY),  # a change may name any figure
            *DIFFUSION,
            *DEPENDENCIES,
            *LIBRARY,
            *SPONSORSHIP,
        )
    )
)
"""Every figure with a `Definition`, by key, in listing order. `status` and `asks` are counted without one."""

SERIES_KEYS = tuple(key for key, definition in DICTIONARY.items() if definition.has_series)


def keys_of(*groups: Group) -> tuple[str, ...]:
    """Keys of the figures in these groups, in listing order."""
    return tuple(key for key, definition in DICTIONARY.items() if definition.group in groups)


def keys_in(*parts: str) -> tuple[str, ...]:
    """Keys of the figures that these page parts show, part by part, each in the order of its tiles."""
    return tuple(key for part in parts for key in _by_place(part))


def _by_place(part: str) -> list[str]:
    keys = [key for key, definition in DICTIONARY.items() if definition.part == part]
    return sorted(keys, key=lambda key: DICTIONARY[key].place)


def parts_of(*groups: Group) -> tuple[Part, ...]:
    """The page parts that show figures of these groups, in page order."""
    return tuple(
        part
        for part in PARTS
        if any(each.part == part and each.group in groups for each in DICTIONARY.values())
    )


ON_OVERVIEW = tuple(key for key, definition in DICTIONARY.items() if definition.on_overview)
"""Keys of the figures shown as tiles on the overview."""
