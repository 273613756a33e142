"""The metric dictionary: one definition per figure, used by pages, brief, JSON and "About this number"."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from lib.metrics.coaching import cycles, pairs
from lib.metrics.core.definition import Definition as Definition
from lib.metrics.core.definition import Group as Group
from lib.metrics.diffusion.definitions import DIFFUSION
from lib.metrics.follow_through import actions, delegation, implementation, loops
from lib.metrics.health import (
    cases,
    formats,
    mandate,
    outside,
    records,
    retention,
    roster,
    rotation,
    sessions,
)
from lib.metrics.impact import line_of_sight

_DEFINITIONS = (
    Definition(
        "participation",
        "Participation",
        "Of the members expected at a held session, the share who were present. Excused members count as expected; "
        "guests do not count.",
        sessions.participation,
        (("attendance", "present"),),
        target="target_participation",
        has_series=True,
    ),
    Definition(
        "cadence",
        "Cadence",
        "Of the sessions planned by now, cancelled ones included, the share held within 7 days of the planned date.",
        sessions.cadence,
        (("sessions", "held"),),
        target="target_cadence",
        has_series=True,
        more=sessions.gap_parts,
    ),
    Definition(
        "prework",
        "Prework on time",
        "Of the members expected at held sessions whose prework was recorded, the share who sent it on time.",
        sessions.prework,
        (("attendance", "prework"),),
        target="target_prework",
        has_series=True,
    ),
    Definition(
        "case_rotation",
        "Case rotation",
        "How many different members brought a case in the last held sessions, looking back as many sessions as the "
        "circle has members.",
        tally=rotation.presenters,
        needs=(("sessions", "presenter"),),
        windowed=False,
        retold=True,
    ),
    Definition(
        "facilitator_rotation",
        "Facilitator rotation",
        "How many different members facilitated the last held sessions, looking back as many sessions as the circle "
        "has members.",
        tally=rotation.facilitators,
        needs=(("sessions", "facilitator"),),
        windowed=False,
        retold=True,
    ),
    Definition(
        "note_taker_rotation",
        "Note-taker rotation",
        "How many different members took notes in the last held sessions, looking back as many sessions as the circle "
        "has members.",
        tally=rotation.note_takers,
        needs=(("sessions", "note_taker"),),
        windowed=False,
        retold=True,
    ),
    Definition(
        "snapshot",
        "Case with data",
        "Of the cases worked on, the share that came with a data snapshot.",
        cases.snapshot,
        (("sessions", "case"), ("sessions", "snapshot")),
        has_series=True,
    ),
    Definition(
        "brief_ahead",
        "Brief sent ahead",
        "Of the cases worked on, the share whose brief was sent 2 days before the session or earlier; the settings may "
        "name another number.",
        cases.brief_ahead,
        (("sessions", "case"), ("sessions", "brief_sent")),
        has_series=True,
    ),
    Definition(
        "real_problem",
        "Real problem with an owner",
        "Of the held sessions, the share that worked on a case with a business owner.",
        cases.real_problem,
        (("sessions", "case"), ("sessions", "business_owner")),
        has_series=True,
    ),
    Definition(
        "tested_thinking",
        "Tested thinking",
        "Of the cases where it was recorded, the share with at least one assumption, one risk and two options.",
        cases.tested_thinking,
        (
            ("sessions", "case"),
            ("sessions", "assumptions"),
            ("sessions", "risks"),
            ("sessions", "options"),
        ),
        has_series=True,
    ),
    Definition(
        "went_wrong_shared",
        "What went wrong is told",
        "Of the cases where it was recorded, the share in which the presenter told what went wrong.",
        cases.went_wrong_shared,
        (("sessions", "case"), ("sessions", "went_wrong_shared")),
        has_series=True,
    ),
    Definition(
        "everyone_spoke",
        "Everyone spoke",
        "Of the held sessions where it was recorded, the share in which everyone spoke.",
        sessions.everyone_spoke,
        (("sessions", "everyone_spoke"),),
        has_series=True,
    ),
    Definition(
        "outside_view",
        "Outside view",
        "Of the completed quarters in which a circle was active, the share with a guest from a function or region that "
        "no member is from.",
        outside.outside_view,
        (("sessions", "guest_function", "guest_region"), ("members", "function", "region")),
        more=outside.due_parts,
    ),
    Definition(
        "timebox",
        "Within the timebox",
        "Of the sessions whose minutes were recorded, the share that ended within the agreed time and 10 %, or were "
        "extended by choice.",
        sessions.timebox,
        (("sessions", "minutes"),),
        has_series=True,
        more=sessions.overrun_parts,
    ),
    Definition(
        "decision_recorded",
        "Decision recorded",
        'Of the held sessions, the share whose decision stands in the log, or the word "none".',
        records.decision_recorded,
        (("sessions", "decision"),),
        has_series=True,
        more=records.notes_parts,
    ),
    Definition(
        "reflection",
        "Reflection between sessions",
        "Of the members expected at a session, from the second one on, the share who had shared a reflection since the "
        "session before.",
        sessions.reflection,
        (("attendance", "reflection"),),
        has_series=True,
    ),
    Definition(
        "record_completeness",
        "Record complete",
        "Of the fields that a held session should fill, the share that is filled.",
        records.record_completeness,
        has_series=True,
        more=records.field_parts,
        is_habit=False,
    ),
    Definition(
        "roster_mix",
        "Mix of functions",
        "The chance that two members of the same circle come from different functions; region and tenure beside it.",
        tally=roster.roster_mix,
        needs=(("members", *roster.MIXED_BY),),
        more=roster.mix_parts,
        windowed=False,
        retold=True,
    ),
    Definition(
        "norms_signed",
        "Norms signed",
        "Of the active members, the share who signed the version of the norms that their circle has now.",
        mandate.norms_signed,
        (("circles", "norms_version"), ("members", "norms_signed")),
        more=mandate.norms_parts,
        windowed=False,
    ),
    Definition(
        "mandate",
        "Mandate in force",
        "Of the active circles, the share with a mandate, a strategic priority, and a review in the last 12 months.",
        mandate.mandate,
        (("circles", "mandate"), ("circles", "priority"), ("circles", "mandate_reviewed")),
        more=mandate.priority_parts,
        windowed=False,
        is_habit=False,
    ),
    Definition(
        "reach",
        "Reach",
        "Of the leaders invited to the active circles, the share who are members today.",
        tally=roster.reach,
        needs=(("circles", "invited"),),
        more=roster.reach_parts,
        windowed=False,
        retold=True,
        is_habit=False,
    ),
    Definition(
        "retention",
        "Still in after 12 months",
        "The share of members still in their circle 12 months after joining, counting also those who joined less than "
        "12 months ago for as long as they are in (Kaplan-Meier).",
        retention.retention,
        (("members", "left"),),
        estimate=retention.still_in,
        more=retention.followed_parts,
        windowed=False,
    ),
    Definition(
        "format_mix",
        "Sessions by format",
        "Held sessions in person, virtual and hybrid, with the participation in each. Circles choose their format, so "
        "this shows no cause.",
        formats.format_mix,
        (("sessions", "format"),),
        unit="count",
        improvement="neutral",
        more=formats.format_parts,
        is_habit=False,
    ),
    Definition(
        "paired",
        "Paired",
        "Of the active members, the share in a pair or a triad of active members.",
        pairs.paired,
        (("members", "buddy"),),
        windowed=False,
        group="coaching",
    ),
    Definition(
        "checkins",
        "Check-ins held",
        "Of the check-ins that pairs should have by their circle's rhythm, one in each span of it, the share held.",
        pairs.checkins,
        (("coaching", "step"), ("members", "buddy")),
        has_series=True,
        group="coaching",
    ),
    Definition(
        "coaching_cycle",
        "Coaching cycles completed",
        "Of the coaching cycles due, 90 days after their goal, the share with goal, observation and impact review in "
        "that order. What was said stays with the pair.",
        cycles.coaching_cycle,
        (("coaching", "step"),),
        has_series=True,
        group="coaching",
    ),
    Definition(
        "ends_with_plan",
        "Ends with a plan",
        "Of the held sessions, the share that decided at least one action with an owner and a due date.",
        actions.ends_with_plan,
        (("actions", "session"), ("actions", "owner"), ("actions", "due", "first_due")),
        has_series=True,
        group="follow_through",
    ),
    Definition(
        "actionable_insights",
        "Insights acted on",
        "Of the insights noted in held sessions, the share that at least one action follows from.",
        actions.actionable_insights,
        (("insights", "session"), ("actions", "insight")),
        has_series=True,
        more=actions.insight_parts,
        group="follow_through",
    ),
    Definition(
        "implementation_days",
        "Days until done",
        "The number of days within which half of what circles decide is done. Actions still open count for as long as "
        "they have been, and a cancelled one counts as never done (Aalen-Johansen).",
        implementation.implementation_days,
        (("actions", "created", "session"), ("actions", "closed")),
        unit="days",
        improvement="down",
        more=implementation.follow_up_parts,
        estimate=implementation.medians,
        group="follow_through",
        is_habit=False,
    ),
    Definition(
        "on_time",
        "Actions done on time",
        "Of the actions whose first due date has passed, the share done by then. Moving the date does not help.",
        actions.on_time,
        (("actions", "first_due", "due"), ("actions", "closed")),
        target="target_on_time",
        has_series=True,
        group="follow_through",
    ),
    Definition(
        "open",
        "Open actions",
        "Actions neither done nor cancelled today.",
        actions.open_now,
        (("actions", "status", "closed"),),
        unit="count",
        improvement="down",
        windowed=False,
        retold=True,
        group="follow_through",
        is_habit=False,
    ),
    Definition(
        "overdue",
        "Overdue actions",
        "Open actions whose due date has passed, by how many days. Due today is not overdue.",
        actions.overdue,
        (("actions", "due", "first_due"), ("actions", "status", "closed")),
        unit="count",
        improvement="down",
        windowed=False,
        retold=True,
        group="follow_through",
        is_habit=False,
    ),
    Definition(
        "loop_closed",
        "Loops closed",
        "Of the actions still open at their circle's next session, the share that was revisited there.",
        loops.loop_closed,
        (("action_reviews", "action"), ("actions", "created", "session")),
        target="target_loop_closed",
        has_series=True,
        group="follow_through",
    ),
    Definition(
        "assignments",
        "Assignments done before the next session",
        "Of the assignments whose circle has met since, the share done before that session.",
        loops.assignments,
        (("actions", "kind"), ("actions", "created", "session"), ("actions", "closed")),
        has_series=True,
        group="follow_through",
    ),
    Definition(
        "outcome_linked",
        "Linked to an outcome",
        "Of all actions, the share tagged with a business or a culture outcome.",
        actions.outcome_linked,
        (("actions", "outcome"),),
        more=actions.outcome_parts,
        group="follow_through",
    ),
    Definition(
        "effect_reported",
        "Effect reported",
        "Of the actions done, the share whose effect was written down: worked, mixed, did not work or too early.",
        actions.effect_reported,
        (("actions", "effect"), ("actions", "status", "closed")),
        group="follow_through",
    ),
    Definition(
        "partnered",
        "With a partner",
        "Of the open actions, the share with an accountability partner other than the owner.",
        actions.partnered,
        (("actions", "partner"), ("actions", "status", "closed")),
        windowed=False,
        group="follow_through",
    ),
    Definition(
        "experiments",
        "Experiments",
        "Experiments tried, by type and by the effect seen so far.",
        actions.experiments,
        (("actions", "kind"),),
        unit="count",
        improvement="neutral",
        more=actions.experiment_parts,
        group="follow_through",
        is_habit=False,
    ),
    Definition(
        "over_delegation",
        "Carried by one owner",
        "Of a circle's open actions that have an owner, the share that one owner carries who has the most, in circles "
        "with at least 5 of them. Beside it: how many actions are owned outside the circle.",
        tally=delegation.over_delegation,
        needs=(("actions", "owner"), ("actions", "status", "closed")),
        improvement="down",
        windowed=False,
        retold=True,
        group="follow_through",
        is_habit=False,
    ),
    Definition(
        "line_of_sight",
        "Unbroken line of sight",
        "Of the cases worked on, the share that leads from the circle's mandate through an insight, an action and a "
        "practice to a team that adopted it.",
        line_of_sight.line_of_sight,
        (
            ("circles", "mandate"),
            ("sessions", "case"),
            ("insights", "session"),
            ("actions", "insight"),
            ("actions", "practice"),
            ("adoptions", "practice"),
        ),
        more=line_of_sight.priority_parts,
        group="follow_through",
        is_habit=False,
    ),
    Definition(
        "flow",
        "Actions finished",
        "Actions done in the period. Beside them: how many were added and cancelled, how many are open, and how long "
        "the open ones may take at the pace of the last 12 weeks.",
        actions.finished,
        (("actions", "status", "closed"), ("actions", "created", "session")),
        unit="count",
        has_series=True,
        more=actions.flow_parts,
        group="follow_through",
        is_habit=False,
    ),
    *DIFFUSION,
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
"""Figures of the pulse survey, by key, in the order pages show them. `lib.metrics.pulse.publish` says how they are
counted."""

STATUS_DEFINITION = (
    "Each circle's state by rules, with the reasons listed; the figure is the share of circles on track among those "
    "with at least 3 held sessions."
)
ASKS_DEFINITION = "What circles asked of sponsors and has not been answered yet, by age and kind."
