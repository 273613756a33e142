"""Saving a change set: is it permitted, is it valid, did someone else change the cells meanwhile; then write it.

This is the only way anything reaches a workbook's rows. Everything is checked again here, whatever a page allowed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from lib.access import permissions
from lib.access.redaction import Viewer
from lib.log.changing import validation
from lib.log.changing.changes import ChangeSet, Conflict, Problem, typed
from lib.log.changing.planning import WorkbookPlan, planned
from lib.log.changing.recorded import begun, recorded, unfinished
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.reading.values import convert
from lib.source.refresh import Source
from lib.words.phrases import listed, plural
from lib.workbook.base import CellConflict, Grid, Outcome, UnknownOutcome, WorkbookError

_LOG = logging.getLogger("pharos")
TRIES = 3
_OTHER_CONTENT = (
    "this was tried before under the same id with other content; nothing was saved now: make the edits again"
)


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of a save.

    `is_written`: all of it is saved. If not, none of it is, except in the workbooks `part` (their ids), which took
    their part before another one refused its own or stopped answering. `problems` (in words) or `conflicts` (for the
    editor to settle) say why. `is_unknown`: a workbook stopped answering partway; saving the same change set again
    finds out, and writes nothing twice.
    """

    change_set: ChangeSet
    is_written: bool = False
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    is_unknown: bool = False
    part: frozenset[str] = frozenset()


def save(
    source: Source, change_set: ChangeSet, viewer: Viewer, *, sleep: Callable[[float], None] = time.sleep
) -> Saved:
    """Write `change_set` for `viewer`, or say what prevents it; never raises because of a workbook's answer.

    What the journal has of it already is not written again. Its id stands for its content: another content under an id
    that was used before is refused.
    """
    if not len(change_set):
        return Saved(change_set)
    progress = _Progress()
    try:
        if source.is_remote and len(_unfinished(source.current().log)):
            source.clean_up()
        while True:
            with source.saving() as (log, grids):
                tried = _saved(source, change_set, viewer, log, grids, progress, sleep)
            if isinstance(tried, Saved):
                return tried
            progress.confirmed |= _confirmed(source, tried)
    except WorkbookError as error:
        return Saved(
            change_set,
            problems=(_problem(str(error)),),
            notes=tuple(progress.notes),
            is_unknown=isinstance(error, UnknownOutcome),
            part=frozenset(progress.workbooks),
        )


@dataclass(slots=True)
class _Progress:
    """The workbooks that took their part of a change set, and what they said; and those (`confirmed`) that were read
    for it, so that what the log has of them is new."""

    workbooks: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def _saved(
    source: Source,
    change_set: ChangeSet,
    viewer: Viewer,
    log: CircleLog,
    grids: tuple[Grid, ...],
    progress: _Progress,
    sleep: Callable[[float], None],
) -> Saved | frozenset[str]:
    """Save; or the workbooks that must be read first, since the log has a wanted value there that may be gone."""
    found = recorded(change_set, log)
    if refusal := found.refusal(change_set):
        return Saved(change_set, problems=(_problem(refusal),))
    progress.workbooks |= found.workbooks
    rest = change_set.without(found.workbooks)
    if not len(rest):
        return Saved(change_set, True)
    problems = (*permissions.refusals(rest, log, viewer), *validation.problems(rest, log))
    if problems and (left := _left_by(change_set, log)):
        return Saved(change_set, problems=(_problem(left),), is_unknown=True, part=found.workbooks)
    if problems:
        return Saved(change_set, problems=problems, part=found.workbooks)
    normal = validation.normalized(change_set)
    if not source.sent.admits(normal):
        return Saved(change_set, problems=(_problem(_OTHER_CONTENT),))
    plan = planned(normal, log, grids, without=found.workbooks, begun=begun(normal, log))
    is_stopped = bool(plan.problems or plan.conflicts)
    if (is_stopped or not _finishes(plan.plans, change_set, log)) and (left := _left_by(change_set, log)):
        return Saved(change_set, problems=(_problem(left),), is_unknown=True, part=found.workbooks)
    if is_stopped:
        return Saved(normal, problems=plan.problems, conflicts=plan.conflicts, part=found.workbooks)
    if unsure := {change.workbook for change in plan.left_out} - progress.confirmed:
        return frozenset(unsure)
    return _written(source, normal, plan.plans, progress, sleep)


def _confirmed(source: Source, workbooks: frozenset[str]) -> frozenset[str]:
    """Read these workbooks; out: the same. Raises WorkbookError if one of them could not be read."""
    why = ""
    try:
        unread = source.read_again(workbooks)
    except WorkbookError as error:
        unread, why = workbooks, f" ({error})"
    if unread:
        raise WorkbookError(
            "some of these values seem to be there already, and the workbook could not be read again to make "
            f"sure{why}: try again"
        )
    return workbooks


def _problem(text: str) -> Problem:
    return Problem("", "", "", text)


def _left_by(change_set: ChangeSet, log: CircleLog) -> str:
    """What to do about rows that an interrupted try of this save left in the workbook; "" if there are none."""
    rows = unfinished(change_set.id, log)
    if rows.empty:
        return ""
    where = listed((str(row) for row in rows["_row"]), most=5)
    return (
        "An earlier try to save this was interrupted. Within a minute, Pharos finishes it or removes what it left: try "
        "again then. If this message stays, someone typed into what was left: clear "
        f"{plural(len(rows), 'row')} {where} of the edits tab, and the new rows named there."
    )


def _finishes(plans: tuple[WorkbookPlan, ...], change_set: ChangeSet, log: CircleLog) -> bool:
    """Whether each workbook with unfinished journal rows of this change set has something to write.

    Otherwise nothing would look at these rows, and "saved" would be a guess.
    """
    return {*unfinished(change_set.id, log)["_workbook"]} <= {plan.workbook for plan in plans}


def _unfinished(log: CircleLog) -> pd.DataFrame:
    """Journal rows that a save added but did not complete: their time, which is written at the very end, is missing."""
    journal = log.tabs["edits"]
    return journal[journal["at"].isna() & journal["change_set"].notna()]


def _written(
    source: Source,
    change_set: ChangeSet,
    plans: tuple[WorkbookPlan, ...],
    progress: _Progress,
    sleep: Callable[[float], None],
) -> Saved:
    for plan in plans:
        outcome = _applied(source, plan, sleep)
        progress.notes += outcome.notes
        if not outcome.written:
            problems = tuple(map(_problem, outcome.refused))
            conflicts = tuple(_as_conflict(conflict, plan) for conflict in outcome.conflicts)
            part = frozenset(progress.workbooks)
            return Saved(change_set, False, problems, conflicts, tuple(progress.notes), part=part)
        progress.workbooks.add(plan.workbook)
    _LOG.info(
        "saved %s: %d changes, %d new rows", change_set.id, len(change_set.changes), len(change_set.additions)
    )
    return Saved(change_set, True, notes=tuple(progress.notes))


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
