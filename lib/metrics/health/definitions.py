"""The figures of health, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.health import (
    cases,
    formats,
    mandate,
    outside,
    presence,
    records,
    retention,
    roster,
    rotation,
    sessions,
)

HEALTH: tuple[Definition, ...] = (
    *sessions.DEFINITIONS,
    *presence.DEFINITIONS,
    *rotation.DEFINITIONS,
    *cases.DEFINITIONS,
    *outside.DEFINITIONS,
    *records.DEFINITIONS,
    *roster.DEFINITIONS,
    *mandate.DEFINITIONS,
    *retention.DEFINITIONS,
    *formats.DEFINITIONS,
)
