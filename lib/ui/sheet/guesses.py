"""What each tab and column was taken for, what is asked, and a way to change any of it: Use your log and Connect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.bring.acceptance import AsRead
from lib.bring.doubts import Choices, Proposal, Question, proposed
from lib.bring.forms.answers_tab import is_form
from lib.bring.guess import ColumnGuess, TabGuess
from lib.log.format.schema import APP_TABS, TABS
from lib.log.reading.naming import LISTS
from lib.source.letting_go import per_revision
from lib.ui.sheet.questions import ask_about_all, choices_of
from lib.ui.widgets.text import clean, name, plain
from lib.words.phrases import counted, listed
from lib.workbook.base import Grid

NOT_READ = "not read"
IN_USE = "bring"
"""The key of the log in use: what is found for it serves every administrator."""
NEITHER = "none of them"
LIST_WORDS = {"attendees": "who was there", "apologies": "who sent apologies", "absent": "who was absent"}
_TAB_WORDS = {"sponsor_acts": "what sponsors did", "adoptions": "adoptions of practices"}
READABLE = tuple(tab for tab in TABS if tab not in ("settings", *APP_TABS))


def confirmed(grids: Sequence[Grid], key: str, now: AsRead | None = None) -> Proposal:
    """Draw what each tab was taken for with a few of its cells, and what is asked; out: that, with what was changed.

    `key` names the workbook: what a person chose for it is kept for the session. `now`: how it is read as it is, where
    that is known.
    """
    found = current(grids, key, now)
    ask_about_all(found.asked, key)
    asked: dict[str, list[Question]] = {}
    for question in found.questions:
        asked.setdefault(question.title, []).append(question)
    shown = [(at, guess) for at, guess in enumerate(found.guesses) if guess.tab or guess.rivals]
    plainly = [(at, guess) for at, guess in shown if guess.title not in asked and _is_plain(guess)]
    for at, guess in shown:
        if (at, guess) not in plainly:
            _tab(at, guess, asked.get(guess.title, []), key)
    if plainly:
        box = st.expander(
            plain(f"{counted(len(plainly), 'tab')} with the names of Pharos"),
            key=f"{key}_plain",
            on_change="rerun",
        )
        if box.open:
            with box:
                for at, guess in plainly:
                    _tab(at, guess, [], key)
    forms = {grid.tab for grid in grids if is_form(grid)}
    unread = [(at, guess) for at, guess in enumerate(found.guesses) if not (guess.tab or guess.rivals)]
    if answers := [(at, guess) for at, guess in unread if guess.title in forms]:
        with st.expander(plain(f"{counted(len(answers), 'tab')} with answers of a form")):
            st.caption(
                "What people say of their prework and reflections fills in attendance. No day is kept."
            )
            for at, guess in answers:
                _tab(at, guess, [], key)
    if rest := [(at, guess) for at, guess in unread if guess.title not in forms]:
        with st.expander(plain(f"{counted(len(rest), 'tab')} not read"), expanded=not shown):
            for at, guess in rest:
                _tab(at, guess, [], key)
    return found


def _is_plain(guess: TabGuess) -> bool:
    """Whether nothing was guessed: the tab and each column that is read have Pharos' names, and none is lacking."""
    if guess.title.strip().casefold() != guess.tab or guess.lacks:
        return False
    return all(
        column.header.strip().casefold() == column.column
        for column in guess.columns
        if column.column or column.listed
    )


def current(grids: Sequence[Grid], key: str, now: AsRead | None = None) -> Proposal:
    """The guesses and questions with what was chosen so far; found again only when a choice changes."""
    choices = choices_of(key)
    state = (key, repr(choices), tuple(map(id, grids)))
    if key == IN_USE:
        return _of_log_in_use(state, grids, choices, now)[0]
    kept: tuple[Any, Proposal] | None = st.session_state.get("bring_proposal")
    if kept is None or kept[0] != state:
        kept = state, proposed(grids, choices, now)
        st.session_state["bring_proposal"] = kept
    return kept[1]


@per_revision(max_entries=4)
def _of_log_in_use(
    state: tuple[Any, ...], _grids: Sequence[Grid], _choices: Choices, _now: AsRead | None
) -> tuple[Proposal, Sequence[Grid]]:
    """The guesses and questions; with the tabs, so that no others get the identity by which `state` knows them."""
    return proposed(_grids, _choices, _now), _grids


def _tab(number: int, guess: TabGuess, questions: Sequence[Question], key: str) -> None:
    with st.container():
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.subheader(name(guess.title), anchor=False)
            options = [NOT_READ, *READABLE]
            widget = f"{key}_tab_{number}"
            st.session_state[widget] = guess.tab or NOT_READ
            st.selectbox(
                plain(f"{guess.title} is read as"),
                options,
                key=widget,
                width=240,
                format_func=_tab_label,
                on_change=_choose_tab,
                args=(guess.title, widget, key),
            )
        if not guess.tab and guess.rivals:
            names = " or ".join(map(_tab_label, guess.rivals))
            st.warning(plain(f"It may hold {names}. Choose it to read it."), icon=":material/help:")
        where = f"Headers in row {guess.header_row}, {counted(guess.rows, 'row')} below."
        st.caption(plain(where))
        for question in questions:
            _ask(number, question, key)
        if guess.tab:
            _columns(number, guess, key)


