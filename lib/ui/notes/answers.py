"""What a person says about each proposal: kept or not, corrected or not; and all of it as what is accepted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from lib.bring.minutes.proposals import (
    ActionProposal,
    Attendance,
    DecisionProposal,
    MinutesRead,
    RoleHeld,
    Source,
)
from lib.bring.minutes.session_changes import Accepted, AcceptedAction
from lib.log.format.folding import fold
from lib.ui.notes.documents import Note
from lib.words.phrases import listed

NOT_KNOWN, MAY_BE = "is not in the roster", "may be "
"""How the doubt about a name ends or begins (`Names.doubt_about`)."""
LEAVE_OUT, GUEST, AS_WRITTEN = "leave out", "guest", "as written"
PRESENCES = {"yes": "Present", "excused": "Excused", "no": "Absent", LEAVE_OUT: "Leave out"}


@dataclass(frozen=True, slots=True)
class Names:
    """A name that is not in the roster, as the document writes it, and whether it is named as present. `doubt`: who
    it may be, if several members are called so."""

    name: str
    is_present: bool
    source: Source
    doubt: str = ""


def named(kind: str, found: Iterable[Any]) -> list[tuple[str, Any]]:
    """Each proposal with what it is known by, also after the document is read again."""
    names: Counter[str] = Counter()
    together = []
    for one in found:
        text = f"{one.source.line}|{one.source.text}|{_content(one)}"
        digest = hashlib.blake2s(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
        names[digest] += 1
        together.append((f"{kind}_{digest}_{names[digest]}", one))
    return together


def _content(one: Any) -> str:
    if isinstance(one, ActionProposal):
        return f"{one.what}|{one.owners}"
    if isinstance(one, RoleHeld):
        return f"{one.role}|{one.person}"
    return str(one.person if isinstance(one, Attendance) else one.text)


def is_likely(proposal: Any) -> bool:
    """Whether a proposal is kept until somebody drops it; one that may be talk is not (`ActionProposal.is_likely`)."""
    return not isinstance(proposal, ActionProposal | DecisionProposal) or proposal.is_likely


def value(note: Note, name: str, offer: Any) -> Any:
    """What the person says about `name`: in its widget now, else as kept, else the offer."""
    return st.session_state.get(_key(note, name), note.answers.get(name, offer))


def _key(note: Note, name: str) -> str:
    return f"notes_{note.number}_{note.version}_{name}"


def field(note: Note, name: str, offer: Any) -> tuple[str, Any]:
    """The key of the widget for `name`, and the value to make it with: what the person said before, or the offer.

    The value is given to the widget itself. If it were put into the session's state, a browser that is slow to draw
    could miss it and answer with a blank.
    """
    key = _key(note, name)
    if key not in st.session_state:
        note.begun_with[name] = note.answers.get(name, offer)
    return key, note.begun_with.setdefault(name, note.answers.get(name, offer))


def take(note: Note, name: str, offer: Any, said: Any) -> Any:
    """Keep what a widget says."""
    if said == offer:
        note.answers.pop(name, None)
    else:
        note.answers[name] = said
    return said


def say_all(note: Note, names: list[tuple[str, Any, Any]]) -> None:
    """Say the same of many: (name, offer, what is said). Their fields are made anew."""
    for name in list(note.begun_with):
        if (key := _key(note, name)) in st.session_state:
            note.answers[name] = st.session_state[key]
    for name, offer, said in names:
        take(note, name, offer, said)
    note.version += 1


def unknown_names(read: MinutesRead) -> list[Names]:
    """Everybody who is named and not in the roster, each once, in the order of the document."""
    found: dict[str, Names] = {}
    for person in read.attendance:
        if not person.is_member:
            doubt = next((one for one in person.doubts if one.startswith(MAY_BE)), "")
            is_here = person.present == "yes"
            found.setdefault(fold(person.person), Names(person.person, is_here, person.source, doubt))
    for role in read.roles:
        if not role.is_member:
            found.setdefault(fold(role.person), Names(role.person, False, role.source))
    for action in read.actions:
        for owner in action.owners:
            said = [doubt.removeprefix(f"“{owner}” ") for doubt in action.doubts if f"“{owner}” " in doubt]
            doubt = next((one for one in said if one == NOT_KNOWN or one.startswith(MAY_BE)), "")
            if doubt:
                found.setdefault(
                    fold(owner), Names(owner, False, action.source, doubt.replace(NOT_KNOWN, ""))
                )
    return list(found.values())


def who(note: Note, one: Names) -> str:
    """Who an unknown name is: a member's key, GUEST, AS_WRITTEN or LEAVE_OUT."""
    return str(value(note, f"who_{fold(one.name)}", offered_who(one)))


