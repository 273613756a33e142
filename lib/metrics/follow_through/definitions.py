"""The figures of action follow-through, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.follow_through import actions, delegation, implementation, loops

FOLLOW_THROUGH: tuple[Definition, ...] = (
    *actions.DEFINITIONS,
    *implementation.DEFINITIONS,
    *loops.DEFINITIONS,
    *delegation.DEFINITIONS,
)
