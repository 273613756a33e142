"""Proposals with a title of their own, and how the group took them below it: "Proposal: mixed teams" … "accepted"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import sentences
from lib.bring.minutes.vocabulary import meaning_of

_PROPOSAL = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?:(?:amended |revised |new |final |friendly )?proposal|"
    r"proposed(?: resolution)?|vorschlag|antrag|"
    r"proposition)\s*(?:#?\d{1,3})?\s*"
    r"[:–—-]\s*(?P<what>\S.{5,200}?)\s*(?:\([^()]{2,40}\))?$",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"^\W*(?:(?:result|outcome|decision|ergebnis|status)\s*[:–—-]\s*)?(?:=>|->|→)?\s*(?:accepted|adopted|approved|agreed|"
    r"(?:so |and )?resolved(?=\W*$)|passed|carried|consensus(?! (?:not|was not))|no objections?|consented|"
    r"consent(?: given)?|decided|"
    r"angenommen|beschlossen|adoptée?)\b(?!\s*(?:to|that|"
    r"if|when)\b)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"^\W*(?:=>|->|→)?\s*(?:amended|integrated|changed|revised|geändert)(?: (?:to|"
    r"proposal))?\s*[:–—-]\s*(?P<what>\S.{5,})$",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"^\W*(?:=>|->|→)?\s*(?:not (?:accepted|adopted|approved|carried)|rejected|withdrawn|tabled|deferred|"
    r"failed|postponed|"
    r"abgelehnt|vertagt|zurückgezogen)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?P<what>(?!(?:the |new |old |any )*(?:proposals?|motions?)\W*$)[^:?]{4,80}?\s"
    r"(?:proposal|motion|resolution|amendment|antrag))\W*$",
    re.IGNORECASE,
)
"""A title that ends with what it is: "Late fees proposal"."""
_ALL_TOOK = re.compile(
    r"^\W*(?:unanimously |it was |this was )*(?:accepted|adopted|approved|agreed|passed|carried|ratified|angenommen)\b"
    r"(?! (?:to|that|if|when)\b)",
    re.IGNORECASE,
)
_MOST_LINES = 25
_MOVED = re.compile(r"^\W*(?:moved|mover|proposed|proposer)(?: by)?\s*(?:[:|]|by\b)\s*\S", re.IGNORECASE)
"""A line or row below a motion that says who moved it."""
_RESULT = re.compile(
    r"^\W*(?:(?:status|result|outcome|vote|resolution|motion)\s*[:|]?\s*)?(?:unanimously |motion |all "
    r")?(?:passed|carried|approved|"
    r"accepted|adopted|agreed|in favou?r)\b(?! by\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^(?:\W*(?:item|motion|agenda item|point|top)\s*)?[#\d][\d.]*[a-z]?\s*[:.)–—-]\s*", re.IGNORECASE
)
_WORDED = re.compile(r"^\W*(?:motion|move|moved)\s*(?::|to\b|that\b)\s*(?P<what>\S.{5,})$", re.IGNORECASE)
_FORMALITY = re.compile(r"\b(?:minutes|agenda|adjourn\w*|protokoll|tagesordnung)\b", re.IGNORECASE)
_MOST_BELOW = 6
_LEAST = 3
"""Words of a line that says what is moved."""
_SHOULD = re.compile(r"\b(?:shall|should|will|must|be|to|that)\b", re.IGNORECASE)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: proposals decide something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Proposals that a line below them says were accepted, in the words to which they were changed."""
    for at, part in enumerate(text.parts):
        found = _PROPOSAL.match(part.line.text) if part.line.kind in ("heading", "text") else None
        if found:
            below = _below(text.parts, at)
            changed = next((one for one in (_CHANGED.match(said) for said in below) if one), None)
            if any(map(_TAKEN.match, below)) and not any(map(_LOST.match, below)):
                yield from text.decision(part, changed["what"] if changed else sentences(found["what"])[0])
        elif (titled := _TITLED.match(part.line.text)) and part.line.kind == "heading":
            below = _below(text.parts, at)
            if any(map(_ALL_TOOK.match, below)) and not any(map(_LOST.match, below)):
                yield from text.decision(part, titled["what"])
        elif _MOVED.match(part.line.text) and _is_first_moved(text.parts, at):
            yield from _moved(text, at)


def _is_first_moved(parts: Sequence[Part], at: int) -> bool:
    """Whether a line is the first below a motion that says who moved it, on a line of its own."""
    return at > 0 and len(parts[at].line.text.split()) <= 8 and not _MOVED.match(parts[at - 1].line.text)


def _moved(text: Context, at: int) -> Iterator[Proposal]:
    """The motion above a line that says who moved it, if a line below says that it passed: its words, or its title."""
    below: list[str] = []
    for part in text.parts[at + 1 : at + _MOST_BELOW]:
        if part.line.kind == "heading" or len(part.line.text.split()) > 12:
            break
        below.append(part.line.text)
    if not any(map(_RESULT.match, below)) or any(map(_LOST.match, below)):
        return
    above = text.parts[at - 1]
    if above.line.kind in ("text", "item") and not above.label and _is_motion(above):
        if not is_routine(above.line.text):
            yield from text.decision(above, above.line.text)
        return
    for part in reversed(text.parts[max(at - _MOST_BELOW, 0) : at]):
        worded = _WORDED.match(part.line.text)
        if worded or part.line.kind == "heading":
            what = worded["what"] if worded else _NUMBERED.sub("", part.line.text)
            if not _FORMALITY.search(what) and not is_routine(what) and meaning_of(what) is None:
                yield from text.decision(part, what)
            return


def _is_motion(part: Part) -> bool:
    """Whether a line says by itself what is moved: in bold, or as what should be done."""
    line = part.line
    is_alone = line.lead == line.text or _SHOULD.search(line.text) is not None
    return (
        is_alone
        and len(sentences(line.text)) == 1
        and not _WORDED.match(line.text)
        and len(line.text.split()) >= _LEAST
    )


def _below(parts: Sequence[Part], at: int) -> list[str]:
    """The lines up to the next title or proposal."""
    found: list[str] = []
    for part in parts[at + 1 : at + 1 + _MOST_LINES]:
        if part.line.kind == "heading" or _PROPOSAL.match(part.line.text):
            break
        found.append(part.line.text)
    return found
