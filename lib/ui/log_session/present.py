"""The form's part on who was there, and what they did for the session before it: prework and reflections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from lib.log.changing.changes import is_filled
from lib.log.session.record import Attendee
from lib.ui.log_session.draft import KEPT, Draft
from lib.ui.log_session.folded import folded
from lib.ui.log_session.form import NEW, Form
from lib.ui.widgets import html, window
from lib.ui.widgets.text import plain

_PRESENT = {"yes": "Present", "excused": "Excused", "no": "Absent"}
_PREWORK_LATER = {"late": "late", "no": "not done"}
_PREWORK = {"on time": "Prework on time", **_PREWORK_LATER}


def attendance(form: Form, session: str) -> tuple[Attendee, ...]:
    """Draw one row per member with presence, and prework and reflections in a closed section. Nobody is marked until
    someone says so, or the log did."""
    rows = form.log.attendance[form.log.attendance["session"] == session]
    known = {str(row["member"]): row for row in rows.to_dict("records")} if session != NEW else {}
    draft = form.draft
    here: dict[str, str | None] = {}
    with st.container(gap="small", key="log_attendance"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.subheader("Who was there", anchor=False, width="content")
            _everyone(form, known)
        names = {member: form.called(member) for member in form.roster}
        shown = set(window.people([*names.values()], "log_there", size=window.FORMS))
        with st.grid(2, min_column_width=340, gap="xsmall"):
            for at, (member, called) in enumerate(names.items()):
                offer = known.get(member, {}).get("present")
                if at not in shown:
                    here[member] = _as_it_was(draft, f"present {member}", _PRESENT, offer)
                    continue
                with _row_of(called):
                    here[member] = _choice(
                        draft, f"present {member}", f"Presence of {called}", _PRESENT, offer
                    )
    prework, reflected = _before_the_session(form, known)
    return tuple(Attendee(one, here[one], prework.get(one), one in reflected) for one in form.roster)


@contextmanager
def _row_of(called: str) -> Iterator[None]:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(html.rendered("person.html", called=called), width="stretch")
        yield


def _before_the_session(
    form: Form, known: Mapping[str, Mapping[Any, Any]]
) -> tuple[dict[str, str | None], list[str]]:
    """Prework by member, and who sent a reflection. One button says that all prework was on time; the rest is in
    a closed section, and as the log has it until that is opened."""
    has_prework, has_reflections = (form.asks("attendance", one) for one in ("prework", "reflection"))
    offers = {one: known.get(one, {}).get("prework") for one in form.roster if has_prework}
    sent = _sent(form, known) if has_reflections else []
    said = _said(form.draft, offers)
    _everyone_on_time(form, said)
    if not (offers or has_reflections):
        return {}, []

    def draw() -> tuple[dict[str, str | None], list[str]]:
        if said:
            _on_time(form, said)
        shown = set(window.people([form.called(one) for one in offers], "log_prework", size=window.FORMS))
        with st.grid(2, min_column_width=340, gap="small"):
            prework = {
                one: _prework(form, one, offer, is_shown=at in shown)
                for at, (one, offer) in enumerate(offers.items())
            }
        return prework, _reflections(form, sent) if has_reflections else []

    asked = " and ".join(["prework"] * has_prework + ["reflections"] * has_reflections)
    title = ": ".join([asked.capitalize(), *_counts(said)])
    drawn = folded(form.draft, title, "prework", ("prework ", "reflections"), draw)
    return drawn or ({one: word if word in _PREWORK else None for one, word in offers.items()}, sent)


def _said(draft: Draft, offers: Mapping[str, object]) -> dict[str, object]:
    """What the form says of each member's prework, or the log where the form does not."""
    return {
        one: draft.peek(f"prework {one}") if f"prework {one}" in draft.values else offer
        for one, offer in offers.items()
    }


