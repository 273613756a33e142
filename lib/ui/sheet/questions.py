"""What is asked about a whole workbook, and which rows that look like none are records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from lib.bring.asked import Asked
from lib.bring.doubtful import DoubtfulRow, doubtful_rows
from lib.bring.guess import Choices
from lib.log.changing.changes import Addition
from lib.ui.edits import drafts
from lib.ui.widgets.text import clean, plain
from lib.workbook.base import Grid

_RECORD = "record."


def choices_of(key: str) -> Choices:
    """What was chosen so far for the workbook that `key` names."""
    chosen: Choices | None = st.session_state.get(f"{key}_choices")
    return chosen or Choices()


def ask_about_all(asked: Sequence[Asked], key: str) -> None:
    """Draw what is asked about the whole workbook, each question once. Nothing is chosen beforehand."""
    for question in asked:
        if question.setting.startswith(_RECORD):
            continue
        values = [value for value, _ in question.options]
        says = dict(question.options)
        widget = f"{key}_asked_{question.workbook}_{question.setting}"
        st.session_state[widget] = question.answer if question.answer in values else None
        st.selectbox(
            plain(question.text),
            values,
            index=None,
            key=widget,
            placeholder="Choose",
            format_func=partial(_said, says),
            on_change=_answer_about_all,
            args=(question, widget, key),
            width=420,
        )
        st.caption(plain(f"{question.why[0].upper()}{question.why[1:]}."))


def _said(says: Mapping[str, str], value: str) -> str:
    return clean(says.get(value, value), 80)


def _answer_about_all(question: Asked, widget: str, key: str) -> None:
    _keep_answer(question.workbook, question.setting, st.session_state[widget], key)


def _keep_answer(workbook: str, setting: str, value: str | None, key: str) -> None:
    choices = choices_of(key)
    answers = {place: other for place, other in choices.answers.items() if place != (workbook, setting)}
    if value is not None:
        answers[workbook, setting] = value
    st.session_state[f"{key}_choices"] = replace(choices, answers=answers)


def records(grids: Sequence[Grid], key: str) -> None:
    """Draw a field in which a person says that rows which look like none are records; nothing if there are none.

    In: the grids as they were read with what was confirmed.
    """
    rows = {(row.workbook, row.setting): row.text for row in doubtful_rows(grids)}
    said = [place for place in choices_of(key).answers if place[1].startswith(_RECORD)]
    options = [*said, *(place for place in rows if place not in said)]
    if not options:
        return
    widget = f"{key}_records"
    st.session_state[widget] = said
    st.multiselect(
        "Rows that look like none, and are records",
        options,
        key=widget,
        format_func=lambda place: clean(rows.get(place, place[1].split(".", 2)[2]), 80),
        placeholder="Choose those that are",
        on_change=_say_records,
        args=(widget, key),
    )


def _say_records(widget: str, key: str) -> None:
    choices = choices_of(key)
    answers = {place: value for place, value in choices.answers.items() if not place[1].startswith(_RECORD)}
    answers |= dict.fromkeys(st.session_state[widget], "yes")
    st.session_state[f"{key}_choices"] = replace(choices, answers=answers)


def say_it_is_one(rows: Sequence[DoubtfulRow], tab: str, places: Collection[tuple[object, int]]) -> None:
    """Draw a choice of the rows of a tab that look like no record: the one chosen joins the changes as a record.

    `places`: (workbook, row of the log's grid) of the rows that are shown.
    """
    taken = {
        str(addition.values.get("name")) for addition in drafts.additions() if addition.tab == "settings"
    }
    doubtful = {
        row.setting: row
        for row in rows
        if row.tab == tab and (row.workbook, row.record) in places and row.setting not in taken
    }
    if not doubtful:
        return
    key = f"edit_is_record_{len(drafts.additions())}"
    st.selectbox(
        "This row is a record",
        [*doubtful],
        index=None,
        key=key,
        format_func=lambda setting: clean(f"row {doubtful[setting].row}: {doubtful[setting].text}", 120),
        placeholder="Choose a row that looks like none",
        on_change=_add_record,
        args=(doubtful, key),
        width=420,
    )


def _add_record(doubtful: Mapping[str, DoubtfulRow], key: str) -> None:
    if (setting := st.session_state[key]) in doubtful:
        values: dict[str, object] = {"name": setting, "value": "yes"}
        drafts.add(Addition(doubtful[setting].workbook, "settings", values))
