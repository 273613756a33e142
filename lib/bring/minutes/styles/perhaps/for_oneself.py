"""What somebody who reports says that they will do: "Ada: the plant is back. I will ask Bo to join us"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.settled import unlikely
from lib.bring.minutes.vocabulary import PEOPLE, words
from lib.log.format.words import word_form

_SPEAKER = re.compile(
    r"^(?P<who>[A-ZÀ-Þ@][\w.'’-]*(?: [A-ZÀ-Þ][\w'’.-]*){0,2})(?:\s\([^()]{2,30}\))?\s*(?::|\s[–—-])\s+"
)
_WILL = re.compile(
    r"^(?:(?:so|then|and|ok|okay|yes|sure)[, ]+)?I\s*(?:['’]ll|['’]m going to|"
    r"\s(?:will|am going to|plan to|intend to|promise to|need to))\s+(?:also |then |try to )?(?P<what>[a-z]\S*\s\S.*)$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?:see|say|think|explain|describe|share (?:my|the) screen|present|tell|speak|talk|start|stop|go|come|join|leave|"
    r"wait|add that|confirm that|be|have|keep|continue|let you|give you|just|not|never)\b"
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Tasks that a line's speaker takes on in a later sentence of it; in notes of who said what they may be talk."""
    for part in text.parts:
        speaker = _SPEAKER.match(part.line.text)
        known = text.names.find(speaker["who"]) if speaker else None
        if (
            not speaker
            or known is None
            or part.meaning in ("reviewed", "next_day", "actions", "insights", *PEOPLE)
        ):
            continue
        for sentence in sentences(part.line.text[speaker.end() :]):
            found = _WILL.match(sentence)
            if not found or marked(sentence) or _WITHIN.match(found["what"]):
                continue
            tasks = text.action(part, found["what"], sentence=sentence, owners=(known,))
            is_order = word_form(found["what"].split()[0]) in words("verbs", "start")
            yield from tasks if is_order and not text.names_speak else unlikely(tasks)
