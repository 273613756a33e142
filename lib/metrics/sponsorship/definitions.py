"""The figures about sponsors and what circles need from them, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.sponsorship import acts, answers, backup, decisions, milestones

SPONSORSHIP: tuple[Definition, ...] = (
    *answers.DEFINITIONS,
    *acts.DEFINITIONS,
    *decisions.DEFINITIONS,
    *milestones.DEFINITIONS,
    *backup.DEFINITIONS,
)
