"""Saving a change set: is it permitted, is it valid, did someone else change the cells meanwhile; then write it.

This is the only way anything reaches a workbook's rows. Everything is checked again here, whatever a page allowed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lib.access import permissions
from lib.access.redaction import Viewer
from lib.log.changing import validation
from lib.log.changing.changes import ChangeSet, Conflict, Problem, typed
from lib.log.changing.planning import WorkbookPlan, planned
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.values import convert
from lib.source.refresh import Source
from lib.words.phrases import listed, plural
from lib.workbook.base import CellConflict, Outcome, UnknownOutcome, WorkbookError

_LOG = logging.getLogger("pharos")
TRIES = 3


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of a save.

    If written: all of it, unless `problems` name a workbook that refused its part after another had taken its own. If
    not: nothing was, because of `problems` (in words) or `conflicts` (for the editor to settle). `is_unknown`: the
    workbook stopped answering partway; saving the same change set again finds out, and writes nothing twice.
    """

    change_set: ChangeSet
    is_written: bool = False
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    is_unknown: bool = False


def save(
    source: Source, change_set: ChangeSet, viewer: Viewer, *, sleep: Callable[[float], None] = time.sleep
) -> Saved:
    """Write `change_set` for `viewer`, or say what prevents it; never raises because of a workbook's answer."""
    if not len(change_set):
        return Saved(change_set)
    try:
        if source.is_remote and len(_unfinished(source.current().log)):
            source.clean_up()
        with source.saving() as (log, grids):
            if _is_in_journal(change_set, log):
                return Saved(change_set, True)
            problems = [
                *permissions.refusals(change_set, log, viewer),
                *validation.problems(change_set, log),
            ]
            if problems and (left := _left_by(change_set, log)):
                return Saved(change_set, problems=(Problem("", "", "", left),), is_unknown=True)
            if problems:
                return Saved(change_set, problems=tuple(problems))
            change_set = validation.normalized(change_set)
            plan = planned(change_set, log, grids)
            if plan.problems or plan.conflicts:
                return Saved(change_set, problems=plan.problems, conflicts=plan.conflicts)
            return _written(source, change_set, plan.plans, sleep)
    except WorkbookError as error:
        is_unknown = isinstance(error, UnknownOutcome)
        return Saved(change_set, problems=(Problem("", "", "", str(error)),), is_unknown=is_unknown)


def _is_in_journal(change_set: ChangeSet, log: CircleLog) -> bool:
    """Whether this same change set was already saved, to all of its workbooks: then only its answer was lost."""
    journal = log.tabs["edits"]
    rows = journal[journal["change_set"] == change_set.id]
    saved = {*rows["_workbook"]} - {*rows.loc[rows["at"].isna(), "_workbook"]}
    return {item.workbook for item in change_set.items} <= saved


def _left_by(change_set: ChangeSet, log: CircleLog) -> str:
    """What to do about rows that an interrupted try of this save left in the workbook; "" if there are none."""
    rows = _unfinished(log)
    rows = rows[rows["change_set"] == change_set.id]
    if rows.empty:
        return ""
    where = listed((str(row) for row in rows["_row"]), most=5)
    return (
        "An earlier try to save this was interrupted. Pharos removes what it left within a minute: try again then. If "
        f"this message stays, someone typed into what was left: clear {plural(len(rows), 'row')} {where} of the edits "
        "tab, and the new rows named there."
    )


def _unfinished(log: CircleLog) -> pd.DataFrame:
    """Journal rows that a save added but did not complete: their time, which is written at the very end, is missing."""
    journal = log.tabs["edits"]
    return journal[journal["at"].isna() & journal["change_set"].notna()]


def _written(
    source: Source, change_set: ChangeSet, plans: tuple[WorkbookPlan, ...], sleep: Callable[[float], None]
) -> Saved:
    is_written = False
    notes: list[str] = []
    for plan in plans:
        outcome = _applied(source, plan, sleep)
        notes += outcome.notes
        if not outcome.written:
            problems = tuple(Problem("", "", "", words) for words in outcome.refused)
            conflicts = tuple(_as_conflict(conflict, plan) for conflict in outcome.conflicts)
            return Saved(change_set, is_written, problems, conflicts, tuple(notes))
        is_written = True
    _LOG.info(
        "saved %s: %d changes, %d new rows", change_set.id, len(change_set.changes), len(change_set.additions)
    )
    return Saved(change_set, True, notes=tuple(notes))


def _applied(source: Source, plan: WorkbookPlan, sleep: Callable[[float], None]) -> Outcome:
    """Apply the plan, again if the answer was lost: the same operations are never written twice."""
    for attempt in range(TRIES):
        try:
            return source.save(plan.rows, plan.journal)
        except UnknownOutcome:
            if attempt == TRIES - 1:
                raise
            sleep(2.0**attempt)
    raise AssertionError("unreachable")


def _as_conflict(conflict: CellConflict, plan: WorkbookPlan) -> Conflict:
    at = next(at for at, row in enumerate(plan.rows) if row is conflict.change)
    titles = list(conflict.change.before)
    change = plan.changes[at][titles.index(conflict.column)]
    column = TABS[change.tab].column(change.column)
    theirs = convert([conflict.theirs], column, day_first=None, epoch_1904=False).values[0]
    return Conflict(change, typed(theirs, column))
