"""What was typed and not saved yet: kept for the session, whatever page, tab or refresh comes between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import Addition, Change, ChangeSet, key_texts, said, typed
from lib.log.format.schema import Tab
from lib.ui.templates import FOLDER
from lib.ui.widgets import typed_grid
from lib.ui.widgets.fields import read

_GUARD = FOLDER / "unsaved.js"
_EDITS, _ROWS, _HELD, _COUNT, _SENT = "draft_edits", "draft_rows", "draft_held", "draft_grids", "draft_sent"
_OWNER, _ASIDE = "draft_owner", "draft_aside"
Where = tuple[str, str, str, str]


@dataclass(frozen=True)
class Held:
    """The rows that a grid shows, as they were when it was drawn first; `earlier` is what was typed before that."""

    name: str
    revision: str
    key: str
    rows: pd.DataFrame
    keys: pd.Series
    shown: pd.DataFrame
    earlier: Mapping[Where, Change]


def begin(who: str) -> None:
    """What is typed from here on is theirs; what somebody else typed in this browser session waits for them."""
    owner = st.session_state.get(_OWNER, who)
    if owner != who:
        aside = st.session_state.setdefault(_ASIDE, {})
        aside[owner] = changes(), additions()
        clear()
        st.session_state[_EDITS], st.session_state[_ROWS] = aside.pop(who, ({}, ()))
    st.session_state[_OWNER] = who


def changes() -> dict[Where, Change]:
    """What was typed in cells: (workbook, tab, key, column) -> edit."""
    return dict(st.session_state.get(_EDITS, {}))


def additions() -> tuple[Addition, ...]:
    """Records that were added and not saved yet."""
    return tuple(st.session_state.get(_ROWS, ()))


def add(addition: Addition) -> None:
    st.session_state[_ROWS] = (*additions(), addition)


def drop(at: int) -> None:
    """Forget the added record at this position."""
    st.session_state[_ROWS] = (*additions()[:at], *additions()[at + 1 :])


def sent(change_set: ChangeSet) -> None:
    """These drafts are being saved; they stay until `forget` is told that nothing stands in their way any more."""
    st.session_state[_SENT] = change_set


def forget(change_set_id: str) -> None:
    """Forget the drafts that were sent under this id, as they were sent: what was typed since stays."""
    gone: ChangeSet | None = st.session_state.get(_SENT)
    if gone is None or gone.id != change_set_id:
        return
    st.session_state[_EDITS] = {where: edit for where, edit in changes().items() if edit not in gone.changes}
    st.session_state[_ROWS] = tuple(row for row in additions() if row not in gone.additions)
    st.session_state.pop(_HELD, None)
    st.session_state.pop(_SENT)


def clear() -> None:
    """Forget everything that was typed; the grid starts anew."""
    for name in (_EDITS, _ROWS, _HELD, _SENT):
        st.session_state.pop(name, None)


def as_change_set(begun: ChangeSet) -> ChangeSet:
    return replace(begun, changes=tuple(changes().values()), additions=additions())


def grid(name: str, revision: str, tab: Tab, rows: pd.DataFrame, config: Mapping[str, Any]) -> None:
    """Draw rows of a log's frame as a grid and keep what is typed in it.

    `name` says which rows these are (tab, filter, page): a refresh never moves a grid in which something is typed.
    """
    held = st.session_state.get(_HELD)
    is_touched = held is not None and bool(st.session_state.get(held.key, {}).get("edited_rows"))
    if held is None or held.name != name or (held.revision != revision and not is_touched):
        held = _hold(name, revision, tab, rows)
        st.session_state[_HELD] = held
    st.data_editor(
        held.shown,
        key=held.key,
        column_config=dict(config),
        hide_index=True,
        num_rows="fixed",
        placeholder="",
        alt=f"Rows of the tab {tab.name}: type in a cell to change it; nothing is saved until you say so",
    )
    _keep(held, tab)


def _hold(name: str, revision: str, tab: Tab, rows: pd.DataFrame) -> Held:
    number = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_COUNT] = number
    rows = rows.reset_index(drop=True)
    keys = key_texts(tab.name, rows)
    shown = typed_grid.shown(rows, tab)
    earlier = changes()
    for (workbook, tab_name, key, column), edit in earlier.items():
        if tab_name == tab.name:
            at = rows.index[(keys == key) & (rows["_workbook"] == workbook)]
            if len(at) == 1:
                shown.at[at[0], column] = typed_grid.widget_value(edit.after, tab.column(column))  # type: ignore[assignment]
    return Held(name, revision, f"grid_{number}", rows, keys, shown, earlier)


def _keep(held: Held, tab: Tab) -> None:
    found = dict(held.earlier)
    for cell in typed_grid.typed(st.session_state.get(held.key, {}), tab):
        row = held.rows.iloc[cell.position]
        column = tab.column(cell.column)
        value = read(cell.value, column) if isinstance(cell.value, str) else cell.value
        before = typed(row[cell.column], column)
        edit = Change(
            str(row["_workbook"]),
            tab.name,
            int(row["_row"]),
            held.keys.iloc[cell.position],
            column.name,
            before,
            value,
        )
        if said(before) == said(value):
            found.pop(_where(edit), None)
        else:
            found[_where(edit)] = edit
    st.session_state[_EDITS] = found


def _where(edit: Change) -> Where:
    return edit.workbook, edit.tab, edit.key, edit.column


def warn_before_leaving() -> None:
    """Have the browser ask before it leaves the app while something is unsaved. Other pages of Pharos lose nothing."""
    st.html(
        f'<span class="pharos-unsaved"></span><script>{_GUARD.read_text()}</script>',
        unsafe_allow_javascript=True,
    )