def offered_who(one: Names) -> str:
    """A name that is listed as present is a guest until somebody says otherwise; others stay as they are written. One
    that several members are called is left out until somebody says who it is."""
    if one.doubt:
        return LEAVE_OUT
    return GUEST if one.is_present else AS_WRITTEN


def offered_owner(note: Note, action: ActionProposal) -> str:
    """The first owner: a member's key, or a name outside the roster as the person resolved it; "" for nobody."""
    return _resolved(note, action.owners[0]) if action.owners else ""


def _resolved(note: Note, person: str) -> str:
    if note.read is None or person in note.names:
        return person
    one = next((one for one in unknown_names(note.read) if fold(one.name) == fold(person)), None)
    if one is None:
        return person
    said = who(note, one)
    return {GUEST: one.name, AS_WRITTEN: one.name, LEAVE_OUT: ""}.get(said, said)


def offered_what(note: Note, action: ActionProposal) -> str:
    """The text of an action; where several own it, the others are named in it."""
    others = [note.names.get(owner, owner) for owner in action.owners[1:]]
    return f"{action.what} (with {listed(others)})" if others else action.what


def accepted(note: Note, session: str) -> Accepted:
    """Everything that is kept of a document whose circle and day are known, as the person left it."""
    read, day = note.read, note.held_on
    assert read is not None
    assert day is not None
    people = dict(_attendance(note, read))
    return Accepted(
        circle=note.held_circle,
        held=day,
        session=session,
        attendance=people,
        roles=dict(_roles(note, read)),
        case=next(_texts(note, "case", read.cases), ""),
        guests=guests(note, read),
        decisions=tuple(_texts(note, "decision", read.decisions)),
        insights=tuple(_texts(note, "insight", read.insights)),
        actions=tuple(_actions(note, read)),
    )


def _attendance(note: Note, read: MinutesRead) -> Iterator[tuple[str, str]]:
    seen = set()
    for name, one in named("person", read.attendance):
        member = one.person if one.is_member else _resolved(note, one.person)
        is_known = one.is_member or _said(note, one.person) not in (GUEST, AS_WRITTEN, LEAVE_OUT)
        said = value(note, name, one.present)
        if is_known and said not in (LEAVE_OUT, None) and member not in seen:
            seen.add(member)
            yield member, str(said)
    if not seen:
        yield from ((member, "yes") for member in value(note, here(note), []))


def here(note: Note) -> str:
    """The field for who was there where the document names no member who was."""
    return f"here_{note.held_circle}"


def _said(note: Note, person: str) -> str:
    assert note.read is not None
    return next((who(note, one) for one in unknown_names(note.read) if fold(one.name) == fold(person)), "")


def guests(note: Note, read: MinutesRead) -> tuple[str, ...]:
    """Who was present without being a member, as the person left it: names as the document writes them."""
    return tuple(
        one.person
        for name, one in named("person", read.attendance)
        if not one.is_member and _said(note, one.person) == GUEST and value(note, name, one.present) == "yes"
    )


def _roles(note: Note, read: MinutesRead) -> Iterator[tuple[str, str]]:
    people: dict[str, list[str]] = {}
    for name, one in named("role", read.roles):
        person = one.person if one.is_member else _resolved(note, one.person)
        if person and value(note, f"{name}_keep", True):
            people.setdefault(one.role, []).append(person)
    yield from ((role, ", ".join(dict.fromkeys(named))) for role, named in people.items())


def _texts(note: Note, kind: str, found: Any) -> Iterator[str]:
    for name, one in named(kind, found):
        text = str(value(note, f"{name}_text", one.text)).strip()
        if value(note, f"{name}_keep", is_likely(one)) and text:
            yield text


def _actions(note: Note, read: MinutesRead) -> Iterator[AcceptedAction]:
    for name, one in named("action", read.actions):
        what = str(value(note, f"{name}_what", offered_what(note, one))).strip()
        offered = offered_owner(note, one)
        owner = value(note, f"{name}_owner_{offered}", offered) or ""
        due: date | None = value(note, f"{name}_due", one.due)
        is_done = bool(value(note, f"{name}_done", one.is_done))
        if value(note, f"{name}_keep", one.is_likely) and what:
            yield AcceptedAction(what, str(owner), due, is_done)
