"""Under which session of the log a document is logged: known by its day, or asked."""

from __future__ import annotations

import streamlit as st

from lib.bring.minutes.already_logged import held_near, session_of_day
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
    return chosen if chosen in (None, NEW, *_known(note, log)) else offer


def ask(note: Note, log: CircleLog) -> str | None:
    """Draw under which session a document is logged, with the ones that it may be to choose from; out: as `said`.

    A session that was planned for another day near it, or held on one, is not chosen until somebody says so.
    """
    assert note.held_on is not None
    key, state = session_of_day(log, note.held_circle, note.held_on)
    if state == "logged":
        words = f"{name(key)} of {note.held_on} is logged already. What is missing there is added; nothing is doubled."
        st.info(plain(words), icon=":material/add_task:")
        return key
    known = _known(note, log)
    if not known:
        return NEW
    offer = None if state == "near" else key
    options = [*known, NEW]
    widget, value = answers.field(note, _field(note), offer)
    chosen = st.selectbox(
        "Which session was it?" if offer is None else "Logged as",
        options,
        index=options.index(value) if value in options else None,
        key=widget,
        format_func=lambda one: known.get(one, "A new session"),
        placeholder=f"{known[key]}, or a new one?" if key else None,
        width=360,
    )
    answers.take(note, _field(note), offer, chosen)
    return chosen


def _field(note: Note) -> str:
    return f"session_{note.held_on}"


def _known(note: Note, log: CircleLog) -> dict[str, str]:
    """The sessions that it may be, and what they are called: those held near the document's day, and those of its
    circle that are neither held nor cancelled."""
    assert note.held_on is not None
    planned = waiting(log, note.held_circle)
    held = held_near(log, note.held_circle, note.held_on)
    rows = [
        ("planned", *row) for row in zip(planned["session"].astype("str"), planned["planned"], strict=True)
    ]
    rows += [("held", *row) for row in zip(held["session"].astype("str"), held["held"], strict=True)]
    return {
        key: f"{name(key)}, {state} {day:%Y-%m-%d}" if is_filled(day) else name(key)
        for state, key, day in rows
    }
