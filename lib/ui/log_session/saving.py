"""The end of the Log a session form: what is about to be written, what has to be fixed first, what comes next."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.log.changing.changes import ChangeSet, Problem, is_filled
from lib.log.format.schema import singular
from lib.log.session.record import SessionRecord
from lib.ui.edits import preview, saving
from lib.ui.entry.shell import PAGES
from lib.ui.frame.view import Sheet
from lib.ui.log_session import draft as log_session_draft
from lib.ui.log_session.draft import KEPT, Draft
from lib.ui.log_session.form import Form
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted, listed, plural

_TRIED, _DONE, PLACE = "log_tried", "log_done", "log_session"
_FIELDS = {
    "sessions": "Session", "attendance": "Attendance", "actions": "Action", "insights": "Insight",
    "action_reviews": "Review", "asks": "Ask", "practices": "Practice", "lighthouses": "Lighthouse",
    "adoptions": "Adoption", "milestones": "Milestone", "coaching": "Partners", "members": "Member",
    "circles": "Circle",
}  # fmt: skip
_COUNTED = {"coaching": "coaching step"}


def show_problems(problems: list[Problem]) -> None:
    """Draw what has to be fixed before the session can be saved, with the name of each field."""
    for problem in problems:
        where = " · ".join(
            part
            for part in (
                _FIELDS.get(problem.tab, problem.tab),
                problem.key if problem.key.startswith("new ") or problem.column == "closed" else "",
                problem.column.replace("_", " "),
            )
            if part
        )
        st.error(plain(f"{where}: {problem.text}" if where else problem.text), icon=":material/error:")


def finish(
    shown: Form, draft: Draft, record: SessionRecord, change_set: ChangeSet, problems: list[Problem]
) -> None:
    """Draw the summary, every cell that will be written, and the buttons that save or discard the form."""
    st.subheader("Before you save", anchor=False)
    st.markdown(plain(summary(record)))
    for note in remarks(record, shown):
        st.caption(plain(note))
    with st.expander(f"Every cell that will be written: {_cells(change_set)}", icon=":material/preview:"):
        preview.preview(change_set, shown.log)
    if shown.missing_columns:
        st.caption(
            plain(
                f"Left out, because the workbook has no such column: {', '.join(shown.missing_columns)}. To log it, "
                "add the header to row 1 of the tab."
            )
        )
    problems = [*problems, *_same_day(record, shown)]
    if st.session_state.get(_TRIED) == shown.circle:
        show_problems(problems)
    saving.outcome(PLACE)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save the session", type="primary", key="log_save"):
            _save(draft, record, change_set, problems)
        if draft.touched() and st.button("Discard", key="log_discard", type="tertiary"):
            log_session_draft.forget(draft)
            st.session_state.pop(_TRIED, None)
            st.rerun()


def _save(draft: Draft, record: SessionRecord, change_set: ChangeSet, problems: list[Problem]) -> None:
    st.session_state[_TRIED] = record.circle
    if not problems:
        st.session_state[_DONE] = {
            "id": change_set.id,
            "circle": record.circle,
            "session": record.session,
            "values": draft.touched(),
        }
        draft.sending(change_set.id)
        saving.commit(change_set, place=PLACE)
    st.rerun()


def summary(record: SessionRecord) -> str:
    """What is about to be saved, in one sentence."""
    here = sum(one.present == "yes" for one in record.attendance)
    unmarked = sum(one.present is None for one in record.attendance)
    actions = sum(is_filled(one.what) for one in record.actions)
    insights = sum(is_filled(one.text) for one in record.insights)
    parts = [f"{here:,} of {len(record.attendance):,} present"]
    parts += [f"{unmarked:,} not marked yet"] * bool(unmarked)
    parts += [counted(actions, "new action")] * bool(actions)
    parts += [counted(insights, "insight")] * bool(insights)
    for tab in dict.fromkeys(entry.tab for entry in record.entries):
        count = sum(entry.tab == tab and entry.is_begun for entry in record.entries)
        parts += [counted(count, _COUNTED.get(tab) or singular(tab))] * bool(count)
    when = f"held {record.held}" if record.held else "date not set"
    return f"{name(record.session) or 'The session'}, {when}: {', '.join(parts)}."


def remarks(record: SessionRecord, shown: Form) -> list[str]:
    """What looks odd but may be intended, one sentence each."""
    absent = {one.member for one in record.attendance if one.present in ("no", "excused")}
    notes = []
    for role in ("facilitator", "note_taker", "presenter"):
        people = str(record.values.get(role) or "")
        notes += [
            f"{shown.called(member)} is listed as {role.replace('_', '-')} but was not present."
            for member in people.split(", ")
            if member in absent
        ]
    for number, action in enumerate(record.actions, start=1):
        lacking = [word for word, value in (("owner", action.owner), ("due date", action.due)) if not value]
        if is_filled(action.what) and lacking:
            notes.append(f"Action {number} has no {' or '.join(lacking)} yet.")
    return notes


def _same_day(record: SessionRecord, shown: Form) -> list[Problem]:
    """If the circle has held another session that day, draw a box to confirm it; a problem until it is checked."""
    sessions = shown.log.sessions
    is_same = (sessions["circle"] == record.circle) & (sessions["held"] == pd.Timestamp(record.held or 0))
    others = sessions.loc[is_same & (sessions["session"] != record.session), "session"].to_list()
    if not others:
        return []
    words = (
        f"{listed([name(one) for one in others])} {plural(len(others), 'was', 'were')} held on the same day"
    )
    field = f"same day {record.held} {' '.join(others)}"
    draft = shown.draft
    label = plain(f"{words}. I am logging another session.")
    if draft.take(field, st.checkbox(label, key=draft.seed(field, False), persist_state=KEPT)):
        return []
    return [Problem("sessions", "", "held", f"{words}: check the box above if this is another session")]


def _cells(change_set: ChangeSet) -> str:
    rows, cells = len(change_set.additions), len(change_set.changes)
    parts = [f"{cells:,} in existing rows"] * bool(cells) + [counted(rows, "new row")] * bool(rows)
    return ", ".join(parts)


def after_save(sheet: Sheet) -> bool:
    """Whether a session was just saved, so that the next steps are shown instead of the form. Clears its draft."""
    saving.find_out()
    done: dict[str, Any] | None = st.session_state.get(_DONE)
    last = saving.shown_here()
    if done is None or last is None:
        st.session_state.pop(_DONE, None)
        return False
    is_mine = last.result.is_written and bool(_ids(done) & {last.sent, last.undone})
    if not is_mine:
        return bool(done.get("is_saved"))
    if not done.get("is_saved"):
        done["is_saved"], done["saved_as"] = True, last.result.change_set.id
        st.session_state.pop(_TRIED, None)
        log_session_draft.forget(log_session_draft.of(done["circle"], sheet))
    return True


def _ids(done: dict[str, Any]) -> set[str]:
    """The id under which the session was sent, and the one that it has: another if a conflict was settled."""
    return {done["id"], done.get("saved_as", done["id"])}


def what_next(sheet: Sheet) -> None:
    """Draw what the viewer can do after a session was saved or undone."""
    done, last = st.session_state[_DONE], saving.shown_here()
    is_undone = last is not None and last.undone != "" and bool(_ids(done) & {last.sent, last.undone})
    words = "was undone: it counts as not held" if is_undone else "is logged"
    st.markdown(plain(f"{name(done['session'])} {words}."))
    _keep_what_was_undone(done, is_undone, sheet)
    with st.container(horizontal=True, vertical_alignment="center"):
        if is_undone:
            is_left = st.button("Back to the form", key="log_bring_back", type="primary")
        else:
            is_left = st.button("Log another session", key="log_another")
        if is_left:
            _start_over()
        _next_page(done["circle"])


def _keep_what_was_undone(done: dict[str, Any], is_undone: bool, sheet: Sheet) -> None:
    """An undone session is a draft again, however the viewer leaves the page; one that is redone is none."""
    if done.get("is_kept", False) == is_undone:
        return
    done["is_kept"] = is_undone
    if is_undone:
        log_session_draft.restore(done["values"], done["circle"], sheet)
    else:
        log_session_draft.forget(log_session_draft.of(done["circle"], sheet))


def _start_over() -> None:
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
