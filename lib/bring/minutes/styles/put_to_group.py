"""Proposals with a title of their own, and how the group took them below it: "Proposal: mixed teams" … "accepted"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part

_PROPOSAL = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?:(?:amended |revised |new |final |friendly )?proposal|proposed "
    r"resolution|vorschlag|antrag|"
    r"proposition)\s*(?:#?\d{1,3})?\s*"
    r"[:–—-]\s*(?P<what>\S.{5,200}?)\s*(?:\([^()]{2,40}\))?$",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"^\W*(?:(?:result|outcome|decision|ergebnis|status)\s*[:–—-]\s*)?(?:=>|->|→)?\s*(?:accepted|adopted|approved|agreed|"
    r"passed|carried|consensus(?! (?:not|was not))|no objections?|consented|consent(?: given)?|decided|"
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
_MOST_LINES = 25


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
                yield from text.decision(part, changed["what"] if changed else found["what"])


def _below(parts: Sequence[Part], at: int) -> list[str]:
    """The lines up to the next title or proposal."""
    found: list[str] = []
    for part in parts[at + 1 : at + 1 + _MOST_LINES]:
        if part.line.kind == "heading" or _PROPOSAL.match(part.line.text):
            break
        found.append(part.line.text)
    return found
