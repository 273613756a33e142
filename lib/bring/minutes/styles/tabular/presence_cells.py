"""What a cell of a table says of whether somebody came."""

from __future__ import annotations

import re

from lib.bring.minutes.people.presence_words import says_of
from lib.log.format.cells import Unfit, read_word, read_yes_no
from lib.log.format.schema import TABS

_PRESENT = TABS["attendance"].column("present")
_IN_BRACKETS = re.compile(r"^\(\s*(x|✓|✔|yes|ja)\s*\)\s*", re.IGNORECASE)
"""A mark in parentheses, with how somebody was there: "(x) by phone"."""


def presence_in(said: str) -> str:
    """What a cell says of somebody: yes, no or excused; "" if that is not understood.

    A word may have a remark after it: "late (15 min)", "yes, until three"; one that excuses turns "no, vacation" into
    excused.
    """
    said = _IN_BRACKETS.sub(r"\1, ", said).strip(" ,")
    word, _, remark = re.sub(r"\s*[(\[,;–—]\s*|\s+-\s+", "|", said.strip(), count=1).partition("|")
    found = _word(said) or (_word(word) if remark else "")
    return "excused" if found == "no" and remark and says_of(remark) == "excused" else found


def _word(said: str) -> str:
    try:
        return read_word(said, _PRESENT) or ""
    except Unfit:
        try:
            return {True: "yes", False: "no", None: ""}[read_yes_no(said)]
        except Unfit:
            return ""
