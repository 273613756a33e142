"""A series of sessions to plan: days by rhythm, weekday and holidays, and the change set that plans them.

Pure: the first day is an argument. Holidays are those of a country as the `holidays` package knows them, without a
network.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

import pandas as pd

from lib.log.changing.changes import Addition, ChangeSet, is_filled
from lib.log.format.model import CircleLog
from lib.log.session.known import can_record, new_session_key

Rhythm = Literal["week", "2 weeks", "4 weeks", "month"]
WEEKS: Mapping[Rhythm, int] = {"week": 1, "2 weeks": 2, "4 weeks": 4}
LAST = 5
"""In `Plan.which`: the last such weekday of the month, be it the fourth or the fifth."""
MOST_SESSIONS = 60
_MOST_LOOKED_AT = 400
NEAR = timedelta(days=3)
"""Two sessions of one circle this close together are probably one that was planned twice."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a series goes: from `start` on, each `rhythm` on `weekday` (0 is Monday), until there are `count` sessions or
    `until` has passed, whichever is given. `which`: for a monthly rhythm, the first (1) to fourth such weekday, or
    LAST. `country`: two letters such as "DE", whose public holidays are skipped; "" skips none."""

    start: date
    weekday: int
    rhythm: Rhythm = "4 weeks"
    which: int = 1
    count: int | None = None
    until: date | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the series. `skipped`: why it is not planned unless someone wants it, such as "Christmas Day"; "" if it
    is planned."""

    day: date
    skipped: str = ""
    near: str = ""
    """A session that waits within three days of this one, and its day; "" for none, and where `skipped` says more."""


def days(rule: Rule, taken: Mapping[date, str] | None = None, today: date | None = None) -> list[Day]:
    """The days of the series in order, those skipped among them. None without a count and an end.

    A count counts days that are not skipped, so a series of 12 has 12 sessions; a series ends after 60 of them in any
    case. `taken`: days that have a session of the circle already, with its key. Days before `today` are skipped: a
    session that is planned in the past counts at once as planned and not held.
    """
    if rule.count is None and rule.until is None:
        return []
    most = min(MOST_SESSIONS if rule.count is None else rule.count, MOST_SESSIONS)
    found: list[Day] = []
    planned = 0
    for at, day in enumerate(_rhythm(rule)):
        if planned >= most or at >= _MOST_LOOKED_AT or (rule.until is not None and day > rule.until):
            break
        session = (taken or {}).get(day)
        if session:
            why = f"already planned: {session}"
        else:
            why = "in the past" if today is not None and day < today else holiday(day, rule.country)
        planned += not why
        found.append(Day(day, why, "" if session else _near(day, taken or {})))
    return found


def _near(day: date, taken: Mapping[date, str]) -> str:
    """The session nearest to the day, of those at most three days away, with its day; "" for none."""
    around = sorted((abs(other - day), other) for other in taken if abs(other - day) <= NEAR)
    return f"{taken[around[0][1]]} is on {around[0][1]}" if around else ""


def _rhythm(rule: Rule) -> Iterator[date]:
    if rule.rhythm != "month":
        day = rule.start + timedelta(days=(rule.weekday - rule.start.weekday()) % 7)
        while True:
            yield day
            day += timedelta(weeks=WEEKS[rule.rhythm])
    year, month = rule.start.year, rule.start.month
    while True:
        day = _of_month(year, month, rule.weekday, rule.which)
        if day >= rule.start:
            yield day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _of_month(year: int, month: int, weekday: int, which: int) -> date:
    first, length = monthrange(year, month)
    day = 1 + (weekday - first) % 7 + 7 * (which - 1)
    return date(year, month, day if day <= length else day - 7)


def holiday(day: date, country: str) -> str:
    """The name of the country's public holiday on that day; "" if there is none, or no such country."""
    return _holidays(country, day.year).get(day, "") if country in countries() else ""


@cache
def countries() -> Mapping[str, str]:
    """The countries whose holidays are known: two letters -> name, sorted by name."""
    from holidays import list_supported_countries
    from holidays.registry import COUNTRIES

    known = list_supported_countries(include_aliases=False)
    names = {codes[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", codes[0]) for codes in COUNTRIES.values()}
    return dict(sorted(((code, names.get(code, code)) for code in known), key=lambda one: one[1].casefold()))


@cache
def _holidays(country: str, year: int) -> Mapping[date, str]:
    from holidays import country_holidays

    languages = country_holidays(country).supported_languages
    language = next((one for one in ("en_US", "en", "en_GB") if one in languages), None)
    return dict(country_holidays(country, years=year, language=language).items())


def taken(log: CircleLog, circle: str) -> dict[date, str]:
    """The days for which the circle has a session that was not cancelled, planned or held, each with its key."""
    rows = log.sessions[(log.sessions["circle"] == circle) & (log.sessions["status"] != "cancelled")]
    found: dict[date, str] = {}
    for column in ("planned", "held"):
        for day, session in zip(rows[column], rows["session"], strict=True):
            if is_filled(day):
                found.setdefault(pd.Timestamp(day).date(), str(session))
    return found


def change_set(begun: ChangeSet, log: CircleLog, circle: str, wanted: Sequence[date]) -> ChangeSet:
    """`begun` with a planned session of the circle on each day, in its usual format. No such circle gives none.

    Keys continue the circle's own; columns that the workbook does not have are left out. Days on which the circle has a
    session already are left out too.
    """
    row = log.circles[log.circles["circle"] == circle]
    if row.empty:
        return begun
    usual = row["format"].iloc[0]
    keys: list[str] = []
    additions = []
    for day in sorted(set(wanted) - set(taken(log, circle))):
        keys.append(new_session_key(log, circle, keys))
        values = {"session": keys[-1], "circle": circle, "planned": day, "status": "planned", "format": usual}
        filled = {
            name: value
            for name, value in values.items()
            if is_filled(value) and can_record(log, "sessions", name)
        }
        additions.append(Addition(str(row["_workbook"].iloc[0]), "sessions", filled))
    return replace(begun, additions=tuple(additions))
