"""What is found once for a log on a day, and what is counted of it in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from weakref import WeakValueDictionary

import pandas as pd

from lib.log.format.model import CircleLog
from lib.log.format.narrowed import Narrowed
from lib.metrics.core import counting, points, rates, small_groups
from lib.metrics.core.counting import Counted
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Figure
from lib.metrics.core.lazy import Lazily
from lib.metrics.core.period import Period
from lib.metrics.core.points import Monthly, Points
from lib.metrics.core.rates import Tally
from lib.metrics.core.remember import forget, remembered
from lib.metrics.core.series import By, Series, charted, months, series, valued
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS
from lib.metrics.program import asks, parted, status

KEYS = (*DICTIONARY, "status", "asks")


class Day:
    """What is found once for a log on a day, whatever the period: the units of every figure, and their series.

    `listed`: facts of the log as the viewer may list it. `facts`: those that are counted. `people`: those that figures
    about people are counted from, without the circles in `withheld`, which are too small to be reported. `judged`:
    whether charts judge the targets. `whole`: the same day with more circles, whose answers serve for these.
    """

    def __init__(
        self,
        listed: Facts,
        also_withheld: frozenset[str] = frozenset(),
        *,
        judged: bool = True,
        whole: Day | None = None,
    ) -> None:
        self.listed, self.judged, self.whole = listed, judged, whole
        self.counts: WeakValueDictionary[tuple[object, ...], Count] = WeakValueDictionary()
        self.earlier: WeakValueDictionary[object, Day] = WeakValueDictionary()
        self.facts: Facts = listed
        if listed.log.counting is not None:
            more = None if whole is None else whole.facts
            self.facts = Facts(listed.log.counting, listed.as_of, whole=more)
        self.withheld = small_groups.withheld(self.facts) | also_withheld
        self.people = small_groups.without(self.facts, self.withheld)
        self.circles = frozenset(self.facts.log.circles["circle"])
        self.units = Lazily(DICTIONARY, self._units)
        self.monthly = Lazily(SERIES_KEYS, self._monthly)
        self.months = Lazily(
            SERIES_KEYS, lambda key: months(DICTIONARY[key], self._points(key), self.of(key))
        )
        self.series = Lazily(SERIES_KEYS, self.over_time)

    def _units(self, key: str) -> pd.DataFrame | None:
        found = self.whole.units.made(key) if self.whole is not None and parted.is_parted(key) else None
        if found is None:
            return counting.all_units(DICTIONARY[key], self.of(key))
        return parted.of_circles(key, found, self.circles)

    def _monthly(self, key: str) -> Monthly:
        found = self.whole.monthly.made(key) if self.whole is not None and parted.is_tallied(key) else None
        if found is None:
            return points.monthly(self.units[key], self.facts.as_of)  # type: ignore[arg-type]
        return found.of(parted.counted_with(key, self.circles))

    def _points(self, key: str) -> Points:
        return valued(DICTIONARY[key], self.monthly[key].points())

    def on(self, day: pd.Timestamp) -> Day:
        """The log as known on an earlier day; charts do not judge its targets."""
        whole = self.whole.earlier.get(day) if self.whole is not None else None
        known = Facts(self.listed.log, day, whole=None if whole is None else whole.listed)
        found = self.earlier[day] = Day(known, self.withheld, judged=False, whole=whole)
        return found

    def forget(self) -> None:
        """Let go of what figures were counted from, and of series: both are found again when they are asked for. What
        is shared with other circles stays."""
        for facts in (self.listed, self.facts, self.people):
            forget(facts)
            if isinstance(facts.log.tabs, Narrowed) and not self._is_shared(facts.log):
                facts.log.tabs.forget()
        for found in (self.units, self.monthly, self.months, self.series):
            found.forget()
        self.__dict__.pop("_answers", None)
        for reference in self.counts.valuerefs():  # a list: another thread may add one meanwhile
            if (count := reference()) is not None:
                count.forget()

    def _is_shared(self, log: CircleLog) -> bool:
        return self.whole is None or any(log is its.log for its in (self.whole.listed, self.whole.facts))

    def count(self, period: Period) -> Count:
        """What is counted in a period, shared by all who ask for it while one of them keeps it."""
        bounds = (period.start, period.end)
        found = self.counts.get(bounds)
        if found is None:
            found = self.counts[bounds] = Count(self, period)
        return found

    def of(self, key: str) -> Facts:
        return self.people if DICTIONARY[key].about_people else self.facts

    @remembered
    def over_time(self, key: str, by: By = "month", circle: str | None = None) -> Series:
        if key in self.monthly and by == "month" and circle is None:
            return charted(DICTIONARY[key], self._points(key), self.of(key))
        return series(DICTIONARY[key], self.units[key], self.of(key), by, circle)


class Count:
    """What has been counted so far in a period: each figure is counted when it is first needed, and kept."""

    def __init__(self, day: Day, period: Period) -> None:
        self.day, self.bounds = day, (period.start, period.end)
        whole = self._whole()
        more = None if whole is None else whole.facts
        self.facts: Facts = replace(day.facts.within(period.start, period.end), whole=more)
        self.people = day.people.within(period.start, period.end)
        self.units = Lazily(DICTIONARY, self._units)
        self.tallies = Lazily(DICTIONARY, self._tally)
        self.figures = Lazily(KEYS, self._counted)
        self.circles = {circle: self._of_circle(circle) for circle in self.facts.log.circles["circle"]}

    def forget(self) -> None:
        """Let go of what figures were counted from."""
        for facts in (self.facts, self.people):
            forget(facts)
        for found in (self.units, self.tallies):
            found.forget()

    @cached_property
    def status(self) -> pd.DataFrame:
        whole = self._whole()
        if whole is not None and "status" in whole.__dict__:
            return parted.rows_of(whole.status, self.day.circles)
        return status.judge(self.facts, self.circles, self.day.units["participation"])  # type: ignore[arg-type]

    def _whole(self) -> Count | None:
        """The same period of more circles, if somebody keeps it."""
        return self.day.whole.counts.get(self.bounds) if self.day.whole is not None else None

    def _facts_of(self, key: str) -> Facts:
        return self.people if DICTIONARY[key].about_people else self.facts

    def _units(self, key: str) -> pd.DataFrame | None:
        return counting.in_period(DICTIONARY[key], self._facts_of(key), self.day.units[key])

    def _tally(self, key: str) -> Tally:
        whole = self._whole()
        found = whole.tallies.made(key) if whole is not None and parted.is_tallied(key) else None
        if found is None:
            return counting.tallied(DICTIONARY[key], self._facts_of(key), self.units[key])
        return rates.tally_of(found, parted.counted_with(key, self.day.circles))

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
        facts, tally = self._facts_of(key), self.tallies[key]
        counted = counting.figures(definition, facts, tally, lambda: self.units[key], verdict)
        small = self.day.withheld if definition.about_people else frozenset()
        if not small:
            return counted
        circles = dict.fromkeys(small, small_groups.below(counted.figure)) | dict(counted.circles)
        figure = small_groups.left_out(counted.figure, len(small), len(self.circles))
        return Counted(figure, circles)
