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
from lib.metrics.core.remember import remembered
from lib.metrics.core.series import WORDS_FOR_ASSURANCE, WORDS_FOR_VARIATION, By, Series, series
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS
from lib.metrics.program import asks, status

__all__ = ["WORDS_FOR_ASSURANCE", "WORDS_FOR_VARIATION", "Program", "Series", "measure"]

KEYS = (*DICTIONARY, "status", "asks")


class _Count:
    """What has been counted so far: each figure is counted when it is first needed, and kept."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.units = Lazily(DICTIONARY, lambda key: counting.all_units(DICTIONARY[key], self._of(key)))
        self.series = Lazily(SERIES_KEYS, self.over_time)
        self.figures = Lazily(KEYS, self._counted)
        self.circles = {circle: self._of_circle(circle) for circle in facts.log.circles["circle"]}

    @cached_property
    def people(self) -> Facts:
        return small_groups.reported(self.facts)

    def _of(self, key: str) -> Facts:
        """What a figure is counted from: one about people only from circles that are large enough."""
        return self.people if DICTIONARY[key].about_people else self.facts

    @cached_property
    def status(self) -> pd.DataFrame:
        return status.judge(self.facts, self.circles, self.units["participation"])  # type: ignore[arg-type]

    @remembered
    def over_time(self, key: str, by: By = "month", circle: str | None = None) -> Series:
        return series(DICTIONARY[key], self.units[key], self._of(key), by, circle)

    def _of_circle(self, circle: str) -> Mapping[str, Figure]:
        return Lazily(KEYS, lambda key: self.figures[key].circles[circle])

    def _counted(self, key: str) -> Counted:
        if key == "asks":
            return Counted(asks.asks(self.facts), asks.asks_by_circle(self.facts))
        if key == "status":
            program = status.program_figure(self.status)
            return Counted(program, status.circle_figures(self.status, self.circles))
        definition = DICTIONARY[key]
        is_charted = definition.target and definition.has_series
        assured = WORDS_FOR_ASSURANCE.get(self.series[key].assurance) if is_charted else None
        counted = counting.count(definition, self._of(key), self.units[key], assured)
        small = small_groups.withheld(self.facts) if definition.about_people else frozenset()
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
    with the rows of the period.
    """

    facts: Facts
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
    def withheld(self) -> frozenset[str]:
        """The circles too small for figures about people (`lib.metrics.core.small_groups`); none for administrators."""
        return small_groups.withheld(self._count.facts)

    @property
    def as_of(self) -> pd.Timestamp:
        return self.facts.as_of

    @property
    def status(self) -> pd.DataFrame:
        """See `status.judge`."""
        return self._count.status

    def over_time(self, key: str, by: By = "month", circle: str | None = None) -> Series:
        """A figure of the program or of one circle by month, quarter or session; see `lib.metrics.core.series.series`.

        Raises ValueError for an unknown circle, and if the figure has no such series.
        """
        if circle is not None and circle not in self.circles:
            raise ValueError(f"no circle {circle!r}")
        return self._count.over_time(key, by, circle)


def measure(
    log: CircleLog,
    as_of: pd.Timestamp,
    start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
) -> Program:
    """Every figure of `log` as known on `as_of`, counting what falls from `start` to `end` (included; None = no bound).

    An empty log gives every figure with N = 0, and value None unless it is a count.
    """
    facts = Facts(log, as_of, start, end)
    counted = _Count(facts if log.counting is None else Facts(log.counting, as_of, start, end))
    with_units = (key for key, definition in DICTIONARY.items() if definition.units)
    return Program(
        facts=facts,
        figures=Lazily(KEYS, lambda key: counted.figures[key].figure),
        circles=counted.circles,
        series=counted.series,
        units=Lazily(with_units, lambda key: counted.figures[key].units),
        _count=counted,
    )
