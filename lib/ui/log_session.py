"""The page Log a session: which circle and session, the form, what is about to be written, what comes next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from lib.log import session_record, validation
from lib.log.changes import ChangeSet, Problem, is_filled
from lib.log.model import CircleLog
from lib.log.session_record import SessionRecord
from lib.permissions import circles_of, refusals
from lib.ui import drafts, log_draft, log_sections, saving
from lib.ui.log_draft import Draft
from lib.ui.log_form import NEW, Form, Inputs, day_input, names_in, session_row, turns_on
from lib.ui.shell import PLACES
from lib.ui.text import name, plain
from lib.ui.view import Sheet

_TRIED, _DONE = "log_tried", "log_done"
_FIELDS = {
    "sessions": "Session", "attendance": "Attendance", "actions": "Action", "insights": "Insight",
    "action_reviews": "Review",
}  # fmt: skip


def circles(log: CircleLog, sheet: Sheet, today: date) -> list[str]:
    """Circles that the viewer may log sessions of: theirs, unless ended."""
    ended = set(log.circles.loc[log.circles["ended"] <= pd.Timestamp(today), "circle"])
    return sorted(circles_of(log, sheet.viewer) - ended, key=str.casefold)


def no_circle(sheet: Sheet) -> None:
    """Why there is nothing to log here."""
    if sheet.log.circles.empty:
        words = "The log has no circle yet. Add the first one, and its members, on the page Edit."
    elif sheet.viewer.role == "lead":
        words = (
            "No circle that still runs names you as its lead. A program administrator fills the column lead of the "
            "tab circles."
        )
    else:
        words = "Every circle of the log has ended. Add one on the page Edit."
    st.info(plain(words), icon=":material/group_add:")
    _link("pages/sheet/edit.py", "Edit the log")


def choose_circle(options: list[str]) -> str | None:
    """Draw the choice of the circle, in the address; the only one is chosen."""
    if len(options) == 1:
        st.session_state["log_circle"] = options[0]
    elif st.session_state.get("log_circle") not in options:
        st.session_state.pop("log_circle", None)  # somebody else's, before the viewer looked as another role
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
        st.caption("Choose the circle: its roster, its planned session and its open actions come with it.")
    return chosen


def form(sheet: Sheet, circle: str, today: date) -> None:
    """The form of one circle, with what is about to be written and the button that writes it."""
    top = st.container()
    draft = log_draft.of(circle, sheet)
    _restored(draft)
    record, shown = _record(sheet, circle, draft, today)
    if record is None:
        return
    change_set = session_record.change_set(record, sheet.log, saving.empty_set(sheet.viewer), draft.seen)
    found = [
        *session_record.problems(record, sheet.log, today),
        *refusals(change_set, sheet.loaded.log, sheet.viewer),
        *validation.problems(change_set, sheet.log),
    ]
    draft.keep()
    if draft.file is None and draft.touched():
        drafts.warn_before_leaving()
    if st.session_state.get(_TRIED) == circle:
        with top:
            _tell(found)
    _finish(shown, draft, record, change_set, found)


def _restored(draft: Draft) -> None:
    if draft.restored is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="log_restored"):
        at = draft.restored.astimezone()
        is_today = at.date() == datetime.now().astimezone().date()
        when = f"{at:%H:%M}" if is_today else f"{at:%Y-%m-%d %H:%M}"
        st.info(f"Draft of {when} restored.", icon=":material/history:", width="stretch")
        if st.button("Discard it", key="log_discard_restored"):
            log_draft.forget(draft)
            st.rerun()


def _record(sheet: Sheet, circle: str, draft: Draft, today: date) -> tuple[SessionRecord | None, Form]:
    held, session = _when(sheet.log, circle, draft, today)
    day = min(held or today, today)
    turns = turns_on(sheet.log, circle, day, f"{sheet.loaded.revision} {sheet.viewer.scope}")
    shown = Form(sheet.log, circle, draft, today, turns, names_in(sheet.log, circle))
    if not shown.roster:
        st.info(
            plain(f"{circle} has no members on {day}. Add members first: tab members, page Edit."),
            icon=":material/group_add:",
        )
        _link("pages/sheet/edit.py", "Add members", tab="members", circle=circle)
        return None, shown
    draft.look_at(sheet.log, session)
    inputs = Inputs(shown, "sessions", session_row(shown, session))
    key = _basics(shown, inputs, session)
    st.subheader("Who was there", anchor=False)
    people = log_sections.attendance(shown, session)
    st.subheader("Who did what", anchor=False)
    log_sections.roles(shown, inputs)
    st.subheader("The case", anchor=False)
    log_sections.case(inputs)
    log_sections.more_about_the_case(inputs)
    log_sections.guest(inputs)
    st.subheader("New actions", anchor=False)
    actions = log_sections.new_actions(shown)
    st.subheader("Open actions, reviewed in the session", anchor=False)
    reviews = log_sections.reviews(shown)
    with st.expander("Insights", icon=":material/lightbulb:"):
        insights = log_sections.new_insights(shown)
    record = SessionRecord(
        circle, key, session == NEW, held, inputs.values, people, reviews, actions, insights
    )
    return record, shown


def _when(log: CircleLog, circle: str, draft: Draft, today: date) -> tuple[date | None, str]:
    """The day and the session: one that waits to be held, or a new one."""
    planned = session_record.waiting(log, circle)
    days = dict(zip(planned["session"], planned["planned"], strict=True))
    with st.grid(3, min_column_width=220, gap="small", key="log_when"):
        held = draft.take("held", day_input("Held on", draft.seed("held", today)))
        due = session_record.session_due(log, circle, held or today)
        key = draft.seed("session", due)
        if st.session_state[key] not in days:
            st.session_state[key] = NEW
        session = st.selectbox(
            "Session",
            [*days, NEW],
            key=key,
            format_func=lambda one: (
                f"{name(one)}, planned {days[one]:%Y-%m-%d}" if one in days else "A new one"
            ),
        )
        draft.take("session", session)
        if session == NEW:
            offer = session_record.new_session_key(log, circle)
            draft.take(
                "key", st.text_input("Key of the new session", key=draft.seed("key", offer), max_chars=100)
            )
    return held, session or NEW


def _basics(shown: Form, inputs: Inputs, session: str) -> str:
    circles = shown.log.circles
    usual = circles.loc[circles["circle"] == shown.circle, "format"].iloc[0]
    with st.grid(3, min_column_width=220, gap="small"):
        inputs.word("format", "Format", usual if is_filled(usual) else None)
        inputs.count("minutes", "Minutes")
        inputs.yes_no("extended_by_choice", "Extended by choice?")
    return str(shown.draft.values.get("key") or "").strip() if session == NEW else session


def _tell(found: list[Problem]) -> None:
    """What stands in the way, by the field's name."""
    for problem in found:
        where = " · ".join(
            part
            for part in (
                _FIELDS.get(problem.tab, problem.tab),
                problem.key if problem.key.startswith("new ") else "",
                problem.column.replace("_", " "),
            )
            if part
        )
        st.error(plain(f"{where}: {problem.text}" if where else problem.text), icon=":material/error:")


