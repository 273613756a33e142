"""Shorthand: "A1 (Bo, 12/3): send the draft", "D2: keep the pilot", "[A] Bo …", "-> Bo: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.bring.minutes.context import Context, Proposal
from lib.bring.minutes.due_dates import without_day
from lib.bring.minutes.sections import Part

_CODE = re.compile(
    r"^(?:\[(?P<bracket>[ADad]\d{0,3}|A/?I|AP|DEC|ACT)\]|\((?P<paren>[AD]\d{0,3})\)|"
    r"(?P<code>(?:ACT|AP|AI|A|DEC|D|B)[-. ]?\d{1,4}(?:\.\d{1,3})?)|(?P<letter>[ABD])(?=\s*[:)>]))"
    r"\s*(?:[(\[](?P<who>[^()\[\]]{1,60})[)\]])?\s*[:.)>|–—-]?\s+(?P<text>\S.*)$"
)
_GERMAN = re.compile(
    r"(?:\w*protokoll|niederschrift|anwesend|teilnehmer|teilnehmende|entschuldigt|tn)\b", re.IGNORECASE
)
"""Minutes in German, where B is a decision (Beschluss) and A a task (Aufgabe)."""
_ARROW = re.compile(r"^(?P<head>.{0,160}?\s)?(?:->|=>|→|⇒|>>|➔|➜|▶)\s*(?P<text>\S.*)$")


def attendance(text: Context) -> Iterator[Proposal]:
    """Nothing: codes are for tasks and decisions."""
    del text
    return iter(())


def outcomes(text: Context) -> Iterator[Proposal]:
    """Lines with a code for an action or a decision, and arrows to a known person."""
    has_answers = any(re.match(r"Q\d*[:.)]", part.line.text) for part in text.parts)
    is_german = any(_GERMAN.match(part.line.text) for part in text.parts)
    for part in text.parts:
        if part.line.kind in ("row", "heading") or part.meaning == "reviewed":
            continue
        line = part.line.text
        found = _CODE.match(line)
        if found:
            code = (found["bracket"] or found["paren"] or found["code"] or found["letter"]).upper()
            if found["letter"] and (has_answers or (code == "B" and not is_german)):
                continue
            who = f" ({found['who']})" if found["who"] else ""
            if code.startswith(("D", "B")):
                yield from text.decision(part, found["text"])
            else:
                yield from text.action(
                    part, found["text"] + who, sentence=line, needs_owner=bool(found["letter"])
                )
        elif (arrow := _ARROW.match(line)) and part.meaning not in ("actions", "decisions"):
            head = (arrow["head"] or "").strip()
            people = text.names.people(head) if head else None
            is_known = bool(people) and all(text.names.find(one) for one in people or ())
            if head and not is_known and _only_says_who(text, arrow["text"]):
                yield from text.action(part, line, needs_owner=True)
            else:
                yield from _pointed(text, part, f"{head}: {arrow['text']}" if is_known else arrow["text"])


_MAY = re.compile(
    r"(?:kann|können|könnte|könnten|würde|würden|möchte|darf|could|might|may|would)\b", re.IGNORECASE
)
"""How it goes on where somebody only might do something."""


def _pointed(text: Context, part: Part, said: str) -> Iterator[Proposal]:
    known = text.names.leading(said)
    if known and _MAY.match(known[1]):
        return
    for action in text.action(part, said, sentence=part.line.text, needs_owner=True):
        if all(text.names.find(owner) for owner in action.owners):
            yield action


def _only_says_who(text: Context, said: str) -> bool:
    """Whether an arrow points to known people, and a day, and nothing else: "print the list -> Bo, 3 July"."""
    rest, _ = without_day(said, text.calendar)
    people = text.names.people(rest) or []
    return bool(people) and all(text.names.find(one) for one in people)
