"""French minutes: "Le groupe décide de …", "Ada se charge de … d'ici le 3 mars", "Étaient présents : …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences

_BODY = (
    r"(?:le groupe|le cercle|le comité|le conseil(?: d['’]administration)?|le bureau|l['’]assemblée|l['’]équipe|"
    r"les membres(?: présents)?|les participants|la réunion|tous|tout le monde|on|nous)"
)
_DECIDED = (
    re.compile(
        rf"^{_BODY}\s+(?:a |ont |avons |s['’]est |se )?(?:décid\w+|valid\w+|approuv\w+|adopt\w+|convien\w+|convenu|"
        r"conven\w+|retien\w+|retenu|vot\w+|choisi\w*|mis\w* d['’]accord|accord\w*)\s+(?:à l['’]unanimité\s+|"
        r"ensemble\s+)?"
        r"(?:de |d['’]|que |qu['’]|pour |sur )?(?P<what>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^il (?:est|a été) (?:décidé|convenu|acté|entendu|voté)\s+(?:à l['’]unanimité\s+)?(?:de |d['’]|que |"
        r"qu['’])(?P<what>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?P<what>.{8,160}?)\s+(?:est|sont|a été|ont été)\s+(?:adoptée?s?|approuvée?s?|votée?s?|validée?s?|"
        r"retenue?s?)"
        r"(?:\s+à l['’]unanimité|\s+par [^.]{3,40})?\.?$",
        re.IGNORECASE,
    ),
)
_NOT = re.compile(r"\b(?:pas|ne|n['’]|si|sous réserve|report\w+)\b", re.IGNORECASE)
_ROUTINE = re.compile(r"\b(?:procès-verbal|compte[- ]rendu|ordre du jour|PV)\b", re.IGNORECASE)
"""What is adopted in every meeting and decides nothing."""
_DOES = re.compile(
    r"^(?:se charge(?:nt)? d(?:e |['’])|s['’]occupe(?:nt)? d(?:e |['’]|u |es )|s['’]engage(?:nt)? à |doi(?:t|vent) |"
    r"(?:va|vont) (?=\w+(?:er|ir|re)\b)|prend(?:ra)? en charge )(?P<what>\S.{6,})$"
)
_WILL = re.compile(
    r"^(?P<what>(?!sera\b|aura\b|fera partie\b|pourra\b|devra\b|faudra\b)[a-zà-ÿ]{3,}r(?:a|ont) .{6,})$"
)
_MISSING = re.compile(
    r"^(?P<who>[A-ZÀ-Þ][^.;:]{2,100}?)\s+(?:est|sont|était|étaient|s['’]est|se sont)\s+(?:excusée?s?)\b",
    re.IGNORECASE,
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Sentences that say who was excused."""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.label:
            continue
        for sentence in sentences(part.line.text):
            if (found := _MISSING.match(sentence)) and text.are_people(found["who"]):
                yield from attending(text, part, found["who"], "excused", sentence=sentence)


def outcomes(text: Context) -> Iterator[Proposal]:
    """What the group decided, and what a known person takes on."""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.label:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "present", "excused", "absent", "guests"):
            continue
        for sentence in sentences(part.line.text):
            if not marked(sentence):
                yield from _outcome(text, part, sentence)


def _outcome(text: Context, part: Part, sentence: str) -> Iterator[Proposal]:
    for pattern in _DECIDED:
        found = pattern.match(sentence)
        if found and not _NOT.search(sentence[: found.start("what")]) and not _ROUTINE.search(found["what"]):
            yield from text.decision(part, found["what"], sentence=sentence)
            return
    known = text.names.leading(sentence)
    does = (_DOES.match(known[1]) or _WILL.match(known[1])) if known else None
    if known and does:
        yield from text.action(part, does["what"], sentence=sentence, owners=tuple(known[0]))
