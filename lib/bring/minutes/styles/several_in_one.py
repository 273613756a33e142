"""One sentence that holds several: "we decided two things: …", "Ada will … and Bo will …", "no quote, so AB to ask"."""

from __future__ import annotations

import re
from collections.abc import Callable

_COUNTED_THINGS = re.compile(
    r"^(?:on )?(?:two|three|four|five|several|some|a few|\d) (?:things|points|rules|changes)\s*[:–—-]\s*",
    re.I,
)
_AND_THAT = re.compile(
    r"[,;]?\s+and\s+that\s+(?=(?:the|a|an|all|no|every|[A-Z][\w'’.]*|we|our|each|this)\s)|"
    r",?\s+and\s+(?=[A-Z][\w'’]+(?:\s[A-Z][\w'’]+)?\s(?:would|will)\s(?!be\b)[a-z])"
)
"""Where a second decision begins: "that the pilot be extended, and that Ada would write to the tutors"."""
_VERB = re.compile(r"\b(?:would|will|should|shall|be|is|are|to|\w+s|\w+ed)\s")
_NEXT_THING = re.compile(r";\s+(?:and\s+)?|,\s+and\s+(?:that\s+)?")
_AND_WILL = re.compile(
    r",?\s+(?:and|while)\s+(?=(?:(?:Mr|Ms|Mrs|Dr)\.? )?[A-Z]\w+(?:\s[A-Z]\w+)?\s+(?:will|agreed|offered|"
    r"volunteered|promised|is)\b)"
)
_SPLICED = re.compile(r",\s+(?=[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’.-]*)?\s+(?:to|will)\s+[a-z]+\s)")
"""Where somebody else's task begins behind a comma alone: "Ada to open the door, Bo to bring the key"."""
AND_GROUP = re.compile(
    r"(?:,\s+(?:and|so|but)|;)\s+(?=(?:the (?:group|circle|team)|we|everyone|everybody|"
    r"all)\s+(?:\w+\s+)?(?:agreed|decided|"
    r"settled|resolved|opted|chose|voted)\b)"
)
"""Where a sentence goes on with what the group decided: "Ada told her story, and the group agreed to …"."""
_COUNT = re.compile(r"^\(?\d{1,2}[).]\s+")
_SIGNED = re.compile(
    r"(?:\s[–—-]|,)\s(?:so\s|and\s|but\s)?(?=[A-Z]{2,4}(?:\s?[/&+]\s?[A-Z]{2,4})* (?:to|will) [a-z])"
)
"""Where a note goes on with what somebody, by initials, is to do: "Boxes - no quote yet, so AB to ask Bo"."""


def several(what: str) -> list[str]:
    """The decisions in "two things: we start earlier, and each case has one page"; else the text alone."""
    counted = _COUNTED_THINGS.match(what)
    if counted:
        return [piece for piece in _NEXT_THING.split(what[counted.end() :]) if piece]
    pieces: list[str] = []
    for piece in filter(None, _AND_THAT.split(what)):
        if pieces and not _VERB.search(pieces[-1]):
            return [what]
        pieces.append(piece)
    return pieces


def promises(sentence: str, is_promise: Callable[[str], bool]) -> list[str]:
    """A sentence cut where somebody else's task begins: before "and Bo will …", and before initials and "to".

    `is_promise`: whether a sentence is what a known person is to do; the first half must be one.
    """
    sentence = _COUNT.sub("", sentence)
    if signed := _SIGNED.search(sentence):
        return [sentence[: signed.start()], sentence[signed.end() :]]
    for cut in (_AND_WILL, _SPLICED):
        first, *rest = cut.split(sentence, maxsplit=1)
        if rest and is_promise(first) and is_promise(rest[0]):
            return [first, *rest]
    return [sentence]
