"""Sentences told with the name of their person in front: "She will …", "Ada asked Bo to …", "… and will …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.bring.minutes.names import Names
from lib.bring.minutes.sentences import marked
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_DOES = r"(?:will|is to|is going to|agreed to|volunteered to|offered to|promised to|undertook to|committed to|plans to)"
_PRONOUN = re.compile(rf"^(?:He|She|They)\s+(?:(?:also|then)\s+)?(?P<rest>{_DOES}\b.+)$")
_AND_WILL = re.compile(
    rf"^(?:is|was|has|had|[a-z]{{3,}}(?:ed|s|ing)?)\b[^.;:?]{{3,120}}?,?\s(?:and|so|but)\s+(?:(?:he|she|they)\s+)?"
    rf"(?P<rest>{_DOES}\s.+)$"
)
"""What somebody did, and then what they will do: "Ada is looking for a room and will tell us by Friday"."""
_ASKED = re.compile(
    r"^(?:(?:has |have |then |also )*(?:asked|requested|tasked|instructed|directed))\s+(?:that\s+)?"
    r"(?P<who>(?:the\s+)?[A-Za-zÀ-ÿ][\w'’.-]*(?:\s[A-ZÀ-Þ][\w'’-]*){0,2}(?:\s(?:and|&)\s(?:the\s+)?[A-Z][\w'’-]*)?)\s+"
    r"to\s+(?P<what>[a-z]\S*\s.+)$"
)
"""What somebody asked somebody else to do: "Ada asked Bo to write to the board"."""
_NEXT = re.compile(r";\s+(?=@?[A-ZÀ-Þ])")
_WITHIN = re.compile(
    r"^(?:explain|describe|present|tell|say|comment|speak|introduce|leave|share|join|choose|talk|stay|wait|imagine|"
    r"name|give|think|look|take|start|stop|repeat|elaborate|expand|report|note|come|sit|consider)\b"
)
"""What somebody is asked to do within the session itself."""
_LEAST_WORDS = 4


def retold(said: Sequence[str], names: Names) -> Iterator[tuple[str, str]]:
    """Yield (the sentence as written, the same with the name of its person in front) for the sentences of a line.

    A sentence that needs nothing comes as it is. Where it is not clear who is meant, it comes as it is too.
    """
    person = ""
    for sentence in said:
        pieces = [sentence] if marked(sentence) else _NEXT.split(sentence)
        for piece in pieces:
            pronoun = _PRONOUN.match(piece)
            if pronoun and person:
                yield piece, f"{person} {pronoun['rest']}"
                continue
            known = names.leading(piece)
            yield piece, piece
            if known is None:
                named = names.mentions(piece)
                person = named[0] if len(named) == 1 else ""
                continue
            person = _name(piece, known)
            if (also := _AND_WILL.match(known[1])) and not names.mentions(known[1][: also.start("rest")]):
                yield piece, f"{person} {also['rest']}"
            elif (asked := _ASKED.match(known[1])) and _is_order(asked["what"]):
                people = names.people(asked["who"]) or []
                if people and all(names.find(one) for one in people) and set(people).isdisjoint(known[0]):
                    yield piece, f"{asked['who']} is to {asked['what']}"


def _name(piece: str, known: tuple[list[str], str]) -> str:
    """The words that name the person or people at the start of a sentence."""
    return piece[: len(piece) - len(known[1])].strip()


def _is_order(what: str) -> bool:
    is_verb = word_form(what.split()[0]) in words("verbs", "start")
    return is_verb and not _WITHIN.match(what) and len(what.split()) >= _LEAST_WORDS
