"""A figure against its target, in words that never say more than its months show."""

from __future__ import annotations

from lib.metrics.core.figure import Figure
from lib.words.phrases import counted

MIN_FOR_FACT = 5
"""Months below which a target is only compared with the value."""


def against_target(figure: Figure) -> str:
    """"meets its target of 80 %", "met its target of 80 % in 3 of 7 months", "missed its target of 80 % in each of 7
    months", "is below its target of 80 %"; "" without a target or a value, and with N < 5."""
    if figure.is_met is None:
        return ""
    target = f"its target of {round(100 * (figure.target or 0))} %"
    verdict = figure.verdict
    if verdict is None or verdict.months < MIN_FOR_FACT:
        return f"is {'at or above' if figure.is_met else 'below'} {target}"
    if not verdict.met:
        return f"missed {target} in each of {counted(verdict.months, 'month')}"
    if verdict.word == "meets":
        return f"meets {target}"
    if verdict.word == "misses":
        return f"misses {target} (met in {verdict.met} of {counted(verdict.months, 'month')})"
    if verdict.met == verdict.months:
        return f"met {target} in each of {counted(verdict.months, 'month')}"
    met = f"met {target} in {verdict.met} of {counted(verdict.months, 'month')}"
    return f"is hit-and-miss: it {met}" if verdict.word == "hit-and-miss" else met
