"""Tasks that begin with whose they are, outside of lists: "@Kira try the check-in", "Zoe: clear the date by Friday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.vocabulary import PEOPLE, words
from lib.log.format.words import word_form

_AT = re.compile(r"^(?P<who>@\w[\w.\-]*(?:\s[A-ZÀ-Þ][\w\-]+)?)[:,]?\s+(?P<what>\S.*)$")
_COLON = re.compile(r"^(?P<who>[A-ZÀ-Þ][^:]{1,50}):\s+(?P<what>\S.*)$")
_HANDLE_SPEAKS = re.compile(r"^@[\w.\-]+:\s(?!to\s)")
_PROPOSES = re.compile(
    r"(?:propos|suggest|recommend|agree|consider|discuss|think|explain|present|report|note|ask|see|need|try|plan|mention)",
    re.IGNORECASE,
)
"""How what somebody only says begins, where names before a colon say who speaks."""
_OBJECT = re.compile(
    r"\w+(?: (?:at|into|for|up|out|with|to|back|after|over|in))? (?:the|an?|our|his|her|their|all|both|two|three|some|"
    r"this|that|these|those|new|every|each|[A-ZÀ-Þ])\b"
)
"""How what somebody is to do begins, with its object: "Look at the lamps", no title such as "Review of lamps"."""
_NOUN = re.compile(r"\w+(?:$|\W*$| (?:of|on|from|about|regarding|and)\b|\W* [–—-])")
_DOES = re.compile(r"^(?P<verb>[a-z]{2,15}?)(?:e?s)\s+\S.*$")
"""What somebody "does" in running text; it is a task where a day is given by which it is done."""
_ASKS_ALL = re.compile(
    r"^(?:asks|reminds|tells|invites)\s+(?:everybody|everyone|all|the (?:circle|group|others)|us|members)\b"
)
_OFFERED = re.compile(
    r"^[^.;:]*?\b(?:and|but|so)\s+(?:he |she |they )?(?:has |have )?(?:volunteered|offered|agreed|promised|"
    r"undertook|committed|"
    r"pledged) to\s+(?P<what>\S.*)$"
)
"""What somebody said, and then took on: "Tom noted that … and volunteered to collect three"."""


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are rules for tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Sentences that begin with a known person and go on with what that person is to do."""
    names_speak = text.names_speak
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.line.speaker or part.label:
            continue
        if part.meaning in ("reviewed", "next_day", "insights", *PEOPLE):
            continue
        for sentence in sentences(part.line.text):
            is_speech = names_speak and (said := _COLON.match(sentence)) and _PROPOSES.match(said["what"])
            is_speech = is_speech or (names_speak and _HANDLE_SPEAKS.match(sentence))
            if not marked(sentence) and not is_speech:
                yield from _task(text, part, sentence)


def _task(text: Context, part: Part, sentence: str) -> Iterator[Proposal]:
    found = _AT.match(sentence)
    if found and _is_order(found["what"]) and (people := _known(text, found["who"])):
        yield from text.action(part, found["what"], sentence=sentence, owners=people)
        return
    found = _COLON.match(sentence)
    if found and _is_order(found["what"]) and (people := _known(text, found["who"])):
        task = text.action(part, found["what"], sentence=sentence, owners=people)
        is_clear = _OBJECT.match(found["what"]) and not _PROPOSES.match(found["what"])
        is_clear = is_clear and not (text.names_speak or text.lists_tasks)
        for action in task:
            if action.due is not None or is_clear:
                yield action
            elif not (text.names_speak or _NOUN.match(found["what"]) or _PROPOSES.match(found["what"])):
                yield replace(action, is_likely=False)
        return
    known = text.names.leading(sentence)
    if not known:
        return
    if offered := _OFFERED.match(known[1]):
        if not text.names.mentions(known[1][: offered.start("what")]):
            yield from text.action(part, offered["what"], sentence=sentence, owners=tuple(known[0]))
        return
    does = _DOES.match(known[1]) if not _ASKS_ALL.match(known[1]) else None
    if does and _is_order(does["verb"] + " x"):
        task = text.action(part, known[1], sentence=sentence, owners=tuple(known[0]))
        yield from (action for action in task if action.due is not None and _is_to_come(text, action.due))


def _is_to_come(text: Context, due: object) -> bool:
    return text.calendar.session is None or str(due) >= text.calendar.session.isoformat()


def _known(text: Context, who: str) -> tuple[str, ...]:
    people = text.names.people(who, nicks=True) or []
    return tuple(people) if people and all(text.names.find(person) for person in people) else ()


def _is_order(what: str) -> bool:
    return word_form(what.split()[0]) in words("verbs", "start")
