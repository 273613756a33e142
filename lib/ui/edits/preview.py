"""What a save would write, before it is saved."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.access.asks import on_behalf_of
from lib.log.changing.changes import ChangeSet, value_text
from lib.log.format.model import CircleLog
from lib.source import caches
from lib.ui.edits.titles import with_titles
from lib.ui.widgets.text import clean, plain
from lib.words.phrases import counted


def preview_table(change_set: ChangeSet) -> pd.DataFrame:
    """What a save would write, one row per cell: tab, row, column, now, then (str)."""
    rows = [
        (
            edit.tab,
            edit.key,
            edit.column,
            edit.was or value_text(edit.before),
            edit.writes or value_text(edit.after),
        )
        for edit in change_set.changes
    ]
    rows += [
        (addition.tab, addition.key, column, "", value_text(value))
        for addition in change_set.additions
        for column, value in addition.values.items()
        if value_text(value)
    ]
    frame = pd.DataFrame(rows, columns=["tab", "row", "column", "now", "then"], dtype="str")
    return frame.map(clean)


def preview(change_set: ChangeSet, log: CircleLog | None = None) -> None:
    """Draw every cell that a save would write; with the title of each record, where `log` has one."""
    table = preview_table(change_set)
    if log is not None:
        table = with_titles(table, change_set, log)
    st.dataframe(
        table,
        hide_index=True,
        alt=f"{counted(len(change_set), 'unsaved change')}: each cell, its value now and its new value",
    )
    say_on_behalf_of(change_set)


def say_on_behalf_of(change_set: ChangeSet) -> None:
    """Draw which acts and answers of the change set are recorded for a sponsor by someone else; nothing if none are."""
    log = caches.source().current().log
    for tab, key, sponsor in on_behalf_of(change_set, log):
        what = "An act" if tab == "sponsor_acts" else f"The answer to {key}"
        st.caption(plain(f"{what} of {clean(sponsor)}, recorded by {clean(change_set.who)}."))
