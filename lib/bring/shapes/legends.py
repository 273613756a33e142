"""What a legend in a sheet says the marks of attendance mean: "H = on holiday", or a mark and its meaning side by side.

A meaning counts only if all of its words are understood: "in hospital" is not "in".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from lib.bring.table import text_of
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.log.format.words import fillers, word_for, word_form
from lib.workbook.base import Grid

_PRESENT = TABS["attendance"].column("present")
_EQUALS = re.compile(r"(?:^|[\s,;/|(])([^\s(,;|=]{1,3})\s*=\s*")
_OTHER = re.compile(r"(?:^|[,;/|(\n]\s*|\s{2,})([^\s(,;|:]{1,3})(?:\s*:\s+|\s+[-–—]\s+)")
_MAY_EXPLAIN = re.compile(r"[=:–—]|\s-\s")
"""What no text lacks that explains a mark."""
_END = re.compile(r"[;|\n]|\.(?:\s|$)|\s*[,/(]?\s*$")
_OTHER_SIGN = re.compile(r"[\s,;/|(]+[^\s(,;|=]+\s*=\s.*$", re.DOTALL)
"""What a legend says next of something that is no mark: ", blank = absent"."""
_REMARK = re.compile(r"[(\[]([^()\[\]]*)(?:[)\]]|$)")
_NEUTRAL = frozenset(
    fold(word)
    for word in (
        "a an the and or at by to of from with in on was were is are has have been sent gave came come person people "
        "member members mit per via am im der die das und oder war ist hat kam le la les il elle est était par avec et "
        "ou au en el los con por fue y o het de een was met met en of o os as com e ou foi received "
        "reçue reçues recibida recibido ontvangen erhalten recebida recebido given "
        "advance beforehand vorab vorher vooraf previo prévia"
    ).split()
)
"""Words that say nothing about whether somebody was there."""
_WEAK = frozenset(("there", "off", "leave", "late"))
"""Known words that others beside them may turn round: they count as a whole meaning, or in a known phrase."""
_CHOICE = re.compile(r"/|\b(?:or|oder|ou|o|of)\b", re.IGNORECASE)
_LONGEST = 5
"""Words of the longest phrase that is known."""
_NEGATIONS = frozenset(
    "not no non nicht kein keine ohne without sin pas sans niet geen não sem counts".split()
)


def legend_in(grid: Grid, marks: Collection[str], columns: Collection[int]) -> dict[str, str]:
    """What the texts of a tab say about `marks` (in `word_form`) -> the word of the format, "" if it is not understood.

    `columns`: those of the marks themselves, in which no mark has its meaning beside it.
    """
    found: dict[str, str] = {}
    for at, column in enumerate(grid.columns):
        beside: dict[str, str] = {}
        again: set[str] = set()
        known: dict[str, Mapping[str, str]] = {}
        for row, cell in enumerate(column, start=1):
            if not isinstance(cell, str) or not cell:
                continue
            if (pairs := known.get(cell)) is None:
                pairs = known[cell] = _pairs(cell, marks) if _MAY_EXPLAIN.search(cell) else {}
            if len(pairs) == 1 and at in columns and "=" not in cell:
                continue  # "N - on holiday" is one person's mark with a reason
            if pairs:
                for form, meaning in pairs.items():
                    if word_form(form) not in fillers() or word_form(meaning) not in fillers():
                        found.setdefault(form, meaning_of(meaning) or "")
            elif at not in columns and len(cell) < 9 and len(cell.strip()) <= 3 and word_form(cell) in marks:
                text = text_of(grid.cell(row, at + 1))
                if len(text) > 2 and word_form(text) not in marks:
                    again |= {word_form(cell)} & beside.keys()
                    beside.setdefault(word_form(cell), text)
        # a legend explains each mark once: the same mark in row after row is a column of answers of another kind
        understood = {form: meaning_of(text) or "" for form, text in beside.items() if form not in again}
        is_legend = any(understood.values())  # a number beside a name is none
        found = (understood if is_legend else {}) | found
    return found


def _pairs(text: str, marks: Collection[str]) -> Mapping[str, str]:
    """The marks that a text explains, and with which words: "P = present, L = late", "P - present; L - late"."""
    for pattern in (_EQUALS, _OTHER):
        found: dict[str, str] = {}
        starts = list(pattern.finditer(text))
        for number, start in enumerate(starts):
            end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
            said = text[start.end() : end].strip()
            said = _OTHER_SIGN.sub("", said) if pattern is _EQUALS else said
            meaning = _END.split(said, maxsplit=1)[0].strip()
            meaning = meaning if "(" in meaning else meaning.rstrip(")]")
            if (form := word_form(start[1])) in marks and meaning:
                found.setdefault(form, meaning)
        is_sure = pattern is _EQUALS or len(starts) > 1 or all(map(meaning_of, found.values()))
        if found and is_sure:
            return found
    return {}


def meaning_of(text: str) -> str | None:
    """The word of the format that a legend explains a mark with; None unless every word is understood.

    A remark in parentheses may only say more: "(told us)".
    """
    words = [word for word in re.split(r"[\s,/]+", _REMARK.sub(" ", text).strip(" .")) if word]
    whole = " ".join(words)
    is_known = fold(whole) not in (_NEUTRAL - {"y"}) | {"there"}
    meant = (word_for(whole, _PRESENT) if is_known else None) or _of_all(words)
    choices = _CHOICE.split(text) if meant == "excused" else []
    if len(choices) > 1 and len(set().union(*(_said(choice.split()) for choice in choices))) > 1:
        return None
    for remark in _REMARK.findall(text):
        its_words = re.split(r"[\s,/]+", remark.strip(" ."))
        said = {
            word_for(word, _PRESENT) for word in its_words if len(word) > 2 and fold(word) not in _NEUTRAL
        }
        if not said <= {None, meant} or any(fold(word) in _NEGATIONS for word in its_words):
            return None
    return meant


def _of_all(words: Sequence[str]) -> str | None:
    """What all the words say together; None if they contradict each other, or one of them is not understood."""
    said = _said(words)
    if said == {"no", "excused"}:
        return "excused"
    return next(iter(said)) if len(said) == 1 else None


def _said(words: Sequence[str]) -> set[str]:
    """What known phrases say, among words that say nothing; nothing if any other word is among them."""
    said: set[str] = set()
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST), at, -1):
            phrase = " ".join(words[at:end])
            word = word_for(phrase, _PRESENT)
            if word and (end > at + 1 or (len(phrase) > 2 and fold(phrase) not in _WEAK | _NEUTRAL)):
                said.add(word)
                at = end
                break
        else:
            if fold(words[at]) not in _NEUTRAL:
                return set()
            at += 1
    return said
