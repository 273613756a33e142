"""Short dates whose year comes first: "20.08.30" among others of August to November 2020."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

_SHORT = re.compile(r"(\d\d)([./-])(\d\d)\2(\d\d)")
_FEWEST = 3
"""Different last parts that show a day there; as years, they would be far apart."""


def year_first_days(cells: Iterable[object]) -> Mapping[str, str]:
    """The texts such as "20.08.30" -> ISO days, where the column shows that the year comes first: all of them can be
    read so, the first parts are one or two numbers, and the last ones at least three, and more. Else {}."""
    parts: dict[str, tuple[str, str, str]] = {}
    for cell in cells:
        if isinstance(cell, str) and (match := _SHORT.fullmatch(cell.strip())):
            parts[cell] = match[1], match[3], match[4]
    firsts, lasts = {first for first, _, _ in parts.values()}, {last for _, _, last in parts.values()}
    if len(firsts) > 2 or len(lasts) < _FEWEST or len(lasts) <= len(firsts):
        return {}
    try:
        return {
            text: date(2000 + int(year), int(month), int(day)).isoformat()
            for text, (year, month, day) in parts.items()
        }
    except ValueError:
        return {}
