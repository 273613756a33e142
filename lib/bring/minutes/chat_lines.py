"""Messages of a chat as lines: who wrote each is kept beside it, and what was written is a line like any other.

Known are a time before the name ("[14:02] Ada: …", "12/03/2027, 14:02 - Ada: …"), a name and a time above the message
(as Slack and Teams copy them), and names alone where people answer one another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lib.bring.minutes.dates import Calendar
from lib.bring.minutes.document import Line
from lib.bring.minutes.people.names import Names, is_name
from lib.bring.minutes.proposals import SessionDay, Source

_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?(?:\s*Uhr)?"
_DAY = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|[A-Z][a-z]{2,9}\.? \d{1,2}|today|yesterday)"
_NAME = r"(?P<who>[@A-Za-zÀ-ÿ][^:<>\[\]|]{1,40}?)"
_TIMED = re.compile(
    rf"^[\[(]?(?:{_DAY},?\s+(?:at\s+)?)?{_TIME}[\])]?\s*[-–—|]?\s*{_NAME}\s*(?::|>|\s[–—|-])\s+(?P<said>\S.*)$"
)
_NAME_FIRST = re.compile(rf"^{_NAME}\s*[\[(]{_TIME}[\])]\s*:?\s*(?P<said>\S.*)$")
_ABOVE = re.compile(
    rf"^{_NAME}\s*[,|·–—-]?\s*[\[(]?(?:(?:{_DAY}|[A-Z][a-z]+day),?\s+(?:at\s+)?)?{_TIME}[\])]?$"
)
_BARE = re.compile(r"^(?P<who>@?[A-Za-zÀ-ÿ][\w.'’-]{0,20}(?: [A-ZÀ-Þ][\w.'’-]{0,20})?)\s*:\s+(?P<said>\S.*)$")
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]ll|I['’]m|I['’]ve|i['’]?ll|me|my|we|let['’]?s|ich|wir|mir)\b")
_COMMAND = re.compile(
    r"(?i)present\s*\+|#(?:action|agreed|info|topic|startmeeting)|^\s*scribe|<[^<>\s]{1,40}>"
)
LEAST_MESSAGES = 3


def with_speakers(lines: Sequence[Line], names: Names) -> list[Line]:
    """The lines; where at least two people write to each other, each with the one who wrote it as its `speaker`.

    In a log of a chat with commands of its own (a scribe, a meeting bot) nothing changes: its own rules read it.
    """
    if any(_COMMAND.search(line.text) for line in lines):
        return list(lines)
    for find in (_timed, _above, _bare):
        found = find(lines, names)
        people = [line.speaker for line in found if line.speaker]
        if len(people) >= LEAST_MESSAGES and len(set(people)) > 1:
            return found
    return list(lines)


def stamped_day(lines: Sequence[Line], reader: Calendar) -> SessionDay | None:
    """The day of a chat's first message, where its messages carry their day; None elsewhere."""
    for line in lines:
        if _TIMED.match(line.text):
            day = next(
                (day for day in reader.days(line.text[:30]) if day.value and not day.is_relative), None
            )
            return SessionDay(day.value, Source(line.number, line.text)) if day else None
    return None


def _timed(lines: Sequence[Line], names: Names) -> list[Line]:
    found: list[Line] = []
    speaker = ""
    for line in lines:
        said = _TIMED.match(line.text) or _NAME_FIRST.match(line.text)
        if said and _is_person(said["who"], names):
            speaker = said["who"].strip()
            found.append(_message(line, speaker, said["said"]))
        else:
            found.append(line)
    return found


def _above(lines: Sequence[Line], names: Names) -> list[Line]:
    found: list[Line] = []
    speaker = ""
    for line in lines:
        said = _ABOVE.match(line.text) if len(line.text) < 80 else None
        if said and _is_person(said["who"], names):
            speaker = said["who"].strip()
        elif speaker and line.kind in ("text", "item"):
            message = _message(line, speaker, line.text)
            found.append(replace(message, kind="item") if line.kind == "item" else message)
        else:
            speaker = "" if line.kind == "heading" else speaker
            found.append(line)
    return found


def _bare(lines: Sequence[Line], names: Names) -> list[Line]:
    """Names alone, where most lines have one, somebody writes twice, and people say "I"."""
    said = [_BARE.match(line.text) if line.kind == "text" else None for line in lines]
    people = [one["who"].strip() for one in said if one and names.find(one["who"])]
    turns = [person for at, person in enumerate(people) if at == 0 or people[at - 1] != person]
    is_chat = (
        len(people) >= 5
        and len(turns) > len(set(turns))
        and len(people) >= 0.6 * len(lines)
        and sum(1 for one in said if one and _FIRST_PERSON.search(one["said"])) >= 2
    )
    if not is_chat:
        return list(lines)
    return [
        _message(line, one["who"].strip(), one["said"]) if one and names.find(one["who"]) else line
        for line, one in zip(lines, said, strict=True)
    ]


def _message(line: Line, speaker: str, said: str) -> Line:
    return replace(line, text=said, kind="text", level=0, lead="", speaker=speaker, starts_block=True)


def _is_person(who: str, names: Names) -> bool:
    bare = who.strip(" *@")
    return bool(names.find(bare)) or (is_name(bare) and not names.knows_somebody)
