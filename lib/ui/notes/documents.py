"""The documents that somebody brought to From notes: only in this session, until they are removed or it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from lib.bring.minutes.apart import Known, Sent, read_apart
from lib.bring.minutes.document import MinutesError
from lib.bring.minutes.proposals import MinutesRead
from lib.bring.minutes.worker import Member
from lib.source import caches
from lib.ui.edits import saving
from lib.ui.entry import turns
from lib.ui.frame.view import Sheet

MOST = 20
"""Documents that are open at once."""
_STATE, _AT, _NUMBER = "notes_documents", "notes_at", "notes_number"


@dataclass
class Note:
    """One document. `read`: what it proposes; None before it is read, and where `problem` says why it cannot be.

    `circle`, `day`: as a person chose them. `answers`: what the person changed, by proposal. `version` counts the
    readings. `sent`: the ids under which it was saved; `saved_as`: the id of the save that holds, "" if there is none.
    `names`: what members are called, by key. `begun_with`: the values that the fields were made with.
    """

    number: int
    name: str
    content: bytes
    circle: str = ""
    day: date | None = None
    read: MinutesRead | None = None
    problem: str = ""
    version: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    saved_as: str = ""
    names: dict[str, str] = field(default_factory=dict)
    begun_with: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.name or "Pasted text"

    @property
    def held_circle(self) -> str:
        """The circle: as chosen, else as found; "" if neither."""
        return self.circle or (self.read.circle.circle if self.read and self.read.circle else None) or ""

    @property
    def held_on(self) -> date | None:
        """The day of the session: as chosen, else as found."""
        return self.day or (self.read.day.value if self.read and self.read.day else None)

    @property
    def has_proposals(self) -> bool:
        """Whether anything of a session was found in it: who was there, a case, an action, a decision or an insight."""
        read = self.read
        return read is not None and any(
            (read.attendance, read.cases, read.actions, read.decisions, read.insights)
        )

    @property
    def has_unsaved_answers(self) -> bool:
        """Whether a person chose or corrected something in it that is not saved."""
        return not self.saved_as and bool(self.answers or self.day)

    def reread(self) -> None:
        """Have it read again, with the circle and day that are chosen now."""
        self.read, self.problem = None, ""


@dataclass
class Notes:
    """All documents of the session, and what the viewer may see (`scope`) while they were read."""

    scope: str
    documents: list[Note] = field(default_factory=list)


def of(sheet: Sheet) -> list[Note]:
    """The documents at hand. As somebody else (View as), they are read again with what that viewer may see."""
    kept: Notes | None = st.session_state.get(_STATE)
    if kept is None:
        st.session_state[_STATE] = kept = Notes(sheet.viewer.scope)
    if kept.scope != sheet.viewer.scope:
        kept.scope = sheet.viewer.scope
        for note in kept.documents:
            note.circle, note.answers = "", {}
            note.reread()
    return kept.documents


def add(documents: list[Note], sent: Sequence[tuple[str, bytes]]) -> str:
    """Add documents (name or "", content); out: why some were not added, "" if all were."""
    room = MOST - len(documents)
    for name, content in sent[:room]:
        number = st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
        documents.append(Note(number, name, content))
    if sent[:room]:
        st.session_state[_AT] = documents[-len(sent[:room])].number
    left_out = len(sent) - max(room, 0)
    return f"At most {MOST} at a time: {left_out} not added." if left_out > 0 else ""


def remove(documents: list[Note], note: Note) -> None:
    """Forget a document and all about it."""
    at = next(at for at, one in enumerate(documents) if one is note)
    del documents[at]
    if documents:
        st.session_state[_AT] = documents[min(at, len(documents) - 1)].number


def current(documents: list[Note]) -> int:
    """The position of the document that is shown."""
    number = st.session_state.get(_AT)
    return next((at for at, note in enumerate(documents) if note.number == number), 0)


def show(note: Note) -> None:
    """Show this one from now on."""
    st.session_state[_AT] = note.number


def read(documents: list[Note], sheet: Sheet, circles: Sequence[str]) -> None:
    """Read what is not read yet, in a process apart. `circles`: those that the viewer may write to."""
    waiting = [note for note in documents if note.read is None and not note.problem]
    if not waiting:
        return
    known = Known(_members(sheet, circles), tuple(sheet.log.circles["circle"]), _day_first())
    sent = [Sent(note.name, note.content, note.circle, note.day) for note in waiting]
    words = "Reading the notes …" if len(sent) == 1 else f"Reading {len(sent)} documents …"
    with st.spinner(words, show_time=True), turns.SCRIPTS.aside():
        found = read_apart(sent, known)
    for note, one in zip(waiting, found, strict=True):
        note.version += 1
        if isinstance(one, MinutesError):
            note.problem = str(one)
        else:
            note.read = one
            note.names = {member.member: member.name or member.member for member in known.members}
            if len(circles) == 1 and not note.held_circle:
                note.circle = circles[0]


def _members(sheet: Sheet, circles: Sequence[str]) -> tuple[Member, ...]:
    rows = sheet.log.members[sheet.log.members["circle"].isin(circles)]
    texts = rows.reindex(columns=["member", "circle", "name", "email"]).astype("str").fillna("")
    return tuple(Member(*row) for row in texts.itertuples(index=False) if row[0])


def _day_first() -> bool | None:
    """Whether the workbook writes the day first in short dates; None if it does not say."""
    orders = (grid.day_first for grid in caches.source().grids)
    return next((order for order in orders if order is not None), None)


def follow_saves(documents: list[Note]) -> None:
    """Note which documents the last save, undo or redo was about."""
    last = saving.last()
    if last is None or not last.result.is_written:
        return
    for note in documents:
        if last.undone and (last.sent in note.sent or last.undone == note.saved_as):
            note.saved_as = ""
        elif last.sent in note.sent:
            note.saved_as = last.result.change_set.id
