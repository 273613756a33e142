"""Which lines are titles, though no mark of a heading says so: alone in a list, numbered, in capitals, over text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.document import Line
from lib.bring.minutes.people.names import is_person
from lib.bring.minutes.vocabulary import PEOPLE, meaning_of
from lib.log.format.words import word_form

_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|[IVX]{1,5}\.|\d{1,2}\s|TOP\s?\d)\s*\S")
LABEL_END = re.compile(r"[:–—]|\s-\s")
RUNNING = frozenset(
    word_form(label)
    for label in (
        "discussion|discussions|notes|old business|new business|other business|any other business|aob|summary|update|"
        "updates|status|progress|report|reports|diskussion|verschiedenes|sonstiges|zusammenfassung|bericht|berichte"
    ).split("|")
)
"""Labels before running text."""
PROPOSES = frozenset(map(word_form, ("proposal", "suggestion", "vorschlag", "antrag", "idea", "idee")))
"""Labels before what is put to the group, which belong to the sentence."""
_POINT = re.compile(
    r"[A-ZÀ-Þ][\w'’]+ (?:(?!is|was|has|had|and|from|of|at|von|und|ist|war|hat)[a-z]{3,}) \w+[^,;()]*$"
)
_LEAST_TOLD = 8
_NEXT_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])")
_LONGEST_LAST = 4
_LONGEST_TITLE = 8
"""Words of a label at the end of a line that says more before it."""
_OFFICE_BEHIND = re.compile(r"\s[–—-]\s[A-ZÀ-Þ][\w-]+$")
_INVITED = re.compile(r"(?:invited|invitees|required|optional)(?: (?:people|members|guests))?", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:(?:who|what|when|by when|does|wer|was|wann|bis wann|and|und|\d+ ?min\w*)\b|[\s,/?&()+])+",
    re.IGNORECASE,
)
"""What a label asks for instead of saying it: "Action points: who, what, when? (3 min)"."""


def told_behind(label: str, line: str, text: str) -> str | None:
    """What sentences of a line say, `text` of it being behind its label; None where the label says what it is."""
    word = word_form(LABEL_END.split(line)[0].strip()) if label else ""
    if not label or (label == "other" and word in PROPOSES):
        return line
    return text if label == "other" and word in RUNNING else None


def asks(value: str) -> bool:
    """Whether what follows a label only asks for what is listed below it."""
    return bool(_ASKS.fullmatch(value))


def is_subtitle(lines: Sequence[Line], at: int, meaning: str) -> bool:
    """Whether what follows a label and a dash is a part of a title over a list: "Next steps – after the fair"."""
    following = _following(lines, at)
    text = lines[at].text
    return (
        meaning in ("actions", "decisions")
        and ":" not in text
        and len(text.split()) <= _LONGEST_TITLE
        and lines[at].kind == "text"
        and following is not None
        and following.kind == "item"
    )


def is_of_people(text: str) -> bool:
    """Whether a line of a list is one person, or those of one role or company: "Members: Ada Brandt, Bo Lindqvist"."""
    role, colon, listed = text.partition(": ")
    first = (listed if colon and len(role) < 40 else text).split(",")[0]
    return is_person(first)


def tells(line: Line) -> bool:
    """Whether a line before a list says what happened: "Ada opened the meeting and read out the agenda:"."""
    return line.kind == "text" and len(line.text.split()) >= _LEAST_TOLD


def last_label(line: Line) -> str:
    """The label with which a line of several sentences ends: "Sign in so we know who was here. Roll call:"."""
    *before, last = _NEXT_SENTENCE.split(line.text)
    is_last = bool(before) and line.kind == "text" and last.endswith(":")
    is_label = is_last and (len(last.split()) <= _LONGEST_LAST or meaning_of(last) in PEOPLE)
    return last if is_label else line.text


def is_invited(text: str) -> bool:
    """Whether a title right below "Present" only says which of the present people are listed: "Invited"."""
    return bool(_INVITED.fullmatch(text.strip(" :*")))


def is_point(text: str) -> bool:
    """Whether an item is a point of the agenda, not a person: "Treasurer's report:", "Chair opened the meeting"."""
    return text.endswith(":") or _POINT.match(text) is not None


def has_deeper_item(lines: Sequence[Line], at: int) -> bool:
    """Whether an item has another one below it."""
    following = _following(lines, at)
    return following is not None and following.kind == "item" and following.level > lines[at].level


def _following(lines: Sequence[Line], at: int) -> Line | None:
    return lines[at + 1] if at + 1 < len(lines) else None


def is_item_heading(lines: Sequence[Line], at: int, *, is_counted: bool) -> bool:
    """Whether a numbered line is a title: alone in its list, with text below it.

    `is_counted`: the title before it was one too.
    """
    line = lines[at]
    following = _following(lines, at)
    before = lines[at - 1] if at else None
    is_alone = before is None or before.kind != "item" or line.starts_block
    is_short = len(line.text.split()) <= 8 and not line.text.endswith((".", "!", "?", ",", ";"))
    is_over_text = following is not None and following.kind == "text" and not following.starts_block
    if is_of_people(line.text) or is_of_people(_OFFICE_BEHIND.sub("", line.text)):
        return False
    is_title = (
        following is not None
        and following.kind == "text"
        and (line.text.isupper() or meaning_of(line.text) is not None or is_counted)
    )
    is_over_text = is_over_text or is_title
    return (
        line.kind == "item"
        and line.level == 0
        and line.ticked is None
        and is_alone
        and is_short
        and is_over_text
    )


def is_opener(lines: Sequence[Line], at: int, *, is_list: bool) -> bool:
    """Whether a line that is no known label opens something. `is_list`: it is the first in a list of people."""
    line = lines[at]
    text = line.text
    if line.kind == "item":
        return text.endswith(":") and has_deeper_item(lines, at)
    if text.endswith(":") and len(text) < 80:
        return True
    if line.lead == text and len(text) < 80 and not text.endswith("."):
        return True
    following = _following(lines, at)
    is_short = len(text.split()) <= 8 and not text.endswith((".", "!", "?", ",", ";"))
    is_title = line.starts_block and is_short and following is not None
    if is_title and _NUMBERED.match(text):
        return True
    return is_title and not is_list and following is not None and (following.kind == "item" or text.isupper())
