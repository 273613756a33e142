"""All figures of a log for one day and period: the one function behind every page, the brief and the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """A figure by month as a control chart.

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
    """Everything measured: figures of the program, of each circle, and monthly series of the program."""

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
    in_period = {
        key: frame[facts.in_period(frame["on"])] if DICTIONARY[key].windowed else frame
        for key, frame in units.items()
    }
    series = {key: _series(DICTIONARY[key], units[key], facts) for key in SERIES_KEYS}
    figures = {key: _figure(DICTIONARY[key], in_period[key], facts, series.get(key)) for key in DICTIONARY}
    circles = _by_circle(in_period, facts)
    judged = status.judge(facts, circles, units["participation"])
    figures |= {"status": status.program_figure(judged), "asks": sponsorship.asks(facts)}
    asks_of, status_of = sponsorship.asks_by_circle(facts), status.circle_figures(judged, circles)
    circles = {
        circle: {**found, "status": status_of[circle], "asks": asks_of[circle]}
        for circle, found in circles.items()
    }
    return Program(facts, figures, circles, series, in_period, judged)


def _units(definition: Definition, facts: Facts) -> pd.DataFrame:
    frame = definition.units(facts)
    return frame.iloc[:0] if missing_words(definition, facts.log) else frame


def missing_words(definition: Definition, log: CircleLog) -> str | None:
    """What the workbook lacks for this figure, in words; None where it has all."""
    absent = [(tab, column) for tab, column in definition.needs if not log.has(tab, column)]
    if not absent:
        return None
    tab, column = absent[0]
    return (
        f"not recorded: no column {column} in the tab {tab}"
        if log.has(tab)
        else f"not recorded: no tab {tab}"
    )


def _figure(definition: Definition, frame: pd.DataFrame, facts: Facts, series: Series | None) -> Figure:
    sums = rates.totals(frame).iloc[0].to_dict()
    return _from_sums(definition, sums, rates.exclusions(frame).to_dict(), facts.log, series)


def _from_sums(
    definition: Definition,
    sums: Mapping[str, int],
    excluded: Mapping[str, int],
    log: CircleLog,
    series: Series | None = None,
) -> Figure:
    n, total = int(sums["n"]), int(sums["N"])
    missing = missing_words(definition, log)
    is_share = definition.unit == "share"
    target = float(log.settings[definition.target]) if definition.target else None
    value = (n / total if total else None) if is_share else (None if missing else float(n))
    return Figure(
        definition.key,
        definition.label,
        definition.definition,
        unit=definition.unit,
        value=value,
        n=n,
        N=total,
        target=target,
        status=_status_word(value if is_share else None, total, target, series),
        excluded={str(reason): int(count) for reason, count in excluded.items()},
        parts={name: int(count) for name, count in sums.items() if name not in {"n", "N"}},
        missing=missing,
    )


def _status_word(value: float | None, total: int, target: float | None, series: Series | None) -> str | None:
    if value is None or target is None or total < MIN_FOR_PERCENT:
        return None
    if series is not None and series.assurance in WORDS_FOR_ASSURANCE:
        return WORDS_FOR_ASSURANCE[series.assurance]
    return "meets" if value >= target else "misses"


def _by_circle(in_period: Mapping[str, pd.DataFrame], facts: Facts) -> dict[str, dict[str, Figure]]:
    names = facts.log.circles["circle"].to_list()
    found: dict[str, dict[str, Figure]] = {name: {} for name in names}
    for key, definition in DICTIONARY.items():
        frame = in_period[key]
        sums = rates.totals(frame, "circle").reindex(names, fill_value=0)
        out: dict[str, dict[str, int]] = {}
        for (circle, reason), count in rates.exclusions(frame, "circle").items():  # type: ignore[misc]
            out.setdefault(str(circle), {})[str(reason)] = int(count)
        records = sums.to_dict("records")
        for name, record in zip(names, records, strict=True):
            found[name][key] = _from_sums(definition, record, out.get(name, {}), facts.log)  # type: ignore[arg-type]
    return found


def _series(definition: Definition, frame: pd.DataFrame, facts: Facts) -> Series:
    counted = frame[frame["reason"].isna() & (frame["on"] <= facts.last_day)]
    first = facts.start if facts.start is not None else counted["on"].min()
    if counted.empty or first is pd.NaT or first > facts.last_day:
        months = pd.DataFrame({"n": [], "N": [], "value": []}).astype(
            {"n": "int64", "N": "int64", "value": float}
        )
    else:
        months = rates.by_month(counted, first, facts.last_day)
    chart = control_chart.xmr(
        months["value"].to_numpy(),
        rules=str(facts.log.settings["control_rules"]),
        phases=_phases(months.index, facts.log),
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


def _phases(months: pd.Index, log: CircleLog) -> list[int]:
    """Where new limits start: the month of each program-wide change that asks for it."""
    changes = log.changes
    rebased = changes[changes["rebase"].fillna(False).astype(bool) & changes["circle"].isna()]
    starts = rebased["date"].dt.strftime("%Y-%m")
    return (
        sorted({int(months.searchsorted(month)) for month in starts} - {len(months)}) if len(months) else []
    )
