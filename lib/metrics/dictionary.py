"""The metric dictionary: one definition per figure, used by pages, brief, JSON and "About this number"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import pandas as pd

from lib.metrics import follow_through, health
from lib.metrics.facts import Facts
from lib.metrics.rates import Tally

MoreParts: TypeAlias = tuple[dict[str, Any], dict[str, dict[str, Any]]]
"""Parts of the program's figure, and of each circle's by circle; plain JSON types."""
Estimate: TypeAlias = tuple[float | None, float | None, float | None]
"""A value that is no n/N, and its 95 % interval."""
Group: TypeAlias = Literal["health", "coaching", "follow_through"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means and how it is counted.

    `needs` lists what it cannot be known without: a tab and one column or several of which one is enough. `units`
    gives its frame of units, or `tally` its counts by circle; `more` from the units of the period the parts that are
    no sums over them, `estimate` the value where it is no n/N, of the program and by circle. A figure that is no
    share shows n as its value. `windowed` figures count what falls in the period; the others describe the day as_of,
    and are `retold` of earlier days where the log's dates tell them. `target` names its setting. `group` is the part
    of the program it belongs to; `is_habit`: something circles do, that may go with other habits.
    """

    key: str
    label: str
    definition: str
    units: Callable[[Facts], pd.DataFrame] | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    unit: Literal["share", "count"] = "share"
    target: str | None = None
    improvement: Literal["up", "down"] = "up"
    windowed: bool = True
    has_series: bool = False
    more: Callable[[Facts, Any], MoreParts] | None = None
    tally: Callable[[Facts], Tally] | None = None
    estimate: Callable[[Facts, Any], tuple[Estimate, dict[str, Estimate]]] | None = None
    retold: bool = False
    group: Group = "health"
    is_habit: bool = True


_DEFINITIONS = (
    Definition(
        "participation",
        "Participation",
        "Of the members expected at a held session, the share who were present. Excused members count as expected; "
        "guests do not count.",
        health.participation,
        (("attendance", "present"),),
        target="target_participation",
        has_series=True,
    ),
    Definition(
        "cadence",
        "Cadence",
        "Of the sessions planned by now, cancelled ones included, the share held within 7 days of the planned date.",
        health.cadence,
        (("sessions", "held"),),
        target="target_cadence",
        has_series=True,
        more=health.gap_parts,
    ),
    Definition(
        "prework",
        "Prework on time",
        "Of the members expected at held sessions whose prework was recorded, the share who sent it on time.",
        health.prework,
        (("attendance", "prework"),),
        target="target_prework",
        has_series=True,
    ),
    Definition(
        "everyone_spoke",
        "Everyone spoke",
        "Of the held sessions where it was recorded, the share in which everyone spoke.",
        health.everyone_spoke,
        (("sessions", "everyone_spoke"),),
        has_series=True,
    ),
    Definition(
        "snapshot",
        "Case with data",
        "Of the cases worked on, the share that came with a data snapshot.",
        health.snapshot,
        (("sessions", "case"), ("sessions", "snapshot")),
    ),
    Definition(
        "ends_with_plan",
        "Ends with a plan",
        "Of the held sessions, the share that decided at least one action with an owner and a due date.",
        follow_through.ends_with_plan,
        (("actions", "session"), ("actions", "owner"), ("actions", "due", "first_due")),
        has_series=True,
        group="follow_through",
    ),
    Definition(
        "on_time",
        "Actions done on time",
        "Of the actions whose first due date has passed, the share done by then. Moving the date does not help.",
        follow_through.on_time,
        (("actions", "first_due", "due"), ("actions", "closed")),
        target="target_on_time",
        has_series=True,
        group="follow_through",
    ),
    Definition(
        "open",
        "Open actions",
        "Actions neither done nor cancelled today.",
        follow_through.open_now,
        (("actions", "status", "closed"),),
        unit="count",
        improvement="down",
        windowed=False,
        group="follow_through",
    ),
    Definition(
        "overdue",
        "Overdue actions",
        "Open actions whose due date has passed, by how many days. Due today is not overdue.",
        follow_through.overdue,
        (("actions", "due", "first_due"), ("actions", "status", "closed")),
        unit="count",
        improvement="down",
        windowed=False,
        group="follow_through",
    ),
    Definition(
        "loop_closed",
        "Loops closed",
        "Of the actions still open at their circle's next session, the share that was revisited there.",
        follow_through.loop_closed,
        (("action_reviews", "action"), ("actions", "created", "session")),
        target="target_loop_closed",
        has_series=True,
        group="follow_through",
    ),
    Definition(
        "outcome_linked",
        "Linked to an outcome",
        "Of all actions, the share tagged with a business or a culture outcome.",
        follow_through.outcome_linked,
        (("actions", "outcome"),),
        more=follow_through.outcome_parts,
        group="follow_through",
    ),
    Definition(
        "effect_reported",
        "Effect reported",
        "Of the actions done, the share whose effect was written down: worked, mixed, did not work or too early.",
        follow_through.effect_reported,
        (("actions", "effect"), ("actions", "status", "closed")),
        group="follow_through",
    ),
    Definition(
        "partnered",
        "With a partner",
        "Of the open actions, the share with an accountability partner other than the owner.",
        follow_through.partnered,
        (("actions", "partner"), ("actions", "status", "closed")),
        windowed=False,
        group="follow_through",
    ),
)

