"""German sentences that settle something: what a group is agreed on, what shall be from now on, what is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.settled import unlikely
from lib.bring.minutes.vocabulary import PEOPLE

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?i:(?:(?:das|unser|heutiges?|der|die|alle|jetziges)\s)*(?:plenum|gruppe|runde|vorstand|mehrheit|team|kreis|"
        r"alle|anwesenden|versammlung))\s(?:ist|sind|war|waren)\s(?:sich einig|dafür|einverstanden|"
        r"(?P<view>der (?:Meinung|Ansicht|Auffassung)))\b,?\s+(?:dass |damit, dass )?(?P<what>.{8,})$",
        r"^(?P<what>(?:Das|Der|Die|Es|Unsere?|[A-ZÄÖÜ]\w+)\s[^.;:?]{0,60}?\s?(?:soll|sollen)\s(?:künftig|zukünftig|"
        r"in Zukunft|ab sofort|jede[nrs]?|immer|weiterhin|nicht mehr|ab \w+)\b[^?]{4,}en)\W*$",
        r"^(?P<what>\w[\w-]+(?:\s[\w-]+){0,4}\s(?:wird|werden)\s(?:[\w-]+\s){0,6}(?:benutzt|genutzt|verwendet|eingesetzt|"
        r"beibehalten|eingeführt|abgeschafft|umbenannt|gestrichen))(?:,\s.{3,60})?\W*$",
    )
)
_OPEN = re.compile(
    r"\?\W*$|\b(?:ob|falls|wenn|noch nicht|derzeit|aktuell|bereits|bisher|oft|nicht (?:be|ge)nutzt|"
    r"meist\w*|vielleicht|evtl)\b",
    re.IGNORECASE,
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these sentences settle something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """What such sentences settle, outside of lists of people, tasks and earlier points."""
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "insights", *PEOPLE):
            continue
        for sentence in sentences(part.told):
            if marked(sentence) or is_routine(sentence) or _OPEN.search(sentence):
                continue
            if found := next(filter(None, (pattern.match(sentence) for pattern in _PATTERNS)), None):
                settled = text.decision(part, found["what"], sentence=sentence)
                yield from unlikely(settled) if found.groupdict().get("view") else settled
