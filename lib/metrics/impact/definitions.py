"""The figures of impact, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.impact import line_of_sight, results

IMPACT: tuple[Definition, ...] = (*line_of_sight.DEFINITIONS, *results.DEFINITIONS)
