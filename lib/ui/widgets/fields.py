"""One input for one column of the log. Its choices come from the schema and from the log itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from lib.log.changing.changes import is_filled, typed
from lib.log.format.frames import items
from lib.log.format.model import CircleLog
from lib.log.format.schema import Column
from lib.log.reading.values import convert
from lib.ui.widgets.text import name, plain
from lib.ui.widgets.typed_grid import LONGEST_TEXT, day_range

_LONG_TEXTS = frozenset("what text mandate note update why decision diagram conditions effect_note".split())


def field(column: Column, log: CircleLog, *, key: str, value: object = None) -> object:
    """Draw the input and return its value as change sets hold it: None if it is left blank."""
    label = plain(column.name.replace("_", " ").capitalize() + (" *" if column.required else ""))
    common: dict[str, Any] = {"label": label, "key": key, "help": plain(column.help or column.expected)}
    match column.kind:
        case "date":
            first, last = day_range(value)
            return st.date_input(
                **common,
                value=value if isinstance(value, date) else None,
                min_value=first,
                max_value=last,
                format="YYYY-MM-DD",
            )
        case "yes_no":
            chosen = st.selectbox(**common, options=["yes", "no"], index=None, placeholder="not recorded")
            return None if chosen is None else chosen == "yes"
        case "count" | "number":
            return st.number_input(
                **common,
                value=value if isinstance(value, (int, float)) else None,
                min_value=column.low or 0,
                max_value=column.high,
                step=1 if column.kind == "count" else None,
            )
        case "enum":
            words = list(column.words)
            return st.selectbox(
                **common,
                options=words,
                index=words.index(str(value)) if value in words else None,
                placeholder="–",
            )
        case "reference" | "references" | "list":
            return _chosen(column, log, common, value)
        case _ if column.name in _LONG_TEXTS:
            return st.text_area(**common, value=str(value or ""), max_chars=LONGEST_TEXT, height=80) or None
        case _:
            return st.text_input(**common, value=str(value or ""), max_chars=LONGEST_TEXT) or None


def _chosen(column: Column, log: CircleLog, common: dict[str, Any], value: object) -> object:
    if column.refers_to:
        target = log.tabs[column.refers_to]
        options = sorted(target[target.columns[0]].dropna().unique(), key=str.casefold)
    else:
        options = sorted(items(log.tabs["sessions"]["case_topics"]).unique(), key=str.casefold)
    if column.kind == "reference":
        index = options.index(value) if value in options else None
        return st.selectbox(
            **common,
            options=options,
            index=index,
            format_func=name,
            placeholder="–",
            accept_new_options=column.person,
        )
    chosen = st.multiselect(**common, options=options, format_func=name, accept_new_options=True)
    return ", ".join(chosen) or None


def read(text: str, column: Column, day_first: bool | None = None) -> object:
    """Typed or pasted text as a value of the column; None if blank, and the text itself if it does not fit, so that
    validation refuses it. `day_first`: the order in which the sheet writes short dates, None if it is not known."""
    if not text.strip():
        return None
    converted = convert([text], column, day_first=day_first, epoch_1904=False)
    value = typed(converted.values[0], column)
    return value if is_filled(value) else text