def _counts(said: Mapping[str, object]) -> list[str]:
    """How many were on time, late or not done, in words; nothing while nothing is said."""
    words = {"on time": "on time", **_PREWORK_LATER}
    counts = {called: sum(word == value for value in said.values()) for word, called in words.items()}
    return (
        [text]
        if (text := ", ".join(f"{count:,} {called}" for called, count in counts.items() if count))
        else []
    )


def _everyone_on_time(form: Form, said: Mapping[str, object]) -> None:
    """A button for those about whose prework nothing is said."""
    left = [one for one, word in said.items() if not is_filled(word)]
    if len(said) > 1:
        st.button(
            f"Prework on time for everyone{' else' * (len(left) < len(said))}",
            type="tertiary",
            icon=":material/done_all:",
            key="log_all_prework",
            on_click=_all_on_time,
            args=(form.draft, said),
            disabled=not left,
        )


def _on_time(form: Form, said: Mapping[str, object]) -> None:
    """A list of everybody to tap."""
    draft = form.draft
    key = f"log_{draft.number}_prework on time"
    found = window.people([form.called(one) for one in form.roster], "log_on_time")
    shown = {form.roster[at]: said[form.roster[at]] for at in found}
    st.session_state[key] = [one for one, word in shown.items() if word == "on time"]
    if not shown:
        return
    st.pills(
        "Prework on time",
        list(shown),
        selection_mode="multi",
        format_func=lambda member: plain(form.called(member)),
        key=key,
        on_change=_tap_on_time,
        args=(draft, key, shown),
    )


def _tap_on_time(draft: Draft, key: str, said: Mapping[str, object]) -> None:
    """Take what was tapped; who is tapped off says nothing, and what was late or not done stays so."""
    tapped = st.session_state[key] or []
    for member, word in said.items():
        if member in tapped:
            draft.put(f"prework {member}", "on time")
        elif word == "on time":
            draft.put(f"prework {member}", None)


def _prework(form: Form, member: str, offer: object, *, is_shown: bool) -> str | None:
    if not is_shown:
        return _as_it_was(form.draft, f"prework {member}", _PREWORK, offer)
    called = form.called(member)
    with _row_of(called):
        return _choice(form.draft, f"prework {member}", f"Prework of {called}", _PREWORK, offer)


def _everyone(form: Form, known: Mapping[str, Mapping[Any, Any]]) -> None:
    """A button that marks everyone present whom nobody has marked yet."""
    said = form.draft.peek_all(f"present {member}" for member in form.roster)
    marked = {
        member: word or known.get(member, {}).get("present")
        for member, word in zip(form.roster, said, strict=True)
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


def _as_it_was(draft: Draft, field: str, words: Mapping[str, str], offer: object) -> str | None:
    """What a choice says that is on another page, without drawing it."""
    if field not in draft.values and field not in draft.offered:
        return str(offer) if offer in words else None
    return draft.take(field, st.session_state[draft.seed(field, offer if offer in words else None)])


def _all_on_time(draft: Draft, said: Mapping[str, object]) -> None:
    for member, word in said.items():
        if not is_filled(word):
            draft.put(f"prework {member}", "on time")


def _sent(form: Form, known: Mapping[str, Mapping[Any, Any]]) -> list[str]:
    """Who the log says sent a reflection."""
    return [
        one
        for one in form.roster
        if (sent := known.get(one, {}).get("reflection")) is not None and is_filled(sent) and sent
    ]


def _reflections(form: Form, offer: list[str]) -> list[str]:
    draft = form.draft
    key = draft.seed("reflections", offer)
    names = {one: form.called(one) for one in form.roster}
    st.session_state[key] = [one for one in st.session_state[key] if one in names]
    chosen = window.pills(
        "Sent a reflection since the last session",
        names,
        key,
        "log_reflections",
        persist_state=KEPT,
        help="Once you choose anyone, everyone else counts as not having sent one.",
    )
    return draft.take("reflections", chosen) or []
