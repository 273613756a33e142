"""Change who was at one session, right where it is shown: mark, give a reason, check the changes, save, undo."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as fields
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.log.changing.changes import ChangeSet, key_text
from lib.log.session import attendance
from lib.log.session.attendance import Seen
from lib.metrics.circle import people as circle_people
from lib.ui.circle import sessions
from lib.ui.circle.head import One
from lib.ui.edits import drafts, saving
from lib.ui.widgets import section, window
from lib.ui.widgets.text import name, plain

_STATE, _NUMBER, PLACE = "circle_attendance", "circle_attendance_number", "circle_attendance"
WORDS = {"yes": "Present", "excused": "Excused", "no": "Absent"}
_NONE = "not recorded"
MOST_OF_A_REASON = 500


@dataclass
class Form:
    """The form that is open, for one workbook, viewer, circle and session (`of`).

    `seen`: the attendance when the session was chosen, at `revision` of the log. `marked`: what the form says now, by
    member. `saving`: the id of the change set last saved from the form, "" before that.
    """

    of: tuple[str, ...]
    revision: str
    number: int
    seen: dict[str, Seen]
    marked: dict[str, str | None] = fields(default_factory=dict)
    saving: str = ""

    def key(self, of: str) -> str:
        return f"circle_there_{self.number}_{of}"

    @property
    def is_touched(self) -> bool:
        return any(word != _present(self.seen.get(member)) for member, word in self.marked.items())


def _forget_once_saved() -> None:
    """Close the open form once its save is written, as when a conflict was settled."""
    last, form = saving.last(), st.session_state.get(_STATE)
    if last is not None and form is not None and last.result.is_written and form.saving == last.sent:
        del st.session_state[_STATE]


def show(one: One) -> None:
    """Draw who was there, session by session, and below it the form that changes it."""
    sessions.attendance(one)
    edit(one)


def edit(one: One) -> None:
    """Draw the form for one session of the circle, closed until it is opened; nothing if the viewer cannot edit it."""
    held = one.facts.held
    if not one.names or held.empty or one.circle not in circles_of(one.view.log, one.view.viewer):
        return
    section.closed(
        "Change who was there",
        "circle_edit_attendance",
        lambda: _edit(one, held),
        icon=":material/edit:",
    )


def _edit(one: One, held: pd.DataFrame) -> None:
    newest_first = held.iloc[::-1]
    days = dict(zip(newest_first["session"], newest_first["on"], strict=True))
    session = st.selectbox(
        "Session",
        list(days),
        format_func=lambda key: f"{days[key]:%Y-%m-%d} · {name(key)}",
        key="circle_attendance_session",
        bind="query-params",
        width=360,
    )
    _forget_once_saved()
    form = _form(one, session)
    people = _people(one, session)
    if people.empty:
        st.caption("Nobody was a member on that day: fill in joined and left in the members tab.")
        return
    _tick(form, people)
    reason = st.text_input(
        "Why (saved in the history)", key=form.key("reason"), max_chars=MOST_OF_A_REASON, live=True, width=520
    )
    begun = saving.empty_set(one.view.viewer, reason.strip())
    change_set = attendance.change_set(begun, one.view.log, session, form.seen, form.marked)
    _finish(form, change_set, dict(zip(people["member"], people["name"], strict=True)))


def _people(one: One, session: str) -> pd.DataFrame:
    """Members on the day of the session, and others with an attendance row for it: member, name."""
    rows = circle_people.attendance(one.facts)
    return rows.loc[(rows["session"] == session) & (rows["mark"] != "not a member"), ["member", "name"]]


def _form(one: One, session: str) -> Form:
    """The open form; a new one for another session, or for a newer log while nothing is marked."""
    view = one.view
    of = (view.loaded.workbook, view.viewer.scope, one.circle, session)
    form: Form | None = st.session_state.get(_STATE)
    if form is None or form.of != of or (form.revision != view.loaded.revision and not form.is_touched):
        st.session_state[_NUMBER] = number = st.session_state.get(_NUMBER, 0) + 1
        form = Form(of, view.loaded.revision, number, attendance.seen(view.log, session))
        st.session_state[_STATE] = form
    return form


def _tick(form: Form, people: pd.DataFrame) -> None:
    """Draw the people of the page that is chosen; what was marked on another one stays marked."""
    shown = window.people(people["name"].astype("str").to_list(), "circle_mark", size=window.FORMS)
    here = people.iloc[shown]
    with st.container(gap="small", key="circle_ticks"):
        for place, member, called in zip(shown, here["member"], here["name"], strict=True):
            was, key = _present(form.seen.get(member)), form.key(f"member_{place}")
            if key not in st.session_state:
                st.session_state[key] = form.marked.get(member, was)
            with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                st.markdown(plain(name(called)), width=210)
                form.marked[member] = st.segmented_control(
                    plain(f"Presence of {name(called)}"),
                    list(WORDS),
                    format_func=WORDS.__getitem__,
                    key=key,
                    required=was is not None,
                    label_visibility="collapsed",
                    wrap=False,
                    persist_state="session",
                )


def _present(seen: Seen | None) -> str | None:
    return seen.present if seen else None


def _finish(form: Form, change_set: ChangeSet, names: dict[str, str]) -> None:
    saving.outcome(PLACE)
    if not len(change_set):
        st.caption("No changes yet. Your changes are listed here before you save them.")
        return
    drafts.warn_before_leaving()
    for line in _lines(form, change_set, names):
        st.markdown(plain(line))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save", type="primary", key="circle_save_attendance"):
            form.saving = change_set.id
            if saving.commit(change_set, place=PLACE):
                st.session_state.pop(_STATE, None)
            st.rerun()
        if st.button("Discard", key="circle_discard_attendance", type="tertiary"):
            st.session_state.pop(_STATE, None)
            st.rerun()


def _lines(form: Form, change_set: ChangeSet, names: dict[str, str]) -> list[str]:
    """What will be written, one line per person, such as "Bo Birch: absent instead of present"."""

    def line(member: str, before: Any, after: Any) -> str:
        was = WORDS[before].lower() if before in WORDS else _NONE
        return f"{name(names.get(member, member))}: {WORDS[str(after)].lower()} instead of {was}"

    of = {key_text("attendance", {"session": form.of[-1], "member": member}): member for member in names}
    lines = [line(of[edit.key], edit.before, edit.after) for edit in change_set.changes]
    return lines + [
        line(str(new.values["member"]), None, new.values["present"]) for new in change_set.additions
    ]
