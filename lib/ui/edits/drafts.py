"""Edits that are not saved yet: kept for the session, across pages, tabs and refreshes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import Addition, Change, ChangeSet, key_texts, typed, value_text
from lib.log.format.schema import Tab
from lib.ui.templates import FOLDER
from lib.ui.widgets import typed_grid
from lib.ui.widgets.fields import read

_GUARD = FOLDER / "unsaved.js"
_EDITS, _ROWS, _HELD, _COUNT, _SENT = "draft_edits", "draft_rows", "draft_held", "draft_grids", "draft_sent"
_OWNER, _ASIDE = "draft_owner", "draft_aside"
Where = tuple[str, str, str, str]
ROW = "row"
"""The column of a grid that has the number of each row in the sheet."""
_UNNAMED = "row without a key: "


@dataclass(frozen=True)
class GridRows:
    """The rows that a grid shows, as they were when it was first drawn; `earlier` are the changes typed before that."""

    name: str
    revision: str
    key: str
    rows: pd.DataFrame
    keys: pd.Series
    shown: pd.DataFrame
    earlier: Mapping[Where, Change]
    sheet: AsItStands


def begin(who: str) -> None:
    """Make `who` the owner of the drafts. Another owner's drafts in this browser session are set aside for them."""
    owner = st.session_state.get(_OWNER, who)
    if owner != who:
        aside = st.session_state.setdefault(_ASIDE, {})
        aside[owner] = changes(), additions()
        clear()
        st.session_state[_EDITS], st.session_state[_ROWS] = aside.pop(who, ({}, ()))
    st.session_state[_OWNER] = who


def changes() -> dict[Where, Change]:
    """The changes typed in cells, by (workbook, tab, key, column)."""
    return dict(st.session_state.get(_EDITS, {}))


def additions() -> tuple[Addition, ...]:
    """The records that were added and not saved yet."""
    return tuple(st.session_state.get(_ROWS, ()))


def add(addition: Addition) -> None:
    """Add a record to the drafts."""
    st.session_state[_ROWS] = (*additions(), addition)


def drop(at: int) -> None:
    """Drop the added record at this position."""
    st.session_state[_ROWS] = (*additions()[:at], *additions()[at + 1 :])


def sent(change_set: ChangeSet) -> None:
    """Note that these drafts are being saved. They stay until `forget` is called with the same id."""
    st.session_state[_SENT] = change_set


def forget(change_set_id: str, *, only_in: Collection[str] | None = None) -> None:
    """Drop the drafts that were sent under this id, as they were sent; what was typed since stays.

    `only_in`: only those of these workbooks; the others are still to be saved.
    """
    gone: ChangeSet | None = st.session_state.get(_SENT)
    if gone is None or gone.id != change_set_id:
        return
    if only_in is not None:
        gone = gone.without({item.workbook for item in gone.items} - set(only_in))
    st.session_state[_EDITS] = {where: edit for where, edit in changes().items() if edit not in gone.changes}
    st.session_state[_ROWS] = tuple(row for row in additions() if row not in gone.additions)
    st.session_state.pop(_HELD, None)
    if only_in is None:
        st.session_state.pop(_SENT)


def clear() -> None:
    """Drop all drafts and draw the grid anew."""
    for name in (_EDITS, _ROWS, _HELD, _SENT):
        st.session_state.pop(name, None)


def as_change_set(begun: ChangeSet) -> ChangeSet:
    """`begun` with all drafts."""
    return replace(begun, changes=tuple(changes().values()), additions=additions())


@dataclass(frozen=True)
class AsItStands:
    """What the sheet itself has: the number of each row (str), the text of each cell that was not understood (by
    position and column), and whether each column of dates has the day first (None where that is not known)."""

    numbers: pd.Series
    texts: Mapping[tuple[int, str], str]
    day_first: Mapping[str, bool | None]


def grid(
    name: str, revision: str, tab: Tab, rows: pd.DataFrame, config: Mapping[str, Any], sheet: AsItStands
) -> None:
    """Draw rows of a log's frame as an editable grid and keep what is typed in it as drafts.

    `name` identifies the rows (tab, filter, page): a refresh never replaces the rows of a grid with unsaved edits.
    """
    grid_rows = st.session_state.get(_HELD)
    is_touched = grid_rows is not None and bool(st.session_state.get(grid_rows.key, {}).get("edited_rows"))
    if grid_rows is None or grid_rows.name != name or (grid_rows.revision != revision and not is_touched):
        grid_rows = _start(name, revision, tab, rows, sheet)
        st.session_state[_HELD] = grid_rows
    st.data_editor(
        grid_rows.shown,
        key=grid_rows.key,
        column_config={ROW: st.column_config.TextColumn(pinned=True), **config},
        disabled=[ROW],
        hide_index=True,
        num_rows="fixed",
        placeholder="",
        alt=f"Rows of the {tab.name} tab: type in a cell to change it; nothing is saved until you select Save",
    )
    _store(grid_rows, tab)


def _start(name: str, revision: str, tab: Tab, rows: pd.DataFrame, sheet: AsItStands) -> GridRows:
    number = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_COUNT] = number
    rows = rows.reset_index(drop=True)
    keys = key_texts(tab.name, rows)
    shown = typed_grid.shown(rows, tab, as_text=True)
    for (at, column), text in sheet.texts.items():
        shown.at[at, column] = typed_grid.widget_value(text, tab.column(column), as_text=True)  # type: ignore[assignment]
    shown.insert(0, ROW, sheet.numbers.reset_index(drop=True).astype("str"))
    earlier = changes()
    for (workbook, tab_name, key, column), edit in earlier.items():
        if tab_name == tab.name:
            is_row = rows["_row"] == edit.row if key.startswith(_UNNAMED) else keys == key
            at = rows.index[is_row & (rows["_workbook"] == workbook)]
            if len(at) == 1:
                shown.at[at[0], column] = typed_grid.widget_value(  # type: ignore[assignment]
                    edit.after, tab.column(column), as_text=True
                )
    return GridRows(name, revision, f"grid_{number}", rows, keys, shown, earlier, sheet)


def _store(grid_rows: GridRows, tab: Tab) -> None:
    found = dict(grid_rows.earlier)
    for cell in typed_grid.typed(st.session_state.get(grid_rows.key, {}), tab):
        row = grid_rows.rows.iloc[cell.position]
        column = tab.column(cell.column)
        was = grid_rows.sheet.texts.get((cell.position, column.name), "")
        if was and cell.value == was:
            continue
        value = cell.value
        if isinstance(value, str):
            value = read(value, column, grid_rows.sheet.day_first.get(column.name))
        before = typed(row[cell.column], column)
        edit = Change(
            str(row["_workbook"]),
            tab.name,
            int(row["_row"]),
            grid_rows.keys.iloc[cell.position],
            column.name,
            before,
            value,
            was,
        )
        if value_text(before) == value_text(value) and not was:
            found.pop(_where(edit), None)
        else:
            found[_where(edit)] = edit
    st.session_state[_EDITS] = found


def _where(edit: Change) -> Where:
    return edit.workbook, edit.tab, edit.key or f"{_UNNAMED}{edit.row}", edit.column


def warn_before_leaving() -> None:
    """Have the browser warn people who leave the app with unsaved edits. Other pages of Pharos keep them."""
    st.html(
        f'<span class="pharos-unsaved"></span><script>{_GUARD.read_text()}</script>',
        unsafe_allow_javascript=True,
    )
