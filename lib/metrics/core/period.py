"""The period that a page speaks about, in days and in words, and the period before it.

A period has a stable key, used in addresses and in the setting `period`. Nothing here reads the clock: the day as_of is
an argument.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from lib.words.phrases import counted

ALL, DATES, REVIEW = "all", "dates", "review"
PERIODS = MappingProxyType(
    {
        "3m": "Last 3 months",
        "6m": "Last 6 months",
        "12m": "Last 12 months",
        "quarter": "This quarter",
        "last-quarter": "Last quarter",
        "ytd": "Year to date",
        REVIEW: "Since the last review",
        ALL: "Whole log",
        DATES: "Two dates",
    }
)
"""Stable keys of the periods, and their names in the filter bar."""
DEFAULT = "3m"
SETTABLE = tuple(key for key in PERIODS if key != DATES)
"""The keys that the setting `period` may have."""
_MONTHS = {"3m": 3, "6m": 6, "12m": 12}
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included (None = no bound), and the period before it (None without a start).

    `name`: "the last 3 months", for the middle of a sentence; `name_before`: "the 3 months before", "" without one.
    """

    key: str
    name: str
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    start_before: pd.Timestamp | None = None
    name_before: str = ""
    is_ahead: bool = False
    """Whether it begins after as_of: nothing can have happened in it yet. Its name says so."""

    @property
    def end_before(self) -> pd.Timestamp | None:
        """The last day of the period before: the day before this one starts."""
        return None if self.start is None else self.start - _DAY

    @property
    def has_before(self) -> bool:
        return self.start_before is not None

    @property
    def dates(self) -> str:
        """The bounds in words: "since 1 Apr 2026", "1 Jan 2026 to 31 Mar 2026"; "" for the whole log."""
        if self.start is None:
            return f"until {_day(self.end)}" if self.end is not None else ""
        return f"since {_day(self.start)}" if self.end is None else f"{_day(self.start)} to {_day(self.end)}"

    @property
    def inside(self) -> str:
        """ "in the last 3 months", "over the whole log"."""
        return f"over {self.name}" if self.key == ALL else f"in {self.name}"

    @property
    def opening(self) -> str:
        """The same at the start of a sentence."""
        return f"{self.inside[0].upper()}{self.inside[1:]}"


WHOLE = Period(ALL, "the whole log")


def between(start: pd.Timestamp | None, end: pd.Timestamp | None, as_of: pd.Timestamp) -> Period:
    """The period from one day to another; the one before it is as long. Without both bounds, the whole log. One that
    begins after as_of keeps its days, and its name says that it has not begun."""
    if start is None and end is None:
        return WHOLE
    last = as_of if end is None else min(end, as_of)
    if start is None:
        return Period(DATES, f"the log up to {_day(last)}", end=end)
    if start > as_of:
        until = "" if end is None else f" to {_day(max(start, end))}"
        name = f"the time from {_day(start)}{until}, which has not begun by {_day(as_of)}"
        return Period(DATES, name, start, end, is_ahead=True)
    name = f"the time from {_day(start)} to {_day(max(start, last))}"
    return _as_long(DATES, name, start, end, last)


def named(key: str, as_of: pd.Timestamp, reviews: Iterable[pd.Timestamp] = ()) -> Period:
    """The period with this key on the day `as_of`. `reviews`: the days of the reviews held.

    Months are counted back from the day after as_of: on 30 June, the last 3 months start on 1 April. Without a review,
    "since the last review" is the whole log. Raises ValueError for an unknown key and for DATES, which needs its dates.
    """
    if key in _MONTHS:
        return _months(key, _MONTHS[key], as_of)
    if key == ALL:
        return WHOLE
    if key == "last-quarter":
        end = _quarter(as_of) - _DAY
        start = _quarter(end)
        return Period(
            key,
            f"the last quarter ({_quarter_name(end)})",
            start,
            end,
            _quarter(start - _DAY),
            "the quarter before",
        )
    if key == "quarter":
        start = _quarter(as_of)
        return _as_long(key, f"this quarter ({_quarter_name(as_of)})", start, None, as_of)
    if key == "ytd":
        start = pd.Timestamp(as_of.year, 1, 1)
        return _as_long(key, f"the year to date (since {_day(start)})", start, None, as_of)
    if key == REVIEW:
        held = [day for day in reviews if day < as_of]
        if not held:
            return WHOLE
        last = max(held)
        return _as_long(key, f"the time since the last review on {_day(last)}", last + _DAY, None, as_of)
    raise ValueError(f"no period {key!r}; known: {', '.join(PERIODS)}")


def usual_key(setting: object, reviews: Collection[pd.Timestamp]) -> str:
    """The key of the period that is shown unless someone chooses another: that of the setting `period`, or DEFAULT if
    it asks for the last review and none is known."""
    key = str(setting)
    is_known = key in SETTABLE and (key != REVIEW or len(reviews) > 0)
    return key if is_known else DEFAULT


def usual(setting: object, as_of: pd.Timestamp, reviews: Collection[pd.Timestamp]) -> Period:
    """The period that is shown unless someone chooses another. `reviews`: the days of the reviews held."""
    return named(usual_key(setting, reviews), as_of, reviews)


def _months(key: str, months: int, as_of: pd.Timestamp) -> Period:
    start = as_of + _DAY - pd.DateOffset(months=months)
    before = as_of + _DAY - pd.DateOffset(months=2 * months)
    return Period(key, f"the last {months} months", start, None, before, f"the {months} months before")


def _as_long(
    key: str, name: str, start: pd.Timestamp, end: pd.Timestamp | None, last: pd.Timestamp
) -> Period:
    """The period with one of the same number of days before it."""
    days = max((last - start).days + 1, 1)
    return Period(key, name, start, end, start - days * _DAY, f"the {counted(days, 'day')} before")


def _quarter(day: pd.Timestamp) -> pd.Timestamp:
    return pd.Timestamp(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _quarter_name(day: pd.Timestamp) -> str:
    return f"Q{(day.month - 1) // 3 + 1} {day.year}"


def _day(day: pd.Timestamp) -> str:
    return f"{day:%-d %b %Y}"
