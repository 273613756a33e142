"""The formats in which circles meet, and attendance in each. Circles choose their format, so nothing here is causal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.schema import FORMATS
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import MoreParts, crossed, units
from lib.metrics.health import sessions

UNKNOWN = "unknown"
NOT_CAUSAL = "not causal: circles choose their format"


def format_mix(facts: Facts) -> pd.DataFrame:
    """Held sessions; all of them are hits. Parts: one per format, and `unknown` for those without one.

    An empty log gives an empty frame of units (see `lib.metrics.core.rates`).
    """
    rows = facts.held
    parts = {name: rows["format"] == name for name in FORMATS} | {UNKNOWN: rows["format"].isna()}
    return units(rows, on=rows["on"], hit=np.ones(len(rows), dtype=bool), parts=parts)


def format_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of format_mix, for the program and by circle: participation, {format: [n, N]} in the period's
    sessions, and note, NOT_CAUSAL."""
    people = sessions.participation(facts)
    inside = facts.in_period(people["on"]).to_numpy()
    code = facts.held["format"].cat.codes.to_numpy()
    format_of = np.where(code < 0, len(FORMATS), code)[facts.person_sessions["session"].cat.codes.to_numpy()]
    circles = facts.log.circles["circle"].to_list()
    program, by_circle = crossed(people[inside], format_of[inside], (*FORMATS, UNKNOWN), circles)
    return _parts(program), {circle: _parts(counts) for circle, counts in by_circle.items()}


def _parts(participation: dict[str, list[int]]) -> dict[str, Any]:
    return {"participation": participation, "note": NOT_CAUSAL}


DEFINITIONS = (
    Definition(
        "format_mix",
        "Sessions by format",
        "Held sessions by format (in person, virtual or hybrid), with participation in each. Circles choose their "
        "format, so this does not show cause and effect.",
        format_mix,
        (("sessions", "format"),),
        unit="count",
        improvement="neutral",
        more=format_parts,
        is_habit=False,
        part="Sessions",
        has_column=False,
        about_people=True,
    ),
)
