"""Months by name, in the six languages that logs are kept in, and days that are written without their year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_NAMES = (
    "january januar jänner janvier enero januari janeiro",
    "february februar février febrero februari fevereiro",
    "march märz maerz mrz mrt mars marzo maart março",
    "april avril abril",
    "may mai mayo mei maio",
    "june juni juin junio junho",
    "july juli juillet julio julho",
    "august août agosto augustus",
    "september septembre septiembre setiembre setembro",
    "october oktober octobre octubre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre diciembre dezembro",
)
_DAY_MONTH = re.compile(r"(?:[a-z]+[.,]* +)?(\d{1,2})(?:st|nd|rd|th|\.|er)?[- /]*(?:de )?([a-z]{3,10})\.?")
_MONTH_DAY = re.compile(r"(?:[a-z]+[.,]* +)?([a-z]{3,10})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?")
_NUMBERS = re.compile(r"(?:[a-z]+[.,]* +)?(\d{1,2})([./-])(\d{1,2})\.?")


def without_accents(text: str) -> str:
    """The text in lower case and without accents: "Février" -> "fevrier"."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def month_named(word: str) -> int | None:
    """The month (1-12) that a word names, whole or cut off after three letters or more; None if it names none, or may
    name two."""
    form = without_accents(word).strip(".")
    if len(form) < 3:
        return None
    found = {
        number
        for number, names in enumerate(_NAMES, start=1)
        if any(without_accents(name).startswith(form) for name in names.split())
    }
    return found.pop() if len(found) == 1 else None


def day_and_month(text: str, day_first: bool | None) -> tuple[int, int] | None:
    """The day and month that a text without a year names ("12 Mar", "8.1.", "März 5"); None if it names none.

    `day_first`: the order of numbers such as 3/4, None where unknown: then both are read only if one order is possible.
    "8.1." has the day first.
    """
    form = " ".join(without_accents(text).split())
    if match := _DAY_MONTH.fullmatch(form):
        return _valid(int(match[1]), month_named(match[2]))
    if match := _MONTH_DAY.fullmatch(form):
        return _valid(int(match[2]), month_named(match[1]))
    if match := _NUMBERS.fullmatch(form):
        first, second = int(match[1]), int(match[3])
        in_order, swapped = _valid(first, second), _valid(second, first)
        if match[2] == "." or first == second:
            return in_order
        if in_order and swapped:
            return None if day_first is None else in_order if day_first else swapped
        return in_order or swapped
    return None


def order_of(texts: Iterable[str], month: int | None = None) -> bool | None:
    """Whether the day comes first (True) or the month in days such as 19/01 without a year.

    One that can mean only one day shows it, else `month`, if all of them are in it. None where nothing does, or they
    contradict each other.
    """
    forms = (" ".join(without_accents(text).split()) for text in set(texts))
    pairs = [(int(match[1]), int(match[3])) for form in forms if (match := _NUMBERS.fullmatch(form))]
    shown = {
        bool(_valid(first, second))
        for first, second in pairs
        if bool(_valid(first, second)) is not bool(_valid(second, first))
    }
    if shown or not pairs or month is None:
        return shown.pop() if len(shown) == 1 else None
    is_second, is_first = (all(pair[at] == month for pair in pairs) for at in (1, 0))
    return is_second if is_second is not is_first else None


def is_short_day(text: str) -> bool:
    """Whether a text such as 05/01 is a day without a year that can be read with the day or the month first."""
    match = _NUMBERS.fullmatch(" ".join(without_accents(text).split()))
    return match is not None and day_and_month(text, True) is not None and day_and_month(text, None) is None


def _valid(day: int, month: int | None) -> tuple[int, int] | None:
    if month is None or not 1 <= month <= 12 or not 1 <= day <= (29, 31)[month != 2]:
        return None
    return None if month in (4, 6, 9, 11) and day == 31 else (day, month)
