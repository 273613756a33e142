"""Under which session of the log a document is logged: known by its day, or asked."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.bring.minutes.already_logged import session_of_day
from lib.log.changing.changes import is_filled
from lib.log.format.model import CircleLog
from lib.log.session.known import waiting
from lib.ui.notes import answers
from lib.ui.notes.documents import Note
from lib.ui.widgets.text import name, plain

NEW = ""
"""Stands for a session that the log does not have yet."""


def said(note: Note, log: CircleLog) -> str | None:
    """The key of the session, as the person chose it or as its day says; NEW for a new one, None while it is not said.

    In: a document whose circle and day are known.
    """
    assert note.held_on is not None
    key, state = session_of_day(log, note.held_circle, note.held_on)
    if state == "logged":
        return key
    offer = None if state == "near" else key
    chosen = answers.value(note, _field(note), offer)
    return chosen if chosen in (None, NEW, *_planned(note, log)) else offer


def ask(note: Note, log: CircleLog) -> str | None:
    """Draw under which session a document is logged, with the planned ones to choose from; out: as `said`.

    A session that was planned for another day near it is not chosen until somebody says so.
    """
    assert note.held_on is not None
    key, state = session_of_day(log, note.held_circle, note.held_on)
    if state == "logged":
        words = f"{name(key)} of {note.held_on} is logged already. What is missing there is added; nothing is doubled."
        st.info(plain(words), icon=":material/add_task:")
        return key
    planned = _planned(note, log)
    if not planned:
        return NEW
    offer = None if state == "near" else key
    options = [*planned, NEW]
    widget, value = answers.field(note, _field(note), offer)
    chosen = st.selectbox(
        "Which session was it?" if offer is None else "Logged as",
        options,
        index=options.index(value) if value in options else None,
        key=widget,
        format_func=lambda one: _called(one, planned),
        placeholder=f"{_called(key, planned)}, or a new one?",
        width=360,
    )
    answers.take(note, _field(note), offer, chosen)
    return chosen


def _field(note: Note) -> str:
    return f"session_{note.held_on}"


def _planned(note: Note, log: CircleLog) -> dict[str, object]:
    """The circle's sessions that are neither held nor cancelled, with the day that each is planned for."""
    rows = waiting(log, note.held_circle)
    return dict(zip(rows["session"].astype("str"), rows["planned"], strict=True))


def _called(key: str, planned: Mapping[str, object]) -> str:
    if key == NEW:
        return "A new session"
    day = planned.get(key)
    return f"{name(key)}, planned {day:%Y-%m-%d}" if is_filled(day) else name(key)
