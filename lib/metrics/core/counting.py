"""From a definition and the facts to the program's figure and every circle's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from lib.log.format.model import CircleLog
from lib.metrics.core import rates
from lib.metrics.core.definition import Definition
from lib.metrics.core.facts import Facts
from lib.metrics.core.figure import MIN_FOR_PERCENT, Figure, Verdict
from lib.metrics.core.newest import silent_since
from lib.metrics.core.rates import Estimate, Tally
from lib.metrics.statistics.intervals import wilson
from lib.words.phrases import listed, plural


@dataclass(frozen=True)
class Counted:
    """One figure for the program (`figure`) and for each circle in the log (`circles`), with its units in the period.

    `units` is a frame of units (see `lib.metrics.core.rates`); it has no rows or columns if the figure is tallied.
    """

    figure: Figure
    circles: Mapping[str, Figure]
    units: pd.DataFrame = field(default_factory=pd.DataFrame)


def count(
    definition: Definition, facts: Facts, frame: pd.DataFrame | None, verdict: Verdict | None = None
) -> Counted:
    """The figure as known on the day of `facts`, for their period.

    `frame`: `all_units` of the same definition and facts. `verdict`: of the program's chart of the whole log; None
    without a chart or a target.
    """
    if frame is not None and definition.windowed:
        inside = facts.in_period(frame["on"])
        frame = frame if inside.all() else frame[inside]
    if definition.tally is not None and not missing_words(definition, facts.log):
        tally = definition.tally(facts)
    else:
        tally = Tally(pd.DataFrame({"n": [], "N": []})) if frame is None else rates.tally(frame)
    figure, circles = _figures(definition, facts, frame, tally, verdict)
    return Counted(figure, circles) if frame is None else Counted(figure, circles, frame)


def all_units(definition: Definition, facts: Facts) -> pd.DataFrame | None:
    """The figure's units over all time: no rows if the workbook lacks what they need, None if it has no units."""
    if definition.units is None:
        return None
    frame = definition.units(facts)
    return frame.iloc[:0] if missing_words(definition, facts.log) else frame


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


def _figures(
    definition: Definition, facts: Facts, frame: pd.DataFrame | None, tally: Tally, verdict: Verdict | None
) -> tuple[Figure, dict[str, Figure]]:
    log = facts.log
    missing = missing_words(definition, log)
    target = float(log.settings[definition.target]) if definition.target else None
    is_blank = any(log.rows_found.get(tab) == 0 for tab, *_ in definition.needs)
    is_blank |= definition.windowed and bool(silent_since(facts))
    held = facts.held
    met = set(held.loc[facts.in_period(held["on"]), "circle"]) if definition.of_sessions else None
    more, more_of = definition.more(facts, frame) if definition.more and not missing else ({}, {})
    estimate, estimates = definition.estimate(facts, frame) if definition.estimate else (None, {})

    bounds = _bounds(tally) if definition.interval else {}

    def figure(
        sums: dict[str, int],
        excluded: Mapping[str, int],
        more: dict[str, Any],
        estimate: Estimate | None,
        verdict: Verdict | None,
        has_met: bool,
    ) -> Figure:
        n, N = sums.pop("n"), sums.pop("N")
        value, low, high = estimate or (n / N if N else None, *bounds.get((n, N), (None, None)))
        if definition.unit == "count":
            value = None if missing or (not N and (excluded or is_blank or not has_met)) else float(n)
        found = Figure(
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
            parts=sums | more,
            missing=missing,
        )
        if verdict is None or found.unjudged:
            return found
        status = None if value is None or N < MIN_FOR_PERCENT else verdict.word
        return replace(found, status=status, verdict=verdict)

    names, columns = log.circles["circle"].to_list(), list(tally.counts.columns)
    counts = tally.counts.to_numpy(dtype=np.int64)
    none = np.zeros((1, len(columns)), dtype=np.int64)
    rows = np.vstack([counts, none])[tally.counts.index.get_indexer(pd.Index(names))].tolist()
    circles = {
        name: figure(
            dict(zip(columns, row, strict=True)),
            tally.excluded.get(name, {}),
            more_of.get(name, {}),
            estimates.get(name),
            None,
            met is None or name in met,
        )
        for name, row in zip(names, rows, strict=True)
    }
    sums = dict(zip(columns, counts.sum(axis=0).tolist(), strict=True))
    return figure(
        sums, rates.left_out(tally.excluded), more, estimate, verdict, met is None or bool(met)
    ), circles


def _bounds(tally: Tally) -> dict[tuple[int, int], tuple[float, float]]:
    """Wilson's 95 % interval of every n/N that occurs, among circles and in total: (n, N) -> (low, high)."""
    counts = tally.counts[["n", "N"]].to_numpy(dtype=np.int64)
    counts = np.vstack([counts, counts.sum(axis=0, keepdims=True)])
    counts = counts[counts[:, 1] > 0]
    low, high = wilson(counts[:, 0], counts[:, 1])
    return dict(zip(map(tuple, counts.tolist()), zip(low.tolist(), high.tolist(), strict=True), strict=True))
