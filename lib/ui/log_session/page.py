"""The Log a session page: the choice of circle and session, the form, and what is about to be written."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.access.permissions import refusals
from lib.log.changing import validation
from lib.log.changing.changes import is_filled, typed
from lib.log.format.model import CircleLog
from lib.log.format.schema import TABS
from lib.log.session import record as session_record
from lib.log.session.record import SessionRecord
from lib.ui.edits import drafts, saving
from lib.ui.frame import carried
from lib.ui.frame.view import Sheet
from lib.ui.log_session import actions as log_session_actions
from lib.ui.log_session import asked, circle_matters, open_actions, present, sections
from lib.ui.log_session import draft as log_session_draft
from lib.ui.log_session import entries as log_session_entries
from lib.ui.log_session import saving as log_session_saving
from lib.ui.log_session.draft import KEPT, Draft
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import NEW, Form, Inputs, names_in, session_label, session_row, turns_on
from lib.ui.log_session.inputs import day_input
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import name, plain

_AS_LAST_TIME = ("format", "share")  # columns in which the circle's last session is offered


def circles(log: CircleLog, sheet: Sheet, today: date) -> list[str]:
    """The circles that the viewer can log sessions for: those they can change, unless they have ended."""
    ended = set(log.circles.loc[log.circles["ended"] <= pd.Timestamp(today), "circle"])
    return sorted(circles_of(log, sheet.viewer) - ended, key=str.casefold)


def no_circle(sheet: Sheet) -> None:
    """Say why there is nothing to log here."""
    if sheet.log.circles.empty:
        words = "The log has no circles yet. Add the first one and its members on the Edit page."
    elif sheet.viewer.role == "lead":
        words = (
            "You are not the lead of any circle that is still running. A program administrator can add you in the "
            "lead column of the circles tab."
        )
    else:
        words = "Every circle in the log has ended. Add one on the Edit page."
    st.info(plain(words), icon=":material/group_add:")
    log_session_saving.link("pages/sheet/edit.py", "Edit the log")


def choose_circle(options: list[str]) -> str | None:
    """Draw the list of circles and return the chosen one, which is also in the address; None until one is chosen. If
    there is only one, or the circle filter names only one, it is chosen."""
    filtered = carried.circles_of_filter()
    if len(options) == 1:
        st.session_state["log_circle"] = options[0]
    elif "log_circle" not in st.query_params and len(filtered) == 1 and filtered[0] in map(name, options):
        carried.respell("log_circle", filtered[0])
    elif st.session_state.get("log_circle") not in options:
        st.session_state.pop("log_circle", None)  # chosen in another role, which has other circles
    chosen = st.selectbox(
        "Circle",
        options,
        index=None,
        format_func=name,
        placeholder="Whose session was it?",
        key="log_circle",
        bind="query-params",
        width=360,
    )
    if chosen is None:
        st.caption(
            explained("Choose a circle to fill in its roster, its planned session and its open actions.")
        )
    return chosen


def form(sheet: Sheet, circle: str, today: date) -> None:
    """Draw the form of one circle, what is about to be written, and the button that writes it."""
    with st.container():
        draft = _unsaved(log_session_draft.of(circle, sheet), sheet)
        _restored(draft)
    record, shown = _record(sheet, circle, draft, today)
    if record is None:
        return
    change_set = session_record.change_set(record, sheet.log, saving.empty_set(sheet.viewer), draft.seen)
    problems = [
        *session_record.problems(record, sheet.log, today),
        *refusals(change_set, sheet.loaded.log, sheet.viewer),
        *validation.problems(change_set, sheet.log),
    ]
    draft.save()
    if draft.file is None and draft.is_begun():
        drafts.warn_before_leaving()
    log_session_saving.finish(shown, draft, record, change_set, problems)


def _unsaved(draft: Draft, sheet: Sheet) -> Draft:
    """The draft; an empty one, and word of it, if it turns out to be in the workbook already."""
    key = f"log_saved_before_{draft.circle}"
    if draft.is_saved(sheet.loaded.log):
        log_session_draft.forget(draft)
        draft = log_session_draft.of(draft.circle, sheet)
        st.session_state[key] = True
    if st.session_state.get(key):
        with st.container(horizontal=True, vertical_alignment="center", key="log_saved_before"):
            st.info(
                "What you last typed here is saved, although its answer did not arrive. See it under History.",
                icon=":material/check_circle:",
                width="stretch",
            )
            st.button("Dismiss", key="log_dismiss_saved_before", on_click=st.session_state.pop, args=(key,))
    return draft


def _restored(draft: Draft) -> None:
    if draft.restored is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="log_restored"):
        at = draft.restored.astimezone()
        is_today = at.date() == datetime.now().astimezone().date()
        when = f"{at:%H:%M}" if is_today else f"{at:%Y-%m-%d %H:%M}"
        st.info(f"Draft from {when} restored.", icon=":material/history:", width="stretch")
        if st.button("Discard draft", key="log_discard_restored"):
            log_session_draft.forget(draft)
            st.rerun()


def _record(sheet: Sheet, circle: str, draft: Draft, today: date) -> tuple[SessionRecord | None, Form]:
    about = st.grid(5, min_column_width=150, gap="small", key="log_when")
    with about:
        held, session = _when(sheet.log, circle, draft, today)
    day = min(held or today, today)
    turns = turns_on(sheet.log, circle, day)
    viewer = sheet.viewer
    own = None if viewer.role == "admin" else frozenset(circles_of(sheet.log, viewer))
    shown = Form(sheet.log, circle, draft, today, turns, names_in(sheet.log, circle), own=own)
    if not shown.roster:
        st.info(
            plain(f"{circle} has no members on {day}. Add them first, in the members tab on the Edit page."),
            icon=":material/group_add:",
        )
        log_session_saving.link("pages/sheet/edit.py", "Add members", tab="members", circle=circle)
        return None, shown
    draft.turn_to(sheet.log, session)
    inputs = Inputs(shown, "sessions", session_row(shown, session))
    with st.container():  # each part keeps its place on the page, however many rows the others have
        with about:
            key = _basics(shown, inputs, session)
        people = present.attendance(shown, session)
        sections.roles(shown, inputs)
        st.subheader("The case", anchor=False)
        sections.case(inputs)
    with st.container():
        sections.closed_sections(shown, inputs)
    with st.container():
        st.subheader("New actions", anchor=False)
        actions = log_session_actions.new_actions(shown)
        st.subheader("Open actions, reviewed in the session", anchor=False)
        reviews = open_actions.reviews(shown)
        st.subheader("What else came of it", anchor=False)
    insights = folded(
        draft,
        "Insights",
        "insights",
        ("insight ", "by ", "topics ", "its actions "),
        lambda: log_session_actions.new_insights(shown),
        icon=":material/lightbulb:",
    )
    entries, reached = log_session_entries.all_sections(shown)
    met, agreed = circle_matters.sections(shown, held)
    record = SessionRecord(
        circle,
        key,
        session == NEW,
        held,
        inputs.values,
        people,
        reviews,
        actions,
        insights or (),
        (*entries, *met),
        (*reached, *agreed),
    )
    return record, shown


def _when(log: CircleLog, circle: str, draft: Draft, today: date) -> tuple[date | None, str]:
    """Draw and return the day, None if it is blank, and the session: a planned one, or NEW."""
    planned = session_record.waiting(log, circle)
    days = dict(zip(planned["session"], planned["planned"], strict=True))
    began = asked.day_asked(days, today)
    held = draft.take("held", day_input("Held on", draft.seed("held", draft.offered.get("held", began))))
    due = session_record.session_due(log, circle, held or today)
    gone = draft.gone(days)
    asked.turn_to_asked(draft, days)
    key = draft.seed("session", gone or due)
    if st.session_state[key] not in (*days, gone):
        st.session_state[key] = NEW
    session = st.selectbox(
        "Session",
        [*([gone] if gone else []), *days, NEW],
        key=key,
        format_func=lambda one: session_label(one, days, gone),
        persist_state=KEPT,
    )
    draft.take("session", session)
    asked.keep(session, days, due, held, today)
    if session == NEW:
        draft.take(
            "key",
            st.text_input(
                "Key of the new session",
                key=draft.seed("key", session_record.new_session_key(log, circle)),
                max_chars=100,
                persist_state=KEPT,
            ),
        )
    return held, session or NEW


def _basics(shown: Form, inputs: Inputs, session: str) -> str:
    circles = shown.log.circles
    usual = circles.loc[circles["circle"] == shown.circle, "format"].iloc[0]
    last = session_record.last_held(shown.log, shown.circle, shown.today)
    if last is not None:
        inputs.offer({name: typed(last[name], TABS["sessions"].column(name)) for name in _AS_LAST_TIME})
    before = None if last is None else typed(last["minutes"], TABS["sessions"].column("minutes"))
    inputs.word("format", "Format", usual if is_filled(usual) else None)
    inputs.count("minutes", "Minutes", f"last time {before:,}" if before is not None else "")
    return str(shown.draft.values.get("key") or "").strip() if session == NEW else session
