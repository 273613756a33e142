"""What a new record of the form can refer to: records of the log, and others that are typed in the same form."""

from __future__ import annotations

import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.session import record
from lib.log.session.record import new_ref
from lib.ui.log_session.draft import KEPT
from lib.ui.log_session.form import Form
from lib.ui.widgets.text import clean, name

_MOST_NEW = 30
_MOST_OLD = 50
_LONGEST = 70
_FIELDS = {"insights": "insight", "actions": "what", "practices": "practices title"}
"""By tab, the input that says what a new record of the form is about; its number follows."""


def choices(form: Form, tab: str, *, own: bool = False) -> dict[str, str]:
    """Keys to refer to, with what each is about: first those of this form, then those of the log, newest first.

    insights: those of the circle. actions: the circle's open ones that follow from no insight yet. practices: those not
    retired. teams, lighthouses: all. `own`: only records of circles that the viewer may change, where what refers to
    them belongs to the same circle.
    """
    return {**_of_form(form, tab), **{key: _called(key, about) for key, about in _of_log(form, tab, own=own)}}


def _of_form(form: Form, tab: str) -> dict[str, str]:
    field = _FIELDS.get(tab, "")
    texts = {at: form.draft.peek(f"{field} {at}") for at in range(1, _MOST_NEW + 1)} if field else {}
    return {
        new_ref(tab, at): f"{new_ref(tab, at).capitalize()}: {clean(str(text), _LONGEST)}"
        for at, text in texts.items()
        if is_filled(text)
    }


def _of_log(form: Form, tab: str, *, own: bool) -> list[tuple[str, str]]:
    log = form.log
    rows, about = log.tabs[tab], {"insights": "text", "actions": "what", "practices": "title"}.get(tab, "")
    if own and form.own is not None:
        rows = rows[rows["circle"].isin(list(form.own))]
    if tab == "insights":
        sessions = log.sessions.loc[log.sessions["circle"] == form.circle, "session"]
        rows = rows[rows["session"].isin(sessions)].iloc[::-1]
    elif tab == "actions":
        rows = record.open_actions(log, form.circle)
        rows = rows[rows["insight"].isna()]
    elif tab == "practices":
        rows = rows[rows["status"] != "retired"].iloc[::-1]
    texts = rows[about].fillna("") if about else [""] * len(rows)
    most = _MOST_OLD if about else len(rows)
    return list(zip(rows.iloc[:, 0].astype("str"), texts, strict=True))[:most]


def _called(key: str, about: str) -> str:
    return f"{name(key)} · {clean(about, _LONGEST)}" if about else name(key)


def one(form: Form, label: str, field: str, tab: str, *, own: bool = False) -> str | None:
    """Draw a list to choose one record of `tab` from, and return its key. `own`: see `choices`."""
    key = form.draft.seed(field)
    options = choices(form, tab, own=own)
    now = st.session_state[key]
    listed = [*options, *([now] if now and now not in options else [])]
    chosen = st.selectbox(
        label,
        listed,
        index=None,
        key=key,
        format_func=lambda each: options.get(each, name(each)),
        placeholder="–",
        persist_state=KEPT,
    )
    return form.draft.take(field, chosen)


def several(form: Form, label: str, field: str, tab: str) -> tuple[str, ...]:
    """Draw a list to choose several records of `tab` from, and return their keys."""
    key = form.draft.seed(field, [])
    options = choices(form, tab)
    now = [each for each in st.session_state[key] if each not in options]
    chosen = st.multiselect(
        label,
        [*options, *now],
        key=key,
        format_func=lambda each: options.get(each, name(each)),
        placeholder="",
        select_all=False,
        persist_state=KEPT,
    )
    return tuple(form.draft.take(field, chosen) or ())
