"""What can be said of a published average that is known only within a range: words, verdicts, and points of charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.metrics.pulse.disclosure import BAND, OR_HIGHER, OR_LOWER

_PLOTTED = 0.5
"""Averages known only within a wider range than this are gaps in charts, where they would look like points."""


def in_words(row: Mapping[Any, Any]) -> str:
    """The range of a cell that is known only by its range, to 0.1, as "2.4 to 3.6"; "" for any other cell."""
    if row["bound"] != BAND:
        return ""
    low, high = round(row["low"] + 1e-6, 1), round(row["high"] - 1e-6, 1)
    return f"{low:.1f} to {high:.1f}"


def against(value: float, bound: str, target: float, known: tuple[float, float] = (1.0, 5.0)) -> str | None:
    """meets or misses, judged by the published value, so that moving the target up and down reveals no more than the
    value does; None if the value is cut off before the target, or the target is in the range `known` of a cell that is
    known only by its range."""
    if (bound == OR_HIGHER and value < target) or (bound == OR_LOWER and value >= target):
        return None
    if bound == BAND and known[0] < target <= known[1]:
        return None
    return "meets" if value >= target else "misses"


def is_plotted(row: Mapping[Any, Any]) -> bool:
    """Whether a cell's value is precise enough for a point in a chart."""
    if row["value"] is None or row["low"] is None:
        return row["value"] is not None
    return bool(row["high"] - row["low"] <= _PLOTTED)


def is_met(row: Mapping[Any, Any], target: float | None) -> bool | None:
    """Whether the published average of a wave reaches the target; None where that is not known, see `against`."""
    if row["value"] is None or target is None:
        return None
    word = against(row["value"], row["bound"], target, (row["low"], row["high"]))
    return None if word is None else word == "meets"
