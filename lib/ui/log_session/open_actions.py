"""The form's part on open actions that were reviewed in the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.format.schema import TABS
from lib.log.session import record
from lib.log.session.known import CLOSED
from lib.log.session.record import Review
from lib.ui.log_session.draft import KEPT
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import Form
from lib.ui.log_session.inputs import day_input
from lib.ui.widgets.text import clean, name, plain
from lib.ui.widgets.typed_grid import LONGEST_TEXT
from lib.words.phrases import counted

_SHOWN_ACTIONS = 3
_REVIEWED = ("status", "reviewed", "update", "effect", "closed")
"""What can be said of an open action."""


def reviews(form: Form) -> tuple[Review, ...]:
    """Draw one row per open action of the circle and return what they say. If there are many, those due last are in a
    closed section, which costs nothing until it is opened."""
    actions = record.open_actions(form.log, form.circle)
    if actions.empty:
        st.caption("This circle has no open actions.")
        return ()
    rows = actions.to_dict("records")
    entries = _several(form, rows[:_SHOWN_ACTIONS])
    if later := rows[_SHOWN_ACTIONS:]:
        fields = tuple(f"{field} {row['action']}" for row in later for field in _REVIEWED)
        title = f"Show all {len(rows):,}: {len(later):,} more, due later or without a date"
        drawn = folded(form.draft, title, "reviews", fields, lambda: _several(form, later), is_exact=True)
        entries += drawn or []
    return tuple(entries)


def _several(form: Form, rows: Sequence[Mapping[Any, Any]]) -> list[Review]:
    with st.grid(3, min_column_width=330, gap="small"):
        return [_review(form, row) for row in rows]


def _review(form: Form, row: Mapping[Any, Any]) -> Review:
    action, draft, words = str(row["action"]), form.draft, TABS["actions"].column("status").words
    with st.container(gap="xsmall", key=f"log_review_{row['_row']}_{draft.number}"):
        st.markdown(plain(clean(str(row["what"]), 300)))
        st.caption(plain(_key_owner_due(form, row)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            status = None
            now = row["status"] if row["status"] in words else "open"
            if form.asks("actions", "status"):
                field = f"status {action}"
                key = draft.seed(field, now)
                status = draft.take(
                    field,
                    st.selectbox(
                        f"Status of {name(action)}",
                        words,
                        key=key,
                        label_visibility="collapsed",
                        width=150,
                        persist_state=KEPT,
                    ),
                )
            field = f"reviewed {action}"
            key = draft.seed(field, False)
            ticked = draft.take(field, st.checkbox("Reviewed", key=key, persist_state=KEPT))
        is_said = (
            ticked or (status is not None and status != now) or draft.holds(f"update {action}", is_exact=True)
        )
        update = effect = closed = None
        if is_said:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                update = _update(form, action)
                effect = _effect(form, row) if status == "done" else None
                closed = _closed(form, action) if status in CLOSED and status != row["status"] else None
    return Review(action, bool(ticked), status, update, effect, closed)


def _update(form: Form, action: str) -> str | None:
    field = f"update {action}"
    key = form.draft.seed(field, "")
    said = st.text_input(
        f"Update on {name(action)}",
        key=key,
        placeholder="What is new?",
        max_chars=LONGEST_TEXT,
        live=True,
        label_visibility="collapsed",
        width=320,
        persist_state=KEPT,
    )
    return form.draft.take(field, said)


def _closed(form: Form, action: str) -> date | None:
    """The day it was done or cancelled: what is said to be done in a session was done before, often days before."""
    if not form.asks("actions", "closed"):
        return None
    field = f"closed {action}"
    key = form.draft.seed(field, form.draft.values.get("held"))
    return form.draft.take(
        field, day_input(plain(f"Day of {name(action)}"), key, label_visibility="collapsed", width=170)
    )


def _effect(form: Form, row: Mapping[Any, Any]) -> str | None:
    if not form.asks("actions", "effect"):
        return None
    words, field = TABS["actions"].column("effect").words, f"effect {row['action']}"
    key = form.draft.seed(field, row["effect"] if row["effect"] in words else None)
    chosen = st.selectbox(
        f"Effect of {name(str(row['action']))}",
        words,
        index=None,
        key=key,
        placeholder="Did it work?",
        label_visibility="collapsed",
        width=170,
        persist_state=KEPT,
    )
    return form.draft.take(field, chosen)


def _key_owner_due(form: Form, row: Mapping[Any, Any]) -> str:
    parts = [name(str(row["action"]))]
    if is_filled(row["owner"]):
        parts.append(form.called(str(row["owner"])))
    elif form.log.has("actions", "owner"):
        parts.append("no owner")
    if is_filled(row["due"]):
        days = (pd.Timestamp(form.today) - row["due"]).days
        late = f", {counted(days, 'day')} ago" if days > 0 else ""
        parts.append(f"due {row['due']:%Y-%m-%d}{late}")
    return " · ".join(parts)
