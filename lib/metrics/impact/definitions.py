"""The figures of impact, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.impact import capabilities, line_of_sight, member_hours, results

IMPACT: tuple[Definition, ...] = (
    *line_of_sight.DEFINITIONS,
    *results.DEFINITIONS,
    *capabilities.DEFINITIONS,
    *member_hours.DEFINITIONS,
)
