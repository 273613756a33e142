"""What is recorded of a session: units of each figure (see `lib.metrics.core.rates` for the frames).

An empty log gives empty frames of units.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import MoreParts, crossed, medians, units

REQUIRED = (
    "held",
    "minutes",
    "facilitator",
    "note_taker",
    "presenter",
    "case",
    "everyone_spoke",
    "decision",
    "notes_sent",
)
"""Columns of the sessions tab that should be filled in for a held session."""
FIELDS = (*REQUIRED, "attendance")
"""attendance: an attendance row for every expected member."""


def decision_recorded(facts: Facts) -> pd.DataFrame:
    """Held sessions; hit = a decision, or the word "none", is in the log."""
    rows = facts.held
    return units(rows, on=rows["on"], hit=rows["decision"].notna())


def notes_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of decision_recorded, for the program and by circle: with_notes (int: sessions whose notes were sent
    by as_of), median_days_to_notes (float, None without any); both None if the log has no notes_sent column. Notes
    dated before the session do not count."""
    none = {"with_notes": None, "median_days_to_notes": None}
    names = facts.log.circles["circle"].to_list()
    if not facts.log.has("sessions", "notes_sent"):
        return dict(none), {circle: dict(none) for circle in names}
    rows = facts.held[["circle", "on", "notes_sent"]].loc[frame.index]
    days = (rows["notes_sent"].where(rows["notes_sent"] <= facts.as_of) - rows["on"]).dt.days
    return medians(days.where(days >= 0), rows["circle"], names, "with_notes", "median_days_to_notes")


def record_completeness(facts: Facts) -> pd.DataFrame:
    """One unit per held session and required field; hit = filled in. The index is the field's position in FIELDS.

    Left out: fields whose column the workbook does not have, and attendance of sessions that expect nobody.
    """
    rows, count = facts.held, len(FIELDS)
    complete, expects_nobody = _attendance(facts, rows)
    known = rows.assign(notes_sent=rows["notes_sent"].where(rows["notes_sent"] <= facts.as_of))
    filled = [known[column].notna().to_numpy() for column in REQUIRED]
    has_no_column = [not facts.log.has("sessions", column) for column in REQUIRED] + [False]
    nobody = np.zeros((count, len(rows)), dtype=bool)
    nobody[-1] = expects_nobody
    again = np.tile(np.arange(len(rows)), count)
    return units(
        pd.DataFrame(
            {"circle": rows["circle"].astype("category").array.take(again)},
            index=np.repeat(np.arange(count), len(rows)),
        ),
        on=rows["on"].take(again),
        hit=np.concatenate([*filled, complete]),
        excluded=[
            (np.repeat(has_no_column, len(rows)), "no such column in the sessions tab"),
            (nobody.ravel(), "no active member that day"),
        ],
    )


def _attendance(facts: Facts, rows: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each held session: whether every expected member has a row, and whether nobody is expected."""
    people = facts.person_sessions
    session = people["session"].cat.codes.to_numpy()
    expected, recorded = people["expected"].to_numpy(), people["recorded"].to_numpy()
    count = np.bincount(session[expected], minlength=len(rows))
    without_row = np.bincount(session[expected & ~recorded], minlength=len(rows))
    return (count > 0) & (without_row == 0), count == 0


def field_parts(facts: Facts, frame: pd.DataFrame) -> MoreParts:
    """More parts of record_completeness, for the program and by circle: by_field, {field: [n, N]}, and, if there
    are any, without_column: the required fields for which the workbook has no column (list of str)."""
    circles = facts.log.circles["circle"].to_list()
    program, by_circle = crossed(frame, frame.index.to_numpy(), FIELDS, circles)
    lacking = [column for column in REQUIRED if not facts.log.has("sessions", column)]
    also = {"without_column": lacking} if lacking else {}
    return {"by_field": program, **also}, {
        circle: {"by_field": counts, **also} for circle, counts in by_circle.items()
    }


DEFINITIONS = (
    Definition(
        "decision_recorded",
        "Decision recorded",
        'The share of held sessions with a decision in the log, or the word "none".',
        decision_recorded,
        (("sessions", "decision"),),
        has_series=True,
        more=notes_parts,
        part="Sessions",
    ),
    Definition(
        "record_completeness",
        "Fields filled in",
        "The share of the fields required for held sessions that are filled in. Fields for which the workbook has no "
        "column are left out and counted apart: a record without them is not complete.",
        record_completeness,
        has_series=True,
        more=field_parts,
        is_habit=False,
        part="Sessions",
    ),
)
