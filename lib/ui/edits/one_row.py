"""Adding one row of one tab on the page that shows it: what is still missing, a preview, and the button that saves."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.access.permissions import refusals
from lib.log.changing import validation
from lib.log.changing.changes import Addition, is_filled
from lib.log.format.schema import TABS
from lib.ui.edits import preview, saving
from lib.ui.edits.target import workbook_for
from lib.ui.frame.view import View
from lib.ui.widgets import fields
from lib.ui.widgets.text import plain
from lib.words.phrases import listed

_COUNT = "recorded"
"""How many rows were saved in this session: the fields of the next one are new, and so empty."""


def version() -> int:
    """What the keys of a form's fields must contain, so that they are empty after a save."""
    return int(st.session_state.get(_COUNT, 0))


def drawn(
    page: View, tab: str, columns: tuple[str, ...], key: str, values: dict[str, object]
) -> dict[str, object]:
    """Draw a field for each of the columns that the log's tab has, in two columns; out: what they hold.

    `values`: what is filled in from the start. `key`: unique on the page.
    """
    found: dict[str, object] = {}
    with st.grid(2, min_column_width=210, gap="small"):
        for name in columns:
            column = TABS[tab].column(name)
            found[name] = fields.field(
                column, page.log, key=f"{key}_{version()}_{name}", value=values.get(name)
            )
    return found


def save(page: View, tab: str, values: dict[str, object], key: str, reason: str) -> None:
    """What is still to fill in; else each cell that would be written, what is wrong with it, and the button that saves.

    Every rule of saving holds: may the viewer write this row, and is it valid. `key`: unique on the page. `reason`:
    what the journal says.
    """
    filled = {column: value for column, value in values.items() if is_filled(value)}
    missing = [column.name for column in TABS[tab].columns if column.required and column.name not in filled]
    if missing:
        st.caption(plain(f"Still to fill in: {listed(missing)}."))
        return
    addition = Addition(workbook_for(filled, tab, page.log), tab, filled)
    change_set = replace(saving.empty_set(page.viewer, reason), additions=(addition,))
    preview.preview(change_set)
    problems = [
        *refusals(change_set, page.loaded.log, page.viewer),
        *validation.problems(change_set, page.log),
    ]
    for problem in problems:
        st.error(plain(str(problem)), icon=":material/error:")
    if st.button("Save", type="primary", disabled=bool(problems), key=f"save_{key}"):
        if saving.commit(change_set):
            st.session_state[_COUNT] = version() + 1
        st.rerun()