DICTIONARY = MappingProxyType({definition.key: definition for definition in _DEFINITIONS})
"""Every figure that is counted from units, by key, in the order pages show them."""

SERIES_KEYS = tuple(definition.key for definition in _DEFINITIONS if definition.has_series)


@dataclass(frozen=True, slots=True)
class PulseDefinition:
    """What a figure of the pulse survey means. `question`: the published table it is read from. `target` names its
    setting; `lowest` and `highest` are its possible range."""

    key: str
    label: str
    definition: str
    question: str
    unit: Literal["points", "share"] = "points"
    target: str | None = None
    lowest: float = 1.0
    highest: float = 5.0


def _asked(key: str, label: str, question: str) -> PulseDefinition:
    words = f"The mean answer, 1 to 5, to the question about {question}. A circle shows from 5 answers on."
    return PulseDefinition(key, label, words, key)


_PULSE_DEFINITIONS = (
    PulseDefinition(
        "safety",
        "Psychological safety",
        "The mean of the members' scores, 1 to 5; a score is the mean of the 7 safety items, where at least 5 are "
        "answered. A circle shows from 5 answers on, to 0.1, the same for every viewer.",
        "safety",
        target="target_safety",
    ),
    PulseDefinition(
        "response_rate",
        "Answered the pulse",
        "Of the members active when the quarter closed, the share who answered at least 5 of the 7 safety items.",
        "safety",
        unit="share",
        lowest=0.0,
        highest=1.0,
    ),
    _asked("trust", "Trust", "trust in the circle"),
    _asked("curiosity", "Curiosity", "curiosity in the circle"),
    _asked("confidence", "Confidence", "confidence to act"),
    _asked("goal_progress", "Progress on goals", "progress on one's goals"),
)

PULSE = MappingProxyType({definition.key: definition for definition in _PULSE_DEFINITIONS})
"""Figures of the pulse survey, by key, in the order pages show them. `lib.metrics.pulse` says how they are counted."""

STATUS_DEFINITION = (
    "Each circle's state by rules, with the reasons listed; the figure is the share of circles on track among those "
    "with at least 3 held sessions."
)
ASKS_DEFINITION = "What circles asked of sponsors and has not been answered yet, by age and kind."
ADOPTION_RATE_DEFINITION = (
    "Of the teams that a practice is meant for and that exist today, the share that ever adopted it."
)
CURRENT_USE_DEFINITION = (
    "Of the teams that a practice is meant for and that exist today, the share using it now."
)
