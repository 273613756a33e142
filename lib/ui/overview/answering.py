"""Answering an ask where it is read: grant, decline or ask back, saved like any other edit and undone like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal, TypeAlias

import pandas as pd
import streamlit as st

from lib.log.changing.changes import Change, is_filled, key_texts, typed, value_text
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.metrics.desk import words
from lib.ui.edits import saving
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain

Answer: TypeAlias = Literal["grant", "decline", "ask back"]
BUTTONS: tuple[tuple[Answer, str, str], ...] = (
    ("grant", "Grant", ":material/check:"),
    ("decline", "Decline", ":material/close:"),
    ("ask back", "Ask back", ":material/reply:"),
)
MOST_LISTED = 3
_CHOSEN = "desk_answer"
_TAB = TABS["asks"]
Row: TypeAlias = dict[Any, Any]


def asks(page: View, rows: pd.DataFrame) -> None:
    """Draw the asks that wait for the viewer, the oldest first, each with its three answers; those beyond the first few
    in a closed section. `rows`: `waiting.asks_of`."""
    keys = key_texts("asks", rows)
    records = rows.assign(key=keys).to_dict("records")
    for place, row in enumerate(records[:MOST_LISTED]):
        _ask(page, place, row)
    if more := records[MOST_LISTED:]:
        section.closed(
            "More asks put to me",
            "more_asks",
            lambda: _more(page, more),
        )


def _more(page: View, rows: list[Row]) -> None:
    for place, row in enumerate(rows, start=MOST_LISTED):
        _ask(page, place, row)


def _ask(page: View, place: int, row: Row) -> None:
    where = str(row["_workbook"]), str(row["key"])
    chosen = st.session_state.get(_CHOSEN)
    with st.container(key=f"desk_ask_{place}", gap="xsmall"):
        html.show("list.html", rows=[(str(row["what"]), words.ask_about(row))])
        if why := _cannot(page.log, row):
            st.caption(plain(why))
            return
        with st.container(horizontal=True, gap="small"):
            for answer, label, icon in BUTTONS:
                st.button(
                    label,
                    key=f"desk_{answer.replace(' ', '_')}_{place}",
                    icon=icon,
                    type="primary" if chosen == (*where, answer) else "secondary",
                    on_click=_choose,
                    args=((*where, answer),),
                )
        if chosen and chosen[:2] == where:
            _form(page, row, chosen[2])


def _choose(chosen: tuple[str, str, Answer]) -> None:
    """Open the fields of this answer, or close them if they are open."""
    is_open = st.session_state.get(_CHOSEN) == chosen
    st.session_state[_CHOSEN] = None if is_open else chosen


def _cannot(log: CircleLog, row: Row) -> str:
    """Why an ask cannot be answered here; "" if it can."""
    if not log.has("asks", "status"):
        return "To answer here, add a status column to the asks tab."
    if value_text(row["status"]) not in ("", "open") or is_filled(row["answered"]):
        return "It was answered after the day that this page shows."
    return ""


def _form(page: View, row: Row, answer: Answer) -> None:
    log = page.log
    given: dict[str, object] = {}
    with st.form("desk_form"):
        if answer == "grant":
            with st.grid(3, min_column_width=120, gap="small"):
                for column, label in (("hours", "Hours granted"), ("amount", "Amount granted")):
                    if log.has("asks", column):
                        asked = float(row[column]) if is_filled(row[column]) else None
                        given[column] = st.number_input(
                            label,
                            min_value=0.0,
                            value=asked,
                            key=f"desk_{column}",
                            format="%g",
                            placeholder="–",
                        )
                if log.has("asks", "currency"):
                    given["currency"] = st.text_input(
                        "Currency", value=value_text(row["currency"]), key="desk_currency", placeholder="EUR"
                    )
        if log.has("asks", "answer"):
            label = "Your question" if answer == "ask back" else "A line of reason"
            given["answer"] = st.text_input(label, key="desk_reason", placeholder="–")
        elif answer == "ask back":
            st.caption("To ask back here, add an answer column to the asks tab.")
        label = next(label for name, label, _ in BUTTONS if name == answer)
        if not st.form_submit_button(f"Save: {label.lower()}", type="primary", key="desk_save"):
            return
    if answer == "ask back" and not is_filled(given.get("answer")):
        st.error("Write your question first.", icon=":material/error:")
        return
    _save(page, row, answer, given)


def _save(page: View, row: Row, answer: Answer, given: dict[str, object]) -> None:
    values = {**given, "answered_by": page.viewer.email or None}
    if answer == "ask back":
        values["status"] = "open"
    else:
        values |= {"status": "granted" if answer == "grant" else "declined", "answered": date.today()}
    changes = tuple(_changes(page.log, row, values))
    change_set = replace(saving.empty_set(page.viewer, "answered on the overview"), changes=changes)
    if saving.commit(change_set):
        st.session_state[_CHOSEN] = None
    st.rerun()


def _changes(log: CircleLog, row: Row, values: dict[str, object]) -> list[Change]:
    """The cells that an answer changes, in the columns that the sheet has."""
    found = []
    for column, value in values.items():
        before = typed(row[column], _TAB.column(column))
        after = value if is_filled(value) else None
        if log.has("asks", column) and value_text(before) != value_text(after):
            found.append(
                Change(
                    str(row["_workbook"]), "asks", int(row["_row"]), str(row["key"]), column, before, after
                )
            )
    return found
