"""What is to be done with its person set off from it: "Send the form – Ada", "Ada – send the form", "… (Ada)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.no_decisions import is_routine
from lib.bring.minutes.people.names import Names
from lib.bring.minutes.sentences import marked, sentences
from lib.bring.minutes.styles.languages.german_deeds import INFINITIVE
from lib.bring.minutes.task_text import task_in
from lib.bring.minutes.vocabulary import PEOPLE, words
from lib.log.format.words import word_form

_PEOPLE = r"@?[A-ZÀ-Þ][\w.'’/&,+ -]{0,50}?"
_BEHIND = re.compile(
    rf"^(?P<what>[^?]{{8,200}}?)[.,;:]?\s*(?:\s(?:[–—-]{{1,2}}|→|⇒|->|=>|==>|>>)\s|:\s|(?<=[.!])\s|[(\[])\s*"
    rf"(?:@|by |action(?: by)?:? |owner:? |durch )?(?P<who>{_PEOPLE})\s*"
    r"(?:(?:to |will )?(?:do|action|chase|follow up|investigate|arrange|sort|handle|look into)(?: (?:it|this|"
    r"that|so))?|"
    r"(?:kümmert|kümmern) sich(?: darum)?|(?:macht|machen|übernimmt|übernehmen)(?: das| es)?)?[)\]]?\W*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"^(?P<who>{_PEOPLE})\s+[–—-]{{1,2}}\s+(?P<what>[A-Za-z]\S*\s.+)$")
_BY_SIGN = re.compile(
    r"^(?P<what>\S.{2,160}?\sto be [a-z]+(?:ed|en|t|ne|"
    r"de)\b.*?)\s+by\s+(?P<who>[A-Z]{2,3}(?:\s?[/&,+]\s?[A-Z]{2,3})*)\W*$"
)
_BEFORE_GERMAN = re.compile(
    rf"^(?P<who>{_PEOPLE}):\s+(?!.*\b(?:man|wir|ich|es|kann|k[oö]nn\w*|sollten?|sollen|würden?|wollen|möchten?|ist|sind|hat|haben)\b)(?P<what>[A-ZÄÖÜa-zäöü]\S*\s(?:\S+\s){{0,8}}(?i:{INFINITIVE}))\W*$"
)
_ORDER = re.compile(
    r"^(?:(?:we |still |also )*(?:needs? to|must|have to|has to|should) |to |please )?(?P<verb>[A-Za-z-]{2,})\s"
    r"(?:(?!of\b|on\b|from\b|about\b|regarding\b|and\b|in\b)\w+\s)?(?:the|an?|our|his|her|their|all|both|some|two|three|new|out|up|with|to|for|into|whether|if|this|that|these)\b",
)
_MUST = re.compile(
    r"\b(?:must|needs? to|has to|have to|to be|should) \w|\b(?:muss|müssen|soll|sollen|sollte)\b",
    re.IGNORECASE,
)
_GERMAN = re.compile(rf"\s(?:{INFINITIVE})$")
_TELLS = re.compile(
    r"\b(?:is|are|was|were|has been|have been|had|said|reported|asked|thanked|who|ist|war|wurde|"
    r"hat)\b",
    re.IGNORECASE,
)
_AGENDA = re.compile(r"\b(?:agenda|tagesordnung|schedule|programme?)\b", re.IGNORECASE)
_LEFT_OUT = ("reviewed", "next_day", "decisions", "insights", *PEOPLE)


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: these are tasks."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Orders with known people set off before or behind them, outside of lists that are read by themselves."""
    names_speak = text.names_speak
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.opens or part.told is None or part.line.speaker:
            continue
        is_point = bool(part.parents) and part.depth == 0 and _AGENDA.search(part.parents[-1]) is not None
        if part.meaning in _LEFT_OUT or is_point or is_routine(part.line.text):
            continue
        found = owned(part.told, text.names)
        if found is None or marked(part.told) or (names_speak and part.told.startswith(found[1][:1])):
            continue
        people, what = found
        if task := task_in(sentences(what)[-1], text.names, text.calendar, finds_owner=False):
            task.owners, task.doubts = list(people), []
            yield text.proposed(part, task)


def owned(line: str, names: Names) -> tuple[tuple[str, ...], str] | None:
    """Known people, and what they are to do where they are set off from it; None for any other line."""
    for pattern in (_BY_SIGN, _BEHIND, _BEFORE, _BEFORE_GERMAN):
        found = pattern.match(line)
        people = names.people(found["who"].strip()) if found else None
        if not found or not people or not all(map(names.find, people)):
            continue
        what = found["what"].strip()
        last = sentences(what)[-1]
        if pattern is _BY_SIGN or (_is_task(last) and not names.leading(last)):
            return tuple(people), what
    return None


def _is_task(what: str) -> bool:
    order = _ORDER.match(what)
    is_order = order is not None and word_form(order["verb"]) in words("verbs", "start")
    is_due = _MUST.search(what) is not None and not _TELLS.search(what)
    return is_order or is_due or _GERMAN.search(what) is not None
