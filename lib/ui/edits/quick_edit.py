"""A few columns of a tab, typed in where its rows are read: what is typed waits, is previewed, saved at once, undone.

The grid never gets its own output back: it is made of rows that stay as they are until the edits are saved or
discarded. What is typed survives filters, pages of the list and refreshes of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.permissions import refusals
from lib.log.changing import validation
from lib.log.changing.changes import Change, changes_of_row, key_texts, said, typed
from lib.log.format.schema import Tab
from lib.ui.edits import drafts, saving
from lib.ui.frame.view import View
from lib.ui.widgets import typed_grid
from lib.ui.widgets.fields import read
from lib.ui.widgets.text import plain

Where = tuple[str, str]
"""Workbook and key of a row."""
Row = Mapping[Any, Any]
Also = Callable[[Row, Mapping[str, object]], Mapping[str, object]]
"""What else changes in a row (as it is) with what was typed in it (column -> value)."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A checkbox that stands for one value of a column: a ticked row gets it."""

    label: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Editor:
    """What can be typed: `columns` of `tab`, and where `tick` is given by a checkbox before them. `name` is unique."""

    name: str
    tab: Tab
    columns: tuple[str, ...]
    tick: Tick | None = None
    also: Also = lambda row, after: {}


@dataclass
class _State:
    """What was typed by row, rows as they were when somebody typed; and the grid: its rows, and what had been typed
    before it was drawn anew. `tried`: the change set that was not written yet."""

    typed: dict[Where, dict[str, object]] = field(default_factory=dict)
    rows: dict[Where, Row] = field(default_factory=dict)
    number: int = 0
    of: object = None
    revision: str = ""
    held: Sequence[Row] = field(default_factory=list)
    keys: list[Where] = field(default_factory=list)
    shown: pd.DataFrame = field(default_factory=pd.DataFrame)
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
) -> None:
    """Draw `rows` of the log's frame and keep what is typed.

    `of` says which rows these are (viewer, filter, page): a refresh never moves a grid in which something is typed.
    `beside`: read-only columns, a row each, named unlike the typed ones; `config`: `st.column_config` of all;
    `order`: of all, from left to right, after the ticks.
    """
    state = _state(editor)
    _forget_what_was_settled(state)
    is_touched = bool(st.session_state.get(_grid_key(editor), {}).get("edited_rows"))
    if state.of != of or (state.revision != revision and not is_touched):
        _hold(editor, state, of, revision, rows, beside)
    st.data_editor(
        state.shown,
        key=_grid_key(editor),
        column_config=dict(config),
        column_order=[*([editor.tick.label] if editor.tick else []), *order],
        disabled=list(beside.columns),
        hide_index=True,
        num_rows="fixed",
        height="content",
        placeholder="",
        alt=alt,
    )
    _keep(editor, state)


def _hold(
    editor: Editor, state: _State, of: object, revision: str, rows: pd.DataFrame, beside: pd.DataFrame
) -> None:
    rows = rows.reset_index(drop=True)
    keys = list(zip(rows["_workbook"].astype("str"), key_texts(editor.tab.name, rows), strict=True))
    typed_columns = typed_grid.shown(rows, editor.tab)[list(editor.columns)]
    for place, key in enumerate(keys):
        for name, value in state.typed.get(key, {}).items():
            if name in editor.columns:
                cell = typed_grid.widget_value(value, editor.tab.column(name))
                typed_columns.at[place, name] = cell  # type: ignore[assignment]
    shown = pd.concat([beside.reset_index(drop=True), typed_columns], axis=1)
    if (tick := editor.tick) is not None:
        ticked = [state.typed.get(key, {}).get(tick.column) == tick.value for key in keys]
        shown.insert(0, tick.label, pd.Series(ticked, index=shown.index, dtype="bool"))
    state.number += 1
    state.of, state.revision, state.shown, state.keys = of, revision, shown, keys
    state.held = rows.to_dict("records")
    state.earlier = {key: dict(cells) for key, cells in state.typed.items()}


def _keep(editor: Editor, state: _State) -> None:
    """Read what is typed in the grid, together with what was typed before."""
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
    return said(typed(row[name], editor.tab.column(name))) != said(value)


def _forget_what_was_settled(state: _State) -> None:
    """What stood against somebody else's change and was settled since is typed no more."""
    last = saving.last()
    if not state.tried or last is None or last[0].change_set.id != state.tried:
        return
    if last[0].is_written or not (last[0].conflicts or last[0].problems):
        _clear(state)


def _clear(state: _State) -> None:
    state.typed, state.rows, state.earlier, state.tried = {}, {}, {}, ""
    state.of = None


def tick_shown(editor: Editor) -> None:
    """Tick every row of the grid."""
    state, tick = _state(editor), editor.tick
    if tick is None:
        return
    for key, row in zip(state.keys, state.held, strict=True):
        state.rows.setdefault(key, row)
        state.typed.setdefault(key, {})[tick.column] = tick.value
    state.of = None


def edits(editor: Editor) -> tuple[Change, ...]:
    """What is typed and not saved yet, with what changes with it."""
    state = _state(editor)
    return tuple(
        edit
        for key, cells in state.typed.items()
        for edit in changes_of_row(
            editor.tab.name, state.rows[key], {**editor.also(state.rows[key], cells), **cells}
        )
    )


def finish(editor: Editor, page: View) -> None:
    """Where something is typed: every cell that would be written, what stands in the way, and the buttons."""
    found = edits(editor)
    if not found:
        return
    drafts.warn_before_leaving()
    change_set = replace(saving.empty_set(page.viewer), changes=found)
    rows = len({(edit.workbook, edit.key) for edit in found})
    with st.container(border=True, key=f"quick_{editor.name}_preview"):
        st.markdown(
            f"**Before it is saved**: {len(found)} cell{'s' * (len(found) != 1)} of "
            f"{rows} {editor.tab.name if rows != 1 else editor.tab.name.removesuffix('s')}"
        )
        saving.preview(change_set)
        problems = [
            *refusals(change_set, page.loaded.log, page.viewer),
            *validation.problems(change_set, page.log),
        ]
        for problem in problems:
            st.error(plain(str(problem)), icon=":material/error:")
        with st.container(horizontal=True):
            save = st.button(
                f"Save {len(found)}", type="primary", disabled=bool(problems), key=f"quick_{editor.name}_save"
            )
            discard = st.button("Discard", key=f"quick_{editor.name}_discard")
    state = _state(editor)
    if save:
        state.tried = change_set.id
        if saving.commit(change_set):
            _clear(state)
        st.rerun()
    if discard:
        _clear(state)
        st.rerun()
