"""A mail after the session: "thanks to Ada and Bo for joining", "sorry we missed Cy", "Bo – please send …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_THANKED = re.compile(
    r"\b(?:thanks|thank you|good to see|great to see|"
    r"great to have|(?:thanks|thank you)\b[^.;!?]{3,80}?\band(?= to ))\s*,?\s+(?:to\s+)?(?P<who>[A-Z@][^.;!?]{1,160}?)"
    r"\s*,?\s+(?:for (?:joining|"
    r"coming|attending|hosting|chairing|leading|moderating|facilitating|a |an |the |today|your|being|"
    r"taking)|today|yesterday|in the room|"
    r"on the call)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\s+(?:in the room|on the (?:line|call|phone|screen)|online|by phone|remotely|(?:via|on|over) (?:zoom|teams|"
    r"video)|in person)\b",
    re.I,
)
_HAD = re.compile(
    r"\b(?:(?:good|great|nice|lovely|glad|happy) to (?:have|see|welcome)|we had|we were joined by|we welcomed|"
    r"(?:a )?(?:warm )?welcome(?: back)?(?: to)?|"
    r"joined by)\s+"
    r"(?P<who>(?-i:[A-Z@])[^.;!?]{1,160}?)\s*(?:[.!;]|$|,\s(?=who\b)|\s(?:with us|today|yesterday|this time|"
    r"around the table|"
    r"back|there|here)\b)",
    re.IGNORECASE,
)
_MISSED = re.compile(
    r"\b(?i:we missed|sorry (?:that )?(?:you|we) missed|"
    r"missed you)\s*,?\s+(?P<who>[A-Z][^.;!?()]{1,80}?)(?=[.!;(]|\s+(?:today|this time|yesterday|"
    r"who|–|-)|$)"
)
_MISSED_IT = re.compile(
    r"\bsorry (?:that )?you (?:missed (?:it|this|the \w+)|could(?:n['’]t| not) (?:be (?:there|here|with us)|"
    r"join|come|make it|"
    r"attend))[^,.!?;]{0,20},\s*(?P<who>[A-Z][^,.;!?()]{1,60}?(?: and [A-Z]\w+)?)\s*[.!;)]",
)
_EXCUSED = re.compile(
    r"^(?:(?i:sorry|a pity|too bad|unfortunately),? (?:that )?)?(?P<who>[A-Z][^.;!?]{1,80}?)\s+"
    r"(?:had to (?:cancel|skip|drop out|miss (?:it|this|the \w+))|can['’]?t make it|cannot make it|"
    r"had a conflict|had let (?:us|me) know)"
)
_REQUEST = re.compile(
    r"^(?P<who>@?[A-Z][^.;:!?–—]{1,50}?)\s*(?:[,:]|\s[–—-]+)\s*(?:could you|can you|please|"
    r"would you|you(?:['’]ll| will| agreed to| offered to)?\b|kindly|"
    r"(?=[^.]*\bplease\b))\s*(?:please\s+)?(?P<what>.+?)(?:,? please)?[?.]*$"
)
_JOINED = re.compile(
    r"^(?:thanks|thank you)[^,.!?]{0,40}?\bfor (?:joining|coming|attending|today)[^,.!?]{0,20},\s*"
    r"(?P<who>[A-Z][^.;!?]{1,100})",
    re.I,
)
_AND_I = re.compile(r"^(?P<who>[A-Z][^:]{1,40}?)\s(?:and|&) (?:I|me|myself)\s*[:–—-]+\s*(?P<what>\S.+)$")
_I_WILL = re.compile(
    r"^(?:(?:I|[Mm]e|[Mm]yself)\s*(?:[:–—-]+)\s*(?:to\s+)?|I(?:['’]ll| will| am going to| agreed to)\s+)(?P<what>.+)$"
)

_ICH = re.compile(r"^[Ii]ch\s+(?P<what>(?!habe\b|bin\b|war\b|hatte\b|finde\b)[a-zäöü]+\s+\S.*)$")
_TALK = re.compile(
    r"(?:see|keep|let|be|leave|say|start|stop|think|try|look forward|(?:talk|speak) to you|give you|send (?:my|"
    r"you)|join|miss|"
    r"get back to you)\b",
    re.IGNORECASE,
)
"""What the sender of a mail will do that is no task of the circle's."""
_STATED = re.compile(r"(?:the|an?|it|this|that|we|i|there|our|my)\b", re.IGNORECASE)
"""How what somebody said begins, even with "please" in it: "Ada: the draft is out, please review"."""


def attendance(text: Context) -> Iterator[Proposal]:
    """People who are thanked for coming, or were missed."""
    for part in text.parts:
        if part.line.kind in ("row", "heading"):
            continue
        for sentence in sentences(part.line.text):
            said = _PLACE.sub("", sentence)
            for pattern, meaning in (
                (_HAD, "present"),
                (_JOINED, "present"),
                (_THANKED, "present"),
                (_MISSED, "excused"),
                (_MISSED_IT, "excused"),
                (_EXCUSED, "excused"),
            ):
                if (found := pattern.search(said)) and text.are_people(found["who"]):
                    yield from attending(text, part, found["who"], meaning, sentence=sentence)
                    if meaning == "excused":
                        break


def outcomes(text: Context) -> Iterator[Proposal]:
    """Requests to a known person: "Bo, could you send the draft by Friday?"; and what the sender will do."""
    author, names_speak = text.author, text.names_speak
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.meaning in ("reviewed", "next_day"):
            continue
        for sentence in sentences(part.line.text):
            found = None if marked(sentence) else _REQUEST.match(sentence)
            found = None if found and names_speak and sentence[found.end("who") :].startswith(":") else found
            people = text.names.people(found["who"]) if found else None
            if (
                author
                and (mine := _I_WILL.match(sentence))
                and (part.meaning == "actions" or text.calendar.days(sentence) or _is_order(mine["what"]))
            ):
                yield from text.action(part, mine["what"], sentence=sentence, owners=(author,))
            ich = _ICH.match(sentence) if author and part.meaning == "actions" else None
            if author and ich:
                yield from text.action(part, ich["what"], sentence=sentence, owners=(author,))
            both = _AND_I.match(sentence) if author and part.meaning == "actions" else None
            if author and both and (others := text.names.people(both["who"])):
                yield from text.action(part, both["what"], sentence=sentence, owners=(*others, author))
            is_said = found is not None and bool(_STATED.match(found["what"]))
            if found and people and not is_said and all(text.names.find(person) for person in people):
                yield from text.action(part, found["what"], sentence=sentence, owners=tuple(people))


def _is_order(what: str) -> bool:
    if re.match(r"(?:have|take) a (?:look|word|chat)\b|look (?:at|into)\b", what):
        return True
    verb = word_form(what.split()[0])
    return verb in words("verbs", "start") and not _TALK.match(what) and len(what.split()) > 3
