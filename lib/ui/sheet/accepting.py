"""What was confirmed is saved as names in the settings tab, by the one way that everything is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from lib.access.redaction import Viewer
from lib.bring.workbook import BroughtWorkbook
from lib.log.changing.changes import Addition, Change, ChangeSet, new_id
from lib.log.format.model import CircleLog
from lib.log.reading.naming import folded
from lib.source import caches
from lib.source.refresh import Source
from lib.source.saving import Saved, save
from lib.ui.edits import saving
from lib.ui.entry import gate
from lib.ui.sheet import switched
from lib.words.phrases import listed

Names = Mapping[str, Sequence[tuple[str, str]]]
"""Rows of the settings tab (name, value) by workbook."""


PLACE = "reading"
"""Where the result of a save of names is drawn: where its button was, and above the overview that opens then."""


def in_use(rows: Names) -> bool:
    """Save names in the settings tab of each workbook of the log in use; out: whether they are written.

    `saving.outcome` draws the result at PLACE; what was written, on the page that opens next, with undo.
    """
    viewer = gate.require("admin")
    wanted = change_set(rows, caches.source().current().log, viewer)
    is_written = saving.commit(wanted, place=PLACE)
    if is_written:
        saving.keep_for_next_page()
    return is_written


def outcome() -> None:
    """Draw the result of the last save of names, or that another log is shown, if this page is the one to say it."""
    saving.outcome(PLACE)
    with st.container():  # always one element: widgets that move on a page lose their tie to the address
        switched.outcome()


def names_saved(workbook: BroughtWorkbook, rows: Sequence[tuple[str, str]] | Names) -> Saved:
    """Save names in the settings tab of a workbook that is not in use yet; without names, nothing is written.

    Raises WorkbookError if the workbook cannot be read.
    """
    viewer = gate.require("admin")
    by_workbook = rows if isinstance(rows, Mapping) else {workbook.id: rows}
    source = Source(workbook)
    source.first()
    wanted = change_set(by_workbook, source.current().log, viewer)
    return save(source, wanted, viewer) if len(wanted) else Saved(wanted, True)


def change_set(rows: Names, log: CircleLog, viewer: Viewer) -> ChangeSet:
    """Settings rows as edits: a row whose name is there already gets another value."""
    at = datetime.now(UTC)
    own = log.tabs["settings"].to_dict("records")
    there = {(str(row["_workbook"]), folded(str(row["name"]))): row for row in reversed(own)}
    changes: list[Change] = []
    additions: list[Addition] = []
    for workbook, found in rows.items():
        for name, value in found:
            row = there.get((workbook, folded(name)))
            if row is None:
                additions.append(Addition(workbook, "settings", {"name": name, "value": value}))
                continue
            key, before = str(row["name"]), row["value"]
            changes.append(Change(workbook, "settings", int(row["_row"]), key, "value", before, value))
    reason = "how this sheet is read"
    return ChangeSet(new_id(at), viewer.email or "local", at, tuple(changes), tuple(additions), reason)


def said(saved: Saved) -> str:
    """Why a save was not made, in words."""
    conflicts = ["someone changed the settings meanwhile"] if saved.conflicts else []
    return listed([*(str(problem) for problem in saved.problems), *conflicts])
