"""The questions of the forms in docs/forms.md, and which column of the format each one is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from lib.log.format.cells import shown
from lib.log.format.words import word_form
from lib.workbook.base import Cell

PULSE: Mapping[str, str] = MappingProxyType(
    {
        "circle": "Which circle are you in?",
        "safety_1": "In our circle, a mistake is held against the person who made it.",
        "safety_2": "In our circle, we can raise problems and hard questions.",
        "safety_3": "In our circle, people are sometimes left out for being different.",
        "safety_4": "In our circle, it is safe to take a risk.",
        "safety_5": "In our circle, it is hard to ask for help.",
        "safety_6": "In our circle, nobody would undermine my work on purpose.",
        "safety_7": "In our circle, my skills are valued and used.",
        "trust": "I trust the people in my circle.",
        "curiosity": "Our sessions make me curious about how others work.",
        "confidence": "I am confident that I can do what I committed to.",
        "goal_progress": "I am making progress on my own goal.",
        "comment": "Anything else? (Please name nobody.)",
    }
)
"""Column of the pulse tab -> the question to ask. Items 1, 3 and 5 of safety are worded in reverse."""
SESSION: Mapping[str, str] = MappingProxyType(
    {
        "member": "Your name or email",
        "circle": "Which circle is it for?",
        "about": "What have you done?",
    }
)
"""What the form about prework and reflections asks. The answers to the last question are those of DONE."""
DONE: Mapping[str, str] = MappingProxyType(
    {"prework": "My prework for the next session", "reflection": "A reflection since the last session"}
)
SCALE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
"""What 1 to 5 mean, where answers are words."""
_ALIKE = 90
_DENIES = re.compile(
    r"\b(?:no|not|none|nothing|never|neither|nor|cannot|without|skip\w*|missed|forgot|kein\w*|nicht|nie|ohne|vergessen|"
    r"aucune?|pas|sans|ningun\w*|sin|geen|niet|zonder)\b|n['’]t\b",
    re.IGNORECASE,
)
_PREWORK = (
    "prework",
    "vorbereitung",
    "preparation",
    "preparacion",
    "voorbereiding",
    "preparacao",
    "preparazione",
)
_REFLECTION = ("reflection", "reflexion", "reflectie", "reflexao", "riflessione")
_SHORT = {
    "pulse": {"circle": "circle|your circle", "comment": "comments|comment"},
    "session": {
        "member": "name|your name|email|email address|your email|member",
        "circle": "circle|your circle",
        "about": "what is this|what is it",
    },
}
_BY_SHORT = {
    (form, word_form(text)): column
    for form, columns in _SHORT.items()
    for column, texts in columns.items()
    for text in texts.split("|")
}
_WORDS = {
    word_form(word): at
    for at, words in enumerate(
        (
            "strongly disagree|trifft gar nicht zu|stimme gar nicht zu|pas du tout d'accord",
            "disagree|trifft eher nicht zu|stimme nicht zu|pas d'accord",
            "neither agree nor disagree|neutral|teils teils|undecided|ni d'accord ni pas d'accord",
            "agree|trifft eher zu|stimme zu|d'accord",
            "strongly agree|trifft voll zu|stimme voll zu|tout à fait d'accord",
        ),
        start=1,
    )
    for word in words.split("|")
}


def column_of(question: str, form: str) -> str:
    """The column that a question is ("" for none): by its name, by the text of docs/forms.md, or nearly so.

    `form`: "pulse" or "session".
    """
    asked = PULSE if form == "pulse" else SESSION
    plain = word_form(re.sub(r"[*?:.]+\s*$", "", question.strip()))
    if column := _BY_SHORT.get((form, plain)):
        return column
    for column in asked:
        name = word_form(column)
        if plain == name or re.match(rf"{re.escape(name)}\s*[:.)–-]", word_form(question.strip())):
            return column
    from rapidfuzz import fuzz, process  # only who has a form waits for it

    best = process.extractOne(
        question.casefold(), {name: text.casefold() for name, text in asked.items()}, scorer=fuzz.ratio
    )
    return str(best[2]) if best and best[1] >= _ALIKE else ""


def answer_of(cell: Cell) -> Cell:
    """An answer from 1 to 5 as a number, where it is written as words or as "4 – Agree"; else as it is."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if found := re.match(r"([1-5])\s*(?:$|[-–—:=.()])", text):
        return int(found[1])
    return _WORDS.get(word_form(text), cell)


def done(cell: Cell) -> list[str]:
    """What somebody says they have done: prework, reflection, both or neither. "No prework this time" is neither."""
    said = [word_form(piece) for piece in re.split(r"[,;\n]", shown(cell)) if not _DENIES.search(piece)]
    return [
        kind
        for kind, words in (
            ("prework", _PREWORK),
            ("reflection", _REFLECTION),
        )
        if any(word in text for word in words for text in said)
    ]
