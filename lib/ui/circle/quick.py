"""Who was there, for a phone in the meeting room: one tap a person, everyone at once, save.

Large targets at the top of the page. Taps run this part alone, so that the next one need not wait for the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from lib.access.circles import circles_of
from lib.log.session import attendance
from lib.log.session.attendance import Meeting, Seen
from lib.metrics.circle.history import names
from lib.metrics.core.days import is_active
from lib.ui.circle.head import One
from lib.ui.edits import drafts, saving
from lib.ui.widgets import section, window
from lib.ui.widgets.text import name, plain

PLACE = "circle_quick"
_STATE, _NUMBER = "circle_quick_form", "circle_quick_number"


@dataclass(frozen=True)
class _Form:
    """What the form began with: the attendance as it was in the log of that revision. `number` is in its keys."""

    of: tuple[str, ...]
    revision: str
    number: int
    seen: dict[str, Seen]

    @property
    def key(self) -> str:
        return f"circle_quick_{self.number}_here"

    @property
    def were_here(self) -> list[str]:
        return [member for member, seen in self.seen.items() if seen.present == "yes"]


def show(one: One, today: date) -> None:
    """Draw it for a session of today; for the last held or next planned one, in a closed section. Nothing if the viewer
    may not change the circle's attendance, or looks at another day."""
    if not one.names or one.circle not in circles_of(one.view.log, one.view.viewer):
        return
    found = attendance.meetings(one.view.log, one.circle, today)
    if not found or one.as_of.date() < today:
        return
    if found[0].when == "today":
        with st.container(border=True, key="circle_quick"):
            _tap(one, found[0])
        return
    section.closed("Mark who was there", "circle_quick_open", lambda: _other_day(one, found))


def _other_day(one: One, found: list[Meeting]) -> None:
    by_key = {meeting.session: meeting for meeting in found}
    with st.container(key="circle_quick"):
        chosen = st.segmented_control(
            "Session",
            list(by_key),
            default=found[0].session,
            required=True,
            format_func=lambda key: plain(f"{by_key[key].when.capitalize()}: {by_key[key].day:%-d %b %Y}"),
            key="circle_quick_session",
        )
        _tap(one, by_key.get(chosen or "", found[0]))


@st.fragment
def _tap(one: One, meeting: Meeting) -> None:
    called = names(one.facts)
    people = {member: name(called.get(member, member)) for member in _roster(one, meeting.day)}
    form = _form(one, meeting.session)
    people |= {member: name(called.get(member, member)) for member in form.seen if member not in people}
    if not people:
        st.caption("Nobody was a member on that day: fill in joined and left in the members tab.")
        return
    if form.key not in st.session_state:
        st.session_state[form.key] = form.were_here
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("**Who is here?**", width="content")
        st.markdown(plain(f"{name(meeting.session)}, {meeting.day:%A %Y-%m-%d}"), width="content")
    tapped = window.pills(
        "Who is here?",
        people,
        form.key,
        "circle_here",
        label_visibility="collapsed",
        persist_state="session",
        width="stretch",
    )
    marked = attendance.here(people, form.seen, frozenset(tapped))
    change_set = attendance.change_set(
        saving.empty_set(one.view.viewer), one.view.log, meeting.session, form.seen, marked
    )
    unsaved = "Not saved yet: " if len(change_set) else ""
    st.caption(plain(f"{unsaved}{attendance.in_words(people, marked)}"))
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Everyone is here",
            key="circle_quick_all",
            icon=":material/done_all:",
            on_click=_tap_all,
            args=(form.key, list(people)),
            width="stretch",
        )
        is_saved = st.button(
            "Save", key="circle_quick_save", type="primary", disabled=not len(change_set), width="stretch"
        )
    if is_saved:
        if saving.commit(change_set, place=PLACE):
            st.session_state.pop(_STATE, None)
        st.rerun()
    saving.outcome(PLACE)
    if len(change_set):
        drafts.warn_before_leaving()
    if form.seen and not meeting.is_held:
        st.page_link(
            "pages/circle/log_session.py",
            label="It counts once the session is logged: log it",
            icon=":material/edit_calendar:",
            query_params={"log_circle": one.circle, "log_session": meeting.session},
        )


def _tap_all(key: str, members: list[str]) -> None:
    st.session_state[key] = members


def _roster(one: One, day: date) -> list[str]:
    members = one.facts.log.members
    return members.loc[is_active(members["joined"], members["left"], pd.Timestamp(day)), "member"].to_list()


def _form(one: One, session: str) -> _Form:
    """The form of a session; a new one for another session, or for a newer log while nothing is tapped."""
    view = one.view
    of = (view.loaded.workbook, view.viewer.scope, one.circle, session)
    form: _Form | None = st.session_state.get(_STATE)
    is_touched = form is not None and set(st.session_state.get(form.key) or ()) != set(form.were_here)
    if form is None or form.of != of or (form.revision != view.loaded.revision and not is_touched):
        st.session_state[_NUMBER] = number = st.session_state.get(_NUMBER, 0) + 1
        seen = attendance.seen(view.log, session)
        form = st.session_state[_STATE] = _Form(of, view.loaded.revision, number, seen)
    return form
