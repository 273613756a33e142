"""What was found in a document: each proposal beside the sentence that it came from, to keep, correct or drop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from lib.bring.minutes.proposals import ActionProposal, MinutesRead
from lib.log.format.folding import fold
from lib.ui.notes import answers, parts, present
from lib.ui.notes.answers import AS_WRITTEN, GUEST, LEAVE_OUT
from lib.ui.notes.documents import Note
from lib.ui.widgets.text import name as shown_name
from lib.ui.widgets.text import plain
from lib.ui.widgets.typed_grid import day_range
from lib.words.phrases import counted

_OTHERS = {GUEST: "A guest", AS_WRITTEN: "Somebody else, as written", LEAVE_OUT: "Nobody: leave out"}
_PERHAPS = "this may be talk: keep it if it is right"
_ROLES = {"facilitator": "Facilitator", "note_taker": "Note-taker"}


def draw(note: Note, members: Mapping[str, str], roster: Sequence[str]) -> None:
    """Draw everything that a document proposes. `members`: name by key of the circle's members, past ones too;
    `roster`: keys of those of the document's day."""
    read = note.read
    assert read is not None
    _who_is_who(note, read, members)
    present.draw(note, read, members, roster)
    _roles(note, read, members)
    _texts(note, "case", "The case", read.cases)
    _actions(note, read, members)
    _texts(note, "decision", "Decisions", read.decisions)
    _texts(note, "insight", "Insights", read.insights)
    _not_understood(read)


def _who_is_who(note: Note, read: MinutesRead, members: Mapping[str, str]) -> None:
    unknown = answers.unknown_names(read)
    if not unknown:
        return
    st.subheader("Who is this?", anchor=False)
    st.caption(
        "Not in the circle's roster, or more than one member is called so. Each name is asked once and counts for all "
        "of the notes."
    )
    for one in parts.some(note, "who", unknown):
        name, offer = f"who_{fold(one.name)}", answers.offered_who(one)
        left, right = st.columns([2, 3], gap="small")
        with right:
            key, value = answers.field(note, name, offer)
            options = [*_OTHERS, *members]
            said = st.selectbox(
                plain(f"“{one.name}” is"),
                options,
                index=options.index(value) if value in options else 0,
                key=key,
                format_func=lambda option: _OTHERS.get(option) or shown_name(members[option]),
            )
            answers.take(note, name, offer, said)
            parts.doubts([f"“{one.name}” {one.doubt}"] if one.doubt else [])
        with left:
            parts.quote(one.source)


def _roles(note: Note, read: MinutesRead, members: Mapping[str, str]) -> None:
    found = answers.named("role", read.roles)
    if found:
        st.subheader("Roles", anchor=False)
    for name, one in parts.some(note, "roles", found):
        left, right = st.columns([2, 3], gap="small")
        called = shown_name(members.get(one.person, one.person))
        with right:
            parts.keep(note, name, plain(f"{_ROLES[one.role]}: {called}"))
        with left:
            parts.quote(one.source)


def _actions(note: Note, read: MinutesRead, members: Mapping[str, str]) -> None:
    found = answers.named("action", read.actions)
    if not found:
        return
    parts.head(note, "Actions", *parts.kept(note, found))
    for number, (name, one) in enumerate(parts.some(note, "actions", found), start=1):
        left, right = st.columns([2, 3], gap="small")
        with right:
            parts.proposal(
                note,
                name,
                f"action {number}",
                _told(note, name, one, members),
                one.is_likely,
                partial(_correct_action, note, name, f"Action {number}", one, members),
            )
        with left:
            parts.quote(one.source)
            doubts = [doubt for doubt in one.doubts if not doubt.endswith(answers.NOT_KNOWN)]
            parts.doubts(doubts if one.is_likely else [_PERHAPS, *doubts])


def _told(note: Note, name: str, one: ActionProposal, members: Mapping[str, str]) -> str:
    """An action as the person left it, in words: what, who, by when, whether it is done."""
    offered = answers.offered_owner(note, one)
    owner = str(answers.value(note, f"{name}_owner_{offered}", offered) or "")
    due = answers.value(note, f"{name}_due", one.due)
    is_done = answers.value(note, f"{name}_done", one.is_done)
    said = (
        str(answers.value(note, f"{name}_what", answers.offered_what(note, one))),
        shown_name(members.get(owner, owner)) or "nobody yet",
        f"by {due}" if due else "no day",
        "done" if is_done else "",
    )
    return " · ".join(filter(None, said))


def _correct_action(
    note: Note, name: str, label: str, one: ActionProposal, members: Mapping[str, str]
) -> None:
    parts.text(note, f"{name}_what", label, answers.offered_what(note, one))
    owner = answers.offered_owner(note, one)
    with st.grid(2, min_column_width=150, gap="small"):
        _owner(note, f"{name}_owner_{owner}", owner, list(dict.fromkeys(["", *members, owner])), members)
        _due(note, f"{name}_due", one.due)
    parts.check(note, f"{name}_done", "Done already", one.is_done)


def _owner(note: Note, name: str, offer: str, options: Sequence[str], members: Mapping[str, str]) -> None:
    key, value = answers.field(note, name, offer)
    said = st.selectbox(
        "Owner",
        options,
        index=options.index(value) if value in options else 0,
        key=key,
        format_func=lambda option: shown_name(members.get(option, option)) or "Nobody yet",
    )
    answers.take(note, name, offer, said)


def _due(note: Note, name: str, offer: Any) -> None:
    key, value = answers.field(note, name, offer)
    first, last = day_range(value)
    said = st.date_input(
        "Due",
        value=value,
        min_value=first,
        max_value=last,
        format="YYYY-MM-DD",
        key=key,
    )
    answers.take(note, name, offer, said)


def _texts(note: Note, kind: str, title: str, proposals: Sequence[Any]) -> None:
    found = answers.named(kind, proposals)
    if not found:
        return
    parts.head(note, title, *parts.kept(note, found))
    for number, (name, one) in enumerate(parts.some(note, kind, found), start=1):
        left, right = st.columns([2, 3], gap="small")
        with right:
            what, now = f"{kind} {number}", str(answers.value(note, f"{name}_text", one.text))
            told = "" if _bare(now) == _bare(one.source.text) else now
            draw = partial(parts.text, note, f"{name}_text", what.capitalize(), one.text)
            parts.proposal(note, name, what, told, answers.is_likely(one), draw)
        with left:
            parts.quote(one.source)
            parts.doubts([] if answers.is_likely(one) else [_PERHAPS])


def _bare(text: str) -> str:
    return fold(text).strip(" .-*•")


def _not_understood(read: MinutesRead) -> None:
    day = read.day.source if read.day and read.day.value is None else None
    rest = [one for one in read.unresolved if one.source != day]
    if not rest:
        return
    with st.expander(f"Not understood: {counted(len(rest), 'thing')}", icon=":material/help:"):
        for one in rest[:100]:
            left, right = st.columns([2, 3], gap="small")
            right.markdown(plain(f"“{one.found}”: {one.reason}."))
            with left:
                parts.quote(one.source)
