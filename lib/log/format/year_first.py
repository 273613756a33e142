"""Short dates whose year comes first: "20.08.30" among others of August to November 2020."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

_SHORT = re.compile(r"(\d\d)([./-])(\d\d)\2(\d\d)")
_FEWEST = 3
"""Different last parts that show a day there; as years, they would be far apart."""
_RECENT = 15
"""Logs are kept since 2015 or so: of a date's two readings, one long before and one since, the later is meant."""
_LONG = 5
"""Years between two readings of a date from which one of them is long ago; nearer ones may both be meant."""


def year_first_days(cells: Iterable[object]) -> Mapping[str, str]:
    """The texts such as "20.08.30" -> ISO days, where the column shows that the year comes first; else {}.

    All of them can be read so, the first parts are one or two numbers, and the last ones are more and at least three.
    Fewer are enough beside neighboring first parts where the last ones would be years of long ago ("26.03.04"), and
    where dates with dashes have one first part.
    """
    parts: dict[str, tuple[str, str, str]] = {}
    has_dashes = True
    for cell in cells:
        if isinstance(cell, str) and (match := _SHORT.fullmatch(cell.strip())):
            parts[cell] = match[1], match[3], match[4]
            has_dashes = has_dashes and match[2] == "-"
    if not parts:
        return {}
    firsts, lasts = {first for first, _, _ in parts.values()}, {last for _, _, last in parts.values()}
    first, last = int(min(firsts)), int(min(lasts))
    is_long_ago = (
        last < _RECENT <= first
        and first - last >= _LONG
        and int(max(firsts)) - first < 2
        and len(lasts) >= len(firsts)  # "15.03.09", "16.03.09": two days of a year, and no day of two years
    )
    is_one_year = has_dashes and len(firsts) == 1 and len(lasts) > 1 and int(min(firsts)) >= _RECENT
    is_varied = len(lasts) >= _FEWEST and len(lasts) > len(firsts)
    if len(firsts) > 2 or not (is_long_ago or is_one_year or is_varied):
        return {}
    try:
        return {
            text: date(2000 + int(year), int(month), int(day)).isoformat()
            for text, (year, month, day) in parts.items()
        }
    except ValueError:
        return {}
