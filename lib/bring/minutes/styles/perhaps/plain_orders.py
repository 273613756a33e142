"""Which notes of something to be done, in passing and by nobody who is known, are nearly always tasks."""

from __future__ import annotations

import re

from lib.bring.minutes.settled_patterns import PEOPLE_TOGETHER
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_TELLS = re.compile(r"\b(?:is|are|was|were|has|have|had)\b")
_OBJECT = re.compile(
    r"(?!(?:The|An?|This|That|Our|All)\b)[A-Z][a-z]+\s(?:an?|the|our|all|both|[A-ZÀ-Þ][a-z]+)\b"
)
"""How an order goes on behind its verb: "Form a group", "Approach Ada"."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|needs?|still had|there|motion(?:s|ed)? to|asked|"
    r"requested|wanted|"
    r"suggested|proposed|called|wished|hoped|expected|because|as|who|which|that)\b|[,–—]",
    re.IGNORECASE,
)
_SETS = re.compile(
    r"(?:increased|raised|reduced|lowered|kept|held|renamed|cancel+ed|abolished|set|changed|charged|fixed)\b"
)
"""How it goes on where a rule is settled rather than work given out."""
_AT_NEXT = re.compile(
    r"\b(?:listed|discussed|considered|reviewed|added|raised|decided|agreed|tabled)\b.*\bnext\b"
)
_TOGETHER = re.compile(PEOPLE_TOGETHER, re.IGNORECASE)


def is_plainly_due(noted: str) -> bool:
    """Whether what is "to be done" is a note of that alone: no verb before it tells something, no rule is settled."""
    before, to_be, behind = noted.partition(" to be ")
    is_told = _FINITE.search(before) or _SETS.match(behind) or _AT_NEXT.search(noted)
    return bool(to_be) and not is_told


def is_of_office(who: str, what: str) -> bool:
    """Whether one office, or everybody, and no group as such will do something that begins as tasks do."""
    return word_form(what.split()[0]) in words("verbs", "start") and _TOGETHER.fullmatch(who) is None


def is_ordered(signed: str) -> bool:
    """Whether a sentence with somebody's initials behind it begins with a verb of doing, and tells nothing."""
    is_order = word_form(signed.split()[0]) in words("verbs", "start") or _OBJECT.match(signed) is not None
    return is_order and _TELLS.search(signed) is None
