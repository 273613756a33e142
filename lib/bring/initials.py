"""Initials that stand for one person: "NQ", "N.Q.", "NQ - Nora Quist"."""

from __future__ import annotations

import re
from collections.abc import Mapping

SIGN = re.compile(r"(?P<sign>(?:[A-ZÀ-ÖØ-Þ]\.?){2,4})(?:\s*[-–—:/]\s*(?P<name>[^\W\d_].+))?")
_NO_INITIALS = frozenset(
    (
        "hr it pr qa pm po pa vp gm md ceo cfo coo cto cio cmo hq uk us usa eu un ok na tbc tbd all smt slt rh dsi "
        "gf bl pl"
    ).split()
)
"""Short signs of departments and offices, which may own an action and are nobody's initials for sure."""


def first_letters(name: str) -> str:
    """The first letters of a folded name of several words, first name first; "" for one word or an address."""
    words = name.split()
    return "".join(word[0] for word in words) if len(words) > 1 and "@" not in name else ""


def initials_of(names: Mapping[str, str]) -> dict[str, str]:
    """Initials that fit one person only -> the person's key, from the folded names by key; without those that
    departments are called by too."""
    found: dict[str, list[str]] = {}
    for key, name in names.items():
        found.setdefault(first_letters(name), []).append(key)
    return {
        sign: keys[0] for sign, keys in found.items() if len(keys) == 1 and sign and sign not in _NO_INITIALS
    }
