"""What meeting programs write: who joined and for how long, tasks as "Title: what is to be done. (Owner)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.people.listed_people import people_in
from lib.bring.minutes.proposals import Unresolved
from lib.bring.minutes.vocabulary import words
from lib.log.format.words import word_form

_STAY = re.compile(
    r"^(?P<who>[^\d]{3,60}?)\s*(?:\((?:organi[sz]er|presenter|attendee|guest|external|unverified)\))?\s*[,|–—\t-]?\s*"
    r"(?:\d{1,2}:\d{2}\s*(?:[AP]M)?\s*[–—-]\s*\d{1,2}:\d{2}\s*(?:[AP]M)?)?\s*[,|(]?\s*(?:\d{1,2}\s?h(?:r|"
    r"our)?s?\s*)?\d{1,3}\s?m(?:in(?:ute)?s?)?(?:\s*\d{1,2}\s?s(?:ec)?)?\)?$",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\((?P<answer>accepted|tentative|declined|no response|none|awaiting)(?: in outlook)?\)", re.IGNORECASE
)
_TITLED = re.compile(
    r"^(?P<title>[^:.!?]{3,60}):\s+(?P<text>.{12,}?)\s*[(\[](?P<who>[^()\[\]]{2,80})[)\]]\.?$"
)


def attendance(text: Context) -> Iterator[Proposal]:
    """Those who joined, with the time they stayed. Answers to an invitation say nothing about who came."""
    for part in text.parts:
        if part.line.kind == "row" or part.opens:
            continue
        if _ANSWER.search(part.line.text):
            for person in people_in(_ANSWER.sub("", part.line.text), text.names):
                name = person if isinstance(person, str) else person.person
                yield Unresolved(
                    name, "answered an invitation, which does not say who came", text.source(part)
                )
        elif (stay := _STAY.match(part.line.text)) and _is_person(text, stay["who"].strip()):
            yield from attending(text, part, stay["who"].strip(), "present")


def _is_person(text: Context, who: str) -> bool:
    """Whether a word before a length of time is a person: known, or a first and a last name; not "Budget (23 min)"."""
    people = text.names.people(who)
    return bool(people) and all(text.names.find(one) or " " in one for one in people or ())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Tasks with a title and an owner in parentheses, wherever a task begins with what is to be done."""
    for part in text.parts:
        if part.line.kind != "item" or part.meaning in ("reviewed", "decisions", "present"):
            continue
        found = _TITLED.match(part.line.text)
        if not found or text.names.people(found["title"]) or part.label:
            continue
        begins = word_form(found["text"].split()[0].strip("@"))
        if part.meaning != "actions" and begins not in words("verbs", "start"):
            continue
        yield from text.action(
            part, f"{found['text']} ({found['who']})", sentence=part.line.text, needs_owner=True
        )
