"""In which format circles meet, and who came then. Circles choose their format, so nothing here tells a cause."""

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
    """Held sessions, all of them hits; their parts are the formats, `unknown` where it is not recorded.

    An empty log gives an empty frame of units (see `lib.metrics.core.rates`).
    """
    rows = facts.held
    parts = {name: rows["format"] == name for name in FORMATS} | {UNKNOWN: rows["format"].isna()}
    return units(rows, on=rows["on"], hit=np.ones(len(rows), dtype=bool), parts=parts)


def format_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of format_mix: participation, {format: [n, N]} of the period's sessions, and the note NOT_CAUSAL."""
    people = sessions.participation(facts)
    inside = facts.in_period(people["on"]).to_numpy()
    code = facts.held["format"].cat.codes.to_numpy()
    format_of = np.where(code < 0, len(FORMATS), code)[facts.person_sessions["session"].cat.codes.to_numpy()]
    circles = facts.log.circles["circle"].to_list()
    program, by_circle = crossed(people[inside], format_of[inside], (*FORMATS, UNKNOWN), circles)
    return _parts(program), {circle: _parts(told) for circle, told in by_circle.items()}


def _parts(told: dict[str, list[int]]) -> dict[str, Any]:
    return {"participation": told, "note": NOT_CAUSAL}


DEFINITIONS = (
    Definition(
        "format_mix",
        "Sessions by format",
        "Held sessions in person, virtual and hybrid, with the participation in each. Circles choose their format, so "
        "this shows no cause.",
        format_mix,
        (("sessions", "format"),),
        unit="count",
        improvement="neutral",
        more=format_parts,
        is_habit=False,
        part="Sessions",
        has_column=False,
    ),
)