def _tab_label(tab: str) -> str:
    return _TAB_WORDS.get(tab, tab.replace("_", " "))


def _choose_tab(title: str, widget: str, key: str) -> None:
    chosen = st.session_state[widget]
    choices = choices_of(key)
    tabs = {**choices.tabs, title: "" if chosen == NOT_READ else chosen}
    columns = {place: column for place, column in choices.columns.items() if place[0] != title}
    st.session_state[f"{key}_choices"] = replace(choices, tabs=tabs, columns=columns)


def _ask(number: int, question: Question, key: str) -> None:
    """Draw a question: which header holds a column. Nothing is chosen beforehand."""
    widget = f"{key}_ask_{number}_{question.column}"
    st.selectbox(
        plain(f"Which column of {question.title} holds {_column_label(question.column, question.tab)}?"),
        [*question.headers, NEITHER],
        index=None,
        key=widget,
        placeholder="Choose",
        format_func=lambda header: clean(header, 120),
        on_change=_answer,
        args=(question, widget, key),
    )
    st.caption(plain(f"{question.why[0].upper()}{question.why[1:]}."))


def _answer(question: Question, widget: str, key: str) -> None:
    header = st.session_state.pop(widget)
    if header is None:
        return
    choices = choices_of(key)
    columns = dict(choices.columns)
    if header == NEITHER:
        columns |= dict.fromkeys(((question.title, other) for other in question.headers), "")
    else:
        columns[question.title, header] = question.column
    st.session_state[f"{key}_choices"] = replace(choices, columns=columns)


def _column_label(column: str, tab: str) -> str:
    help_text = TABS[tab].column(column).help if column in TABS[tab].column_names else ""
    return f"{column.replace('_', ' ')} ({help_text[0].lower()}{help_text[1:]})" if help_text else column


def _meaning(column: ColumnGuess) -> str:
    return column.part or column.column or LIST_WORDS.get(column.listed, NOT_READ)


def _columns(number: int, guess: TabGuess, key: str) -> None:
    """Draw the columns of a tab with a few cells, and a way to read each as something else."""
    rows = pd.DataFrame(
        {
            "header": [clean(column.header) or f"(column {column.letter})" for column in guess.columns],
            "read as": [_meaning(column).replace("_", " ") for column in guess.columns],
            "cells": [clean(" · ".join(column.samples), 200) for column in guess.columns],
        },
        dtype="str",
    )
    st.dataframe(
        rows,
        hide_index=True,
        column_config={"cells": st.column_config.TextColumn(width="large")},
        alt=f"The columns of {clean(guess.title)}: header, what it is read as, and a few of its cells",
    )
    if guess.lacks:
        st.warning(
            plain(f"Every row of this tab needs {listed(guess.lacks)}: choose the column that holds it."),
            icon=":material/rule:",
        )
    if guess.is_grid:
        st.caption(
            "Each cell below a state is read as one action in that state."
            if guess.tab == "actions"
            else "People and days stand down and across; each mark is read as the attendance of one person on one day."
        )
        return
    with st.popover("Change a column", icon=":material/edit:", type="tertiary"):
        headers = [column.header for column in guess.columns if column.header]
        if not headers:
            st.caption("No column has a header: give each one in the sheet, then bring it again.")
            return
        header = st.selectbox(
            plain(f"Column of {guess.title}"),
            headers,
            key=f"{key}_header_{number}",
            format_func=lambda text: clean(text, 120),
        )
        column = next(column for column in guess.columns if column.header == header)
        widget = f"{key}_meaning_{number}_{guess.columns.index(column)}"
        now = column.column or column.listed or NOT_READ
        st.session_state[widget] = now
        st.selectbox(
            "Read it as",
            [NOT_READ, *LISTS.get(guess.tab, ()), *TABS[guess.tab].column_names],
            key=widget,
            format_func=lambda text: LIST_WORDS.get(text, text.replace("_", " ")),
            on_change=_choose_column,
            args=(guess, str(header), widget, key),
        )


def _choose_column(guess: TabGuess, header: str, widget: str, key: str) -> None:
    chosen = st.session_state[widget]
    meaning = "" if chosen == NOT_READ else chosen
    choices = choices_of(key)
    columns = dict(choices.columns)
    for other in guess.columns:  # what had this meaning before gives it up
        if meaning and other.column == meaning and other.header != header:
            columns[guess.title, other.header] = ""
    columns[guess.title, header] = meaning
    st.session_state[f"{key}_choices"] = replace(choices, columns=columns)
