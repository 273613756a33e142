"""Days in running text: "by 12 March", "bis 12.3.", "next Friday", "in two weeks" -> days, or why not.

Every day that is written out is read as the log reads a date cell (`read_date`). What is relative counts from the day
of the session, which is an argument: nothing here knows what day it is.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from lib.bring.minutes.day_words import MONTHS, NUMBERS, RELATIVE, WEEKDAYS, WRITTEN
from lib.log.format.cells import Unfit, read_date

_MEETING = re.compile(r"session|meeting|call|circle|sitzung|treffen|termin|next time", re.IGNORECASE)
_YEAR_FIRST_OR_LAST = re.compile(r"(?:0[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
"""A short date with dashes, whose first or last number may be the year: "25-04-10"."""
FARTHEST = 320
"""Days after the session within which a day without a year is looked for."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day in a text, from `start` to `end`. `doubt` says why there is no `value`, or how it was read."""

    start: int
    end: int
    text: str
    value: date | None
    doubt: str = ""
    is_relative: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days are read by: that of the session, that of the next one, and whether short dates write the day first.

    `called`: months, in small letters, that people here are called, such as "april": alone, one of these is no time.
    """

    session: date | None = None
    following: date | None = None
    day_first: bool | None = None
    called: frozenset[str] = frozenset()

    def days(self, text: str) -> list[Day]:
        """The days in a text, in order."""
        found = [self._written(match) for match in WRITTEN.finditer(text)]
        taken = [(day.start, day.end) for day in found]
        for match in RELATIVE.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                day = self._relative(match)
                if day is not None:
                    found.append(day)
        return sorted(found, key=lambda day: day.start)

    def _written(self, match: re.Match[str]) -> Day:
        text = match[0].strip()
        try:
            value, doubt = self._value(match)
        except Unfit as unfit:
            value, doubt = None, f"{text}: expected {unfit}"
        return Day(match.start(), match.end(), text, value, doubt)

    def _value(self, match: re.Match[str]) -> tuple[date | None, str]:
        if match["iso"]:
            return self._read(match["iso"]), ""
        if match["slashed"] or match["dotted"]:
            short = (match["slashed"] or match["dotted"]).replace(" ", "")
            if match["dotted"] and short.count(".") == 2 and short.endswith("."):
                day, month = short.strip(".").split(".")
                return self._without_year(int(day), int(month), match[0])
            if _YEAR_FIRST_OR_LAST.fullmatch(short):
                raise Unfit("a year with four digits, since it may come first or last")
            return self._read(short), ""
        if match["short"]:
            first, second = map(int, match["short"].split("/"))
            return self._short(first, second, match[0])
        day = int(match["day"] or match["day2"] or match["day3"])
        month = MONTHS[(match["month"] or match["month2"] or match["month3"]).lower()]
        year = (match["year"] or match["year2"] or match["year3"] or "").strip("' ")
        if not year:
            return self._without_year(day, month, match[0])
        return self._read(f"{day} {calendar.month_abbr[month]} {year}"), ""

    def _read(self, text: str) -> date | None:
        try:
            return read_date(text, day_first=self.day_first, epoch_1904=False)
        except Unfit as unfit:
            return self._plausible(text, unfit)

    def _plausible(self, text: str, unfit: Unfit) -> date:
        """Of two readings of a short date, the only one in the year after the session; else raises `unfit`."""
        if self.session is None or "unambiguous" not in str(unfit):
            raise unfit
        readings = [read_date(text, day_first=order, epoch_1904=False) for order in (True, False)]
        near = [day for day in readings if day and timedelta() <= day - self.session <= timedelta(200)]
        if len(near) != 1:
            raise unfit
        return near[0]

    def _short(self, first: int, second: int, text: str) -> tuple[date | None, str]:
        orders = {(first, second), (second, first)}
        if self.day_first is not None:
            orders = {(first, second)} if self.day_first else {(second, first)}
        possible = [(day, month) for day, month in orders if month <= 12 and day <= 31]
        readings = [found for day, month in possible if (found := self._without_year(day, month, text)[0])]
        if len(possible) > 1:
            readings = [day for day in readings if self.session and day - self.session <= timedelta(120)]
        if len(readings) == 1:
            return readings[0], ""
        return None, f"{text.strip()}: day or month first?"

    def _without_year(self, day: int, month: int, text: str) -> tuple[date | None, str]:
        """The first such day on or after the session."""
        if self.session is None:
            return None, f"{text.strip()}: which year? The minutes have no day"
        for year in (self.session.year, self.session.year + 1):
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if timedelta() <= found - self.session <= timedelta(FARTHEST):
                return found, ""
        return None, f"{text.strip()}: no such day within {FARTHEST} days of the session"

    def _relative(self, match: re.Match[str]) -> Day | None:
        text, groups = match[0].strip(), match.groupdict()
        if groups["vague"]:
            if _MEETING.search(text) and self.following:
                return Day(match.start(), match.end(), text, self.following, "", True)
            if text.lower() in self.called:
                return None
            return Day(match.start(), match.end(), text, None, f"“{text}” is no single day", True)
        if self.session is None:
            return Day(match.start(), match.end(), text, None, f"“{text}”: the minutes have no day", True)
        value, doubt = self._from_session(groups, self.session)
        return Day(match.start(), match.end(), text, value, doubt, True) if value else None

    def _from_session(self, groups: dict[str, str | None], session: date) -> tuple[date | None, str]:
        if near := groups["near"]:
            return session + timedelta(days=0 if near.lower() in ("today", "tonight", "heute") else 1), ""
        if nth := groups["nth"]:
            return _nth(session, int(nth)), ""
        if count := groups["count"]:
            number = int(count) if count.isdecimal() else NUMBERS[count.lower()]
            return _later(session, number, str(groups["units"]).lower()), ""
        if groups["end"]:
            return _end(session, str(groups["unit"]).lower()), ""
        name = str(groups["weekday"] or groups["bare"]).lower()
        ahead = (WEEKDAYS[name] - session.weekday()) % 7 or 7
        coming = session + timedelta(days=ahead)
        which = str(groups["which"] or groups["after"] or "").lower()
        if which.startswith(("next", "nächst", "the following", "following")):
            monday = session + timedelta(days=7 - session.weekday())
            of_next_week = monday + timedelta(days=WEEKDAYS[name])
            if of_next_week == coming:
                return coming, ""
            return (
                of_next_week,
                f"“{groups['which'] or ''} {name}” read as that of the week after the session".replace(
                    "“ ", "“"
                ),
            )
        return coming, ""


def _nth(session: date, day: int) -> date | None:
    """The first such day of a month on or after the session."""
    for year, month in ((session.year, session.month), _next_month(session)):
        if day <= _last(year, month).day and (found := date(year, month, max(day, 1))) >= session:
            return found
    return None


def _later(session: date, number: int, units: str) -> date:
    if units.startswith(("day", "tag")):
        return session + timedelta(days=number)
    if units.startswith(("week", "woche")):
        return session + timedelta(weeks=number)
    month = session.month - 1 + number
    year, month = session.year + month // 12, month % 12 + 1
    return date(year, month, min(session.day, calendar.monthrange(year, month)[1]))


def _end(session: date, unit: str) -> date | None:
    """The last day of a week (its Friday), month, quarter or year around the session."""
    if unit in ("day", "today", "d", "business", "b"):
        return session
    if unit == "tomorrow":
        return session + timedelta(days=1)
    if "week" in unit or "woche" in unit or unit == "w":
        monday = session - timedelta(days=session.weekday())
        is_next = unit.startswith(("next", "nächst")) or session.weekday() > 4
        return monday + timedelta(days=4 + 7 * is_next)
    if "month" in unit or "monat" in unit or unit == "m":
        following = _last(session.year, session.month)
        return _last(*_next_month(session)) if unit.startswith("next") else following
    if unit == "year":
        return date(session.year, 12, 31)
    if unit == "quarter" or unit.startswith("q"):
        quarter = int(unit[1]) if unit[1:].isdecimal() else (session.month + 2) // 3
        found = _last(session.year, 3 * quarter)
        return found if found >= session else _last(session.year + 1, 3 * quarter)
    name, _, year = unit.partition(" ")
    month = MONTHS[name]
    if year.isdecimal():
        return _last(int(year), month)
    found = _last(session.year, month)
    return found if found >= session else _last(session.year + 1, month)


def _next_month(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
