"""The sections of the Log a session form: each draws its inputs and returns, or adds to `inputs`, what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.session.record import Attendee
from lib.metrics.health import rotation
from lib.ui.log_session.draft import KEPT, Draft
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import NEW, Form, Inputs
from lib.ui.widgets import html
from lib.ui.widgets.text import plain

_PRESENT = {"yes": "Present", "excused": "Excused", "no": "Absent"}
_PREWORK = {"on time": "Prework on time", "late": "late", "no": "not done"}
_ROLES: tuple[tuple[rotation.Role, str], ...] = (
    ("facilitator", "Facilitator"),
    ("note_taker", "Note-taker"),
    ("presenter", "Presenter"),
)


def roles(form: Form, inputs: Inputs) -> None:
    """Draw who did what. Whose turn it is by rotation is offered, never assumed."""
    asked = [(role, label) for role, label in _ROLES if form.asks("sessions", role)]
    if not asked:
        return
    order = {role: rotation.next_up(form.turns, role) for role, _ in asked}
    next_up = _apart([(role, order[role]) for role, _ in asked])
    with st.grid(3, min_column_width=220, gap="small"):
        for role, label in asked:
            inputs.people(role, label, order[role])
    if next_up:
        words = ", ".join(
            f"{label.lower()} {form.called(next_up[role])}" for role, label in asked if role in next_up
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(plain(f"Next up by rotation: {words}."), width="content")
            st.button(
                "Fill these in",
                type="tertiary",
                icon=":material/check:",
                key="log_next_up",
                on_click=_fill_roles,
                args=(form.draft, next_up),
            )


def _apart(orders: list[tuple[rotation.Role, list[str]]]) -> dict[rotation.Role, str]:
    """Who is next up for each role: different people, if there are enough. A role with nobody in its order is left out.

    `orders`: each role with its members, in the order of whose turn is next.
    """
    chosen: dict[rotation.Role, str] = {}
    for role, order in orders:
        free = [member for member in order if member not in chosen.values()]
        if order:
            chosen[role] = (free or order)[0]
    return chosen


def _fill_roles(draft: Draft, next_up: Mapping[rotation.Role, str]) -> None:
    for role, member in next_up.items():
        draft.put(role, [member])


def attendance(form: Form, session: str) -> tuple[Attendee, ...]:
    """Draw one row per member with presence and prework. Nobody is marked until someone says so, or the log did."""
    rows = form.log.attendance[form.log.attendance["session"] == session]
    known = {str(row["member"]): row for row in rows.to_dict("records")} if session != NEW else {}
    draft, has_prework = form.draft, form.asks("attendance", "prework")
    attendees: list[Attendee] = []
    with st.container(gap="small", key="log_attendance"):
        _everyone(form, known)
        for member in form.roster:
            row: Mapping[Any, Any] = known.get(member, {})
            called = form.called(member)
            with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                st.html(html.rendered("person.html", called=called), width=210)
                here = _choice(
                    draft, f"present {member}", f"Presence of {called}", _PRESENT, row.get("present")
                )
                prework = None
                if has_prework:
                    offer = row.get("prework")
                    prework = _choice(draft, f"prework {member}", f"Prework of {called}", _PREWORK, offer)
                attendees.append(Attendee(member, here, prework))
        if has_prework and len(form.roster) > 1:
            st.button(
                "Prework on time for everyone else",
                type="tertiary",
                icon=":material/done_all:",
                key="log_all_prework",
                on_click=_all_on_time,
                args=(draft, form.roster),
            )
    reflected = _reflections(form, known)
    return tuple(Attendee(one.member, one.present, one.prework, one.member in reflected) for one in attendees)


def _everyone(form: Form, known: Mapping[str, Mapping[Any, Any]]) -> None:
    """A button that marks everyone present whom nobody has marked yet."""
    marked = {
        member: form.draft.peek(f"present {member}") or known.get(member, {}).get("present")
        for member in form.roster
    }
    left = [member for member, word in marked.items() if not is_filled(word)]
    st.button(
        "Everyone else was present" if len(left) < len(form.roster) else "Everyone was present",
        icon=":material/done_all:",
        key="log_everyone",
        on_click=_all_present,
        args=(form.draft, left),
        disabled=not left,
    )


def _all_present(draft: Draft, members: list[str]) -> None:
    for member in members:
        draft.put(f"present {member}", "yes")


def _choice(draft: Draft, field: str, label: str, words: Mapping[str, str], offer: object) -> str | None:
    chosen = st.segmented_control(
        plain(label),
        list(words),
        format_func=words.__getitem__,
        key=draft.seed(field, offer if offer in words else None),
        required=offer in words,
        persist_state=KEPT,
        label_visibility="collapsed",
        wrap=False,
    )
    return draft.take(field, chosen)


def _all_on_time(draft: Draft, roster: list[str]) -> None:
    for member in roster:
        if not draft.values.get(f"prework {member}"):
            draft.put(f"prework {member}", "on time")


def _reflections(form: Form, known: Mapping[str, Mapping[Any, Any]]) -> list[str]:
    if not form.roster or not form.asks("attendance", "reflection"):
        return []
    draft = form.draft
    offer = [
        one
        for one in form.roster
        if (sent := known.get(one, {}).get("reflection")) is not None and is_filled(sent) and sent
    ]
    key = draft.seed("reflections", offer)
    st.session_state[key] = [one for one in st.session_state[key] if one in form.roster]
    chosen = st.pills(
        "Sent a reflection since the last session",
        form.roster,
        selection_mode="multi",
        format_func=lambda member: plain(form.called(member)),
        key=key,
        persist_state=KEPT,
        help="Once you choose anyone, everyone else counts as not having sent one.",
    )
    return draft.take("reflections", chosen) or []


def case(inputs: Inputs) -> None:
    """Draw the case, what was decided, and how the session went."""
    inputs.text("case", "Case", "The real problem you worked on")
    with st.grid(2, min_column_width=260, gap="small"):
        inputs.owner("business_owner", "Who owns the problem?")
        inputs.topics("case_topics", "Case topics")
    with st.grid(2, min_column_width=260, gap="small"):
        inputs.text("decision", "Decision", 'What was decided, or "none"')
    with st.grid(3, min_column_width=220, gap="small"):
        inputs.text("snapshot", "Data snapshot", "A link, yes or no")
        inputs.day("brief_sent", "Brief sent on")
        inputs.day("notes_sent", "Notes sent on")
    with st.grid(2, min_column_width=260, gap="small"):
        inputs.yes_no("everyone_spoke", "Did everyone speak?")
        inputs.yes_no("went_wrong_shared", "Did anyone share what went wrong?")


def closed_sections(form: Form, inputs: Inputs) -> None:
    """Draw what is said less often, closed until someone opens it."""
    case = ("assumptions", "risks", "options")
    notes = ("notes", "share")
    guest = ("guest", "guest_function", "guest_region")
    folded(
        form.draft,
        "More about the case: assumptions, risks, options",
        "case",
        case,
        lambda: _more_about_the_case(inputs),
    )
    folded(form.draft, "Notes and sharing", "notes", notes, lambda: _notes(inputs))
    folded(form.draft, "Guest", "guest", guest, lambda: _guest(inputs))


def _more_about_the_case(inputs: Inputs) -> None:
    with st.grid(3, min_column_width=160, gap="small"):
        inputs.count("assumptions", "Assumptions named")
        inputs.count("risks", "Risks named")
        inputs.count("options", "Options weighed")


def _notes(inputs: Inputs) -> None:
    with st.grid(2, min_column_width=220, gap="small"):
        inputs.text("notes", "Notes", "Link to the notes")
        inputs.word("share", "May be shared with")


def _guest(inputs: Inputs) -> None:
    with st.grid(3, min_column_width=220, gap="small"):
        inputs.text("guest", "Guest", "Who came")
        inputs.text("guest_function", "Guest's function")
        inputs.text("guest_region", "Guest's region")
