"""The words of a log's own that are worth asking about: what a state or a mark of attendance means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lib.bring.actions.states import YELLOW
from lib.bring.unclear import UnclearWord, unclear_cells, unclear_words
from lib.log.format.lights import COLORS, GREEN_DONE, LIGHTS, OPEN
from lib.log.format.model import CircleLog
from lib.log.format.words import word_form
from lib.workbook.base import Grid

OPTIONS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("actions", "status"): (
        ("open", "not started"),
        ("doing", "being worked on"),
        ("blocked", "blocked, or on hold"),
        ("done", "done"),
        ("cancelled", "given up"),
    ),
    ("sessions", "status"): (
        ("planned", "still to come"),
        ("held", "took place"),
        ("cancelled", "did not take place"),
    ),
    ("attendance", "present"): (("yes", "was there"), ("no", "was absent"), ("excused", "was excused")),
}
"""What a word of a log's own may mean, by tab and column: (word of the format, what it says)."""
OF_LIGHTS = (
    (OPEN, "how it goes: none of them is done"),
    (GREEN_DONE, "green is done, the others are not"),
)
"""What the colors of a light may mean as the status of an action."""
CALLED: Mapping[tuple[str, str], str] = {
    ("actions", "status"): "the status of an action",
    ("sessions", "status"): "the status of a session",
    ("attendance", "present"): "attendance",
}
SHARE = "%"
"""The word that stands for every share of what is to be done that is neither none nor all."""
_PART = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*%|0[.,]\d+|\d{1,2}(?:\.0)?")
_MOST, _LONGEST = 6, 40
"""Words of a column that are asked about, and characters of the longest; more of either are remarks, no states."""


def unknown_words(grids: Sequence[Grid], log: CircleLog, workbook: str) -> list[UnclearWord]:
    """The words that were not understood in a column of states or marks: all of a few; of many, those that are used
    again and again."""
    found: list[UnclearWord] = []
    words = unclear_words([cell for cell in unclear_cells(grids, log) if cell.workbook == workbook])
    for tab, column in OPTIONS:
        its = [word for word in words if (word.tab, word.column) == (tab, column)]
        if (tab, column) == ("actions", "status") and (
            shares := [word for word in its if is_part(word.word)]
        ):
            count = sum(word.count for word in shares)
            found.append(UnclearWord(workbook, tab, column, SHARE, count))
        if (tab, column) == ("actions", "status"):
            lights = [word for word in its if word_form(word.word.removesuffix(YELLOW)) in LIGHTS]
            if len(lights) > 1:
                count = sum(word.count for word in lights)
                found.append(UnclearWord(workbook, tab, column, COLORS, count))
                its = [word for word in its if word not in lights]
        its = [word for word in its if len(word.word) <= _LONGEST and any(map(_is_said, word.word))]
        if (tab, column) == ("attendance", "present"):
            its = [word for word in its if word.count > 1]
        if len(its) > _MOST:
            its = [word for word in its if word.count > 1][:_MOST]
        found += its
    return found


def is_part(text: str) -> bool:
    """Whether a status is a share of what is to be done: "75 %", 0.75."""
    return _PART.fullmatch(text.strip()) is not None


def _is_said(char: str) -> bool:
    return char.isalpha() or ord(char) > 0x2000
