"""Inputs of the Log a session form, each for one kind of value; they are kept as the draft says (`draft.KEPT`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.format.frames import items
from lib.log.format.model import CircleLog
from lib.ui.log_session.draft import KEPT
from lib.ui.widgets.text import clean
from lib.ui.widgets.text import name as shown_name
from lib.ui.widgets.typed_grid import day_range


def split_list(value: object) -> list[str]:
    """The items of a list in one cell; none if it is blank."""
    return [part.strip() for part in str(value).split(",") if part.strip()] if is_filled(value) else []


def distinct(options: list[str]) -> list[str]:
    """Each option once, in order."""
    return list(dict.fromkeys(options))


def day_input(label: str, key: str, **more: Any) -> date | None:
    """A day, or blank. One that the log has can be any year's."""
    first, last = day_range(st.session_state.get(key))
    return st.date_input(
        label,
        value=None,
        key=key,
        format="YYYY-MM-DD",
        min_value=first,
        max_value=last,
        persist_state=KEPT,
        **more,
    )


def count_input(label: str, key: str, *, is_whole: bool = True, placeholder: str = "") -> float | None:
    """A number of at least 0, or blank."""
    least, most, step = (0, 100_000, 1) if is_whole else (0.0, 1e12, None)
    return st.number_input(
        label,
        min_value=least,
        max_value=most,
        step=step,
        key=key,
        value=None,
        placeholder=placeholder or None,
        persist_state=KEPT,
    )


def word_input(label: str, key: str, words: Sequence[str]) -> str | None:
    """One of the words, or blank."""
    return st.selectbox(label, list(words), index=None, key=key, placeholder="–", persist_state=KEPT)


def chosen_or_typed(
    label: str, key: str, options: Mapping[str, str], *, are_people: bool = False
) -> str | None:
    """One of `options` (value -> what it is called), or anything typed instead; blank for none.

    `are_people`: a part of one name alone means that person. Otherwise half a name would become a new person.
    """
    now = st.session_state.get(key)
    if are_people and now and now not in options:
        now = st.session_state[key] = _meant(str(now), options)
    return st.selectbox(
        label,
        distinct([*options, *([now] if now else [])]),
        index=None,
        key=key,
        format_func=lambda one: options.get(one) or shown_name(one),
        placeholder="–",
        accept_new_options=True,
        persist_state=KEPT,
    )


def _meant(typed: str, options: Mapping[str, str]) -> str:
    """The only one of `options` of whose name a word, or the whole, begins with what was typed; else what was typed."""
    text = typed.casefold().strip()
    found = [
        value
        for value, called in options.items()
        if called.casefold().startswith(text)
        or any(word.startswith(text) for word in called.casefold().split())
    ]
    return found[0] if len(found) == 1 else typed


def topics_input(label: str, key: str, log: CircleLog) -> list[str]:
    """Topics that the log knows, or new ones."""
    options = sorted(items(log.sessions["case_topics"]).unique(), key=str.casefold)
    options = distinct([*options, *st.session_state.get(key, [])])
    return st.multiselect(
        label,
        options,
        key=key,
        format_func=clean,
        accept_new_options=True,
        placeholder="",
        select_all=False,
        persist_state=KEPT,
    )
