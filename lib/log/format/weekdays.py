"""Days of the week beside a date, in the six languages that logs are kept in: "Tue 13/01/2026", "13.01.2026 (Di)"."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from lib.log.format.months import without_accents

_NAMES = (
    "monday mon montag mo lundi lun lu lunes maandag ma maa segunda segunda-feira seg 2a",
    "tuesday tue tues tu dienstag di die mardi mar martes ma dinsdag din terca terca-feira ter 3a",
    "wednesday wed weds we mittwoch mi mit mercredi mer me miercoles mie woensdag wo woe quarta quarta-feira qua 4a",
    "thursday thu thur thurs th donnerstag do don jeudi jeu je jueves jue ju donderdag quinta quinta-feira qui 5a",
    "friday fri fr freitag fre vendredi ven ve viernes vie vi vrijdag vr vrij sexta sexta-feira sex 6a",
    "saturday sat sa samstag sam sonnabend samedi sabado sab zaterdag za zat",
    "sunday sun su sonntag so son dimanche dim domingo dom zondag zo zon",
)
_BEFORE = re.compile(
    r"([a-z2-6][a-z]{0,10}(?:-feira)?)(?:\s*[.,:]+\s*|\s+)(?:(?:the|den|dem|le|el|o|dia|de)\s+)?(?=\d)"
)
_AFTER = re.compile(r"(?<=\d)\s*(?:,\s*|\s)\(?([a-z]{2,11}(?:-feira)?)\.?\)?$")


@cache
def weekdays_named(word: str) -> frozenset[int]:
    """The days of the week (Monday is 0) that a word may name in any of the languages; empty if it names none."""
    form = without_accents(word).strip(".,: ")
    return frozenset(number for number, names in enumerate(_NAMES) if form in names.split())


def without_weekday(text: str) -> tuple[str, frozenset[int]]:
    """A date as text without the day of the week before or behind it, and which days of the week that may be."""
    if text[:1].isdigit() and text[-1:].isdigit():
        return text, frozenset()
    form = without_accents(text)
    if (match := _BEFORE.match(form)) and (named := weekdays_named(match[1])):
        return form[match.end() :], named
    match = _AFTER.search(form)
    if match and (named := weekdays_named(match[1])):
        return form[: match.start()], named
    return text, frozenset()


def falls_on(day: date | None, weekdays: frozenset[int]) -> bool:
    """Whether a day is on one of these days of the week."""
    return day is not None and day.weekday() in weekdays
