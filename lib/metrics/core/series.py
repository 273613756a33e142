"""A figure over time, as a control chart: by month or quarter, and for one circle by session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.metrics.core import counting, points, small_groups
from lib.metrics.core.definition import Definition
from lib.metrics.core.design_changes import phases_from
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import Verdict
from lib.metrics.core.points import Points
from lib.metrics.statistics import control_chart, shifts
from lib.metrics.statistics.control_chart import Columns

WORDS_FOR_ASSURANCE = {"passes": "meets", "misses": "misses", "hit-and-miss": "hit-and-miss"}
WORDS_FOR_VARIATION = {
    "improvement": "improving",
    "concern": "worsening",
    "common": "steady",
    "neutral": "changing",
    "none": None,
}
MIN_FOR_VERDICT = 12
"""Points in the latest phase below which a target is neither met, missed nor hit-and-miss: only the points count."""
ONE_EACH = "dots only: one yes or no at a time"

By: TypeAlias = points.By


@dataclass(frozen=True)
class Series:
    """A figure over time as a control chart, from `start` (or the log's first unit) to the last known day.

    `columns`, and as a frame `points`: period (str "2026-03", "2026-Q1", by session "2026-03-15"), n, N (int64) and the
    columns of `control_chart.xmr`. `variation` and `assurance` are the chart's words; `notes` say what limits its use.
    `met`: how many points of the latest phase meet the target, and how many there are. `is_level`: no shift among those
    points, so that their limits describe one level. `lately`: the variation by the limits of the latest level, where
    that has lasted `shifts.SETTLED` points. `is_unfinished`: the last period is not over and is not compared
    (`points.is_unfinished`); `lately` is about those before it, and `draw` makes the chart of values and phases.
    """

    key: str
    columns: Columns
    variation: str
    assurance: str
    notes: tuple[str, ...] = ()
    met: tuple[int, int] = (0, 0)
    is_level: bool = True
    lately: str | None = None
    is_unfinished: bool = False
    draw: Callable[..., Columns] = control_chart.columns

    @cached_property
    def points(self) -> pd.DataFrame:
        return control_chart.framed(self.columns)

    @cached_property
    def compared(self) -> pd.DataFrame:
        """`points` as they are drawn and spoken of: an unfinished period has no part in limits and special causes."""
        if not self.is_unfinished:
            return self.points
        values, phases = self.columns["value"], self.columns["phase"]
        chart = self.draw(values[:-1], phases=phases[:-1])
        if ONE_EACH in self.notes:
            chart = control_chart.dots_only(chart)
        goes_on = bool((phases[-2:-1] == phases[-1]).any())
        limits = {name: chart[name][-1] if goes_on else np.nan for name in ("mean", "lower", "upper")}
        last = {
            **limits,
            "value": values[-1],
            "phase": phases[-1],
            "special": False,
            "rule": "",
            "kind": "common",
        }
        whole = {name: np.append(column, last[name]).astype(column.dtype) for name, column in chart.items()}
        return control_chart.framed({name: whole.get(name, column) for name, column in self.columns.items()})

    @property
    def judged(self) -> int:
        """How many points are compared: all but one of an unfinished period."""
        return len(self.columns["period"]) - self.is_unfinished

    @property
    def verdict(self) -> Verdict | None:
        """The target against the latest phase; None without a target or points. The word needs MIN_FOR_VERDICT points
        of one level, and a target that no point met is missed, whatever the limits."""
        met, points = self.met
        if not points:
            return None
        if points < MIN_FOR_VERDICT:
            return Verdict(None, met, points)
        if not met:
            return Verdict("misses", met, points)
        return Verdict(WORDS_FOR_ASSURANCE.get(self.assurance) if self.is_level else None, met, points)

    @property
    def change(self) -> str | None:
        """improving, steady, worsening or (if neither direction is better) changing; None with too few periods."""
        return WORDS_FOR_VARIATION[self.lately or self.variation]


@dataclass(frozen=True)
class Months:
    """The values of a figure by month without a chart, for what needs no limits: a series costs several times as much.

    `names`: "2026-03", in order. `values`: float64, NaN = gap. `phases`: int64, from 0: a phase starts with each change
    that asks for new limits.
    """

    key: str
    names: list[str]
    values: NDArray[np.float64]
    phases: NDArray[np.int64]


def months(definition: Definition, known: Points, facts: Facts) -> Months:
    """The points that `charted` charts by month, without limits."""
    starts = np.zeros(len(known.names), dtype=np.int64)
    starts[phases_from(known.names, facts, "month", None)] = 1
    starts[:1] = 0
    return Months(definition.key, known.names, known.value, np.cumsum(starts))


def series(
    definition: Definition,
    frame: pd.DataFrame | None,
    facts: Facts,
    by: By = "month",
    circle: str | None = None,
) -> Series:
    """The figure of the program, or of one circle, by period. `frame`: `counting.all_units`.

    Figures of units count in each period what falls in it; periods without units are gaps, and by session only sessions
    with units appear. Figures of a day are given as known on the last day of each period, if the log's dates allow
    (`Definition.retold`). New limits start at changes with rebase = yes, the program's and the circle's own.

    Raises ValueError for a figure that the log cannot show for earlier days, and by session for a figure of a day or
    without a circle.
    """
    return charted(definition, _points(definition, frame, facts, by, circle), facts, by, circle)


def _points(
    definition: Definition, frame: pd.DataFrame | None, facts: Facts, by: By, circle: str | None
) -> Points:
    if by == "session" and (circle is None or not definition.windowed):
        raise ValueError(
            f"{definition.key} has no series by session" if circle else "by session needs one circle"
        )
    if definition.windowed and frame is not None and definition.estimate is None:
        return valued(definition, _of_units(frame, facts, by, circle))
    if definition.retold:
        return _of_days(definition, facts, by, circle)  # type: ignore[arg-type]
    raise ValueError(f"the log cannot show {definition.key} for earlier days")


def valued(definition: Definition, known: Points) -> Points:
    """The points with the values of this figure: n of a count, else n / N."""
    return known._replace(value=known.n.astype(np.float64)) if definition.unit == "count" else known


def can_tell(definition: Definition, by: By = "month") -> bool:
    """Whether `series` can show the figure for earlier days; by session only for one circle."""
    is_counted = definition.units is not None and definition.windowed and definition.estimate is None
    return is_counted or (definition.retold and by != "session")


def _of_units(frame: pd.DataFrame, facts: Facts, by: By, circle: str | None) -> Points:
    on, counts = frame["on"].to_numpy(), frame["reason"].array.codes < 0
    counts &= on <= facts.last_day.to_datetime64()
    if circle is not None:
        counts &= (frame["circle"] == circle).to_numpy()
    if not counts.any():
        return points.no_points()
    first = pd.Timestamp(on[counts].min())
    if facts.start is not None and facts.start > first:
        first = facts.start
        counts &= on >= first.to_datetime64()
    if not counts.any():
        return points.no_points()
    days, hits = on[counts], frame["hit"].to_numpy()[counts]
    return (
        points.by_day(days, hits)
        if by == "session"
        else points.by_period(days, hits, by, first, facts.last_day)
    )


def _of_days(definition: Definition, facts: Facts, by: points.Period, circle: str | None) -> Points:
    held = facts.held if circle is None else facts.held[facts.held["circle"] == circle]
    first = held["on"].min()
    if facts.start is not None and facts.start > first:
        first = facts.start
    if first is pd.NaT or first > facts.last_day:
        return points.no_points()
    index = points.periods(by, first, facts.last_day)
    log = facts.log if circle is None else facts.log.filtered(circles=[circle])
    rows = []
    for last in index.to_timestamp(how="end").normalize():
        then = Facts(log, min(last, facts.last_day))
        then = small_groups.reported(then) if definition.about_people else then
        figure = counting.count(definition, then)
        rows.append((figure.n, figure.N, figure.value))
    n, N, value = map(list, zip(*rows, strict=True))
    return Points(points.names_of(index), np.array(n), np.array(N), np.array(value, dtype=np.float64))


def charted(
    definition: Definition, known: Points, facts: Facts, by: By = "month", circle: str | None = None
) -> Series:
    """The control chart of these points."""
    is_share, improvement = definition.unit == "share", definition.improvement
    rules = str(facts.log.settings["control_rules"])
    one_each = is_share and bool(known.N.max(initial=0) == 1)
    high = 1 if is_share else None
    draw = partial(control_chart.columns, rules=rules, low=0, high=high, improvement=improvement)
    chart = draw(known.value, phases=phases_from(known.names, facts, by, circle))
    if one_each:
        chart = control_chart.dots_only(chart)
    latest = control_chart.of_latest_phase(chart)
    unfinished = definition.windowed and points.is_unfinished(known, by, facts.last_day, definition.unit)
    finished = latest[: len(latest) - unfinished]
    level = shifts.start_of_level(finished, shifts.SETTLED)
    lately = (
        control_chart.columns(finished[level:], rules=rules, improvement=improvement)
        if level or unfinished
        else None
    )
    target = float(facts.log.settings[definition.target]) if definition.target else None
    return Series(
        definition.key,
        {"period": np.array(known.names, dtype=object), **chart, "n": known.n, "N": known.N},
        control_chart.variation(chart),
        control_chart.assurance(chart, target, improvement),
        (ONE_EACH,) if one_each else tuple(control_chart.notes(chart)),
        control_chart.met(chart, target, improvement),
        not shifts.has_shift(latest, shifts.RUN[rules]),
        None if lately is None else control_chart.variation(lately),
        unfinished,
        draw,
    )
