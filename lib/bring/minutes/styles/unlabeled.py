"""People at the top of notes without a word that says what the list is: "Ada, Bo, Cy", "AB BL DP | excused CM"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.people.presence_words import says_of
from lib.bring.minutes.sections import Part
from lib.bring.minutes.vocabulary import PEOPLE, meaning_of

_TOP = 15
_LEAST = 2
_LONGEST_TITLE = 3
_PIECE = re.compile(r"\s*[|;]\s*|\s+[–—]\s+|(?<=\))\s*[,.]\s*(?=[a-z]+:)")
_LABEL = re.compile(r"^[^\w@]*(?:(?P<label>[^:,]{2,40}):\s+)?")
_MARKED = re.compile(r"^(?P<word>[A-Za-zÀ-ÿ]{3,20})\s+(?P<who>[A-Z@].*)$")
_REMARK = re.compile(
    r"\s*[(\[](?P<who>[A-ZÀ-Þ@][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]*)?)\s+(?P<how>[a-z][^()\[\]]*|PTO|OOO)[)\]]"
)
_CHECKED = re.compile(
    r"(?P<who>[A-ZÀ-Þ@][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*)*)\s*:?\s*(?P<mark>[✅✔✓☑❌✗✘☒]|\[[xX ]?\])"
)
_LETTERED = re.compile(r"^(?P<letter>[PAER])\s*[:–—-]\s+(?P<who>\S.*)$")
_LETTERS = {"P": "present", "A": "absent", "E": "excused", "R": "excused"}
_ELSE = re.compile(
    r"\b(?:props|kudos|credits|thanks|cc|to|from|distribut\w*|invit\w*|owners?|mentors?|authors?|copy|optional|next|case|speakers?|"
    r"sponsors?|lead|"
    r"tasks?|actions?|verteiler|an)\b",
    re.IGNORECASE,
)


def attendance(text: Context) -> Iterator[Proposal]:
    """The first line, or list of lines, near the top that consists of known people and nothing else."""
    if letters := list(_lettered(text)):
        for part, who, meaning in letters:
            yield from attending(text, part, who, meaning)
        return
    said = [one for part in text.parts[:_TOP] for one in _said(text, part)]
    if len(said) >= _LEAST:
        for part, who, says in said:
            yield from attending(text, part, who, "present", says=says)
        return
    items: list[Part] = []
    is_of_others = False
    for part in text.parts[:_TOP]:
        if (
            part.meaning in ("actions", "decisions", "reviewed")
            or part.line.kind == "row"
            or part.line.ticked is not None
        ):
            items = []
            continue
        is_one = part.line.kind in ("item", "text") and not part.label
        if is_one and _known(text, part.line.text) == 1:
            items += [] if is_of_others else [part]
            continue
        is_of_others = len(part.line.text.split()) <= _LONGEST_TITLE and bool(_ELSE.search(part.line.text))
        if len(items) > _LEAST:
            break
        items = []
        if found := list(_line(text, part)):
            yield from found
            return
    for part in items if len(items) > _LEAST else ():
        yield from attending(text, part, part.line.text, "present")


def _lettered(text: Context) -> list[tuple[Part, str, str]]:
    """Lists behind one letter each: "P: Ada, Bo" and "A: Cy" or "E: Cy", where P is there and all are known."""
    found = [
        (part, one["who"], _LETTERS[one["letter"]])
        for part in text.parts[:_TOP]
        if (one := _LETTERED.match(part.line.text)) and _known(text, one["who"])
    ]
    return found if any(meaning == "present" for _, _, meaning in found) else []


def _said(text: Context, part: Part) -> list[tuple[Part, str, str]]:
    """Who is said to be there or not, one in a line ("Ada: present") or several with check marks ("Ada ✅ Bo ❌")."""
    line = part.line.text
    found = [
        (part, one["who"], "yes" if one["mark"] in ("✅", "✔", "✓", "☑", "[x]", "[X]") else "no")
        for one in _CHECKED.finditer(line)
    ]
    if len(found) > 1 and all(text.names.find(who) for _, who, _ in found):
        return found
    who, colon, says = line.partition(":")
    if colon and len(says.split()) <= 4 and text.names.find(who) and (word := says_of(says)):
        return [(part, who, word)]
    return []


def outcomes(text: Context) -> Iterator[Proposal]:
    """Nothing: only people are known without a label."""
    del text
    return iter(())


def _line(text: Context, part: Part) -> Iterator[Proposal]:
    pieces = [piece for piece in _PIECE.split(part.line.text) if piece.strip()]
    there = next((piece for piece in pieces if _known(text, _bare(piece)) >= _LEAST), None)
    if there is None:
        return
    for piece in pieces:
        marked = _MARKED.match(piece)
        meaning = meaning_of(marked["word"]) if marked else None
        if marked and meaning in PEOPLE:
            yield from attending(text, part, marked["who"], str(meaning))
        elif piece is there:
            for found in _REMARK.finditer(piece):
                if text.names.find(found["who"]):
                    yield from attending(text, part, f"{found['who']} ({found['how']})", "excused")
            yield from attending(text, part, _listed(text, _bare(piece)), "present")


def _bare(piece: str) -> str:
    """A piece without a label that says nothing of people, and without remarks about others."""
    found = _LABEL.match(piece)
    label = found["label"] if found else None
    if label and (meaning_of(label) not in (None, "present") or _ELSE.search(label)):
        return ""
    return _REMARK.sub("", piece[found.end() :] if found else piece)


def _listed(text: Context, piece: str) -> str:
    """Initials or first names with nothing but spaces between them, as a list."""
    tokens = piece.split()
    return ", ".join(tokens) if len(tokens) > 1 and all(map(text.names.find, tokens)) else piece


def _known(text: Context, piece: str) -> int:
    """How many known people a text consists of; 0 if it is anything else."""
    people = text.names.people(_listed(text, re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", piece))) or []
    return len(people) if all(text.names.find(person) for person in people) else 0