def _finish(
    shown: Form, draft: Draft, record: SessionRecord, change_set: ChangeSet, found: list[Problem]
) -> None:
    st.subheader("Before it is saved", anchor=False)
    st.markdown(plain(summary(record)))
    for note in remarks(record, shown):
        st.caption(plain(note))
    with st.expander(f"Every cell that will be written: {_cells(change_set)}", icon=":material/preview:"):
        saving.preview(change_set)
    if shown.not_asked:
        st.caption(
            plain(
                f"Not asked, because the workbook has no such column: {', '.join(shown.not_asked)}. Add the header to "
                "row 1 of the tab to log it."
            )
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save the session", type="primary", key="log_save"):
            _save(draft, record, change_set, found)
        if draft.touched() and st.button("Discard", key="log_discard", type="tertiary"):
            log_draft.forget(draft)
            st.session_state.pop(_TRIED, None)
            st.rerun()
        if st.session_state.get(_TRIED) == shown.circle and found:
            st.caption(
                f"{len(found)} thing{'s' * (len(found) != 1)} to put right: see the top of the page.",
                width="content",
            )


def _save(draft: Draft, record: SessionRecord, change_set: ChangeSet, found: list[Problem]) -> None:
    st.session_state[_TRIED] = record.circle
    if not found:
        st.session_state[_DONE] = {
            "id": change_set.id,
            "circle": record.circle,
            "session": record.session,
            "values": draft.touched(),
        }
        saving.commit(change_set)
    st.rerun()


def summary(record: SessionRecord) -> str:
    """What is about to be saved, in a sentence."""
    here = sum(one.present == "yes" for one in record.attendance)
    actions = sum(is_filled(one.what) for one in record.actions)
    insights = sum(is_filled(one.text) for one in record.insights)
    parts = [f"{here} of {len(record.attendance)} present"]
    parts += [f"{actions} new action{'s' * (actions != 1)}"] * bool(actions)
    parts += [f"{insights} insight{'s' * (insights != 1)}"] * bool(insights)
    return f"{name(record.session) or 'The session'}, held {record.held or 'on a day to be told'}: {', '.join(parts)}."


def remarks(record: SessionRecord, shown: Form) -> list[str]:
    """What looks odd and may be meant all the same."""
    absent = {one.member for one in record.attendance if one.present != "yes"}
    found = []
    for role in ("facilitator", "note_taker", "presenter"):
        told = str(record.values.get(role) or "")
        found += [
            f"{shown.called(member)} is down as {role.replace('_', '-')} and was not present."
            for member in told.split(", ")
            if member in absent
        ]
    for number, action in enumerate(record.actions, start=1):
        lacking = [
            word for word, value in (("an owner", action.owner), ("a due date", action.due)) if not value
        ]
        if is_filled(action.what) and lacking:
            found.append(f"Action {number} has not got {' or '.join(lacking)} yet.")
    sessions = shown.log.sessions
    same = sessions[
        (sessions["circle"] == record.circle) & (sessions["held"] == pd.Timestamp(record.held or 0))
    ]
    found += [f"{one} was held that day too." for one in map(name, same["session"])]
    return found


def _cells(change_set: ChangeSet) -> str:
    rows, cells = len(change_set.additions), len(change_set.edits)
    parts = [f"{cells} in rows that are there"] * bool(cells) + [f"{rows} new row{'s' * (rows != 1)}"] * bool(
        rows
    )
    return ", ".join(parts)


def after_save(sheet: Sheet) -> bool:
    """Once a session is saved: what comes next. Out: whether that is shown instead of the form."""
    done: dict[str, Any] | None = st.session_state.get(_DONE)
    last = saving.last()
    if done is None or last is None:
        st.session_state.pop(_DONE, None)
        return False
    result, undone = last
    is_mine = result.is_written and done["id"] in (result.change_set.id, undone)
    if not is_mine:
        return bool(done.get("is_saved"))
    if not done.get("is_saved"):
        done["is_saved"] = True
        st.session_state.pop(_TRIED, None)
        log_draft.forget(log_draft.of(done["circle"], sheet))
    return True


def what_next(sheet: Sheet) -> None:
    """Where to go from a saved or undone session."""
    done, last = st.session_state[_DONE], saving.last()
    is_undone = last is not None and last[1] == done["id"]
    words = "is undone: it counts as not held" if is_undone else "is logged"
    st.markdown(plain(f"{name(done['session'])} {words}."))
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_undone and st.button("Bring the form back", key="log_bring_back", type="primary"):
            log_draft.bring_back(done["values"], done["circle"], sheet)
            _begin_anew()
        if st.button("Log another session", key="log_another"):
            _begin_anew()
        _next_page(done["circle"])


def _begin_anew() -> None:
    del st.session_state[_DONE]
    saving.dismiss()
    st.rerun()


def _next_page(circle: str) -> None:
    pages = {place.path for place in PLACES}
    for path, label in (
        ("pages/circle/circle.py", f"See {name(circle)}"),
        ("pages/program/actions.py", "See the actions"),
        ("pages/program/overview.py", "See the overview"),
    ):
        if path in pages:
            _link(path, label, circle=circle)
            return


def _link(path: str, label: str, **query: str) -> None:
    st.page_link(path, label=plain(label), icon=":material/arrow_forward:", query_params=query)
