"""The end of the form of Log a session: what is about to be written, what stands in the way, what comes next."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import ChangeSet, Problem, is_filled
from lib.log.session.record import SessionRecord
from lib.ui.edits import saving
from lib.ui.entry.shell import PAGES
from lib.ui.frame.view import Sheet
from lib.ui.log_session import draft as log_session_draft
from lib.ui.log_session.draft import Draft
from lib.ui.log_session.form import Form
from lib.ui.widgets.text import name, plain

_TRIED, _DONE = "log_tried", "log_done"
_FIELDS = {
    "sessions": "Session", "attendance": "Attendance", "actions": "Action", "insights": "Insight",
    "action_reviews": "Review",
}  # fmt: skip


def is_tried(circle: str) -> bool:
    """Whether somebody asked to save the circle's session: from then on problems are told."""
    return st.session_state.get(_TRIED) == circle


def tell(found: list[Problem]) -> None:
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


def finish(
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
            log_session_draft.forget(draft)
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
    rows, cells = len(change_set.additions), len(change_set.changes)
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
        log_session_draft.forget(log_session_draft.of(done["circle"], sheet))
    return True


def what_next(sheet: Sheet) -> None:
    """Where to go from a saved or undone session."""
    done, last = st.session_state[_DONE], saving.last()
    is_undone = last is not None and last[1] == done["id"]
    words = "is undone: it counts as not held" if is_undone else "is logged"
    st.markdown(plain(f"{name(done['session'])} {words}."))
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_undone and st.button("Bring the form back", key="log_bring_back", type="primary"):
            log_session_draft.bring_back(done["values"], done["circle"], sheet)
            _begin_anew()
        if st.button("Log another session", key="log_another"):
            _begin_anew()
        _next_page(done["circle"])


def _begin_anew() -> None:
    del st.session_state[_DONE]
    saving.dismiss()
    st.rerun()


def _next_page(circle: str) -> None:
    pages = {place.path for place in PAGES}
    for path, label in (
        ("pages/circle/circle.py", f"See {name(circle)}"),
        ("pages/program/actions.py", "See the actions"),
        ("pages/program/overview.py", "See the overview"),
    ):
        if path in pages:
            link(path, label, circle=circle)
            return


def link(path: str, label: str, **query: str) -> None:
    st.page_link(path, label=plain(label), icon=":material/arrow_forward:", query_params=query)
