"""The day in a sentence by which something is to be done, and the sentence without it."""

from __future__ import annotations

import re

from lib.bring.minutes.dates import Calendar, Day
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


def due_in(text: str, calendar: Calendar) -> tuple[str, Day | None]:
    """A sentence without its due date, and that day: after "by", or at the end of the sentence.

    "Next week" is no single day and stays in the sentence. A day that something else happens on ("prepare the workshop
    of 12 May") is none: then the text is as it was.
    """
    days = calendar.days(text)
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
        is_due = found is None and day.value is not None and (at_end or is_counted)
        if is_due and not NOT_DUE.search(before):
            found = BEFORE_END.search(before)
            return _joined(before[: found.start(1) if found else len(before)], after), day
        if day.is_relative and day.value is None and at_end and not NOT_DUE.search(before):
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
