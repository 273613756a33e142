"""Figures of the pulse survey, taken from its published table (see `lib.metrics.pulse.publish`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.log.format.model import CircleLog
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure, Verdict
from lib.metrics.core.series import Series
from lib.metrics.pulse import cells as pulse_cells
from lib.metrics.pulse import disclosure
from lib.metrics.pulse.definitions import PULSE, PulseDefinition
from lib.metrics.pulse.disclosure import BELOW, NO_ANSWERS, PUBLISHED
from lib.metrics.pulse.publish import Published
from lib.metrics.pulse.ranges import in_words, is_met, is_plotted
from lib.metrics.statistics import control_chart, shifts

NO_SURVEY = "not recorded: no survey workbook"
NO_WAVE = "the wave is not a quarter such as 2026-Q1"
TOO_FEW_ITEMS = "fewer than 5 of the 7 safety items answered"
NOT_ANSWERED = "this question not answered"

Row = dict[str, Any]
_SILENT: Row = (
    {"state": NO_ANSWERS, "n": 0, "N": 0, "left_out": None}
    | dict.fromkeys(("value", "low", "high"))
    | {"bound": ""}
)


@dataclass(frozen=True)
class Pulse:
    """The pulse of some circles in some period.

    `cells`: see `pulse_cells.in_view`. `wave`: the latest in the period, None without any; `figures` and `circles`
    describe it, `series` covers all waves. Figures below the threshold have no value, n or N, and `parts["state"]` says
    so; `parts["waves"]` holds all waves, `parts["below_threshold"]` the combined answers of the circles below the
    threshold, if no filter is set.
    """

    cells: pd.DataFrame
    wave: str | None
    figures: Mapping[str, Figure]
    circles: Mapping[str, Mapping[str, Figure]]
    series: Mapping[str, Series]


def measure(
    published: Published | None,
    log: CircleLog,
    as_of: pd.Timestamp,
    start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
    chosen: Collection[str] | None = None,
) -> Pulse:
    """The pulse of the waves that closed from `start` to `end` and by `as_of`.

    `log`: the unfiltered log, for rosters, target and chart rules. `chosen`: the circles that a filter leaves (None: no
    filter). `published` None: no survey is configured, and every figure says so.
    """
    table = disclosure.no_cells() if published is None else published.table
    table = pulse_cells.of_period(table, start, as_of if end is None else min(as_of, end))
    cells = pulse_cells.in_view(table, log, chosen)
    rows = _rows(cells)
    wave = None if table.empty else str(table["wave"].max())
    missing = {key: _missing(definition, published) for key, definition in PULSE.items()}
    waves = _every_quarter(cells["wave"])
    phases = _phases(waves, log)
    series = {
        key: _series(definition, rows.get((None, key), []), waves, phases, log)
        for key, definition in PULSE.items()
    }
    program = (
        _program_parts(cells, table, wave) if chosen is None else _program_parts(cells, table.iloc[:0], wave)
    )
    unreadable = published.unreadable_waves if published else 0

    def figure(circle: str | None, key: str) -> Figure:
        definition, history = PULSE[key], rows.get((circle, key), [])
        if missing[key]:
            return _blank(definition, log, missing[key])
        if circle is not None:
            return _figure(definition, history, wave, log, {})
        excluded = {NO_WAVE: unreadable}
        return _figure(definition, history, wave, log, program[key], series[key].verdict, excluded)

    names = [name for name in log.circles["circle"] if chosen is None or name in chosen]
    return Pulse(
        cells,
        wave,
        {key: figure(None, key) for key in PULSE},
        {name: {key: figure(name, key) for key in PULSE} for name in names},
        series,
    )


def _rows(cells: pd.DataFrame) -> dict[tuple[str | None, str], list[Row]]:
    """(circle, key) -> its waves in order, as plain Python values; circle None: all together."""
    in_order = cells.sort_values("wave")
    names = [str(name) for name in in_order]
    columns = [pa.array(in_order[name], from_pandas=True).to_pylist() for name in names]
    found: dict[tuple[str | None, str], list[Row]] = {}
    for values in zip(*columns, strict=True):
        row: Row = dict(zip(names, values, strict=True))
        found.setdefault((row["circle"], row["key"]), []).append(row)
    return found


def _missing(definition: PulseDefinition, published: Published | None) -> str | None:
    if published is None:
        return NO_SURVEY
    if definition.question in published.recorded:
        return None
    if definition.question == "safety":
        return "not recorded: fewer than 5 of the columns safety_1 to safety_7 in the pulse tab"
    return f"not recorded: no {definition.question} column in the pulse tab"


def _blank(definition: PulseDefinition, log: CircleLog, missing: str | None) -> Figure:
    target = _target(definition, log)
    return Figure(
        definition.key, definition.label, definition.definition, definition.unit, None, 0, 0, target=target,
        missing=missing,
    )  # fmt: skip


def _figure(
    definition: PulseDefinition,
    history: list[Row],
    wave: str | None,
    log: CircleLog,
    more: Row,
    verdict: Verdict | None = None,
    excluded: Mapping[str, int] | None = None,
) -> Figure:
    row = next((row for row in history if row["wave"] == wave), _SILENT)
    is_hidden, target = row["state"] == BELOW, _target(definition, log)
    met = is_met(row, target) if (row["n"] or 0) >= MIN_FOR_PERCENT else None
    verdict = None if met is None else verdict
    left_out = {TOO_FEW_ITEMS if definition.question == "safety" else NOT_ANSWERED: row["left_out"] or 0}
    waves = [
        {name: row[name] for name in ("wave", "state", "value", "low", "high", "bound", "n", "N")}
        for row in history
    ]
    return Figure(
        definition.key,
        definition.label,
        definition.definition,
        definition.unit,
        row["value"],
        row["n"],
        None if is_hidden else row["N"],
        target=target,
        status=verdict.word if verdict else None,
        excluded={why: count for why, count in (left_out | dict(excluded or {})).items() if count},
        parts={
            "wave": wave,
            "state": row["state"],
            "bound": row["bound"],
            "range": in_words(row),
            "waves": waves,
        }
        | ({} if met is None else {"is_met": met})
        | more,
        verdict=verdict,
    )


def _target(definition: PulseDefinition, log: CircleLog) -> float | None:
    return float(log.settings[definition.target]) if definition.target else None


def _program_parts(cells: pd.DataFrame, table: pd.DataFrame, wave: str | None) -> dict[str, Row]:
    """By key: how many circles of the wave are in each state, and the combined answers of those below the threshold
    (None unless published)."""
    now = cells[(cells["wave"] == wave) & (cells["cell"] == "circle")]
    rest = table[(table["wave"] == wave) & (table["cell"] == "rest") & (table["state"] == PUBLISHED)]
    together = {
        row["question"]: {"value": row["value"], "bound": row["bound"], "n": int(row["n"])}
        | ({"range": words} if (words := in_words(row)) else {})
        for row in rest.to_dict("records")
    }
    counts = now.groupby(["key", "state"]).size()
    return {
        key: {
            "circles": {state: int(counts.get((key, state), 0)) for state in (PUBLISHED, BELOW, NO_ANSWERS)},
            "below_threshold": together.get(key),
        }
        for key in PULSE
    }


def _series(
    definition: PulseDefinition, history: list[Row], waves: list[str], phases: list[int], log: CircleLog
) -> Series:
    """The chart by wave. Quarters without a value, or with a wide range, are gaps; `met` counts waves it can judge."""
    by_wave = {row["wave"]: row for row in history}
    found = [by_wave.get(wave, _SILENT) for wave in waves]
    chart = control_chart.columns(
        [row["value"] if is_plotted(row) else np.nan for row in found],
        rules=str(log.settings["control_rules"]),
        phases=phases,
        low=definition.lowest,
        high=definition.highest,
    )
    target, rules = _target(definition, log), str(log.settings["control_rules"])
    last_phase = chart["phase"].max(initial=0)
    judged = [
        is_met(row, target) for row, phase in zip(found, chart["phase"], strict=True) if phase == last_phase
    ]
    known = [each for each in judged if each is not None]
    counts = {count: np.array([row[count] or 0 for row in found], "int64") for count in ("n", "N")}
    return Series(
        definition.key,
        {"period": np.array(waves, dtype=object), **chart, **counts},
        control_chart.variation(chart),
        control_chart.assurance(chart, target),
        tuple(control_chart.notes(chart)),
        (sum(known), len(known)),
        not shifts.has_shift(control_chart.of_latest_phase(chart), shifts.RUN[rules]),
    )


def _every_quarter(waves: pd.Series) -> list[str]:
    """All quarters from the first wave to the last; [] without waves."""
    if waves.empty:
        return []
    first, last = (pd.Period(wave.replace("-", ""), freq="Q") for wave in (waves.min(), waves.max()))
    return [f"{quarter.year}-Q{quarter.quarter}" for quarter in pd.period_range(first, last)]


def _phases(waves: list[str], log: CircleLog) -> list[int]:
    """Where new limits start (positions in `waves`): the first wave that closed on or after each program-wide change
    with rebase = yes."""
    changes = log.changes
    rebased = changes["rebase"].fillna(False).astype(bool) & changes["circle"].isna()
    closes = pd.DatetimeIndex([pulse_cells.closed_on(wave) for wave in waves])
    return sorted(
        {int(closes.searchsorted(day)) for day in changes.loc[rebased, "date"].dropna()} - {len(waves)}
    )
