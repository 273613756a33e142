"""Headings with lists below them: Attendees, Action items, Decisions, Insights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lib.bring.minutes.attending import attending
from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.proposals import InsightProposal, Unresolved
from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.assigning.assigned import tasks_in
from lib.bring.minutes.styles.languages.german_deeds import is_deed_german
from lib.bring.minutes.task_text import task_in
from lib.bring.minutes.vocabulary import PEOPLE, is_everybody, words
from lib.log.format.words import word_form

_NUMBER = re.compile(r"^D\d{1,3}\s*[:.)–-]\s*|^#?\d{1,3}\s*\|\s*")
_HEADS = re.compile(
    r"(?:(?:no|nr|id|number|#)\.?\s*\|\s*)+(?:text|decision|what|description|who|by|\s|\|)+", re.IGNORECASE
)
"""The head of a list with bars: "No. | Text"."""
_RATIONALE = re.compile(
    r"^(?:rationale|reason|why|because|note|context|background|vote|for|against|votes|begründung|grund)\b[^:]{0,20}:",
    re.I,
)


_WITHOUT_TOPIC = re.compile(r"^[^.;:]{3,90}?(?::\s+|\s[–—-]\s)(?=@?[A-ZÀ-Þ])")
_WILL = re.compile(r"(?:will|to|shall|is going to|are going to|agreed to|wird|werden)\s")
_TELLS = re.compile(
    r"^(?:[A-ZÀ-Þ][\w'’-]*)(?:\s[\w'’-]+){0,4}?\s(?:is|are|was|were|remains?|has|have|had)\s(?!to\b)(?!.*\b(?:to be|"
    r"needs?|must|should)\b)"
)
"""An item that says how things are."""
_DID = re.compile(
    r"^(?:[A-ZÀ-Þ][\w'’.-]*)(?:\s[A-ZÀ-Þ][\w'’.-]*)?\s(?:has |have |had )?(?!agreed|volunteered|offered|"
    r"promised|committed|pledged|"
    r"undertook|need)(?:[a-z]{3,}ed|sent|wrote|written|bought|met|spoke|spoken|made|got|found|gave|given|took|did|done)\s(?!to\b)"
)
"""An item that says what somebody did."""


def attendance(text: Context) -> Iterator[Proposal]:
    """People in lists under a heading or label; check marks beside them say who came."""
    is_checked = {
        part.parents[-1:]
        for part in text.parts
        if part.meaning in PEOPLE and part.line.ticked and not part.label
    }
    for at, part in enumerate(text.parts):
        if part.meaning not in PEOPLE or part.opens or part.label or part.line.kind == "row":
            continue
        if _is_group(text, at):
            continue
        if part.line.ticked is not None and part.parents[-1:] not in is_checked:
            yield Unresolved(
                part.text, "no box is checked in this list, so who came is not known", text.source(part)
            )
        else:
            says = ""
            if part.line.ticked is not None and part.parents[-1:] in is_checked:
                says = "yes" if part.line.ticked else "no"
            first, *others = sentences(part.text)
            yield from attending(text, part, first, part.meaning, says=says, sentence=first if others else "")


def _is_group(text: Context, at: int) -> bool:
    """Whether an item of a list of people is the company or team of those in the items below it."""
    part, below = text.parts[at], text.parts[at + 1 : at + 2]
    is_above = part.line.kind == "item" and any(
        one.line.kind == "item" and one.line.level > part.line.level and text.names.mentions(one.text)
        for one in below
    )
    return is_above and text.names.find(part.text) is None and not text.names.mentions(part.text)


def outcomes(text: Context) -> Iterator[Proposal]:
    """Items under Action items, Decisions and Insights."""
    for part in text.parts:
        if part.opens or part.label or part.line.kind == "row":
            continue
        match part.meaning:
            case "actions":
                yield from _action(text, part)
            case "decisions" if part.depth == 0 and not _RATIONALE.match(part.text):
                found = marked(part.text)
                if found is None and not _HEADS.fullmatch(part.text):
                    yield from _decided(text, part)
            case "insights" if part.depth == 0 and len(part.text.split()) > 2:
                yield InsightProposal(part.text, text.source(part))


def _decided(text: Context, part: Part) -> Iterator[Proposal]:
    """The decision of an item, or what somebody does for it; and what people take on in sentences behind it."""
    known = text.names.leading(part.text)
    if known and is_deed_german(known[1], is_item=True):
        yield from text.action(part, known[1], owners=tuple(known[0]))
        return
    yield from text.decision(part, _NUMBER.sub("", part.text))
    for sentence in sentences(part.text)[1:]:
        for people, what in tasks_in(sentence, text.names):
            yield from text.action(part, what, sentence=sentence, owners=people)


def _action(text: Context, part: Part) -> Iterator[Proposal]:
    if marked(part.text) is not None:
        return
    people = text.names.people(part.text)
    if people is not None and len(part.text.split()) <= 6:
        return
    owners = text.owners_above(part)
    if part.line.kind == "item":
        if part.depth > 0 and not owners and not _is_task(text, part.text):
            return
        yield from _items(text, part, owners)
    elif _is_task(text, part.text) or owners:
        may_be_anybody = _is_order(part.text) or is_everybody(part.text.partition(" to ")[0])
        yield from text.action(part, part.text, owners=owners, needs_owner=not may_be_anybody)
    else:
        for one in sentences(part.text):
            yield from text.action(part, one, sentence=one, needs_owner=True)


def _items(text: Context, part: Part, owners: tuple[str, ...]) -> Iterator[Proposal]:
    """The task of an item; behind a first sentence that says who will do it, the others are no part of it."""
    first, *others = sentences(part.text)
    bare = _WITHOUT_TOPIC.sub("", first)
    known = text.names.leading(bare) if others or bare != first else None
    if known and _WILL.match(known[1]):
        yield from text.action(part, bare, owners=owners, sentence=first if others else "")
        return
    for task in text.action(part, part.text, owners=owners):
        is_told = (_DID if task.owners else _TELLS).match(part.text) is not None
        yield replace(task, is_likely=False) if is_told else task


def _is_task(text: Context, line: str) -> bool:
    found = task_in(line, text.names, text.calendar)
    who, to, what = line.partition(" to ")
    if to and is_everybody(who) and _is_order(what):
        return True
    return found is not None and (bool(found.owners) or (_is_order(line) and found.due is not None))


def _is_order(line: str) -> bool:
    """Whether a line begins with a verb in the form of a task ("Send …")."""
    return word_form(line.split()[0]) in words("verbs", "start")
