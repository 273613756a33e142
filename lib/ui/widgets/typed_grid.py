"""A tab of the log as an editable grid: what each column offers, and what was typed.

The grid never gets its own output back. It is made from a frame that does not change until the edits are saved, and the
edits are read from the widget's state, by position.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import value_text
from lib.log.format.frames import items
from lib.log.format.model import CircleLog
from lib.log.format.schema import Column, Tab
from lib.ui.widgets.text import plain

MOST_OPTIONS = 1_000
LONGEST_TEXT = 50_000
_PIXELS_A_LETTER, _PADDING, _WIDEST = 7.2, 28, 340
"""Of a grid's cells; wider than this, a column leaves too little room for the others."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def day_range(value: object, last: date = LAST_DAY) -> tuple[date, date]:
    """`min_value` and `max_value` of `st.date_input`: FIRST_DAY to `last`, and as far as the value that it begins with,
    which the page would fail on otherwise. In: a date; anything else widens nothing."""
    days = [FIRST_DAY, last, *([value] if isinstance(value, date) else [])]
    return min(days), max(days)


@dataclass(frozen=True, slots=True)
class Typed:
    """An edited cell: the position of its row in the frame, its column, and the new value, None if it was cleared.

    Dates are `date`, lists are their items joined by ", ", anything else is as the widget returns it, not validated.
    """

    position: int
    column: str
    value: object


_AS_TEXT = frozenset(("date", "enum", "yes_no", "count", "number"))
"""Kinds whose cells can be shown as text. A cell that holds a choice, a number or a box drops what is pasted and does
not fit, without a word; a cell of dates even becomes the current day."""


def shown(frame: pd.DataFrame, tab: Tab, *, as_text: bool = False) -> pd.DataFrame:
    """`frame` with the columns of `tab` in the form that the grid needs: dates and words as text, lists as lists, the
    rest as it is, or as text too."""
    grid = pd.DataFrame(index=pd.RangeIndex(len(frame)))
    for column in tab.columns:
        values = frame[column.name].reset_index(drop=True)
        if column.kind == "date" or (as_text and column.kind in _AS_TEXT):
            texts = [value_text(value) or None for value in values]
            values = pd.Series(texts, index=values.index, dtype="str")
        elif column.kind == "enum":
            values = values.astype("str")
        elif column.kind in {"list", "references"}:
            parts = (
                values.fillna("")
                .str.split(",")
                .map(lambda some: [part.strip() for part in some if part.strip()])
            )
            values = parts.astype(object)
        grid[column.name] = values
    return grid


def column_config(
    tab: Tab,
    frame: pd.DataFrame,
    log: CircleLog,
    locked: frozenset[str] = frozenset(),
    only: Collection[str] = (),
    as_text: bool = False,
) -> dict[str, Any]:
    """How each column is shown and edited. Choices come from the schema and from the log itself.

    `frame`: the rows of the grid, whose values can always be chosen. `locked`: columns that cannot be edited. `only`:
    the columns to include, empty for all. `as_text`: what is pasted reaches Pharos as it is, to be read or refused.
    """
    return {
        column.name: _config(column, tab, frame[column.name], log, column.name in locked, as_text)
        for column in tab.columns
        if not only or column.name in only
    }


def _config(
    column: Column, tab: Tab, values: pd.Series, log: CircleLog, is_locked: bool, as_text: bool
) -> Any:
    common: dict[str, Any] = {
        "label": plain(column.name.replace("_", " ")),
        "help": plain(f"{column.help}: {column.expected}" if column.help else column.expected),
        "disabled": is_locked,
        "required": column.required,
        "pinned": column.name in tab.key[:1],
        "width": width_of(values),
    }
    types = st.column_config
    match column.kind:
        case "date":
            return types.TextColumn(**common, max_chars=40)
        case kind if as_text and kind in _AS_TEXT:
            return types.TextColumn(**common, max_chars=LONGEST_TEXT)
        case "yes_no":
            return types.CheckboxColumn(**common)
        case "count":
            return types.NumberColumn(**common, step=1, min_value=column.low or 0, max_value=column.high)
        case "number":
            return types.NumberColumn(**common, min_value=column.low or 0, max_value=column.high)
        case "enum":
            return types.SelectboxColumn(**common, options=list(column.words))
        case "list":
            return types.MultiselectColumn(**common, options=_options(items(values)), accept_new_options=True)
        case "references":
            return types.MultiselectColumn(
                **common, options=_keys(column, log, items(values)), accept_new_options=True
            )
        case "reference" if len(options := _keys(column, log, values)) <= MOST_OPTIONS:
            return types.SelectboxColumn(**common, options=options)
        case _:
            return types.TextColumn(**common, max_chars=LONGEST_TEXT)


def width_of(texts: pd.Series, least: int | None = None) -> int | None:
    """Pixels in which the longest email address of a column can be read whole; `least` without one."""
    longest = texts.dropna().astype("str").loc[lambda text: text.str.contains("@")].str.len().max()
    if pd.isna(longest):
        return least
    return max(least or 0, min(round(_PIXELS_A_LETTER * longest) + _PADDING, _WIDEST))


def _keys(column: Column, log: CircleLog, used: pd.Series) -> list[str]:
    target = log.tabs[column.refers_to]
    return _options(pd.concat([target[target.columns[0]], used]))


def _options(values: pd.Series) -> list[str]:
    return sorted(values.dropna().unique().tolist(), key=str.casefold)


def typed(state: Mapping[str, Any], tab: Tab) -> Iterator[Typed]:
    """The edited cells, row by row, from the state of the grid's widget (`edited_rows`)."""
    for position, cells in sorted(state.get("edited_rows", {}).items(), key=lambda item: int(item[0])):
        for name, value in cells.items():
            if name in tab.column_names:
                yield Typed(int(position), name, _value(tab.column(name), value))


def _value(column: Column, value: Any) -> object:
    if column.kind in {"list", "references"}:
        return ", ".join(value or ()) or None
    if value is None or value == "":
        return None
    if column.kind == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return value
    return value


def widget_value(value: object, column: Column, *, as_text: bool = False) -> object:
    """A value of a change set, in the form that the grid's frame needs."""
    if column.kind == "date" or (as_text and column.kind in _AS_TEXT):
        return value_text(value) or None
    if column.kind in {"list", "references"}:
        return [part.strip() for part in str(value or "").split(",") if part.strip()]
    if column.kind in {"yes_no", "count", "number"}:
        return pd.NA if value is None else value
    return None if value is None else str(value)
