"""From a definition and the facts to the program's figure and every circle's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.frames import rows_where
from lib.log.format.model import CircleLog
from lib.metrics.core import rates
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure, Verdict
from lib.metrics.core.lazy import Joined, Once
from lib.metrics.core.newest import silent_since
from lib.metrics.core.rates import Estimate, Tally
from lib.metrics.statistics.intervals import wilson
from lib.words.phrases import listed, plural


@dataclass(frozen=True)
class Counted:
    """One figure for the program (`figure`) and for each circle in the log (`circles`)."""

    figure: Figure
    circles: Mapping[str, Figure]


def count(definition: Definition, facts: Facts) -> Figure:
    """The program's figure as known on the day of `facts`, for their period."""
    frame = in_period(definition, facts, all_units(definition, facts))
    return figures(definition, facts, tallied(definition, facts, frame), lambda: frame).figure


def all_units(definition: Definition, facts: Facts) -> pd.DataFrame | None:
    """The figure's units over all time: no rows if the workbook lacks what they need, None if it has no units."""
    if definition.units is None:
        return None
    frame = definition.units(facts)
    return frame.iloc[:0] if missing_words(definition, facts.log) else frame


def in_period(definition: Definition, facts: Facts, frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """The units of `all_units` that fall in the period of `facts`; None if it has no units."""
    return (
        rows_where(frame, facts.in_period(frame["on"]))
        if frame is not None and definition.windowed
        else frame
    )


def tallied(definition: Definition, facts: Facts, frame: pd.DataFrame | None) -> Tally:
    """The figure's counts by circle. `frame`: its units in the period."""
    if definition.tally is not None and not missing_words(definition, facts.log):
        return definition.tally(facts)
    return Tally(pd.DataFrame({"n": [], "N": []})) if frame is None else rates.tally(frame)


def missing_words(definition: Definition, log: CircleLog) -> str | None:
    """What the workbook lacks for this figure, in words; None if nothing is missing."""
    found = lacking(definition.needs, log)
    if found and (not definition.or_needs or lacking(definition.or_needs, log)):
        return found
    rows = {tab: log.rows_found[tab] for tab in definition.needs_rows if tab in log.rows_found}
    if not rows or any(rows.values()):
        return None
    return f"not recorded: the {listed(rows)} {plural(len(rows), 'tab has', 'tabs have')} no rows"


def lacking(needs: Iterable[tuple[str, ...]], log: CircleLog) -> str | None:
    """What the workbook lacks of these needs (see `Definition`), in words; None if nothing is missing."""
    for tab, *columns in needs:
        if lacks := log.lacks_any(tab, *columns) if columns else log.lacks(tab):
            return f"not recorded: {lacks}"
    return None


def figures(
    definition: Definition,
    facts: Facts,
    tally: Tally,
    units: Callable[[], pd.DataFrame | None],
    verdict: Verdict | None = None,
) -> Counted:
    """The figure for the program and for each circle, from its counts. `units`: gives its units in the period, and is
    asked only for what counts do not say. `verdict`: of the program's chart of the whole log; None without a chart or a
    target."""
    log = facts.log
    missing = missing_words(definition, log)
    target = float(log.settings[definition.target]) if definition.target else None
    is_blank = any(log.rows_found.get(tab) == 0 for tab, *_ in definition.needs)
    is_blank |= definition.windowed and bool(silent_since(facts))
    met = _circles_that_met(facts) if definition.of_sessions else None
    more = None if missing else definition.more
    found = Once(lambda: more(facts, units()) if more else ({}, {}))
    estimate, estimates = definition.estimate(facts, units()) if definition.estimate else (None, {})

    bounds = _bounds(tally) if definition.interval else {}

    def figure(
        sums: dict[str, int],
        excluded: Mapping[str, int],
        further: Callable[[], Mapping[str, Any]],
        estimate: Estimate | None,
        verdict: Verdict | None,
        has_met: bool,
    ) -> Figure:
        n, N = sums.pop("n"), sums.pop("N")
        value, low, high = estimate or (n / N if N else None, *bounds.get((n, N), (None, None)))
        if definition.unit == "count":
            value = None if missing or (not N and (excluded or is_blank or not has_met)) else float(n)
        made = Figure(
            definition.key,
            definition.label,
            definition.definition,
            unit=definition.unit,
            value=value,
            n=n,
            N=N,
            low=low,
            high=high,
            target=target,
            excluded=excluded,
            parts=Joined(sums, further) if more else sums,
            missing=missing,
        )
        if verdict is None or made.unjudged:
            return made
        status = None if value is None or N < MIN_FOR_PERCENT else verdict.word
        return replace(made, status=status, verdict=verdict)

    def further_of(circle: str) -> Callable[[], Mapping[str, Any]]:
        return lambda: found()[1].get(circle, {})

    names, columns = log.circles["circle"].to_list(), list(tally.counts.columns)
    counts = tally.counts.to_numpy(dtype=np.int64)
    row_of, none = dict(zip(tally.counts.index.to_list(), counts.tolist(), strict=True)), [0] * len(columns)
    circles = {
        name: figure(
            dict(zip(columns, row_of.get(name, none), strict=True)),
            tally.excluded.get(name, {}),
            further_of(name),
            estimates.get(name),
            None,
            met is None or name in met,
        )
        for name in names
    }
    sums = dict(zip(columns, counts.sum(axis=0).tolist(), strict=True))
    left_out = rates.left_out(tally.excluded)
    total = figure(sums, left_out, lambda: found()[0], estimate, verdict, met is None or bool(met))
    return Counted(total, circles)


def _circles_that_met(facts: Facts) -> set[str]:
    held = facts.held
    return set(held.loc[facts.in_period(held["on"]), "circle"])


def _bounds(tally: Tally) -> dict[tuple[int, int], tuple[float, float]]:
    """Wilson's 95 % interval of every n/N that occurs, among circles and in total: (n, N) -> (low, high)."""
    counts = tally.counts[["n", "N"]].to_numpy(dtype=np.int64)
    counts = np.vstack([counts, counts.sum(axis=0, keepdims=True)])
    counts = counts[counts[:, 1] > 0]
    low, high = wilson(counts[:, 0], counts[:, 1])
    return dict(zip(map(tuple, counts.tolist()), zip(low.tolist(), high.tolist(), strict=True), strict=True))
