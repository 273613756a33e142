"""How a motion went, where lines below it say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.bring.minutes.sections import Part
from lib.bring.minutes.sentences import sentences

_VOTE = re.compile(
    r"(?:moved|seconded|proposed|second|mover|seconder|votes?|voting|in favou?r|for|against|opposed|abstain\w*|"
    r"abstentions?|ayes?|nays?|noes|result|outcome|status|discussion)\b[^:.]{0,30}:|(?:moved|seconded|proposed|"
    r"second)(?: by)?\s*[–—-]\s|second(?:ed|s)?(?: by)? (?-i:[A-Z])[^.,;:]{1,30}$|"
    r"(?:all|none|unanimous\w*|motion|carried|passed|approved|failed|so moved|vote)\b[^.]{0,40}\W*$",
    re.IGNORECASE,
)
"""A line of a motion that says who moved it or how it was voted."""
_WENT = re.compile(
    r"(?:the |this )?motion (?:was |is |then )?(?:unanimously )?(?:carrie[sd]|passe[sd]|approved|adopted|fail(?:s|ed)|"
    r"defeated|lost|tabled|withdrawn)\b",
    re.IGNORECASE,
)
_MOST_BELOW = 12


def lines_below(parts: Sequence[Part], at: int) -> str:
    """The line below a motion, and those after it as long as they say how it was moved and voted."""
    found: list[str] = []
    for part in parts[at + 1 : at + 8]:
        line = part.line.text
        if len(line) >= 120 or (found and not _VOTE.match(line)):
            break
        found.append(line)
        if not _VOTE.match(line):
            break
    return " ".join(found)


def sentence_below(parts: Sequence[Part], at: int, motion: re.Pattern[str]) -> str:
    """The sentence further below that says how the motion went, before the next motion or title; "" if none does.

    `motion`: how a motion begins.
    """
    for part in parts[at + 1 : at + _MOST_BELOW]:
        for sentence in sentences(part.line.text):
            if _WENT.match(sentence):
                return sentence
            if part.line.kind == "heading" or motion.search(sentence):
                return ""
    return ""
