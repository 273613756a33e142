"""Which edits have no cell of their own in the sheet, said before anybody presses Save."""

from __future__ import annotations

from collections.abc import Iterable

from lib.bring.edits import to_sheet
from lib.log.changing import validation
from lib.log.changing.changes import ChangeSet, Problem
from lib.log.changing.planning import planned
from lib.log.format.model import CircleLog
from lib.workbook.base import Grid


def unwritable(change_set: ChangeSet, log: CircleLog, grids: Iterable[Grid]) -> tuple[Problem, ...]:
    """Why edits of what was read from another shape cannot go to the sheet: a tick that stands for several answers, a
    value that follows from other cells. In: a change set without `validation.problems`, the log and the cells it was
    read from. A log in the format's own shape gives none."""
    grids = tuple(grids)
    if all(grid.origin is None for grid in grids):
        return ()
    plan = planned(validation.normalized(change_set), log, grids)
    rows = [row for book in plan.plans for row in book.rows]
    refused = dict.fromkeys(to_sheet(rows, grids).refused)
    return (*plan.problems, *(Problem("", "", "", reason) for reason in refused))
