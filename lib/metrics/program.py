"""All figures of a log for one day and period: the one function behind every page, the brief and the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lib.log.model import CircleLog
from lib.metrics import control_chart, rates, sponsorship, status
from lib.metrics.dictionary import DICTIONARY, SERIES_KEYS, Definition
from lib.metrics.facts import Facts
from lib.metrics.figure import MIN_FOR_PERCENT, Figure

WORDS_FOR_ASSURANCE = {"passes": "meets", "misses": "misses", "hit-and-miss": "hit-and-miss"}
WORDS_FOR_VARIATION = {
    "improvement": "improving",
    "concern": "worsening",
    "common": "steady",
    "neutral": "changing",
    "none": None,
}


@dataclass(frozen=True)
class Series:
    """A figure of the program by month as a control chart, from `start`, but not before the
    log's first unit, to the last known day.

    `points`: period (str "2026-03"), n, N (int64) and the columns of `control_chart.xmr`. `variation` and `assurance`
    are the chart's words, `notes` what limits its use.
    """

    key: str
    points: pd.DataFrame
    variation: str
    assurance: str
    notes: tuple[str, ...] = ()

    @property
    def change(self) -> str | None:
        """improving, steady or worsening; None where there are too few months to say."""
        return WORDS_FOR_VARIATION[self.variation]


@dataclass(frozen=True)
class Program:
    """Everything measured: figures of the program, of each circle, and monthly series of the program.

    `units`: the frame of `lib.metrics.rates` behind each figure, the period's rows. `status`: see `status.judge`.
    """

    facts: Facts
    figures: Mapping[str, Figure]
    circles: Mapping[str, Mapping[str, Figure]]
    series: Mapping[str, Series]
    units: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    status: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def as_of(self) -> pd.Timestamp:
        return self.facts.as_of


def measure(
    log: CircleLog,
    as_of: pd.Timestamp,
    start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
) -> Program:
    """Every figure of `log` as known on `as_of`, counting what falls between `start` and `end` (None = no bound).

    An empty log gives every figure with value None and N = 0.
    """
    facts = Facts(log, as_of, start, end)
    units = {key: _units(definition, facts) for key, definition in DICTIONARY.items()}
    in_period = {key: _windowed(DICTIONARY[key], frame, facts) for key, frame in units.items()}
    series = {key: _series(DICTIONARY[key], units[key], facts) for key in SERIES_KEYS}
    figures: dict[str, Figure] = {}
    circles: dict[str, dict[str, Figure]] = {circle: {} for circle in log.circles["circle"]}
    for key, definition in DICTIONARY.items():
        figures[key], by_circle = _all_figures(definition, in_period[key], facts, series.get(key))
        for circle, figure in by_circle.items():
            circles[circle][key] = figure
    judged = status.judge(facts, circles, units["participation"])
    figures |= {"status": status.program_figure(judged), "asks": sponsorship.asks(facts)}
    asks_of, status_of = sponsorship.asks_by_circle(facts), status.circle_figures(judged, circles)
    for circle, found in circles.items():
        found |= {"status": status_of[circle], "asks": asks_of[circle]}
    return Program(facts, figures, circles, series, in_period, judged)


def _units(definition: Definition, facts: Facts) -> pd.DataFrame:
    frame = definition.units(facts)
    return frame.iloc[:0] if missing_words(definition, facts.log) else frame


def _windowed(definition: Definition, frame: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    inside = facts.in_period(frame["on"]) if definition.windowed else None
    return frame if inside is None or inside.all() else frame[inside]


def missing_words(definition: Definition, log: CircleLog) -> str | None:
    """What the workbook lacks for this figure, in words; None where it has all."""
    for tab, *columns in definition.needs:
        if not log.has(tab):
            return f"not recorded: no tab {tab}"
        if not any(log.has(tab, column) for column in columns):
            return f"not recorded: no column {' or '.join(columns)} in the tab {tab}"
    return None


def _all_figures(
    definition: Definition, frame: pd.DataFrame, facts: Facts, series: Series | None
) -> tuple[Figure, dict[str, Figure]]:
    """The program's figure and every circle's, from the units of the period."""
    log = facts.log
    missing = missing_words(definition, log)
    target = float(log.settings[definition.target]) if definition.target else None
    more, more_of = definition.more(facts, frame) if definition.more and not missing else ({}, {})

    def figure(
        sums: dict[str, int], excluded: dict[str, int], more: dict[str, Any], word: str | None
    ) -> Figure:
        n, N = sums.pop("n"), sums.pop("N")
        share = n / N if N else None
        return Figure(
            definition.key,
            definition.label,
            definition.definition,
            unit=definition.unit,
            value=share if definition.unit == "share" else None if missing else float(n),
            n=n,
            N=N,
            target=target,
            status=_status_word(share, N, target, word),
            excluded=excluded,
            parts=sums | more,
            missing=missing,
        )

    names = log.circles["circle"].to_list()
    sums_of = rates.totals(frame, "circle").reindex(names, fill_value=0).to_dict("records")
    excluded_of = rates.exclusions_by_circle(frame)
    circles = {
        name: figure(sums, excluded_of.get(name, {}), more_of.get(name, {}), None)  # type: ignore[arg-type]
        for name, sums in zip(names, sums_of, strict=True)
    }
    (sums,) = rates.totals(frame).to_dict("records")
    word = WORDS_FOR_ASSURANCE.get(series.assurance) if series else None
    return figure(sums, rates.exclusions(frame), more, word), circles  # type: ignore[arg-type]


def _status_word(value: float | None, N: int, target: float | None, assured: str | None) -> str | None:
    """The chart's word where it has one, else the value against the target; None where nothing can be said."""
    if value is None or target is None or N < MIN_FOR_PERCENT:
        return None
    return assured or ("meets" if value >= target else "misses")


def _series(definition: Definition, frame: pd.DataFrame, facts: Facts) -> Series:
    """The control chart by month of those of `frame` that lie in the period; months without any are gaps."""
    counted = frame[frame["reason"].isna() & (frame["on"] <= facts.last_day)]
    first = counted["on"].min()
    if facts.start is not None and facts.start > first:
        first = facts.start
        counted = counted[counted["on"] >= first]
    if counted.empty or first is pd.NaT or first > facts.last_day:
        months = pd.DataFrame({"n": [], "N": [], "value": []}).astype(
            {"n": "int64", "N": "int64", "value": float}
        )
    else:
        months = rates.by_month(counted, first, facts.last_day)
    chart = control_chart.xmr(
        months["value"].to_numpy(),
        rules=str(facts.log.settings["control_rules"]),
        phases=_phases(months.index, facts),
        low=0,
        high=1,
        improvement=definition.improvement,
    )
    points = chart.assign(n=months["n"].to_numpy(), N=months["N"].to_numpy())
    points.insert(0, "period", pd.Series(list(months.index), index=points.index, dtype="str"))
    target = float(facts.log.settings[definition.target]) if definition.target else None
    return Series(
        definition.key,
        points,
        control_chart.variation(chart),
        control_chart.assurance(chart, target, definition.improvement),
        tuple(control_chart.notes(chart)),
    )


def _phases(months: pd.Index, facts: Facts) -> list[int]:
    """Where new limits start: the month of each program-wide change known by as_of that asks for it."""
    changes = facts.log.changes
    rebased = changes["rebase"].fillna(False).astype(bool) & changes["circle"].isna()
    starts = changes.loc[rebased & (changes["date"] <= facts.as_of), "date"].dt.strftime("%Y-%m")
    return sorted({int(months.searchsorted(month)) for month in starts} - {len(months)})
