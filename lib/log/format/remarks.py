"""A status with a remark behind it: "On hold - budget", "Done (late)", "✅ 2 Mar".

The word counts only where the remark cannot turn it round. What is done, held or granted needs a remark that is known
to say no more (a day, late, verified); a remark that names another state, or that refers to other text, leaves the
whole cell not understood.
"""

from __future__ import annotations

import re

from lib.log.format.months import month_named
from lib.log.format.schema import Column
from lib.log.format.words import no_words, word_for, word_form, yes_words

_REMARK = re.compile(r"\s*[(\[:;,–—\n]\s*|\s+[-/]\s*")
_PARTS = re.compile(r"[,;()\[\]\n]|\s[-–—]\s")
_REACHED = frozenset(("done", "held", "granted"))
"""States that only a harmless remark leaves as they are."""
_DROPPED = frozenset(("cancelled", "declined"))
_HARMLESS = frozenset(
    map(
        word_form,
        "late|too late|on time|in time|early|delayed|with delay|verified|confirmed|100%|online|remote|virtual|"
        "in person|verspätet|zu spät|pünktlich|rechtzeitig|geprüft|en retard|avec retard|à temps|à l'heure|vérifié|"
        "con retraso|tarde|a tiempo|te laat|op tijd|com atraso|atrasado|no prazo".split("|"),
    )
)
_REFERS = re.compile(r"\b(?:see|siehe|s\.|cf|voir|ver|véase|zie|refer|notes?|notiz|above|below|oben|unten)\b")
_TURNS = re.compile(
    r"\b(?:not|moved|postponed|re-?open\w*|re-?submit\w*|again|later|nicht|verschoben|erneut|pas|reporté|"
    r"aplazad[ao]|niet|verzet|verplaatst|não|adiad[ao])\b"
)
_BEFORE_DAY = re.compile(r"(?:on|at|as of|am|le|el|op|em|den|since|seit|depuis)\s+")
_NUMERIC_DAY = re.compile(r"\d{1,4}([./-])\d{1,2}(?:\1\d{2,4})?\.?")
_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|\.)?")
_LONGEST = 4
"""Words of the longest phrase that is looked up in a remark."""


def word_before_remark(text: str, column: Column) -> str | None:
    """The word of a status column that a text begins with, if the remark behind it says nothing against it; else None.

    A mark or a word of three letters or more may stand before a day without anything between ("✅ 2 Mar").
    """
    if column.name != "status" or "?" in text:
        return None
    text = text.strip()
    split = _REMARK.search(text)
    heads = [(text[: split.start()], text[split.end() :])] if split else []
    words = text.split()
    heads += [(" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words) - 1, 0, -1)]
    for number, (head, remark) in enumerate(heads):
        is_separate = split is not None and number == 0
        fewest = 2 if is_separate and split and "(" in split[0] else 3
        meant = word_for(head, column) if _is_whole(head, fewest) else None
        if meant is None:
            continue
        if _leaves(meant, remark, column) if is_separate else is_day(remark):
            return meant
    return None


def is_day(text: str) -> bool:
    """Whether a text is a day with or without its year, or a month with its year ("on 2 Mar", "14/02/2026")."""
    form = _BEFORE_DAY.sub("", text.casefold().strip(" .)]"), count=1)
    if _NUMERIC_DAY.fullmatch(form):
        return True
    words = [word.strip(",.") for word in re.split(r"[\s/-]+", form) if word.strip(",.") not in ("", "de")]
    months = [word for word in words if month_named(word)]
    return len(months) == 1 and len(words) in (2, 3) and sum(map(_is_number, words)) == len(words) - 1


def _is_number(word: str) -> bool:
    return bool(_NUMBER.fullmatch(word))


def _is_whole(head: str, fewest: int) -> bool:
    """Whether a text is long enough to be a status: a mark, or some letters; "N" before "/A" is none."""
    letters = sum(map(str.isalpha, head))
    return letters >= fewest or (
        bool(head) and not letters and all(ord(char) > 0x2000 for char in head.strip())
    )


def _leaves(meant: str, remark: str, column: Column) -> bool:
    """Whether a remark leaves a status as it is."""
    parts = [part.strip(" .!") for part in _PARTS.split(remark) if part.strip(" .!")]
    if all(_is_harmless(part, meant, column) for part in parts):
        return True
    if meant in _REACHED or _REFERS.search(remark.casefold()):
        return False
    said = _states_in(remark, column) - {meant}
    if meant in _DROPPED:
        return not said and not _TURNS.search(remark.casefold())
    return not said & (_REACHED | _DROPPED)


def _is_harmless(part: str, meant: str, column: Column) -> bool:
    if re.fullmatch(r"\d{1,3} ?%", part):
        return meant not in _REACHED | _DROPPED or part.startswith("100")
    return is_day(part) or word_form(part) in _HARMLESS or word_for(part, column) == meant


def _states_in(remark: str, column: Column) -> set[str]:
    """The states that words and phrases of a remark name, without yes and no."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]", remark)
    found: set[str] = set()
    for at in range(len(words)):
        for end in range(at + 1, min(len(words), at + _LONGEST) + 1):
            phrase = " ".join(words[at:end])
            if (len(phrase) < 3 and phrase.isalnum()) or word_form(phrase) in yes_words() | no_words():
                continue
            if (word := word_for(phrase, column)) is not None:
                found.add(word)
    return found
