"""The day in a sentence by which something is to be done, and the sentence without it."""

from __future__ import annotations

import re
from dataclasses import replace

from lib.bring.minutes.dates import Calendar, Day
from lib.bring.minutes.day_words import WEEKDAYS
from lib.bring.minutes.task_patterns import AT_MEETING, BEFORE_DUE, BEFORE_END, CLOCK, NOT_DUE

_ASIDE = re.compile(
    r"\b(?:who|what|which|how|why|where|wer|was|wie|warum|wo)(?: [\w'’]+){1,4}\s+$", re.IGNORECASE
)
"""A question within a task, whose day is its own: "ask who signs today"."""
_SAID_LAST = re.compile(
    r"[.;,–—-]\s*(?:due|deadline|target|eta)(?:\s+(?:by|on|date))?\s*:?\s*$", re.IGNORECASE
)
"""What is set off at the end of a task, which has another day in it: "plan until the end of June. Due 5/15"."""
_COUNTED = re.compile(
    r"(?:in|within|innerhalb|binnen|bis|end|eo|e\.o|ende|tomorrow|today|tonight|morgen|heute)", re.IGNORECASE
)


_END_OF_DAY = re.compile(r"(?:end of (?:the )?(?:day|business)|eod|eob|cob)$", re.IGNORECASE)
_NEAR = 5
"""Letters between "end of day" and the day that it is of."""
_ON_DAY = re.compile(r"(?:^|\s)am\s+$")
"""A weekday within a German task: "schreibt am Sonntag den Bericht"."""


def agreeing(day: Day) -> Day:
    """The day, but none where the weekday written in front of it is another than that of the date."""
    named = WEEKDAYS.get(day.text.split()[0].strip(",.").lower()) if day.value and day.text else None
    if named is None or day.value is None or day.is_relative or named == day.value.weekday():
        return day
    return replace(day, value=None, doubt=f"“{day.text}”: that date is another weekday, so the day is open")


def _ends(day: Day, following: Day) -> bool:
    """Whether a day is only "end of day", right in front of the day that it is of."""
    return _END_OF_DAY.search(day.text) is not None and following.start - day.end <= _NEAR


def due_in(text: str, calendar: Calendar) -> tuple[str, Day | None]:
    """A sentence without its due date, and that day: after "by", or at the end of the sentence.

    "Next week" is no single day and stays in the sentence. A day that something else happens on ("prepare the workshop
    of 12 May") is none: then the text is as it was.
    """
    days = [agreeing(day) for day in calendar.days(text)]
    days = [day for at, day in enumerate(days) if not any(_ends(day, one) for one in days[at + 1 : at + 2])]
    if len(days) > 1 and days[-1].value and _SAID_LAST.search(text[: days[-1].start]):
        days = days[-1:]
    for day in days:
        if day.is_relative and _ASIDE.search(text[: day.start]) and not BEFORE_DUE.search(text[: day.start]):
            continue
        before, after = text[: day.start], _after(text, day)
        found = BEFORE_DUE.search(before)
        at_end = not after.strip(" .,;)!")
        if found is not None and (at_end or day.value is not None):
            return _joined(before[: found.start(1)], after), day
        meeting = AT_MEETING.search(before) if day.is_relative and day.value == calendar.following else None
        if meeting is not None and day.value is not None and at_end:
            return _joined(before[: meeting.start(1)], after), day
        is_counted = day.is_relative and _COUNTED.match(day.text)
        is_on = day.is_relative and _ON_DAY.search(before)
        is_due = found is None and day.value is not None and (at_end or is_counted or is_on)
        if is_due and not NOT_DUE.search(before):
            found = BEFORE_END.search(before)
            return _joined(before[: found.start(1) if found else len(before)], after), day
        if day.is_relative and day.value is None and at_end and not NOT_DUE.search(before):
            return text, day
        if day.value is None and "weekday" in day.doubt and at_end:
            return text, day
    return text, None


def without_day(text: str, calendar: Calendar) -> tuple[str, Day | None]:
    """A short text without the one day in it and the words that introduce it; as it was without one."""
    days = calendar.days(text)
    if len(days) != 1:
        return text.strip(), None
    before = text[: days[0].start]
    found = BEFORE_DUE.search(before) or BEFORE_END.search(before)
    before = before[: found.start(1)] if found else before
    return f"{before} {_after(text, days[0])}".strip(" ,;:/.–—-|"), days[0]


def _after(text: str, day: Day) -> str:
    """What follows a day, without a time of day."""
    after = text[day.end :]
    clock = CLOCK.match(after)
    return after[clock.end() :] if clock else after


def _joined(before: str, after: str) -> str:
    before, after = before.rstrip(" ,;(–—-"), after.strip()
    return f"{before}{after}" if after[:1] in (".", ",", ";", ")") else f"{before} {after}".strip()
