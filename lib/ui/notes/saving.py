"""The end of From notes: what is about to be written, the buttons that save one document or all, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from lib.access.permissions import refusals
from lib.bring.minutes import session_changes
from lib.bring.minutes.session_changes import Accepted
from lib.log.changing import validation
from lib.log.changing.changes import ChangeSet, Problem
from lib.log.format.model import CircleLog
from lib.ui.edits import preview, saving
from lib.ui.frame.view import Sheet
from lib.ui.notes import answers, documents, which_session
from lib.ui.notes.documents import Note
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted, listed

_NOT_ALL = "notes_not_all"


def finish(
    notes: list[Note], note: Note, session: str | None, sheet: Sheet, own: Sequence[str], today: date
) -> None:
    """Draw what saving a document would write, what prevents it, and the buttons that save it or all of them.

    `session`: its key, "" for a new one, None while nobody has said which.
    """
    accepted = answers.accepted(note, session or "")
    change_set, remarks = session_changes.changes(accepted, sheet.log, saving.empty_set(sheet.viewer))
    problems = _problems(accepted, change_set, sheet, today)
    if session is None:
        problems.append(Problem("", "", "", "Choose above which session it was."))
    st.subheader("Before you save", anchor=False)
    st.markdown(plain(_summary(accepted)))
    for remark in remarks:
        st.caption(plain(remark))
    rows, cells = len(change_set.additions), len(change_set.changes)
    words = listed([counted(cells, "cell")] * bool(cells) + [counted(rows, "new row")] * bool(rows))
    if words:
        with st.expander(f"Every cell that will be written: {words}", icon=":material/preview:"):
            preview.preview(change_set, sheet.log)
    else:
        st.info("The log has all of this already: there is nothing to save.", icon=":material/done_all:")
    for problem in problems:
        st.error(plain(str(problem)), icon=":material/error:")
    ready = together(notes, sheet.log, own, today) if len(notes) > 1 else []
    with st.container(horizontal=True, vertical_alignment="center"):
        label = (
            "Save these notes" if len(notes) == 1 else f"Save {documents.current(notes) + 1} of {len(notes)}"
        )
        if st.button(label, type="primary", key="notes_save", disabled=bool(problems) or not words):
            _save([note], change_set, notes)
        count = f"all {len(ready)}" if len(ready) == len(notes) else f"the {len(ready)} that are ready"
        if len(ready) > 1 and st.button(f"Save {count}", key="notes_save_all"):
            _save_all(ready, notes, sheet, today)
    if refused := st.session_state.pop(_NOT_ALL, None):
        for text in refused:
            st.error(plain(text), icon=":material/error:")
        st.caption("Nothing was saved. Correct or remove these notes, or save the others one by one.")


def _problems(accepted: Accepted, change_set: ChangeSet, sheet: Sheet, today: date) -> list[Problem]:
    found: list[Problem] = []
    if accepted.held > today:
        text = f"{accepted.held} is in the future: choose the day the session was held"
        found.append(Problem("sessions", "", "held", text))
    if accepted.attendance and "yes" not in accepted.attendance.values() and not accepted.session:
        found.append(Problem("attendance", "", "present", "nobody was present, so the session was not held"))
    found += refusals(change_set, sheet.loaded.log, sheet.viewer)
    return [*found, *validation.problems(change_set, sheet.log)]


def _summary(accepted: Accepted) -> str:
    present = sum(word == "yes" for word in accepted.attendance.values())
    parts = [f"{present:,} present"] if accepted.attendance else []
    parts += ["the case"] * bool(accepted.case)
    parts += [
        counted(len(found), noun)
        for noun, found in (
            ("guest", accepted.guests),
            ("action", accepted.actions),
            ("decision", accepted.decisions),
            ("insight", accepted.insights),
        )
        if found
    ]
    what = listed(parts) or "nothing is kept"
    return f"{name(accepted.circle)}, {accepted.held}: {what}."


def together(notes: Sequence[Note], log: CircleLog, own: Sequence[str], today: date) -> list[Note]:
    """The documents that can be saved together: something was found in them, and they have a circle, a day that has
    come and a session; of one session, only the first."""
    found: dict[tuple[str, date], Note] = {}
    for note in notes:
        is_open = note.has_proposals and not note.saved_as
        has_come = note.held_circle in own and note.held_on is not None and note.held_on <= today
        if is_open and note.held_on and has_come and which_session.said(note, log) is not None:
            found.setdefault((note.held_circle, note.held_on), note)
    return list(found.values())


def _save(saved: Sequence[Note], change_set: ChangeSet, notes: list[Note]) -> None:
    for note in saved:
        note.sent.add(change_set.id)
    if saving.commit(change_set):
        documents.follow_saves(notes)
        at = documents.current(notes)
        turn = [*notes[at:], *notes[:at]]  # the next one, and those that were passed over at the end
        if left := next((note for note in turn if not note.saved_as and not note.problem), None):
            documents.show(left)
    st.rerun()


def _save_all(ready: Sequence[Note], notes: list[Note], sheet: Sheet, today: date) -> None:
    """Save several documents with one click: all of them or none."""
    joint = saving.empty_set(sheet.viewer)
    before: list[ChangeSet] = []
    refused: list[str] = []
    for note in ready:
        accepted = answers.accepted(note, which_session.said(note, sheet.log) or which_session.NEW)
        one, _ = session_changes.changes(accepted, sheet.log, joint, before)
        refused += [f"{note.title}: {problem}" for problem in _problems(accepted, one, sheet, today)]
        before.append(one)
    twice = pd.Series([change.key for one in before for change in one.changes if change.column == "held"])
    refused += [f"{key} is chosen for several documents" for key in twice[twice.duplicated()].unique()]
    if refused:
        st.session_state[_NOT_ALL] = refused
        st.rerun()
    changes = tuple(change for one in before for change in one.changes)
    additions = tuple(addition for one in before for addition in one.additions)
    everything = ChangeSet(joint.id, joint.who, joint.at, changes, additions, joint.reason)
    _save(ready, everything, notes)


def links(note: Note) -> None:
    """Draw the way to what was logged."""
    link("pages/circle/circle.py", f"See {name(note.held_circle)}", circle=note.held_circle)


def link(path: str, label: str, **query: str) -> None:
    """Draw a link to another page."""
    st.page_link(path, label=plain(label), icon=":material/arrow_forward:", query_params=query)
