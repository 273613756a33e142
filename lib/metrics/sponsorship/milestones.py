"""Milestones as promises: reached by the day they were due, later, or not yet."""

from __future__ import annotations

import pandas as pd

from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.rates import units
from lib.metrics.sponsorship.decisions import WHOLE_PROGRAM
from lib.words.phrases import counted


def milestones(facts: Facts) -> pd.DataFrame:
    """Milestones due before as_of; hit = reached on or before the day they were due. A unit belongs to that day.

    Parts: late (reached after it), open (not reached by as_of). Milestones without a due day promise nothing and are
    left out of all of it; due today is not missed yet."""
    rows = facts.log.milestones
    rows = rows[rows["due"] < facts.as_of]
    reached = rows["reached"].where(rows["reached"] <= facts.as_of)
    unclear = facts.log.unclear("milestones", "reached").reindex(rows.index)
    return units(
        rows.assign(circle=rows["circle"].fillna(WHOLE_PROGRAM)),
        on=rows["due"],
        hit=reached <= rows["due"],
        excluded=[(unclear & reached.isna(), "day reached not understood")],
        parts={"late": reached > rows["due"], "open": reached.isna()},
    )


def ahead(facts: Facts, days: int) -> pd.DataFrame:
    """Milestones not reached by as_of that are overdue or due within `days`, earliest first.

    Columns: milestone, circle (str), due (datetime64[s])."""
    rows = facts.log.milestones
    is_open = rows["reached"].isna() | (rows["reached"] > facts.as_of)
    is_open &= ~facts.log.unclear("milestones", "reached")
    rows = rows[is_open & (rows["due"] <= facts.as_of + pd.Timedelta(days=days))]
    return rows[["milestone", "circle", "due"]].sort_values("due", kind="stable")


def promised(facts: Facts) -> pd.DataFrame:
    """Milestones due before as_of in the period, the latest first: milestone, circle (str), due, reached
    (datetime64[s]), state (str: on time, "n days late", "still open, n days overdue", "not understood")."""
    rows = facts.log.milestones
    rows = rows[(rows["due"] < facts.as_of) & facts.in_period(rows["due"])]
    reached = rows["reached"].where(rows["reached"] <= facts.as_of)
    unclear = facts.log.unclear("milestones", "reached").reindex(rows.index, fill_value=False)
    late = (reached - rows["due"]).dt.days
    overdue = (facts.as_of - rows["due"]).dt.days
    state = [
        _state(day, days, left, bool(odd))
        for day, days, left, odd in zip(reached, late, overdue, unclear, strict=True)
    ]
    found = rows[["milestone", "circle", "due"]].assign(
        reached=reached, state=pd.Series(state, rows.index, dtype="str")
    )
    return found.sort_values(["due", "milestone"], ascending=[False, True], kind="stable", ignore_index=True)


def _state(reached: pd.Timestamp, late: float, overdue: int, is_unclear: bool) -> str:
    if pd.isna(reached):
        return (
            "day reached not understood" if is_unclear else f"still open, {counted(overdue, 'day')} overdue"
        )
    return f"{counted(int(late), 'day')} late" if late > 0 else "on time"


DEFINITIONS = (
    Definition(
        "milestones",
        "Milestones on time",
        "Of the milestones that were due, the share reached by their day. Those reached later and those still open are "
        "shown apart.",
        milestones,
        (("milestones", "due"), ("milestones", "reached")),
        group="sponsorship",
        is_habit=False,
        part="Sponsors",
    ),
)
