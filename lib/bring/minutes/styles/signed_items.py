"""Tasks that the sentence around them leaves to somebody: a name in parentheses behind an item, or "Ada will do this".

An item of an agenda is signed in the same way, so it must begin or end as tasks do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.languages.german_deeds import INFINITIVE
from lib.bring.minutes.vocabulary import PEOPLE, words
from lib.log.format.words import word_form

_SIGNED = re.compile(r"^(?P<what>[^()?]{6,140}?)[.!]?\s*\((?P<who>@?[A-ZÀ-Þ][^()\d:]{1,50})\)\W*$")
_GERMAN = re.compile(rf"^(?i:{INFINITIVE})\s|\s(?i:{INFINITIVE})$")
_AGENDA = re.compile(
    r"(?:(?:the|our|proposed|draft|meeting)\s)*(?:agenda|tagesordnung|schedule|programme?)\W*$", re.IGNORECASE
)
_DEED_NOUN = re.compile(r"^(?!Begrüßung|Eröffnung|Vorstellung|Sitzung|Verabschiedung)[A-ZÄÖÜ]\w{4,}ung\b")
"""German nouns for a deed, which name a point of the agenda as well."""
_NOUN = re.compile(r"^\w+\s(?:of|on|from|about|regarding|and|to|in)\b")
_MUST = re.compile(r"\b(?:muss|müssen|soll|sollen|sollte|must|needs? to|has to|should|to be)\b")
_DOES_THIS = re.compile(
    r"^(?P<who>@?[A-ZÀ-Þ][\w.'’-]*(?:\s[A-ZÀ-Þ][\w'’-]*)?(?:\s(?:and|und|&)\s[A-ZÀ-Þ][\w'’-]*)?)\s(?:will (?:do|"
    r"coordinate|handle|take (?:on|care of)|sort|organi[sz]e|look (?:into|after)|see to|"
    r"follow up on|deal with|arrange) (?:this|it|that)|"
    r"(?:has |have |kindly )*(?:volunteered|offered)(?: to (?:do|help with|take on|take) (?:so|this|it|that))?|"
    r"said (?:he|she|they) (?:would|will|could)(?: (?:do|take|handle) (?:so|this|it|that))?|"
    r"(?:übernimmt|übernehmen|macht|machen|erledigt|erledigen) (?:das|dies|es)|kümmer[nt] sich(?: darum)?)\W*$"
)
_ASKS_FOR = re.compile(
    r"\b(?:asked (?:who|if anyone|if anybody|for a volunteer)|needs?|should|must|has to|have to|to be|someone|"
    r"somebody|braucht|muss|müssen|soll|sollen|sollte|fehlt|"
    r"jemand)\b"
)
_SHARED_OUT = re.compile(
    r"\b(?:agreed|undertook|offered|volunteered|committed)\s+to\s+(?:\S+\s+){1,20}?(?:below|follow\w*|as follows)\W*$|"
    r"\b(?:agreed|undertook|offered|volunteered|committed)\s+to\s[^.]{3,120}:$",
    re.IGNORECASE,
)
"""What announces that work is shared out: "Members agreed to progress the projects below"."""
_COUNTED = re.compile(r"^(?:[A-Z]{1,2}\d{1,3}|\d{1,3})[.):]\s+(?P<text>\S.*)$")
_SIGN_BEHIND = re.compile(
    r"^(?P<what>\S.*?)[.,;]?\s+(?:[–—-]\s*)?(?P<who>[A-Z]{2,4}(?:\s?[/&,+]\s?[A-Z]{2,4})*)(?:\s\([^()]*\))?\.?$"
)
_SPEAKER = re.compile(
    r"^(?:@?[A-ZÀ-Þ][\w.'’-]*(?:\s[A-ZÀ-Þ][\w'’-]*)?:\s+)?(?:(?:we |they |somebody |someone |Somebody |Someone |We )?"
    r"(?:[Nn]eeds?|should|must|have|has) (?:to )?)?"
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Signed items outside of lists of people and earlier points, and what somebody takes on that was just said."""
    signed = [(part, found, people) for part in text.parts for found, people in _signed(text, part)]
    is_usual = any(_is_task(found["what"]) or _MUST.search(found["what"]) for _, found, _ in signed)
    for part, found, people in signed:
        is_point = part.depth == 0 and bool(part.parents) and _AGENDA.match(part.parents[-1]) is not None
        if is_point:
            continue
        if _is_task(found["what"]) or (is_usual and _DEED_NOUN.match(found["what"])):
            yield from text.action(part, found["what"], owners=people)
    for at, part in enumerate(text.parts):
        if _is_read(part) or part.opens:
            yield from _shared_out(text, text.parts[at:])
        yield from _takes_on(text, text.parts, at) if _is_read(part) else ()


def _is_read(part: Part) -> bool:
    is_line = part.line.kind in ("item", "text") and not part.label and not part.line.speaker
    return is_line and part.meaning not in ("reviewed", "next_day", "decisions", "insights", *PEOPLE)


def _signed(text: Context, part: Part) -> Iterator[tuple[re.Match[str], tuple[str, ...]]]:
    found = _SIGNED.match(part.line.text) if part.line.kind == "item" and _is_read(part) else None
    people = text.names.people(found["who"]) if found and not marked(part.line.text) else None
    if found and people and all(map(text.names.find, people)):
        yield found, tuple(people)


def _shared_out(text: Context, parts: Sequence[Part]) -> Iterator[Proposal]:
    """The numbered lines below an announcement, signed with initials: "P2. First review of the lamps – AB"."""
    if not _SHARED_OUT.search(parts[0].line.text):
        return
    for part in parts[1:]:
        counted = _COUNTED.match(part.line.text)
        if part.line.kind not in ("item", "text") or not (counted or part.line.kind == "item"):
            return
        said = counted["text"] if counted else part.line.text
        signed = _SIGN_BEHIND.match(said)
        people = text.names.people(signed["who"]) if signed else None
        if signed and people and all(map(text.names.find, people)):
            yield from text.action(part, signed["what"], owners=tuple(people))
        elif _is_task(said):
            yield from text.action(part, said)


def _is_task(what: str) -> bool:
    is_order = word_form(what.split()[0]) in words("verbs", "start") and not _NOUN.match(what)
    return (is_order and len(what.split()) > 1) or _GERMAN.search(what) is not None


def _takes_on(text: Context, parts: Sequence[Part], at: int) -> Iterator[Proposal]:
    """What the sentence before says, where this one says who will do it."""
    *earlier, last = sentences(parts[at].line.text)
    found = _DOES_THIS.match(last)
    people = text.names.people(found["who"]) if found else None
    if not found or not people or not all(map(text.names.find, people)):
        return
    above = parts[at - 1] if at and _is_read(parts[at - 1]) and not parts[at - 1].opens else None
    before = earlier[-1] if earlier else sentences(above.line.text)[-1] if above else ""
    if before and not marked(before) and (_ASKS_FOR.search(before.lower()) or _is_task(before)):
        yield from text.action(parts[at], _SPEAKER.sub("", before), sentence=last, owners=tuple(people))
