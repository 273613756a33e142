"""Circles as cards: status and reasons, participation by session, last session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.access.redaction import Viewer
from lib.metrics.core import absence, rates
from lib.metrics.core.figure import BELOW, Figure
from lib.metrics.core.period import Period
from lib.metrics.health.gaps import unclear_in_words, unclear_since_last
from lib.metrics.health.presence import ONLY_PRESENT
from lib.metrics.program import status
from lib.metrics.program.program import Program
from lib.ui.frame import circle_link
from lib.ui.widgets.sparkline import sparkline
from lib.ui.widgets.text import name
from lib.words.phrases import sentence
from lib.words.shares import exact_percent, percent

_POINTS = 24
WITHOUT_ATTENDANCE = f"Attendance is {BELOW}"
_NO_TAGS = str.maketrans("<>", "‹›")
"""Streamlit drops an attribute whose text looks like the end of a tag."""


def cards(program: Program, viewer: Viewer) -> list[dict[str, Any]]:
    """What the template circles.html needs: one dict per active circle, most in need first.

    Keys (str unless noted): name, status, reasons (list), participation, spark (data URI, "" with fewer than 2 points),
    spoken (alt text), last, link ("" where the viewer may not open the circle's page). No active circle gives [].
    """
    link = circle_link.addresses(viewer)
    facts = program.facts
    last_held = facts.held.groupby("circle")["on"].max()
    frame = program.units["participation"]
    counted = frame[frame["reason"].isna()]
    by_session = rates.totals(counted, [counted["circle"], counted["on"]])
    values = by_session["n"] / by_session["N"]
    lines: dict[str, list[float]] = {}
    for circle, value in zip(values.index.get_level_values(0), values, strict=True):
        lines.setdefault(circle, []).append(value)
    target = float(facts.log.settings["target_participation"])
    judged = status.by_need(program.status)
    return [
        _card(circle, state, reasons, program, lines.get(circle, [])[-_POINTS:], last_held, target)
        | {"link": link(circle)}
        for circle, state, reasons in zip(judged["circle"], judged["status"], judged["reasons"], strict=True)
    ]


def _card(
    circle: str,
    state: str,
    reasons: list[str],
    program: Program,
    line: list[float],
    last_held: pd.Series,
    target: float,
) -> dict[str, Any]:
    figure = program.circles[circle]["participation"]
    shares = ", ".join(percent(value) for value in line)
    return {
        "name": name(circle),
        "status": state,
        "reasons": reasons or _good(program.circles[circle]),
        "participation": _present(figure, program.period),
        "spark": sparkline(line, target) if len(line) > 1 else "",
        "spoken": f"Participation in {name(circle).translate(_NO_TAGS)} by session, on a scale from 0 to 100 %, target "
        f"{exact_percent(target)}: {shares}",
        "last": _last(last_held.get(circle), program, circle),
    }


def _present(figure: Figure, period: Period) -> str:
    if figure.is_withheld:
        return f"attendance {BELOW}"
    if figure.N:
        return f"{figure.text} present"
    if figure.missing:
        return "attendance not recorded"
    if figure.excluded.get(ONLY_PRESENT):
        return ONLY_PRESENT
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
