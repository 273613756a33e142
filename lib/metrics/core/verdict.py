"""A figure against its target, in words that never say more than its months show."""

from __future__ import annotations

from lib.metrics.core.figure import Figure, Verdict
from lib.words.phrases import counted
from lib.words.shares import exact_percent

MIN_FOR_FACT = 5
"""Months below which a target is only compared with the value."""


def against_target(figure: Figure) -> str:
    """Where the value is, and in how many months of the chart's latest phase the target was met; "" without a target
    or a value, and with N < 5. A figure that lost too many records says so in place of that.

    "is below its target of 80 %, met in 3 of 7 months", "missed its target of 80 % in each of 7 months"; with 12
    months or more "meets its target of 80 %", "misses its target of 80 %", "is above its target of 80 % (hit-and-miss:
    …)".
    """
    if figure.unjudged and not figure.nothing and not figure.is_small:
        return f"is not judged against its target of {exact_percent(figure.target or 0)}: {figure.unjudged}"
    if figure.is_met is None:
        return ""
    return judged(f"its target of {exact_percent(figure.target or 0)}", figure.verdict, is_met=figure.is_met)


def judged(target: str, verdict: Verdict | None, *, is_met: bool, of: str = "month") -> str:
    """A value that reaches its target or does not, with the verdict on the points of its chart; see `against_target`.
    `target`: "its target of 80 %"; `of`: what a point of the chart is."""
    side = f"is {'at or above' if is_met else 'below'} {target}"
    if verdict is None or verdict.months < MIN_FOR_FACT:
        return side
    months = counted(verdict.months, of)
    met = f"met in {'each' if verdict.met == verdict.months else verdict.met} of {months}"
    if not verdict.met:
        return f"missed {target} in each of {months}"
    if verdict.word == "meets" and is_met:
        return f"meets {target}"
    if verdict.word == "misses":
        return f"misses {target}, {met}"
    if verdict.word == "hit-and-miss" and verdict.met < verdict.months:
        return f"{side} (hit-and-miss: {met})"
    return f"{side}, {met}"
