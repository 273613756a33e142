"""New keys that people can read, in the pattern the log already uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import pandas as pd

from lib.log.format.cells import shown
from lib.log.format.folding import fold
from lib.log.format.schema import TABS
from lib.workbook.base import Grid

_NUMBERED = re.compile(r"(.*?)(\d+)")
_CIRCLE_SUFFIX = r"(?<=\d) \(.*\)$"
"""What is added to keys that several workbooks share: `A-0001 (Atlas)` is A-0001 in its own workbook."""
_FIRST = {
    "actions": "A",
    "insights": "I",
    "asks": "Q",
    "practices": "P",
    "lighthouses": "L",
    "teams": "T",
    "reviews": "R",
    "decisions": "D",
}


def next_key(tab: str, keys: pd.Series, *, circle: str = "", taken: Collection[str] = ()) -> str:
    """A key that is neither in `keys` nor in `taken`, compared the way keys are.

    `keys` (str) are those of the tab; for a session, only those of its circle. The most common prefix before a number
    is continued ("A-0041" -> "A-0042", same width). If no key has a number, the prefix is the circle's name for
    sessions, and a letter for other tabs.
    """
    present = keys.dropna().str.replace(_CIRCLE_SUFFIX, "", regex=True)
    used = {fold(key) for key in present} | {fold(re.sub(_CIRCLE_SUFFIX, "", key)) for key in taken}
    numbered = present.str.extract(f"^{_NUMBERED.pattern}$").dropna()
    if len(numbered):
        start = numbered[0].value_counts().index[0]
        numbers = numbered.loc[numbered[0] == start, 1]
        width = int(numbers.str.len().mode().iloc[0])
        highest = max(int(number) for number in numbers)
    else:
        start = f"{circle}-" if tab == "sessions" and circle else f"{_FIRST.get(tab, tab[:1].upper())}-"
        width, highest = (2 if tab == "sessions" else 4), 0
    number = highest + 1
    while fold(key := f"{start}{number:0{width}d}") in used:
        number += 1
    return key


def aside_key(tab: str, row: int, grid: Grid, positions: Mapping[str, int]) -> dict[str, str]:
    """What is in the key columns of a row that reading could not use, as text; "" where there is nothing."""
    return {
        name: shown(grid.cell(row, positions[name])).strip() if name in positions else ""
        for name in TABS[tab].key
    }
