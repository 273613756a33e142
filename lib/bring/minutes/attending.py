"""A text that lists people, in a part that says what being listed means -> proposals of attendance and roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lib.bring.minutes.context import Context
from lib.bring.minutes.people.exceptions import Left, left_out
from lib.bring.minutes.people.listed_people import people_in
from lib.bring.minutes.proposals import Attendance, Presence, Role, RoleHeld, Unresolved
from lib.bring.minutes.sections import Part
from lib.bring.minutes.vocabulary import PEOPLE, is_everybody
from lib.bring.name_forms import plain_name

AS_COMING = (
    r"(?=\W*$|\W+(?:and|but|while|whereas|und|in person|on ?line|remotely|by (?:phone|video)|from\s+[A-Z]\w*|"
    r"(?:via|on|over) "
    r"(?:zoom|teams|video|the phone|the call|\w+day)|today|yesterday|tonight|this (?:time|morning|afternoon)|"
    r"at \d|at (?:the|our) (?:table|office|usual)|late|later|as (?:a |our )?guests?|for the (?:first|second|"
    r"last|whole)|"
    r"in the|in (?:room|our)|as planned|us\b|with us|partway|after|until)\b|\s*[,;:.–—])"
)
"""What follows "joined" or "came" where that is about the session, not about a company or an idea."""
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?")
_COUNTED_LIST = re.compile(
    r"^\d{1,3}\s*(?:of|/|von|out of)\s*\d{1,3}[^(:]{0,20}[(:]\s*(?P<who>[^()]+?)\)?\s*$", re.IGNORECASE
)
"""A list after how many they are: "5 of 6 (AB, CD, …)"."""
_WRAPPED = re.compile(r"(?:,|&|\band|[–—-])$")
_MYSELF = re.compile(r"(?<=\band )(?:me|myself|I)$")
_PRESENCES: dict[str, Presence] = {"yes": "yes", "no": "no", "excused": "excused"}
_ROLES: dict[str, Role] = {"facilitator": "facilitator", "note_taker": "note_taker"}


def attending(
    text: Context, part: Part, listed: str, meaning: str, *, says: str = "", sentence: str = ""
) -> Iterator[Attendance | RoleHeld | Unresolved]:
    """Yield everybody in a list. `meaning`: present, guests, excused or absent; `says`: what a check mark says.

    `sentence`: the part of the line that lists them, if that is not all of it. Who a list leaves out ("all except Bo")
    is proposed as what its opposite means, or left open where that is nobody who is known.
    """
    if text.author:
        listed = _MYSELF.sub(text.author, listed.rstrip(" ."))
    if counted := _COUNTED_LIST.match(listed):
        listed = counted["who"]
    left = left_out(listed)
    if left is not None and (left.of_everybody or text.are_people(left.out)):
        yield from _without(text, part, left, meaning, says, sentence)
        return
    is_sentence = len(listed.split()) > 8 and "," not in listed and ";" not in listed
    people = list(people_in(listed, text.names, is_item=part.line.kind == "item"))
    is_remark = part.line.kind == "text" and not part.label and any(isinstance(one, str) for one in people)
    if is_remark and not any(not isinstance(one, str) and one.is_known for one in people):
        return
    for person in people:
        if isinstance(person, str):
            if is_everybody(plain_name(person)):
                reason = "who that is, is not written there"
                yield Unresolved(person, reason, text.source(part, sentence))
            elif not is_sentence and (part.line.kind == "item" or part.label in PEOPLE):
                yield Unresolved(person, "not understood as a person", text.source(part, sentence))
            continue
        presence = _PRESENCES.get(person.says or says or PEOPLE[meaning], "yes")
        if meaning in ("excused", "absent") and presence == "yes" and person.says != "yes":
            presence = _PRESENCES[PEOPLE[meaning]]
        if meaning == "excused" and presence == "no":
            presence = "excused"
        doubt = text.names.doubt_about(person.person)
        doubts = (doubt,) if doubt else ()
        is_member = text.names.is_member(person.person)
        yield Attendance(
            person.person,
            presence,
            text.source(part, sentence),
            is_member,
            meaning == "guests" or person.is_guest,
            doubts,
        )
        for role in person.roles:
            if presence == "yes":
                yield RoleHeld(_ROLES[role], person.person, text.source(part, sentence), is_member)


def _without(
    text: Context, part: Part, left: Left, meaning: str, says: str, sentence: str
) -> Iterator[Attendance | RoleHeld | Unresolved]:
    source = text.source(part, sentence)
    if left.of_everybody:
        yield Unresolved(left.named, "who that is, is not written there", source)
    elif left.named:
        yield from attending(text, part, left.named, meaning, says=says, sentence=sentence)
    if text.are_people(_REMARK.sub(" ", left.out)):
        opposite = "present" if meaning in ("excused", "absent") else "absent"
        yield from attending(text, part, left.out, opposite, sentence=sentence)
    else:
        yield Unresolved(left.out, "who is left out is not understood", source)
    if left.also:
        yield from attending(text, part, left.also, meaning, says=says, sentence=sentence)


def roles(text: Context, part: Part, meaning: str, *, sentence: str = "") -> Iterator[RoleHeld]:
    """Yield who a label such as "Facilitator: Ada" names. `sentence`: what of the line says so, if not all of it."""
    for person in people_in(part.text, text.names):
        if not isinstance(person, str):
            yield RoleHeld(
                _ROLES[meaning],
                person.person,
                text.source(part, sentence),
                text.names.is_member(person.person),
            )


def names_joined(parts: Sequence[Part]) -> Iterator[Part]:
    """The lines, where one that a list of names goes on from has the next one with it."""
    held: Part | None = None
    for part in parts:
        is_next = (
            held is not None
            and part.line.kind == "text"
            and not part.line.starts_block
            and (_WRAPPED.search(held.line.text) or part.line.text.startswith("("))
        )
        if held is not None and is_next:
            whole = f"{held.line.text} {part.line.text}"
            held = replace(held, line=replace(held.line, text=whole), text=whole)
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held
