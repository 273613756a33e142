"""Who was there as a document says it: each line in words, and each person's presence once it is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from lib.bring.minutes.proposals import Attendance, MinutesRead
from lib.log.format.folding import fold
from lib.ui.notes import answers, parts
from lib.ui.notes.answers import AS_WRITTEN, LEAVE_OUT, PRESENCES
from lib.ui.notes.documents import Note
from lib.ui.widgets.text import name as shown_name
from lib.ui.widgets.text import plain
from lib.words.phrases import counted


def draw(note: Note, read: MinutesRead, members: Mapping[str, str], roster: Sequence[str]) -> None:
    """Draw who was there, line by line of the notes; asked where they name nobody. `members`: name by key of the
    circle's members, past ones too; `roster`: keys of those of that day."""
    everybody = [
        (name, one)
        for name, one in answers.named("person", read.attendance)
        if one.is_member or _is_somebody(note, read, one)
    ]
    if not everybody:
        _ask(note, members, roster)
        return
    here = sum(answers.value(note, name, one.present) == "yes" for name, one in everybody)
    guests = len(answers.guests(note, read))
    said = f"{here - guests} present" + (f", {counted(guests, 'guest')}" if guests else "")
    parts.head(
        note, "Who was there", said, [(name, one.present, one.present, LEAVE_OUT) for name, one in everybody]
    )
    lines = groupby(parts.some(note, "people", everybody), key=lambda item: item[1].source)
    for source, people in lines:
        left, right = st.columns([2, 3], gap="small")
        with right:
            _line(note, list(people), members)
        with left:
            parts.quote(source)


def _ask(note: Note, members: Mapping[str, str], roster: Sequence[str]) -> None:
    if not roster:
        return
    field = answers.here(note)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader("Who was there", anchor=False, width="content")
        st.button(
            "Everyone was present",
            key=f"notes_everyone_{note.number}",
            icon=":material/done_all:",
            on_click=answers.say_all,
            args=(note, [(field, [], list(roster))]),
        )
    key, value = answers.field(note, field, [])
    said = st.multiselect(
        "The notes name no member who was there. Who was?",
        list(roster),
        default=[member for member in value if member in roster],
        key=key,
        format_func=lambda member: shown_name(members[member]),
        placeholder="Choose from the roster",
    )
    answers.take(note, field, [], said)


def _line(note: Note, people: Sequence[tuple[str, Attendance]], members: Mapping[str, str]) -> None:
    """Draw what one line of the notes says of these people, and the button that corrects it for each."""
    called = {name: shown_name(members.get(one.person, one.person)) for name, one in people}
    said = {name: answers.value(note, name, one.present) for name, one in people}
    told = [
        f"{label}: {', '.join(called[name] for name, word in said.items() if word == key)}"
        for key, label in PRESENCES.items()
        if key in said.values()
    ]

    def correct() -> None:
        for name, one in people:
            _person(note, name, one, called[name])

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("  \n".join(map(plain, told)), width="content")
        parts.correct(note, people[0][0], correct)
    for doubt in dict.fromkeys(
        doubt for _, one in people for doubt in one.doubts if doubt != answers.NOT_KNOWN
    ):
        parts.doubts([doubt])


def _is_somebody(note: Note, read: MinutesRead, one: Attendance) -> bool:
    unknown = next(name for name in answers.unknown_names(read) if fold(name.name) == fold(one.person))
    return answers.who(note, unknown) not in (AS_WRITTEN, LEAVE_OUT)


def _person(note: Note, name: str, one: Attendance, called: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(plain(called), width=180)
        key, value = answers.field(note, name, one.present)
        said = st.segmented_control(
            plain(f"Presence of {called}"),
            list(PRESENCES),
            format_func=PRESENCES.__getitem__,
            default=value,
            key=key,
            label_visibility="collapsed",
            required=True,
        )
        answers.take(note, name, one.present, said)
