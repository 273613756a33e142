"""All figures of a log for one day and period: the one function behind every page and the JSON command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core import counting, small_groups
from lib.metrics.core.counting import Counted
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.core.lazy import Lazily
from lib.metrics.core.period import DATES, REVIEW, Period, between, named
from lib.metrics.core.remember import remembered
from lib.metrics.core.series import (
    WORDS_FOR_ASSURANCE,
    WORDS_FOR_VARIATION,
    By,
    Months,
    Series,
    months,
    series,
)
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS
from lib.metrics.program import asks, status

__all__ = ["WORDS_FOR_ASSURANCE", "WORDS_FOR_VARIATION", "Program", "Series", "measure"]

KEYS = (*DICTIONARY, "status", "asks")


class _Day:
    """What is found once for a log on a day, whatever the period: the units of every figure, and their series.

    `listed`: facts of the log as the viewer may list it. `facts`: those that are counted. `people`: those that figures
    about people are counted from, without the circles in `withheld`, which are too small to be reported. `judged`:
    whether charts judge the targets.
    """

    def __init__(
        self, listed: Facts, also_withheld: frozenset[str] = frozenset(), *, judged: bool = True
    ) -> None:
        self.listed, self.judged = listed, judged
        self.facts = listed if listed.log.counting is None else Facts(listed.log.counting, listed.as_of)
        self.withheld = small_groups.withheld(self.facts) | also_withheld
        self.people = small_groups.without(self.facts, self.withheld)
        self.units = Lazily(DICTIONARY, lambda key: counting.all_units(DICTIONARY[key], self.of(key)))
        self.months = Lazily(SERIES_KEYS, lambda key: months(DICTIONARY[key], self.units[key], self.of(key)))
        self.series = Lazily(SERIES_KEYS, self.over_time)

    def of(self, key: str) -> Facts:
        return self.people if DICTIONARY[key].about_people else self.facts

    @remembered
    def over_time(self, key: str, by: By = "month", circle: str | None = None) -> Series:
        return series(DICTIONARY[key], self.units[key], self.of(key), by, circle)


class _Count:
    """What has been counted so far in a period: each figure is counted when it is first needed, and kept."""

    def __init__(self, day: _Day, period: Period) -> None:
        self.day = day
        self.facts = day.facts.within(period.start, period.end)
        self.people = day.people.within(period.start, period.end)
        self.figures = Lazily(KEYS, self._counted)
        self.circles = {circle: self._of_circle(circle) for circle in self.facts.log.circles["circle"]}

    @cached_property
    def status(self) -> pd.DataFrame:
        return status.judge(self.facts, self.circles, self.day.units["participation"])  # type: ignore[arg-type]

    def _of_circle(self, circle: str) -> Mapping[str, Figure]:
        return Lazily(KEYS, lambda key: self.figures[key].circles[circle])

    def _counted(self, key: str) -> Counted:
        if key == "asks":
            return Counted(asks.asks(self.facts), asks.asks_by_circle(self.facts))
        if key == "status":
            program = status.program_figure(self.status)
            return Counted(program, status.circle_figures(self.status, self.circles))
        definition = DICTIONARY[key]
        is_charted = self.day.judged and definition.target and definition.has_series
        verdict = self.day.series[key].verdict if is_charted else None
        facts = self.people if definition.about_people else self.facts
        counted = counting.count(definition, facts, self.day.units[key], verdict)
        small = self.day.withheld if definition.about_people else frozenset()
        if not small:
            return counted
        circles = dict.fromkeys(small, small_groups.below(counted.figure)) | dict(counted.circles)
        figure = small_groups.left_out(counted.figure, len(small), len(self.circles))
        return Counted(figure, circles, counted.units)


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
    _count: _Count

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
        facts = Facts(self.facts.log, self.period.end_before)  # type: ignore[arg-type]
        return _program(_Day(facts, self.withheld, judged=False), period)

    def as_known_on(self, day: pd.Timestamp) -> Program:
        """The same log as known on an earlier day, in the period that ends then and is as long; see `earlier`, which is
        this program if `day` is the last day of the period before."""
        if self.period.has_before and day == self.period.end_before and self.earlier is not None:
            return self.earlier
        period = _moved(self.period, self.as_of, day)
        return _program(_Day(Facts(self.facts.log, day), self.withheld, judged=False), period)

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
) -> Program:
    """Every figure of `log` as known on `as_of`, counting what falls from `start` to `end` (included; None = no bound),
    or in `period` if one is given.

    An empty log gives every figure with N = 0, and value None unless it is a count.
    """
    return _program(_Day(Facts(log, as_of)), period or between(start, end, as_of))


def _moved(period: Period, as_of: pd.Timestamp, day: pd.Timestamp) -> Period:
    """The period as it would have been on `day`: months stay months, other bounds move by the days in between."""
    if period.key not in (DATES, REVIEW):
        return named(period.key, day)
    if period.start is None:
        return period
    return Period(DATES, period.name, period.start - (as_of - day))


def _program(day: _Day, period: Period) -> Program:
    counted = _Count(day, period)
    with_units = (key for key, definition in DICTIONARY.items() if definition.units)
    return Program(
        facts=day.listed.within(period.start, period.end),
        period=period,
        figures=Lazily(KEYS, lambda key: counted.figures[key].figure),
        circles=counted.circles,
        series=day.series,
        units=Lazily(with_units, lambda key: counted.figures[key].units),
        _count=counted,
    )
