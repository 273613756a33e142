"""A control chart in words: its periods, why a point is special, and what limits its use."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lib.metrics.core.figure import Verdict
from lib.metrics.core.series import By, Series
from lib.metrics.core.verdict import MIN_FOR_FACT
from lib.metrics.statistics.control_chart import TOLERANCE
from lib.words.phrases import counted
from lib.words.shares import exact_percent, percent

Streaks: TypeAlias = tuple[list[int], list[int]]
"""The sign of each item, and the length of the unbroken run of that sign around it."""

_LATEST = {
    "improving": "The latest {one} is better than the usual ups and downs.",
    "worsening": "The latest {one} is worse than the usual ups and downs.",
    "steady": "Steady: the latest {one} is within the usual ups and downs.",
    "changing": "The latest {one} is unlike the usual ups and downs.",
}
_AGAINST = {
    "passes": "the usual ups and downs stay on the good side of it",
    "misses": "the usual ups and downs do not reach it",
    "hit-and-miss": "it is within the usual ups and downs, so some {many} meet it and some do not",
}
_NOTES = {
    "trial limits": "The usual range is provisional: fewer than 12 {many}{since}.",
    "limits unreliable: values depend on each other": (
        "The usual range is uncertain: each {one} resembles the one before."
    ),
    "dots only: fewer than 5 points": "Too few {many}{since} for a usual range: 5 are needed.",
    "dots only: no two points without a gap between": (
        "No usual range: no two {many} follow each other without a gap."
    ),
    "dots only: one yes or no at a time": "No usual range: each {one} is a single yes or no.",
}


def grain(series: Series) -> By:
    """Whether the points of a series are months, quarters or sessions; month if it has none."""
    first = str(series.compared["period"].iloc[0]) if len(series.compared) else ""
    return "quarter" if "Q" in first else "session" if len(first) == len("2026-03-15") else "month"


def formatter(unit: str) -> Callable[[float], str]:
    """A function that writes values of this unit: 84 %, 12, 12.5 days."""
    if unit == "share":
        return percent
    ending = " days" if unit == "days" else ""
    return lambda value: f"{value:,.0f}{ending}" if float(value).is_integer() else f"{value:,.1f}{ending}"


def target_formatter(unit: str) -> Callable[[float], str]:
    """The same for a target, which keeps the decimals that it was given: 87.5 %."""
    return exact_percent if unit == "share" else formatter(unit)


def periods(names: Iterable[str], by: By) -> list[str]:
    """Periods as people write them: Mar 2026, Q1 2026, 15 Mar 2026."""
    if by == "quarter":
        return [f"{name[5:]} {name[:4]}" for name in names]
    parts = (name.split("-") for name in names)
    if by == "month":
        return [f"{month_abbr[int(month)]} {year}" for year, month in parts]
    return [f"{int(day)} {month_abbr[int(month)]} {year}" for year, month, day in parts]


def explained(series: Series) -> list[str]:
    """Why each point is special, in words ("7 months in a row below the mean"); "" if it is not. A point that breaks
    several rules names all of them, joined by "; "."""
    points, by = series.compared, grain(series)
    words = [""] * len(points)
    if not points["special"].any():
        return words
    value, mean, phase, rule = (points[name].to_numpy() for name in ("value", "mean", "phase", "rule"))
    for _, group in groupby(np.flatnonzero(~np.isnan(value)).tolist(), key=phase.__getitem__):
        rows = list(group)
        sides = _streaks(value[rows] - mean[rows])
        steps = _streaks(np.diff(value[rows]))
        for place, row in enumerate(rows):
            if rule[row]:
                broken = str(rule[row]).split("; ")
                words[row] = "; ".join(_reason(each, by, place, sides, steps) for each in broken)
    return words


def _streaks(steps: NDArray[np.float64]) -> Streaks:
    tolerance = TOLERANCE * float(np.abs(steps).max(initial=1.0))
    signs = np.where(np.abs(steps) > tolerance, np.sign(steps), 0).astype(int).tolist()
    lengths: list[int] = []
    for _, same in groupby(signs):
        count = len(list(same))
        lengths += [count] * count
    return signs, lengths


def _reason(rule: str, by: By, place: int, sides: Streaks, steps: Streaks) -> str:
    is_above = sides[0][place] > 0
    where = "above" if is_above else "below"
    if rule == "outside the limits":
        return f"{where} the usual range"
    if "on one side" in rule:
        return f"{sides[1][place]} {by}s in a row {where} the mean"
    if "trending" in rule:
        return _trend(int(rule.split()[0]) - 1, by, place, steps)
    count, _, (of, *_) = rule.split()[0], None, rule.split()[2:]
    how = "near the edge of the usual range" if "outer third" in rule else "nearer the limit than the mean"
    return f"{count} of {of} {by}s in a row {how}, {where} the mean"


def _trend(least: int, by: By, place: int, steps: Streaks) -> str:
    """The trend that a point is part of; if two trends meet in it, the later one."""
    signs, lengths = steps
    step = place if place < len(signs) and lengths[place] >= least and signs[place] else place - 1
    return f"{lengths[step] + 1} {by}s in a row {'rising' if signs[step] > 0 else 'falling'}"


def cautions(series: Series) -> list[str]:
    """What limits the chart's use, one sentence each; [] if nothing does."""
    by = grain(series)
    since = " since the last design change" if series.compared["phase"].nunique() > 1 else ""
    notes = [_NOTES[note].format(one=by, many=f"{by}s", since=since) for note in series.notes]
    if series.is_unfinished:
        (unfinished,) = periods(series.compared["period"].tail(1), by)
        notes.insert(0, f"{unfinished} is not over and is not compared.")
    return notes


def _latest(series: Series, by: By) -> str:
    """What the latest point says. It takes 12 points to call a line steady."""
    one = f"full {by}" if series.is_unfinished else by
    if series.change == "steady" and "trial limits" in series.notes:
        return f"The latest {one} is within the usual ups and downs so far."
    return _LATEST[str(series.change)].format(one=one)


def _met(judged: Verdict, by: By) -> str:
    """In how many points the target was met; "each" only where there are enough of them to speak of a habit."""
    points = counted(judged.months, by)
    if judged.months >= MIN_FOR_FACT and judged.met in (0, judged.months):
        return f"{'met' if judged.met else 'missed'} in each of {points}"
    return f"met in {judged.met} of {points}"


def verdict(series: Series, target: str | None = None) -> str:
    """What the latest point says, and how the limits compare to the target (as written); "" without limits."""
    by, judged = grain(series), series.verdict
    words = [_latest(series, by)] if series.change else []
    if target and judged:
        clauses = [_met(judged, by)]
        if judged.word and judged.met and series.assurance in _AGAINST:
            clauses.append(_AGAINST[series.assurance].format(many=f"{by}s"))
        words.append(f"Target {target}: {'; '.join(clauses)}.")
    return " ".join(words)
