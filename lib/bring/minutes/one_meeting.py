"""Notes that are kept in one document for many meetings: the lines of one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lib.bring.minutes.dates import Calendar
from lib.bring.minutes.document import Line

_AROUND = re.compile(
    r"[(\[][^()\[\]]*[)\]]|\b(?:meeting|minutes|notes|session|call|sync|circle|weekly|biweekly|monthly|of|on|the|from|no|"
    r"agenda|protokoll|sitzung|vom|am|treffen|réunion|du|"
    r"mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b|\b\d{1,2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\b|[\W_]+",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:due|by|until|next|previous|last|actions?|deadline|bis|agenda for)\b", re.IGNORECASE
)
_MOST_WORDS = 3
_LEAST_LINES = 3
_LONGEST = 60
_OF_TEXT = 9
"""The level of a line that is a title by its place alone: below every heading."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The lines of one meeting; `days`: those of all meetings in the document, () where there is only one."""

    lines: tuple[Line, ...]
    days: tuple[date, ...] = ()
    day: date | None = None


def one_meeting(lines: Sequence[Line], day: date | None, order: bool | None) -> Meeting:
    """The lines of the meeting on `day`, or else of the latest one; all lines where there is only one.

    Meetings are headings of one level, or lines in a block of their own, that are a day and little else, two or more
    with different days; one with hardly a line below it is an empty form. What is above the first of them belongs to
    each. `order`: whether short dates write the day first.
    """
    reader = Calendar(day_first=order)
    titles = [(at, _level(line), found) for at, line in enumerate(lines) if (found := _day_of(line, reader))]
    level = min((own for _, own, _ in titles), default=0)
    starts = [(at, found) for at, own, found in titles if own == level]
    ends = {
        at: next(
            (
                later
                for later in range(at + 1, len(lines))
                if any(later == other and found != own for other, own in starts)
                or (lines[later].kind == "heading" and lines[later].level < level)
            ),
            len(lines),
        )
        for at, found in starts
    }
    filled = [(at, found) for at, found in starts if ends[at] - at > _LEAST_LINES]
    days = tuple(dict.fromkeys(found for _, found in filled))
    if len(days) < 2:
        return Meeting(tuple(lines))
    chosen = day if day in days else max(days)
    at = next(at for at, found in filled if found == chosen)
    return Meeting((*lines[: starts[0][0]], *lines[at : ends[at]]), days, chosen)


def _level(line: Line) -> int:
    return line.level if line.kind == "heading" else _OF_TEXT


def _day_of(line: Line, reader: Calendar) -> date | None:
    is_title = line.kind == "heading" or (
        line.kind == "text" and (line.starts_block or line.lead == line.text) and len(line.text) < _LONGEST
    )
    if not is_title or _OTHER.search(line.text):
        return None
    days = [found for found in reader.days(line.text) if not found.is_relative]
    if len(days) != 1 or days[0].value is None:
        return None
    before = line.text[: days[0].start]
    if line.kind == "text" and len(re.findall(r"\w+", before)) > 1:
        return None
    rest = f"{before} {line.text[days[0].end :]}"
    return days[0].value if len(_AROUND.sub(" ", rest).split()) <= _MOST_WORDS else None
