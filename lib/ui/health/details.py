"""What stands beside the figures of each part of health: formats, turns, roster, retention, habits found together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib.charts import retention as retention_chart
from lib.metrics.core.figure import MIN_FOR_PERCENT
from lib.metrics.health import retention
from lib.metrics.health.sessions import GAP_FLAGGED
from lib.metrics.program import compare
from lib.metrics.program.compare import MIN_FOR_HABITS
from lib.metrics.program.coverage import coverage
from lib.metrics.program.program import Program
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import plain

MOST_HABITS = 6
_TURNS = {
    "case_rotation": "brought a case",
    "facilitator_rotation": "facilitated",
    "note_taker_rotation": "taken notes",
}


def beside(page: View, aspect: str) -> None:
    """What the figures of one part leave unsaid."""
    _PARTS[aspect](page)


def _say(*sentences: str) -> None:
    if said := " ".join(filter(None, sentences)):
        st.markdown(plain(said))


def _sessions(page: View) -> None:
    parts = {key: page.program.figures[key].parts for key in ("cadence", "timebox", "decision_recorded")}
    late, overrun, notes = (
        parts["cadence"].get("circles_flagged"),
        parts["timebox"].get("median_overrun_minutes"),
        parts["decision_recorded"].get("median_days_to_notes"),
    )
    _say(
        f"{_count(late, 'circle')} {'has' if late == 1 else 'have'} gone without a session for more than "
        f"{GAP_FLAGGED:g} × their rhythm."
        if late
        else "",
        f"Half of the timed sessions end {_beyond(overrun)}." if overrun is not None else "",
        f"Half of the notes are out within {_count(round(notes), 'day')}." if notes is not None else "",
    )
    _formats(page.program)


def _beyond(minutes: float) -> str:
    if minutes == 0:
        return "on time or before"
    return f"at least {abs(minutes):g} minutes {'late' if minutes > 0 else 'early'}"


def _formats(program: Program) -> None:
    figure = program.figures["format_mix"]
    st.subheader("By format")
    if figure.missing or not figure.n:
        st.caption(plain(figure.missing or "No session was held in this period."))
        return
    present = figure.parts["participation"]
    names = [name for name in ("in-person", "virtual", "hybrid", "unknown") if figure.parts[name]]
    rows = [
        {"name": name, "cells": [_bar(figure.parts[name], figure.n), _share(*present.get(name, (0, 0)))]}
        for name in names
    ]
    html.show("bars.html", heads=("Format", "Sessions", "Present"), rows=rows, label="Sessions by format")
    st.caption(
        "Not causal: circles choose their format, so nothing here says that a format brings people in."
    )


def _bar(count: int, of: int) -> dict[str, Any]:
    return {"text": f"{count:,}", "width": round(100 * count / of) if of else 0}


def _number(count: int) -> dict[str, Any]:
    return {"text": f"{count:,}", "width": None}


def _share(n: int, total: int) -> dict[str, Any]:
    if total < MIN_FOR_PERCENT:
        return {"text": f"{n}/{total}" if total else "–", "width": None}
    return {"text": f"{100 * n / total:.0f} % ({n:,}/{total:,})", "width": round(100 * n / total)}


def _cases(page: View) -> None:
    parts = page.program.figures["outside_view"].parts
    if due := parts.get("circles_due"):
        has, days = "has" if due == 1 else "have", _count(parts["due_in_days"], "day")
        _say(f"{_count(due, 'circle')} {has} had no outside guest this quarter yet; {days} are left.")


def _turns(page: View) -> None:
    told = []
    for key, done in _TURNS.items():
        of = [
            (figures[key].parts.get("ever", 0), figures[key].parts.get("active", 0))
            for circle, figures in page.program.circles.items()
            if circle in set(page.program.status["circle"]) and not figures[key].missing
        ]
        of = [(ever, active) for ever, active in of if active]
        if of:
            every = sum(ever >= active for ever, active in of)
            told.append(f"Every member has {done} at least once in {every:,} of {_count(len(of), 'circle')}.")
    _say(*told)
    st.caption("Who is next in a circle stands on the circle’s own page.")


def _members(page: View) -> None:
    program = page.program
    mix, agreed = program.figures["roster_mix"].parts, program.figures["mandate"].parts
    pairs, norms = mix.get("reporting_pairs", 0), program.figures["norms_signed"].parts.get("circles_due", 0)
    _say(
        _chances(mix.get("by", {})),
        f"{_count(pairs, 'pair')} of members report to each other within a circle; the aim is none."
        if pairs
        else "",
        f"{_count(norms, 'circle')} agreed on their norms more than 12 months ago." if norms else "",
        _named("Priorities that no active circle serves", agreed.get("priorities_without_circle")),
        _named("Circles without a priority", agreed.get("circles_without_priority")),
    )
    with st.grid(2, min_column_width=330, gap="large"):
        _reached(program, "function")
        _reached(program, "region")
    _retention(page)


def _chances(by: dict[str, list[int]]) -> str:
    words = [f"in {name} {_percent(n, total)}" for name, (n, total) in by.items() if total >= MIN_FOR_PERCENT]
    return f"Two members of one circle differ {', '.join(words)} of the time." if words else ""


def _percent(n: int, total: int) -> str:
    return f"{100 * n / total:.0f} %"


def _named(what: str, names: list[str] | None) -> str:
    if not names:
        return ""
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"{what}: {', '.join(names[:8])}{more}."


def _reached(program: Program, column: Literal["function", "region"]) -> None:
    found = coverage(program.facts, column)
    with st.container():
        st.subheader(f"{column.title()}s reached")
        if found.empty:
            st.caption(f"Not recorded: fill the column {column} in the tabs members and teams.")
            return
        most = int(found["members"].max()) or 1
        rows = [
            {
                "name": row["name"],
                "cells": [_bar(row["members"], most), _number(row["circles"]), _number(row["teams"])],
            }
            for row in found.to_dict("records")
        ]
        heads = (column.title(), "Members", "Circles", "Teams")
        html.show("bars.html", heads=heads, rows=rows, label=f"Members, circles and teams by {column}")
        without = found.loc[found["members"] == 0, "name"].to_list()
        if without:
            st.caption(plain(_named("With teams but without a member", without)))


def _retention(page: View) -> None:
    st.subheader("How long members stay")
    curve = retention.curve(page.program.facts)
    if curve.empty:
        st.caption("Not recorded: fill joined and left in the tab members.")
        return
    charts.draw(
        page,
        "retention",
        lambda: retention_chart.kept(curve),
        alt_text=retention_chart.described(curve),
        table=retention_chart.table(curve),
    )
    st.caption(plain(retention_chart.described(curve)))


def _coaching(page: View) -> None:
    parts = page.program.figures["paired"].parts
    if parts.get("pairs") or parts.get("triads"):
        pairs, triads = _count(parts["pairs"], "member"), parts["triads"]
        _say(f"{pairs} in pairs, {triads:,} in triads.")
    st.caption(
        "What members set as goals and saw in each other stays with them; only whether it happened counts."
    )


def _count(number: int | None, noun: str) -> str:
    return f"{number or 0:,} {noun if number == 1 else noun + 's'}"


_PARTS: dict[str, Callable[[View], None]] = {
    "Sessions": _sessions,
    "Cases": _cases,
    "Taking turns": _turns,
    "Members": _members,
    "Coaching": _coaching,
}


def habits(page: View) -> None:
    """Which habits are found more often where which other is: the strongest in words, all of them in the table."""
    st.subheader("Which habits go with which")
    found = compare.habits(page.program)
    if found.empty:
        st.caption(
            f"Too early to tell: it takes {MIN_FOR_HABITS} circles with 3 held sessions and enough of both figures."
        )
        return
    clear = found[found["stands_out"]]
    st.caption(
        plain(
            f"{len(clear):,} of {len(found):,} pairs of habits go together more than chance would have it. This is "
            "association, not cause: circles that do one thing well often do others well."
        )
    )
    if len(clear):
        rows = [(words, "") for words in clear["words"].head(MOST_HABITS)]
        html.show("list.html", rows=rows)
    charts.numbers(page, "habits", _pairs(found))


def _pairs(found: pd.DataFrame) -> pd.DataFrame:
    names = {"words": "found together", "circles": "circles", "rho": "rank correlation", "p": "p"}
    return found[list(names)].rename(columns=names).assign(clear=found["stands_out"])
