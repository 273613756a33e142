"""The figures of the pulse survey."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class PulseDefinition:
    """What a figure of the pulse survey means. `question`: the published table it is read from. `target`: the setting
    with its target. `lowest`, `highest`: its possible range."""

    key: str
    label: str
    definition: str
    question: str
    unit: Literal["points", "share"] = "points"
    target: str | None = None
    lowest: float = 1.0
    highest: float = 5.0


def _asked(key: str, label: str, question: str) -> PulseDefinition:
    words = (
        f"The mean answer, 1 to 5, to the question about {question}. A circle is shown once it has 6 answers, "
        "or as many as the setting min_group asks for; with fewer than 10 of them in one of three ranges."
    )
    return PulseDefinition(key, label, words, key)


_PULSE_DEFINITIONS = (
    PulseDefinition(
        "safety",
        "Psychological safety",
        "The mean of the members' scores, 1 to 5. A score is the mean of the 7 safety items and needs at least 5 "
        "answers. A circle is shown once it has 5 scores, or as many as the setting min_group asks for. Its score is "
        "rounded to 0.1, cut off towards both ends of the scale (for 8 people at 2.2 and 3.8), and the same for every "
        "viewer.",
        "safety",
        target="target_safety",
    ),
    PulseDefinition(
        "response_rate",
        "Pulse response rate",
        "The share of members active when the quarter closed who answered at least 5 of the 7 safety items.",
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
"""Figures of the pulse survey by key, in the order pages show them. `lib.metrics.pulse.publish` explains how they are
counted."""
