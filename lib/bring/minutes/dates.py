"""Days in running text: "by 12 March", "bis 12.3.", "next Friday", "in two weeks" -> days, or why not.

Every day that is written out is read as the log reads a date cell (`read_date`). What is relative counts from the day
of the session, which is an argument: nothing here knows what day it is.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from lib.log.format.cells import Unfit, read_date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier enero januari",
            "feb february februar feber février febrero februari",
            "mar march märz maerz mär mrz mars marzo maart",
            "apr april avril abril",
            "may mai mayo mei",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto augustus",
            "sep sept september septembre septiembre",
            "oct october oktober okt octobre octubre",
            "nov november novembre noviembre",
            "dec december dezember dez décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag mo lundi lunes maandag",
            "tuesday tue tues dienstag di mardi martes dinsdag",
            "wednesday wed mittwoch mi mercredi miércoles woensdag",
            "thursday thu thur thurs donnerstag do jeudi jueves donderdag",
            "friday fri freitag fr vendredi viernes vrijdag",
            "saturday sat samstag sonnabend sa samedi sábado zaterdag",
            "sunday sun sonntag so dimanche domingo zondag",
        )
    )
    for name in names.split()
}
_NUMBERS = {
    word: number
    for number, names in enumerate(
        (
            "a an one einem einer ein eine",
            "two zwei a couple of",
            "three drei",
            "four vier",
            "five fünf",
            "six sechs",
            "seven sieben",
            "eight acht",
        ),
        start=1,
    )
    for word in names.split()
}
_M = "|".join(sorted(_MONTHS, key=len, reverse=True))
_LONG_DAYS = "|".join(sorted((name for name in _WEEKDAYS if len(name) > 2), key=len, reverse=True))
_W = rf"(?:(?:{_LONG_DAYS}|(?:mo|di|mi|do|fr|sa|so)\.)\.?,?\s+(?:(?:den|the|dem)\s+)?)?"
_WRITTEN = re.compile(
    rf"""(?<![\w.,/-]){_W}(?:
      (?P<iso>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})
    | (?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er)?(?:\s+(?:of|de)\s+|[\s-]+)?(?P<month>{_M})\b\.?(?:,?[\s-]+(?:de\s+)?(?P<year>\d{{4}}|'?\d\d(?![:\d]|\s*(?:am|pm|h\b|uhr|%))))?
    | (?P<month2>{_M})\b\.?\s+(?:the\s+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<year2>\d{{4}}))?
    | (?P<dotted>\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{4}}|\s?\d\d(?!\d))?)
    | (?P<slashed>\d{{1,2}}[/-]\d{{1,2}}[/-](?:\d{{4}}|\d\d))
    | (?P<short>\d{{1,2}}/\d{{1,2}})
    )(?![\w/%]|-\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_RELATIVE = re.compile(
    rf"""(?<![\w-])(?:
      (?P<end>(?:the\s+)?end\s+of\s+(?:the\s+)?|e\.?o\.?|ende\s+(?:der\s+|des\s+)?|fin\s+de\s+)(?P<unit>next\s+week|this\s+week|week|next\s+month|this\s+month|month|day|today|tomorrow|business|q[1-4]|quarter|year|nächster\s+woche|nächsten\s+woche|dieser\s+woche|woche|monats|monat|w|m|d|b|{_M}(?:\s+\d{{4}})?)\b
    | (?P<which>next|this|coming|the\s+following|following|nächsten|nächster|kommenden|diesen|dieser)\s+(?P<weekday>{_LONG_DAYS})\b
    | (?P<bare>{_LONG_DAYS})\b(?:\s+(?P<after>next\s+week|nächster\s+woche|nächste\s+woche))?
    | (?P<within>(?:in|within|innerhalb\s+von|binnen)\s+)(?:the\s+next\s+)?(?P<count>\d{{1,2}}|{"|".join(_NUMBERS)})\s+(?P<units>days?|weeks?|months?|tagen?|wochen?|monaten?)\b
    | (?P<near>today|tomorrow|heute|morgen)\b
    | (?P<vague>(?:the\s+)?(?:our\s+)?next\s+(?:session|meeting|call|circle|week|month|quarter|time|sprint)(?:\s+meeting)?|(?:zur\s+|bis\s+zur\s+)?nächste[nrs]?\s+(?:sitzung|woche|treffen|termin|monat)|this\s+(?:week|month|quarter)|q[1-4](?:\s+\d{{4}})?|(?:mid|early|late)[\s-]+(?:{_M})|asap|soon|ongoing|(?:kw|cw|week)\s*\d{{1,2}}|diese\s+woche|{_M})(?!\w)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_MEETING = re.compile(r"session|meeting|call|circle|sitzung|treffen|termin|next time", re.IGNORECASE)
FARTHEST = 400
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
    """What days are read by: that of the session, that of the next one, and whether short dates write the day first."""

    session: date | None = None
    following: date | None = None
    day_first: bool | None = None

    def days(self, text: str) -> list[Day]:
        """The days in a text, in order."""
        found = [self._written(match) for match in _WRITTEN.finditer(text)]
        taken = [(day.start, day.end) for day in found]
        for match in _RELATIVE.finditer(text):
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
            return self._read(short), ""
        if match["short"]:
            first, second = map(int, match["short"].split("/"))
            return self._short(first, second, match[0])
        day, month = int(match["day"] or match["day2"]), _MONTHS[(match["month"] or match["month2"]).lower()]
        year = (match["year"] or match["year2"] or "").strip("' ")
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
            if timedelta() <= found - self.session <= timedelta(300):
                return found, ""
        return None, f"{text.strip()}: no such day within 300 days of the session"

    def _relative(self, match: re.Match[str]) -> Day | None:
        text, groups = match[0].strip(), match.groupdict()
        if groups["vague"]:
            if _MEETING.search(text) and self.following:
                return Day(match.start(), match.end(), text, self.following, "", True)
            return Day(match.start(), match.end(), text, None, f"“{text}” is no single day", True)
        if self.session is None:
            return Day(match.start(), match.end(), text, None, f"“{text}”: the minutes have no day", True)
        value, doubt = self._from_session(groups, self.session)
        return Day(match.start(), match.end(), text, value, doubt, True) if value else None

    def _from_session(self, groups: dict[str, str | None], session: date) -> tuple[date | None, str]:
        if near := groups["near"]:
            return session + timedelta(days=0 if near.lower() in ("today", "heute") else 1), ""
        if count := groups["count"]:
            number = int(count) if count.isdecimal() else _NUMBERS[count.lower()]
            return _later(session, number, str(groups["units"]).lower()), ""
        if groups["end"]:
            return _end(session, str(groups["unit"]).lower()), ""
        name = str(groups["weekday"] or groups["bare"]).lower()
        ahead = (_WEEKDAYS[name] - session.weekday()) % 7 or 7
        coming = session + timedelta(days=ahead)
        which = str(groups["which"] or groups["after"] or "").lower()
        if which.startswith(("next", "nächst", "the following", "following")):
            monday = session + timedelta(days=7 - session.weekday())
            of_next_week = monday + timedelta(days=_WEEKDAYS[name])
            if of_next_week == coming:
                return coming, ""
            return (
                of_next_week,
                f"“{groups['which'] or ''} {name}” read as that of the week after the session".replace(
                    "“ ", "“"
                ),
            )
        return coming, ""


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
    month = _MONTHS[name]
    if year.isdecimal():
        return _last(int(year), month)
    found = _last(session.year, month)
    return found if found >= session else _last(session.year + 1, month)


def _next_month(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
