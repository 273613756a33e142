"""The sections of the Log a session form: each draws its inputs and returns, or adds to `inputs`, what they say."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.metrics.health import rotation
from lib.ui.log_session.draft import Draft
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import Form, Inputs
from lib.ui.widgets.text import plain
from lib.words.phrases import listed

_ROLES: tuple[tuple[rotation.Role, str], ...] = (
    ("facilitator", "Facilitator"),
    ("note_taker", "Note-taker"),
    ("presenter", "Presenter"),
)


def roles(form: Form, inputs: Inputs) -> None:
    """Draw who did what, closed until someone opens it. Whose turn it is by rotation is offered, never assumed."""
    asked = [(role, label) for role, label in _ROLES if form.asks("sessions", role)]
    if not asked:
        return
    order = {role: rotation.next_up(form.turns, role) for role, _ in asked}
    next_up = _apart([(role, order[role]) for role, _ in asked])

    def draw() -> None:
        with st.grid(3, min_column_width=150, gap="small"):
            for role, label in asked:
                inputs.people(role, label, order[role])
        if next_up:
            _offer(form, {label: next_up[role] for role, label in asked if role in next_up}, next_up)

    folded(
        form.draft, _who(form, inputs, asked), "roles", tuple(role for role, _ in asked), draw, is_exact=True
    )


def _offer(form: Form, labels: Mapping[str, str], next_up: Mapping[rotation.Role, str]) -> None:
    words = ", ".join(f"{label.lower()} {form.called(member)}" for label, member in labels.items())
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


def _who(form: Form, inputs: Inputs, asked: list[tuple[rotation.Role, str]]) -> str:
    """The title of the section: who did what as far as that is said, or what it asks."""
    said = {label: list(form.draft.peek(role) or inputs.offered(role)) for role, label in asked}
    if not any(said.values()):
        return plain(f"Who did what: {', '.join(label.lower() for _, label in asked)}")
    words = [
        f"{label.lower()} {listed([form.called(one) for one in people])}"
        for label, people in said.items()
        if people
    ]
    return plain(f"Who did what: {', '.join(words)}")


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


def case(inputs: Inputs) -> None:
    """Draw the case, what was decided, and how the session went."""
    inputs.text("case", "Case", "The real problem you worked on")
    inputs.text("decision", "Decision", 'What was decided, or "none"')
    with st.grid(4, min_column_width=150, gap="small"):
        inputs.owner("business_owner", "Who owns the problem?")
        inputs.yes_no("everyone_spoke", "Did everyone speak?")
        inputs.text("snapshot", "Data snapshot", "A link, yes or no")
        inputs.day("brief_sent", "Brief sent on")


def closed_sections(form: Form, inputs: Inputs) -> None:
    """Draw what is said less often, closed until someone opens it."""
    case = ("case_topics", "went_wrong_shared", "extended_by_choice", "assumptions", "risks", "options")
    notes = ("notes", "notes_sent", "share", "guest", "guest_function", "guest_region")
    folded(
        form.draft,
        "More about the session and its case",
        "case",
        case,
        lambda: _more_about_the_case(inputs),
    )
    folded(form.draft, "Notes, sharing and guest", "notes", notes, lambda: _notes(inputs), is_exact=True)


def _more_about_the_case(inputs: Inputs) -> None:
    inputs.topics("case_topics", "Case topics")
    with st.grid(2, min_column_width=200, gap="small"):
        inputs.yes_no("went_wrong_shared", "Did anyone share what went wrong?")
        inputs.yes_no("extended_by_choice", "Extended by choice?")
    with st.grid(3, min_column_width=160, gap="small"):
        inputs.count("assumptions", "Assumptions named")
        inputs.count("risks", "Risks named")
        inputs.count("options", "Options weighed")


def _notes(inputs: Inputs) -> None:
    with st.grid(3, min_column_width=220, gap="small"):
        inputs.text("notes", "Notes", "Link to the notes")
        inputs.day("notes_sent", "Notes sent on")
        inputs.word("share", "May be shared with")
    with st.grid(3, min_column_width=220, gap="small"):
        inputs.text("guest", "Guest", "Who came")
        inputs.text("guest_function", "Guest's function")
        inputs.text("guest_region", "Guest's region")
