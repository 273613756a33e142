"""Editing a few columns of a tab in the list that shows its rows: edits are previewed, saved in one step, and undone.

The grid never gets its own output as input: its rows stay as they are until the edits are saved or discarded. Edits
survive filters, pages of the list and refreshes of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.permissions import refusals
from lib.log.changing import validation
from lib.log.changing.changes import Change, changes_of_row, key_texts, typed, value_text
from lib.log.format.schema import Tab
from lib.ui.edits import drafts, preview, saving
from lib.ui.frame.view import View
from lib.ui.widgets import typed_grid
from lib.ui.widgets.fields import read
from lib.ui.widgets.text import plain
from lib.words.phrases import counted

Where = tuple[str, str]
"""The workbook and key of a row."""
Row = Mapping[Any, Any]
Also = Callable[[Row, Mapping[str, object]], Mapping[str, object]]
"""What else changes in a row, from the row and the values typed in it (by column)."""
_NO_ROWS = pd.DataFrame()


@dataclass(frozen=True, slots=True)
class Tick:
    """A checkbox that sets a column to one value in the rows where it is selected."""

    label: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Editor:
    """What can be edited: `columns` of `tab`, with a checkbox in front of them if `tick` is given. `name` is unique."""

    name: str
    tab: Tab
    columns: tuple[str, ...]
    tick: Tick | None = None
    also: Also = lambda row, after: {}


@dataclass
class _State:
    """What was typed, by row, with the rows as they were then; and the grid: its rows, and what was typed before it was
    drawn anew. `tried`: the id of a change set that was sent but not written yet, "" if there is none."""

    typed: dict[Where, dict[str, object]] = field(default_factory=dict)
    rows: dict[Where, Row] = field(default_factory=dict)
    number: int = 0
    of: object = None
    revision: str = ""
    held: Sequence[Row] = field(default_factory=list)
    keys: list[Where] = field(default_factory=list)
    shown: pd.DataFrame = field(default_factory=lambda: _NO_ROWS)
    earlier: dict[Where, dict[str, object]] = field(default_factory=dict)
    tried: str = ""


def _state(editor: Editor) -> _State:
    return st.session_state.setdefault(f"quick_{editor.name}", _State())


def _grid_key(editor: Editor) -> str:
    return f"quick_{editor.name}_{_state(editor).number}"


def grid(
    editor: Editor,
    of: object,
    revision: str,
    rows: pd.DataFrame,
    beside: pd.DataFrame,
    config: Mapping[str, Any],
    *,
    order: Sequence[str],
    alt: str,
    row_height: Callable[[pd.DataFrame], int | None] = lambda shown: None,
) -> None:
    """Draw `rows` of the log's frame as an editable grid and keep what is typed.

    `of` identifies the rows (viewer, filter, page): a refresh never replaces the rows of a grid with unsaved edits.
    `beside`: read-only columns with the same rows, named differently from the editable ones; `config`:
    `st.column_config` of all columns; `order`: all columns from left to right, after the checkboxes. `row_height`:
    pixels of a row, from what is shown.
    """
    state = _state(editor)
    _forget_settled_edits(state)
    is_touched = bool(st.session_state.get(_grid_key(editor), {}).get("edited_rows"))
    if state.of != of or (state.revision != revision and not is_touched):
        _start(editor, state, of, revision, rows, beside)
    st.data_editor(
        state.shown,
        key=_grid_key(editor),
        column_config=dict(config),
        column_order=[*([editor.tick.label] if editor.tick else []), *order],
        disabled=list(beside.columns),
        hide_index=True,
        num_rows="fixed",
        height="content",
        row_height=row_height(state.shown),
        placeholder="",
        alt=alt,
    )
    _store(editor, state)


def _start(
    editor: Editor, state: _State, of: object, revision: str, rows: pd.DataFrame, beside: pd.DataFrame
) -> None:
    rows = rows.reset_index(drop=True)
    keys = list(zip(rows["_workbook"].astype("str"), key_texts(editor.tab.name, rows), strict=True))
    typed_columns = typed_grid.shown(rows, editor.tab, as_text=True)[list(editor.columns)]
    for place, key in enumerate(keys):
        for name, value in state.typed.get(key, {}).items():
            if name in editor.columns:
                cell = typed_grid.widget_value(value, editor.tab.column(name), as_text=True)
                typed_columns.at[place, name] = cell  # type: ignore[assignment]
    shown = pd.concat([beside.reset_index(drop=True), typed_columns], axis=1)
    if (tick := editor.tick) is not None:
        ticked = [state.typed.get(key, {}).get(tick.column) == tick.value for key in keys]
        shown.insert(0, tick.label, pd.Series(ticked, index=shown.index, dtype="bool"))
    state.number += 1
    state.of, state.revision, state.shown, state.keys = of, revision, shown, keys
    state.held = rows.to_dict("records")
    state.earlier = {key: dict(cells) for key, cells in state.typed.items()}


def _store(editor: Editor, state: _State) -> None:
    """Store what is typed in the grid, together with what was typed before."""
    found = {key: dict(cells) for key, cells in state.earlier.items()}
    grid_state = st.session_state.get(_grid_key(editor), {})
    for cell in typed_grid.typed(grid_state, editor.tab):
        if cell.column in editor.columns and cell.position < len(state.keys):
            column = editor.tab.column(cell.column)
            value = read(cell.value, column) if isinstance(cell.value, str) else cell.value
            found.setdefault(state.keys[cell.position], {})[cell.column] = value
    if editor.tick is not None:
        _ticks(editor.tick, grid_state.get("edited_rows", {}), state, found)
    here = dict(zip(state.keys, state.held, strict=True))
    for key in found:
        state.rows.setdefault(key, here.get(key, {}))
    state.typed = {
        key: changed
        for key, cells in found.items()
        if (
            changed := {
                name: value for name, value in cells.items() if _differs(editor, state.rows[key], name, value)
            }
        )
    }
    state.rows = {key: state.rows[key] for key in state.typed}


def _ticks(tick: Tick, rows: Mapping[Any, Any], state: _State, found: dict[Where, dict[str, object]]) -> None:
    for position, cells in rows.items():
        if tick.label in cells and int(position) < len(state.keys):
            mine = found.setdefault(state.keys[int(position)], {})
            if cells[tick.label]:
                mine[tick.column] = tick.value
            elif mine.get(tick.column) == tick.value:
                del mine[tick.column]


def _differs(editor: Editor, row: Row, name: str, value: object) -> bool:
    return value_text(typed(row[name], editor.tab.column(name))) != value_text(value)


def _forget_settled_edits(state: _State) -> None:
    """Drop the edits once their save is written, or once settling its conflicts leaves nothing to save."""
    last = saving.last()
    if not state.tried or last is None or last.sent != state.tried:
        return
    if last.result.is_written or not (last.result.conflicts or last.result.problems):
        _clear(state)


def _clear(state: _State) -> None:
    state.typed, state.rows, state.earlier, state.tried = {}, {}, {}, ""
    state.of = None


def tick_shown(editor: Editor) -> None:
    """Select the checkbox of every row in the grid."""
    state, tick = _state(editor), editor.tick
    if tick is None:
        return
    for key, row in zip(state.keys, state.held, strict=True):
        state.rows.setdefault(key, row)
        state.typed.setdefault(key, {})[tick.column] = tick.value
    state.of = None


def edits(editor: Editor) -> tuple[Change, ...]:
    """The changes typed and not saved yet, with those that `Editor.also` adds."""
    state = _state(editor)
    return tuple(
        edit
        for key, cells in state.typed.items()
        for edit in changes_of_row(
            editor.tab.name, state.rows[key], {**editor.also(state.rows[key], cells), **cells}
        )
    )


def finish(editor: Editor, page: View) -> None:
    """Draw every cell that would be written, the problems that prevent it, and the buttons; nothing without edits."""
    place = f"quick_{editor.name}"
    saving.outcome(place, keeps_place=False)
    found = edits(editor)
    if not found:
        return
    drafts.warn_before_leaving()
    change_set = replace(saving.empty_set(page.viewer), changes=found)
    rows = len({(edit.workbook, edit.key) for edit in found})
    with st.container(border=True, key=f"quick_{editor.name}_preview"):
        st.markdown(f"**Before you save**: {counted(len(found), 'cell')} in {counted(rows, 'row')}")
        preview.preview(change_set, page.log)
        problems = [
            *refusals(change_set, page.loaded.log, page.viewer),
            *validation.problems(change_set, page.log),
        ]
        for problem in problems:
            st.error(plain(str(problem)), icon=":material/error:")
        with st.container(horizontal=True):
            label, key = f"Save {len(found):,}", f"quick_{editor.name}_save"
            save = st.button(label, type="primary", disabled=bool(problems), key=key)
            discard = st.button("Discard", key=f"quick_{editor.name}_discard")
    state = _state(editor)
    if save:
        state.tried = change_set.id
        if saving.commit(change_set, place=place):
            _clear(state)
        st.rerun()
    if discard:
        _clear(state)
        st.rerun()
