"""All figures of a log for one day and period: the one function behind every page and the JSON command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.core.lazy import Lazily
from lib.metrics.core.period import DATES, REVIEW, Period, between, named
from lib.metrics.core.remember import forget
from lib.metrics.core.series import (
    WORDS_FOR_ASSURANCE,
    WORDS_FOR_VARIATION,
    By,
    Months,
    Series,
    series,
)
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS
from lib.metrics.program.day import KEYS, Count, Day

__all__ = ["KEYS", "WORDS_FOR_ASSURANCE", "WORDS_FOR_VARIATION", "Program", "Series", "measure"]


@dataclass(frozen=True)
class Program:
    """Everything measured: figures of the program and of each circle, and monthly series of the program.

    Each figure is counted when it is first needed and then kept, so a page pays only for what it shows. `facts`: of the
    log as the viewer may list it. `units`: for each figure counted from units, the frame (see `lib.metrics.core.rates`)
    with the rows of the period. Series show the whole log up to as_of, whatever the period.
    """

    facts: Facts
    period: Period
    figures: Mapping[str, Figure]
    circles: Mapping[str, Mapping[str, Figure]]
    series: Mapping[str, Series]
    units: Mapping[str, pd.DataFrame]
    _count: Count

    @property
    def people(self) -> Facts:
        """What people are counted from, without circles too small to be reported: never list its rows."""
        return self._count.people

    @property
    def counted(self) -> Facts:
        """What figures that are not about people are counted from: never list its rows."""
        return self._count.facts

    @property
    def withheld(self) -> frozenset[str]:
        """The circles too small for figures about people (`lib.metrics.core.small_groups`); none for administrators."""
        return self._count.day.withheld

    @property
    def as_of(self) -> pd.Timestamp:
        return self.facts.as_of

    def within(self, period: Period) -> Program:
        """The same day in another period; what does not depend on the period is not counted again."""
        return _program(self._count.day, period)

    def forget(self) -> None:
        """Keep the figures that were counted, and let go of what they were counted from, of series and of the periods
        before: all are found again when they are asked for."""
        forget(self)
        forget(self.facts)
        self._count.day.forget()

    @cached_property
    def before(self) -> Program | None:
        """The period before, as known on as_of; None for a period that has none before it."""
        if not self.period.has_before:
            return None
        return self.within(
            Period(DATES, self.period.name_before, self.period.start_before, self.period.end_before)
        )

    @cached_property
    def earlier(self) -> Program | None:
        """The program as known at the end of the period before, in that period; None without one. For figures that
        describe a day. Its targets are not judged by charts."""
        if not self.period.has_before:
            return None
        period = Period(DATES, self.period.name_before, self.period.start_before)
        return _program(self._count.day.on(self.period.end_before), period)  # type: ignore[arg-type]

    def as_known_on(self, day: pd.Timestamp) -> Program:
        """The same log as known on an earlier day, in the period that ends then and is as long; see `earlier`, which is
        this program if `day` is the last day of the period before."""
        if self.period.has_before and day == self.period.end_before and self.earlier is not None:
            return self.earlier
        period = _moved(self.period, self.as_of, day)
        return _program(self._count.day.on(day), period)

    @property
    def series_of_period(self) -> Mapping[str, Series]:
        """The series cut to the period, with limits of their own: what JSON prints for --start and --end."""
        start, end, day = self.period.start, self.period.end, self._count.day
        if start is None and end is None:
            return self.series
        return Lazily(
            SERIES_KEYS,
            lambda key: series(DICTIONARY[key], day.units[key], day.of(key).within(start, end)),
        )

    @property
    def months(self) -> Mapping[str, Months]:
        """What the series chart, without their limits."""
        return self._count.day.months

    @property
    def status(self) -> pd.DataFrame:
        """See `status.judge`."""
        return self._count.status

    def over_time(self, key: str, by: By = "month", circle: str | None = None) -> Series:
        """A figure of the program or of one circle over the whole log, by month, quarter or session; see
        `lib.metrics.core.series.series`.

        Raises ValueError for an unknown circle, and if the figure has no such series.
        """
        if circle is not None and circle not in self.circles:
            raise ValueError(f"no circle {circle!r}")
        return self._count.day.over_time(key, by, circle)


def measure(
    log: CircleLog,
    as_of: pd.Timestamp,
    start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
    *,
    period: Period | None = None,
    whole: Program | None = None,
) -> Program:
    """Every figure of `log` as known on `as_of`, counting what falls from `start` to `end` (included; None = no bound),
    or in `period` if one is given.

    `whole`: of the same log and day with more circles; what it has found already is not found again.
    An empty log gives every figure with N = 0, and value None unless it is a count.
    """
    more = whole._count.day if whole is not None else None
    day = Day(Facts(log, as_of, whole=None if more is None else more.listed), whole=more)
    return _program(day, period or between(start, end, as_of))


def _moved(period: Period, as_of: pd.Timestamp, day: pd.Timestamp) -> Period:
    """The period as it would have been on `day`: months stay months, other bounds move by the days in between."""
    if period.key not in (DATES, REVIEW):
        return named(period.key, day)
    if period.start is None:
        return period
    return Period(DATES, period.name, period.start - (as_of - day))


def _program(day: Day, period: Period) -> Program:
    counted = day.count(period)
    with_units = (key for key, definition in DICTIONARY.items() if definition.units)
    return Program(
        facts=day.listed.within(period.start, period.end),
        period=period,
        figures=Lazily(KEYS, lambda key: counted.figures[key].figure),
        circles=counted.circles,
        series=day.series,
        units=Lazily(with_units, lambda key: counted.units[key]),  # type: ignore[arg-type, return-value]
        _count=counted,
    )
