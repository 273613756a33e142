"""Motions in fields, and those that the line below says were moved and carried: "Text: …", "Resolution: Passed"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.sections import Part

_TEXT = re.compile(
    r"^(?:text|wording|motion|motion text|proposal|proposed resolution|wortlaut|antrag|antragstext)\s*:\s*"
    r"(?P<what>\S+\s\S.*)$",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"^(?:resolution|result|outcome|status|vote|decision|ergebnis|abstimmung)\s*:\s*(?:unanimously )?(?:passed|carried|"
    r"approved|accepted|adopted|agreed|unanimous|angenommen|einstimmig)\b",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"^(?:[A-ZÀ-Þ][^.;:]{2,40}?\s(?:initiated|made|put|brought|proposed|moved|presented)(?:\s(?:the|a|this))?\s?(?:motion)?,?\s"
    r"(?:and\s)?)?[A-ZÀ-Þ][\w.'’ ]{1,40}?\sseconded\b[^:]{0,80}?"
    r"\b(?:unanimous\w*|carried|passed|approved|no objections?)\b",
)
_MOTION = re.compile(r"^(?:[A-ZÀ-Þ][\w'’ .]{1,40}?\s?[:–—-]\s*)?[Mm]otion\s(?:that|to)\s+(?P<what>\S.*)$")
_WISHES = re.compile(
    r"^(?:the )?(?:board|committee|council|group|members|trustees|society|club)\s(?:would like|wishes|wish|wants?|"
    r"is asked|proposes|resolves)\sto\s+(?P<what>\S.*)$",
    re.IGNORECASE,
)
_MOST_BELOW = 5


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: motions decide something."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """The text of each motion whose fields, or the line below, say that it was carried."""
    for at, part in enumerate(text.parts):
        line = part.line.text
        if part.line.kind == "row" or part.meaning in ("reviewed", "actions") or is_routine(line):
            continue
        in_field, moved = _TEXT.match(line), _MOTION.match(line) or _WISHES.match(line)
        if in_field and any(map(_PASSED.match, _fields_below(text.parts, at))):
            yield from text.decision(part, in_field["what"])
        elif moved and any(_CARRIED.match(below.line.text) for below in text.parts[at + 1 : at + 2]):
            yield from text.decision(part, moved["what"])


def _fields_below(parts: Sequence[Part], at: int) -> Iterator[str]:
    """The lines below a motion's text, up to the next motion or title."""
    for part in parts[at + 1 : at + 1 + _MOST_BELOW]:
        if part.line.kind == "heading" or _TEXT.match(part.line.text):
            return
        yield part.line.text
