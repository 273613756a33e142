"""Tasks of an office whose holder the minutes do not name: "clerk to contact the firm", "the chair was asked to"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.settled import unlikely
from lib.bring.minutes.vocabulary import PEOPLE, words
from lib.log.format.words import word_form

_CLAUSE = re.compile(r"\s[–—-]\s+|;\s+|,?\s+and\s+(?=the\s)")
_OFFICE = re.compile(
    r"^(?:[^:.]{3,40}:\s+)?(?P<who>(?:the |our )?(?:[a-z]+ )?(?:clerk|secretary|treasurer|chair(?:man|person|woman)?|"
    r"president|facilitator|organi[sz]er|co-?ordinator|manager|leader|sponsor|host|scribe|moderator|warden|caretaker|"
    r"administrator|webmaster|librarian))\s+(?P<how>to|will|shall|is to|(?:was|is|were) (?:asked|instructed|directed|"
    r"requested|tasked) to|(?:has )?(?:agreed|offered|volunteered|promised|undertook) to)\s+(?P<what>[a-z]\S*\s\S.*)$",
    re.IGNORECASE,
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Clauses outside of lists that say what an office is to do; one that "will" do it may be talk."""
    if text.lists_tasks:
        return
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        if part.meaning in ("reviewed", "next_day", "actions", "insights", *PEOPLE) or is_routine(
            part.line.text
        ):
            continue
        for clause in (clause for said in sentences(part.told) for clause in _CLAUSE.split(said)):
            found = _OFFICE.match(clause)
            if not found or marked(clause) or clause.rstrip().endswith("?") or text.names.find(found["who"]):
                continue
            if word_form(found["what"].split()[0]) not in words("verbs", "start"):
                continue
            tasks = text.action(part, found["what"], sentence=clause)
            yield from unlikely(tasks) if found["how"].lower() in ("will", "shall") else tasks
