"""The words of minutes in vocabulary.toml: what parts are called, who is nobody in particular, how tasks begin."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from lib.bring.minutes.label_patterns import meaning_by_build
from lib.log.format.words import word_form

PEOPLE = {"present": "yes", "guests": "yes", "excused": "excused", "absent": "no"}
"""Parts that list people, and what being listed there means in the attendance tab."""
_OF_BEFORE = re.compile(
    r"\b(last(?: ?(?:week|month|time|meeting)['’]?s?)?|previous|prior|past|review|carried|outstanding|old|"
    r"completed|closed|earlier|letzten?r?|"
    r"vorige[rn]?|vergangenen?|"
    r"précédente?s?|anterior(es)?|vorige)\b",
    re.IGNORECASE,
)
_LONGEST_LABEL = 9
_LABEL = re.compile(r"^[\[(]?(?P<label>[^:：|]{1,60}?)[\])]?\s*[:：](?!//)\s*(?P<value>.*)$")
_BARRED = re.compile(r"^(?P<label>[^:|]{2,40}?)\s+\|\s+(?P<value>[^|]+)$")
_DASHED = re.compile(r"^(?P<label>[^:|–—-]{2,40}?)\s+[–—-]{1,2}\s+(?P<value>.+)$")
_TIME = re.compile(r"\d$")
_LOOKING_BACK = re.compile(
    r"^(?:look(?:ing)? back (?:at|on)|rückblick auf|review of (?:the )?last)\b", re.IGNORECASE
)
_SINCE = re.compile(
    r"^(?:closed|completed|done|finished|erledigt|resolved)\b.*\b(?:since|from|seit)\b.*\b(?:last|previous|"
    r"letzte\w*)\b",
    re.I,
)
_ACTION_WORD = re.compile(
    r"\b(actions?|action items?|ais|to-?dos?|points?|commitments?|promises|punkte|tasks?|follow-?ups?|aufgaben|"
    r"maßnahmen|acciones|acties)\b",
    re.I,
)
_NUMBERING = re.compile(
    r"^(?:(?:TOP|Punkt|Item|Section)\s*)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z])[.):]?\s+(?=\S)|"
    r"^TOP\s*\d+\s*[:–—-]\s*"
)
_COUNT = re.compile(r"\s*[(\[](?:\d+|s|en)[)\]]\s*|\s+[-–]?\s*\d{1,3}$")
_PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_MARKS = re.compile(r"^[^\w(@\[]+|[^\w)\]]+$")
_ALL_OF = re.compile(r"[Aa]ll (?:the |our |other )?[a-z]{3,}s")
"""Everybody of a kind: "All speakers"."""
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|"
    r"sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
_DAY = (
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}\b\.?|"
    rf"{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
    r"(?:,?\s+\d{4})?"
)
_DATED = re.compile(
    rf"^{_DAY}\s*[:,–—-]?\s+(?=\w)|\s*[(,:–—-]?\s*(?:on |of |for |at |am |vom )?{_DAY}\)?$", re.IGNORECASE
)
"""The day of the meeting in a label: "January 6 attendees"."""
_OFTEN_MISSPELT = {
    word: meaning
    for meaning, spelt in (
        ("excused", "apologies|entschuldigt"),
        ("present", "attendees|attendance|participants|teilnehmer"),
    )
    for word in spelt.split("|")
}
_FILLING = re.compile(
    r"^(the|our|list of|liste der|to (?:consider|receive|note|record|accept|approve)(?:(?:\s+and|,|"
    r"/)\s*(?:\w+))*(?: any)?)\s+",
    re.IGNORECASE,
)


@cache
def _lists() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def _sections() -> dict[str, str]:
    return {
        word_form(word.strip()): meaning
        for meaning, words in reversed(_lists()["sections"].items())
        for word in words.split("|")
    }


@cache
def words(table: str, name: str) -> frozenset[str]:
    """A list of the vocabulary, such as ("people", "everybody"), in the form of `word_form`."""
    return frozenset(word_form(word.strip()) for word in _lists()[table][name].split("|"))


@lru_cache(maxsize=4096)
def meaning_of(label: str) -> str | None:
    """What a heading or label announces: present, excused, actions, decisions, day, ... ; None if it is in no list.

    Numbers, emojis and counts beside it do not matter. "Action items from last meeting" are reviewed, not new.
    """
    bare = _MARKS.sub("", label.strip())
    if not bare or len(bare) > 80 or "@" in bare:
        return None
    for form in (bare, _NUMBERING.sub("", bare)):
        bare = _MARKS.sub("", _COUNT.sub(" ", form).strip())
        if not bare:
            continue
        if (
            _SINCE.search(bare)
            or _LOOKING_BACK.search(bare)
            or (_OF_BEFORE.search(bare) and _ACTION_WORD.search(bare) and len(bare.split()) <= _LONGEST_LABEL)
        ):
            return "reviewed"
        for shorter in (bare, _PARENTHESES.sub("", bare).strip(), _FILLING.sub("", bare)):
            tidy = re.sub(r"\s*[&/+,]\s*|\s+(?:and|und|et|y|en)\s+", " and ", shorter)
            for known in (shorter, tidy, tidy.replace(" and ", " ")):
                if meaning := _sections().get(word_form(known)):
                    return meaning
    without = _PARENTHESES.sub("", _NUMBERING.sub("", _MARKS.sub("", label.strip())))
    return _by_parts(bare) or meaning_by_build(without) or _misspelt(bare) or _of_people_on_a_day(bare)


def _of_people_on_a_day(label: str) -> str | None:
    """What a label of people with the day of the meeting announces; None for any other label."""
    meaning = meaning_of(bare) if (bare := _DATED.sub("", label)) != label else None
    return meaning if meaning in PEOPLE else None


def _misspelt(label: str) -> str | None:
    """A label of people with one letter too few, too many or wrong: "Appologies"."""
    form = word_form(label)
    return next(
        (meaning for word, meaning in _OFTEN_MISSPELT.items() if Levenshtein.distance(word, form) == 1), None
    )


def _by_parts(label: str) -> str | None:
    """A label of two known parts: "Decisions & actions" holds both kinds, which is left to the lines in it."""
    parts = re.split(r"\s*[&/+]\s*|\s+(?:and|und)\s+", _PARENTHESES.sub("", label))
    if len(parts) != 2:
        return None
    meanings = [_sections().get(word_form(part)) for part in parts]
    if None in meanings:
        return None
    if set(meanings) <= {"actions", "other", "next_day"} and "actions" in meanings:
        return "actions"
    if set(meanings) <= {"decisions", "other"} and "decisions" in meanings:
        return "decisions"
    if set(meanings) <= {"excused", "absent"}:
        return "excused"
    if set(meanings) <= {"present", "guests"}:
        return "present"
    return "mixed"


def is_everybody(text: str) -> bool:
    """Whether a text means the whole group, and so nobody in particular."""
    bare = text.strip(" .:,@")
    return word_form(bare) in words("people", "everybody") or bool(_ALL_OF.fullmatch(bare))


def label_of(text: str, lead: str = "") -> tuple[str, str, str]:
    """A line's known label: its meaning, its words, and what follows; ("", "", text) if it has none.

    "Present: Ada", "Present - Ada", "**Present** Ada" and "[Present] Ada" are all labeled.
    """
    for pattern in (_LABEL, _DASHED, _BARRED):
        if not (found := pattern.match(text)):
            continue
        whole = meaning_of(found["value"]) if found["value"].endswith(":") else None
        if whole in PEOPLE:
            return whole, text.rstrip(": "), ""
        label = found["label"] + (")" if "(" in found["label"] and ")" not in found["label"] else "")
        if not _TIME.search(label) and (meaning := meaning_of(label)):
            return meaning, label, found["value"].strip()
    if lead and lead != text and text.startswith(lead) and (meaning := meaning_of(lead)):
        return meaning, lead, text[len(lead) :].strip(" :–—-")
    return "", "", text
