"""The figures of the library and the playbook, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.library import breadth, figures, uses

LIBRARY: tuple[Definition, ...] = (*figures.DEFINITIONS, *uses.DEFINITIONS, *breadth.DEFINITIONS)
