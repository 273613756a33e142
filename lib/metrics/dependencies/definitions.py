"""The figures of dependencies, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.dependencies import waiting

DEPENDENCIES: tuple[Definition, ...] = (*waiting.DEFINITIONS,)
