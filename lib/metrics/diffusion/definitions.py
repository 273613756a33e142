"""The figures of lighthouses and diffusion, each defined at the end of the module that counts it."""

from __future__ import annotations

from lib.metrics.core.definition import Definition
from lib.metrics.diffusion import (
    adoption_time,
    boundaries,
    embedding,
    fidelity,
    lighthouses,
    next_teams,
    pace,
    second_team,
    spread_figures,
    stages,
    stories,
    sustainment,
    what_works,
)

DIFFUSION: tuple[Definition, ...] = (
    *spread_figures.DEFINITIONS,
    *adoption_time.DEFINITIONS,
    *pace.DEFINITIONS,
    *boundaries.DEFINITIONS,
    *sustainment.DEFINITIONS,
    *fidelity.DEFINITIONS,
    *what_works.DEFINITIONS,
    *lighthouses.DEFINITIONS,
    *embedding.DEFINITIONS,
    *stories.DEFINITIONS,
    *stages.DEFINITIONS,
    *next_teams.DEFINITIONS,
    *second_team.DEFINITIONS,
)
