"""The figures of the pulse survey."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


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
