"""Measures before and after, as people write them: "14", "14 days", "1,200", "12 %"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Word: TypeAlias = Literal["improved", "unchanged", "worse", "rose", "fell", "not comparable"]

_NUMBER = re.compile(r"[-+−–]?\s?(?:\d[\d.,'’\u00a0\u202f ]*\d|\d)")  # signs and spaces that people type
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*")
_MULTIPLIERS = frozenset(("k", "m", "mn", "mio", "million", "thousand", "bn", "billion"))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the words around it, folded: "14 Days" is 14 and "days"."""

    number: float
    words: str


def read(text: str) -> Amount | None:
    """The one number in a text, and the words around it; None without a number, with more than one, or if it may mean
    two things (1.200). A comma before groups of three digits separates thousands, otherwise decimals."""
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        return None
    number = _number(found[0].group())
    start, end = found[0].span()
    around = " ".join((text[:start] + " " + text[end:]).split()).casefold()
    return None if number is None else Amount(number, around)


def _number(digits: str) -> float | None:
    sign = -1.0 if digits[0] in "-−–" else 1.0
    digits = digits.lstrip("-+−– ")
    last = max(digits.rfind("."), digits.rfind(","))
    if "." in digits and "," in digits:
        whole, part = digits[:last], digits[last + 1 :]
        if not _GROUPED.fullmatch(whole) or not part.isdigit():
            return None
        return sign * float(re.sub(r"\D", "", whole) + "." + part)
    if _GROUPED.fullmatch(digits):
        if digits.count(".") == 1 and not digits.startswith("0."):
            return None
        if digits.startswith(("0.", "0,")):
            return sign * float(digits.replace(",", "."))
        return sign * float(re.sub(r"\D", "", digits))
    try:
        return sign * float(digits.replace(",", "."))
    except ValueError:
        return None


def word(before: Amount | None, after: Amount | None, better: str | None) -> Word:
    """What became of a measure. `better`: up or down; None if nobody said which way is better, so that only the way it
    went is known. Not comparable: a number is missing, or the two are in different units."""
    if before is None or after is None or not _same_unit(before.words, after.words):
        return "not comparable"
    if before.number == after.number:
        return "unchanged"
    rose = after.number > before.number
    if better not in ("up", "down"):
        return "rose" if rose else "fell"
    return "improved" if rose == (better == "up") else "worse"


def _same_unit(before: str, after: str) -> bool:
    """Words that are the same, or that only one of the two has, unless they multiply (k, million)."""
    if before == after:
        return True
    return (not before or not after) and not {before, after} & _MULTIPLIERS
