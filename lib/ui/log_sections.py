"""The sections of the form of Log a session: each draws its inputs and returns what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.log import session_record
from lib.log.changes import is_filled
from lib.log.schema import TABS
from lib.log.session_record import Attendee, NewAction, NewInsight, Review
from lib.metrics import rotation
from lib.ui.log_draft import Draft
from lib.ui.log_form import NEW, Form, Inputs, day_input, person_input, topics_input
from lib.ui.text import clean, name, plain
from lib.ui.typed_grid import LONGEST_TEXT

_PRESENT = {"yes": "Present", "excused": "Excused", "no": "Absent"}
_PREWORK = {"on time": "Prework on time", "late": "late", "no": "not done"}
_MOST_NEW = 30
_SHOWN_ACTIONS = 6
_ROLES: tuple[tuple[rotation.Role, str], ...] = (
    ("facilitator", "Facilitator"),
    ("note_taker", "Note-taker"),
    ("presenter", "Presenter"),
)


def roles(form: Form, inputs: Inputs) -> None:
    """Who did what, with whose turn it was by the rotation: offered, never assumed."""
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
                "They did",
                type="tertiary",
                icon=":material/check:",
                key="log_next_up",
                on_click=_fill_roles,
                args=(form.draft, next_up),
            )


def _apart(orders: list[tuple[rotation.Role, list[str]]]) -> dict[rotation.Role, str]:
    """Whoever is next up for each role, nobody for two of them where there are enough people."""
    found: dict[rotation.Role, str] = {}
    for role, order in orders:
        free = [member for member in order if member not in found.values()]
        if order:
            found[role] = (free or order)[0]
    return found


def _fill_roles(draft: Draft, next_up: Mapping[rotation.Role, str]) -> None:
    for role, member in next_up.items():
        draft.put(role, [member])


def attendance(form: Form, session: str) -> tuple[Attendee, ...]:
    """A row a member: present and prework. Everybody is present until somebody says otherwise."""
    rows = form.log.attendance[form.log.attendance["session"] == session]
    known = {str(row["member"]): row for row in rows.to_dict("records")} if session != NEW else {}
    draft, has_prework = form.draft, form.asks("attendance", "prework")
    found: list[Attendee] = []
    with st.container(gap="small", key="log_attendance"):
        for member in form.roster:
            row: Mapping[Any, Any] = known.get(member, {})
            called = form.called(member)
            with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                st.markdown(plain(called), width=210)
                here = _choice(
                    draft, f"present {member}", f"Presence of {called}", _PRESENT, row.get("present") or "yes"
                )
                prework = None
                if has_prework:
                    said = row.get("prework")
                    prework = _choice(draft, f"prework {member}", f"Prework of {called}", _PREWORK, said)
                found.append(Attendee(member, here or "yes", prework))
        if has_prework and len(form.roster) > 1:
            st.button(
                "Prework on time for everybody else",
                type="tertiary",
                icon=":material/done_all:",
                key="log_all_prework",
                on_click=_all_on_time,
                args=(draft, form.roster),
            )
    reflected = _reflections(form, known)
    return tuple(Attendee(one.member, one.present, one.prework, one.member in reflected) for one in found)


def _choice(draft: Draft, field: str, label: str, words: Mapping[str, str], offer: object) -> str | None:
    chosen = st.segmented_control(
        plain(label),
        list(words),
        format_func=words.__getitem__,
        key=draft.seed(field, offer if offer in words else None),
        required=field.startswith("present"),
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
        if (said := known.get(one, {}).get("reflection")) is not None and is_filled(said) and said
    ]
    key = draft.seed("reflections", offer)
    st.session_state[key] = [one for one in st.session_state[key] if one in form.roster]
    chosen = st.pills(
        "Sent in a reflection since the last session",
        form.roster,
        selection_mode="multi",
        format_func=lambda member: plain(form.called(member)),
        key=key,
        help="Once somebody is chosen, everybody else counts as not having sent one.",
    )
    return draft.take("reflections", chosen) or []


def reviews(form: Form) -> tuple[Review, ...]:
    """The circle's open actions, a row each; those due last wait behind a fold where there are many."""
    actions = session_record.open_actions(form.log, form.circle)
    if actions.empty:
        st.caption("No action of this circle is open.")
        return ()
    rows = actions.to_dict("records")
    found = [_review(form, row) for row in rows[:_SHOWN_ACTIONS]]
    if len(rows) > _SHOWN_ACTIONS:
        with st.expander(f"{len(rows) - _SHOWN_ACTIONS} more, due later or without a date"):
            found += [_review(form, row) for row in rows[_SHOWN_ACTIONS:]]
    return tuple(found)


