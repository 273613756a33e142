"""Actions and milestones of which none has a date: pages say that this is not recorded, and so does a check."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.log.reading.checks import Checklist
from lib.words.phrases import counted

DUE, CLOSED = "no due dates", "no closing dates"
FEWEST = 5
"""Fewer rows than this may be the first of a new log."""


def run(
    tabs: Mapping[str, pd.DataFrame],
    recorded: frozenset[tuple[str, str]],
    not_understood: Mapping[tuple[str, str], frozenset[tuple[str, int]]],
    checklist: Checklist,
) -> None:
    """Add a warning where actions or milestones promise something and none has a due date, and one where actions are
    done and there is no column for the day, each in the workbook of the first row.

    Fewer than 5 rows are no habit yet. Cancelled actions promise nothing. Cells that could not be read have their own
    checks.
    """
    actions = tabs["actions"][["_workbook", "status", "due", "first_due"]]
    promised = actions[~(actions["status"] == "cancelled").fillna(False).astype(bool)]
    for tab, rows, columns in (
        ("actions", promised, ("due", "first_due")),
        ("milestones", tabs["milestones"], ("due",)),
    ):
        is_unclear = any(not_understood.get((tab, column)) for column in columns)
        if len(rows) >= FEWEST and not is_unclear and not rows[list(columns)].notna().any(axis=None):
            thing = tab.removesuffix("s")
            why = f"without one, whether {tab} are on time is not recorded"
            _add(checklist, tab, rows, DUE, f"{counted(len(rows), thing)}, none with a due date",
                 f"the day it was promised for, in the due column: {why}")  # fmt: skip
    done = actions[(actions["status"] == "done").fillna(False).astype(bool)]
    if len(done) >= FEWEST and ("actions", "closed") not in recorded:
        why = "without one, when and how soon actions are done is not recorded"
        _add(checklist, "actions", done, CLOSED, f"{counted(len(done), 'done action')}, none with the day it was done",
             f"that day, in the closed column: {why}")  # fmt: skip


def _add(checklist: Checklist, tab: str, rows: pd.DataFrame, rule: str, found: str, expected: str) -> None:
    checklist.about_tab(str(rows["_workbook"].iloc[0]), tab, "warning", rule, found, expected)
