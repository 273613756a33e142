"""Whether "none" may be said: only if nothing that could be one was left out, undated or not understood.

Every sentence that says "no", "none" or "nothing" of the log asks here first (rule 18 of the metric dictionary).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal, TypeAlias

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core import newest
from lib.metrics.core.facts import Facts
from lib.words.phrases import counted, listed, plural

What: TypeAlias = Literal[
    "actions", "due", "open", "overdue", "finished", "asks", "held", "planned", "stages", "lighthouses", "milestones",
    "practices",
]  # fmt: skip
"""What there may be none of: actions, due dates, open, overdue and finished actions, open asks, sessions held or
planned, stages that teams reached, active lighthouses, milestones reached, practices."""
_NEEDS: dict[What, tuple[tuple[str, ...], ...]] = {
    "actions": (("actions",),),
    "due": (("actions", "due", "first_due"),),
    "open": (("actions", "status", "closed"),),
    "overdue": (("actions", "due", "first_due"), ("actions", "status", "closed")),
    "finished": (("actions", "status", "closed"),),
    "asks": (("asks",),),
    "held": (("sessions", "held", "status"),),
    "planned": (("sessions", "planned"),),
    "stages": (("adoptions",),),
    "lighthouses": (("lighthouses",),),
    "milestones": (("milestones", "reached"),),
    "practices": (("practices",),),
}
"""A tab, and columns any one of which is enough."""
_LOST = ("is missing or unreadable", "belongs to a row that is missing or set aside")
"""How reasons end for which a row that holds something was set aside."""


def unknown(facts: Facts, what: What, circles: Collection[str] | None = None) -> str:
    """Why it may not be said that there is none of `what`, as a clause; "" if it may. `circles`: only those.

    "the status of 3 actions was not understood and 2 open actions have no due date"
    """
    for tab, *columns in _NEEDS[what]:
        if lacking := facts.log.lacks_any(tab, *columns) if columns else facts.log.lacks(tab):
            return lacking
    find = _CLAUSES.get(what)
    clauses = find(facts, None if circles is None else set(circles)) if find else []
    return listed([*clauses, *_lost_rows(facts.log, _NEEDS[what][0][0])])


def said(nothing: str, thing: str, why: str) -> str:
    """`nothing` as a clause if it may be said; else that no `thing` is known, and why: `unknown`.

    >>> said("nothing is overdue", "overdue action", "")
    'nothing is overdue'
    >>> said("nothing is overdue", "overdue action", "2 open actions have no due date")
    'no overdue action is known, but 2 open actions have no due date'
    """
    if why.startswith("no ") and why.endswith(" tab"):
        why = f"there is {why}"
    return f"no {thing} is known, but {why}" if why else nothing


def states(facts: Facts) -> str:
    """Why nobody knows which actions are open or done, as a clause; "" if the log has a column that says so."""
    return facts.log.lacks_any("actions", "status", "closed") or ""


def no_actions(facts: Facts, circles: Collection[str] | None = None) -> str:
    """Why no action counts, as a clause: none is recorded, or all of them are cancelled. `circles`: only those."""
    number = int(_of(facts.all_actions, None if circles is None else set(circles))["is_cancelled"].sum())
    if not number:
        return "no actions are recorded yet"
    return "the only action is cancelled" if number == 1 else f"all {number:,} actions are cancelled"


def _lost_rows(log: CircleLog, tab: str) -> list[str]:
    """Rows of the tab that hold something and could not be used: nobody knows whose they are."""
    rows = log.set_aside[log.set_aside["tab"] == tab]
    number = int(rows["reason"].str.endswith(_LOST).sum())
    return [f"{counted(number, 'row')} of the {tab} tab could not be used"] if number else []


def _unclear_actions(facts: Facts, circles: set[str] | None) -> list[str]:
    number = int(_of(facts.actions, circles)["is_unclear"].sum())
    return [f"the status of {counted(number, 'action')} was not understood"] if number else []


def _overdue(facts: Facts, circles: set[str] | None) -> list[str]:
    rows = _of(facts.open_actions, circles)
    undated = int(rows["due"].isna().sum())
    clauses = _unclear_actions(facts, circles)
    if not undated:
        return clauses
    if undated == len(rows) and len(rows) > 1:
        return [*clauses, "no open action has a due date"]
    return [*clauses, f"{counted(undated, 'open action')} {plural(undated, 'has', 'have')} no due date"]


def _finished(facts: Facts, circles: set[str] | None) -> list[str]:
    rows = _of(facts.actions, circles)
    undated = int((rows["is_done"] & rows["done_on"].isna()).sum())
    silent = newest.silent_since(facts)
    return [
        *([silent] if silent else []),
        *_unclear_actions(facts, circles),
        *(
            [f"{counted(undated, 'action')} {plural(undated, 'is', 'are')} done without a date"]
            if undated
            else []
        ),
    ]


def _asks(facts: Facts, circles: set[str] | None) -> list[str]:
    number = int(_of(facts.asks, circles)["is_unclear"].sum())
    return [f"the status of {counted(number, 'ask')} was not understood"] if number else []


def _held(facts: Facts, circles: set[str] | None) -> list[str]:
    rows = _of(facts.sessions, circles)
    number = int((rows["is_unclear"] & ~(rows["planned"] > facts.as_of)).sum())
    return [f"whether {counted(number, 'session')} took place was not understood"] if number else []


def _cells(tab: str, *columns: str) -> Callable[[Facts, set[str] | None], list[str]]:
    """Cells of these columns that were not understood."""

    def clauses(facts: Facts, circles: set[str] | None) -> list[str]:
        found = []
        for column in columns:
            unclear = facts.log.unclear(tab, column)
            rows = facts.log.tabs[tab][unclear]
            number = len(_of(rows, circles) if "circle" in rows else rows)
            if number:
                found.append(f"{counted(number, 'cell')} of the {column} column {plural(number, 'was', 'were')} not "
                             "understood")  # fmt: skip
        return found

    return clauses


def _of(rows: pd.DataFrame, circles: set[str] | None) -> pd.DataFrame:
    return rows if circles is None else rows[rows["circle"].isin(circles)]


_CLAUSES: dict[What, Callable[[Facts, set[str] | None], list[str]]] = {
    "due": _cells("actions", "due", "first_due"),
    "open": _unclear_actions,
    "overdue": _overdue,
    "finished": _finished,
    "asks": _asks,
    "held": _held,
    "planned": _cells("sessions", "planned"),
    "stages": _cells("adoptions", "date"),
    "lighthouses": _cells("lighthouses", "status", "started", "ended"),
    "milestones": _cells("milestones", "reached"),
}