def _review(form: Form, row: Mapping[Any, Any]) -> Review:
    action, draft, words = str(row["action"]), form.draft, TABS["actions"].column("status").words
    with st.container(gap="xsmall", key=f"log_review_{row['_row']}_{draft.number}"):
        st.markdown(plain(clean(str(row["what"]), 300)))
        st.caption(plain(_told(form, row)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            status = None
            if form.asks("actions", "status"):
                field = f"status {action}"
                now = row["status"] if row["status"] in words else "open"
                key = draft.seed(field, now)
                status = draft.take(
                    field,
                    st.selectbox(
                        f"Status of {name(action)}", words, key=key, label_visibility="collapsed", width=150
                    ),
                )
            field = f"update {action}"
            key = draft.seed(field, "")
            update = draft.take(
                field,
                st.text_input(
                    f"Update on {name(action)}",
                    key=key,
                    placeholder="What is new",
                    max_chars=LONGEST_TEXT,
                    live=True,
                    label_visibility="collapsed",
                    width=320,
                ),
            )
            effect = _effect(form, row) if status == "done" else None
            field = f"reviewed {action}"
            key = draft.seed(field, False)
            ticked = draft.take(field, st.checkbox("Reviewed", key=key))
    return Review(action, bool(ticked), status, update, effect)


def _effect(form: Form, row: Mapping[Any, Any]) -> str | None:
    if not form.asks("actions", "effect"):
        return None
    words, field = TABS["actions"].column("effect").words, f"effect {row['action']}"
    key = form.draft.seed(field, row["effect"] if row["effect"] in words else None)
    chosen = st.selectbox(
        f"Effect of {name(str(row['action']))}",
        words,
        index=None,
        key=key,
        placeholder="Did it work?",
        label_visibility="collapsed",
        width=170,
    )
    return form.draft.take(field, chosen)


def _told(form: Form, row: Mapping[Any, Any]) -> str:
    parts = [name(str(row["action"]))]
    parts += [form.called(str(row["owner"]))] if is_filled(row["owner"]) else ["nobody owns it"]
    if is_filled(row["due"]):
        days = (pd.Timestamp(form.today) - row["due"]).days
        late = f", {days} day{'s' * (days != 1)} ago" if days > 0 else ""
        parts.append(f"due {row['due']:%Y-%m-%d}{late}")
    return " · ".join(parts)


def new_actions(form: Form) -> tuple[NewAction, ...]:
    """Rows for new actions: there is always one more than is begun."""
    found: list[NewAction] = []
    while len(found) < _MOST_NEW and (
        not found or found[-1].is_begun or _has_later(form, "what", len(found))
    ):
        found.append(_new_action(form, len(found) + 1))
    return tuple(found)


def _has_later(form: Form, field: str, number: int) -> bool:
    """Whether a row after this one is filled: a row that is emptied hides none of them."""
    fields = {"what": ("what", "owner", "partner", "due"), "insight": ("insight", "by", "topics")}[field]
    later = range(number + 1, _MOST_NEW + 1)
    return any(form.draft.values.get(f"{part} {at}") for at in later for part in fields)


def _new_action(form: Form, number: int) -> NewAction:
    draft = form.draft

    def person(field: str, label: str) -> str | None:
        key = draft.seed(f"{field} {number}")
        return draft.take(f"{field} {number}", person_input(form, f"{label} of action {number}", key))

    with st.container(gap="small", key=f"log_action_{number}"):
        key = draft.seed(f"what {number}", "")
        what = draft.take(
            f"what {number}",
            st.text_input(
                f"Action {number}",
                key=key,
                placeholder="What somebody takes on",
                max_chars=LONGEST_TEXT,
                live=True,
            ),
        )
        with st.grid(4, min_column_width=165, gap="small"):
            owner = person("owner", "Owner") if form.asks("actions", "owner") else None
            due: date | None = None
            if form.asks("actions", "due"):
                due = draft.take(
                    f"due {number}", day_input(f"Action {number} due", draft.seed(f"due {number}"))
                )
            partner = person("partner", "Partner") if form.asks("actions", "partner") else None
            kind = None
            if form.asks("actions", "kind"):
                words = TABS["actions"].column("kind").words
                key = draft.seed(f"kind {number}", words[0])
                kind = draft.take(f"kind {number}", st.selectbox(f"Kind of action {number}", words, key=key))
    return NewAction(what, owner, partner, due, kind)


def new_insights(form: Form) -> tuple[NewInsight, ...]:
    """Rows for insights: there is always one more than is begun."""
    found: list[NewInsight] = []
    draft = form.draft
    while len(found) < _MOST_NEW and (
        not found or found[-1].is_begun or _has_later(form, "insight", len(found))
    ):
        number = len(found) + 1
        key = draft.seed(f"insight {number}", "")
        text = draft.take(
            f"insight {number}",
            st.text_input(
                f"Insight {number}",
                key=key,
                placeholder="What the session taught",
                max_chars=LONGEST_TEXT,
                live=True,
            ),
        )
        with st.grid(2, min_column_width=220, gap="small"):
            field = f"by {number}"
            by = draft.take(field, person_input(form, f"Whose insight {number} is", draft.seed(field)))
            field = f"topics {number}"
            topics = draft.take(
                field, topics_input(f"Topics of insight {number}", draft.seed(field, []), form.log)
            )
        found.append(NewInsight(text, by, ", ".join(topics) if topics else None))
    return tuple(found)


def case(inputs: Inputs) -> None:
    """The case, what was decided, and how it went."""
    inputs.text("case", "Case", "The real problem that was worked on")
    with st.grid(2, min_column_width=260, gap="small"):
        inputs.topics("case_topics", "Topics of the case")
        inputs.text("decision", "Decision", 'What was decided, or "none"')
    with st.grid(2, min_column_width=260, gap="small"):
        inputs.yes_no("everyone_spoke", "Did everyone speak?")
        inputs.yes_no("went_wrong_shared", "Did somebody tell what went wrong?")


def more_about_the_case(inputs: Inputs) -> None:
    with st.expander("More about the case: brief, snapshot, assumptions, risks, options"):
        with st.grid(3, min_column_width=220, gap="small"):
            inputs.day("brief_sent", "Brief sent on")
            inputs.text("snapshot", "Data snapshot", "A link, or yes")
            inputs.word("share", "May be shared with")
        with st.grid(3, min_column_width=160, gap="small"):
            inputs.count("assumptions", "Assumptions named")
            inputs.count("risks", "Risks named")
            inputs.count("options", "Options weighed")


def guest(inputs: Inputs) -> None:
    with st.expander("Guest"), st.grid(3, min_column_width=220, gap="small"):
        inputs.text("guest", "Guest", "Who came")
        inputs.text("guest_function", "Function of the guest")
        inputs.text("guest_region", "Region of the guest")
