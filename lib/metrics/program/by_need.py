"""The active circles, most in need first, in words: why each has its status, who was there, when it last met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib.metrics.core import absence
from lib.metrics.core.figure import BELOW, ONLY_PRESENT, Figure
from lib.metrics.core.period import Period
from lib.metrics.health.gaps import unclear_in_words, unclear_since_last
from lib.metrics.program import status, who_came
from lib.metrics.program.program import Program
from lib.words.phrases import sentence

WITHOUT_ATTENDANCE = f"Attendance is {BELOW}"


@dataclass(frozen=True, slots=True)
class InNeed:
    """One active circle. `reasons`: the signs of concern, or what is at its target. `participation` and `last`: in
    words, also where nothing is recorded."""

    circle: str
    status: str
    reasons: tuple[str, ...]
    participation: str
    last: str


def by_need(program: Program) -> list[InNeed]:
    """Every active circle, most in need first; [] if none is active."""
    last_held = program.facts.held.groupby("circle")["on"].max()
    judged = status.by_need(program.status)
    return [
        InNeed(
            circle,
            state,
            tuple(reasons or _good(program.circles[circle])),
            _present(program.circles[circle], program.period),
            _last(last_held.get(circle), program, circle),
        )
        for circle, state, reasons in zip(judged["circle"], judged["status"], judged["reasons"], strict=True)
    ]


def _present(figures: Mapping[str, Figure], period: Period) -> str:
    figure = figures["participation"]
    if figure.is_withheld:
        return f"attendance {BELOW}"
    if figure.N:
        return f"{figure.text} present"
    if figure.missing:
        return "attendance not recorded"
    if figure.excluded.get(ONLY_PRESENT):
        came = who_came.in_words(figures[who_came.INSTEAD])
        return f"{came} ({ONLY_PRESENT})" if came else ONLY_PRESENT
    none = "no attendance yet" if period.start is None else "no attendance in this period"
    return next(iter(figure.excluded), none)


def _good(figures: Mapping[str, Figure]) -> list[str]:
    """Why a circle is on track: which figures are at or above their targets."""
    reasons = [sentence(status.met_in_words(figures)).removesuffix(".")]
    return [*reasons, WITHOUT_ATTENDANCE] if figures["participation"].is_withheld else reasons


def _last(day: pd.Timestamp | None, program: Program, circle: str) -> str:
    if day is None or pd.isna(day):
        why = absence.unknown(program.facts, "held", [circle])
        return sentence(absence.said("no sessions held yet", "held session", why)).removesuffix(".")
    if unclear := int(unclear_since_last(program.facts).get(circle, 0)):
        return f"Last known session {day:%-d %b %Y}; {unclear_in_words(unclear, ' since then')}"
    ago = (program.as_of - day).days
    words = "today" if ago == 0 else "yesterday" if ago == 1 else f"{ago:,} days ago"
    return f"Last session {words}, {day:%-d %b %Y}"
