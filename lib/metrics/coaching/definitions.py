"""The figures of coaching, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.coaching import cycles, pairs
from lib.metrics.core.definition import Definition

COACHING: tuple[Definition, ...] = (
    *pairs.DEFINITIONS,
    *cycles.DEFINITIONS,
)
