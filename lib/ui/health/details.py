"""What the health page adds to the tiles of each part: formats, turns, roster, retention, habits that go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib.charts import retention as retention_chart
from lib.metrics.core import absence
from lib.metrics.core.figure import BELOW, MIN_FOR_PERCENT
from lib.metrics.health import retention
from lib.metrics.program import compare, session_words
from lib.metrics.program.compare import MIN_FOR_HABITS
from lib.metrics.program.coverage import coverage
from lib.metrics.program.program import Program
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets import html
from lib.ui.widgets.text import plain
from lib.words.phrases import counted, listed, plural, sentence
from lib.words.shares import NOTHING, bar_width, fraction, percent

MOST_HABITS, MOST_NAMED = 6, 8
_TURNS = {
    "case_rotation": "brought a case",
    "facilitator_rotation": "facilitated",
    "note_taker_rotation": "taken notes",
}


def show(page: View, aspect: str) -> None:
    """Draw the details that the tiles of one part do not show."""
    _PARTS[aspect](page)


def _write(*sentences: str) -> None:
    if text := " ".join(filter(None, sentences)):
        st.markdown(plain(text))


def _sessions(page: View) -> None:
    _write(*session_words.about(page.program))
    _formats(page.program)


def _formats(program: Program) -> None:
    figure = program.figures["format_mix"]
    st.subheader("By format")
    if figure.missing or not figure.n:
        why = absence.unknown(program.facts, "held")
        none = absence.said("no sessions were held in this period", "session held in this period", why)
        st.caption(plain(sentence(figure.missing or none)))
        return
    present = figure.parts["participation"]
    names = [name for name in ("in-person", "virtual", "hybrid", "unknown") if figure.parts[name]]
    rows = [
        {"name": name, "cells": [_bar(figure.parts[name], figure.n), _share(*present.get(name, (0, 0)))]}
        for name in names
    ]
    html.show("bars.html", heads=("Format", "Sessions", "Present"), rows=rows, label="Sessions by format")
    st.caption(
        "Not causal: circles choose their own format, so this does not show that a format brings people in."
    )


def _bar(count: int, of: int) -> dict[str, Any]:
    return {"text": f"{count:,}", "width": bar_width(count / of) if of else 0}


def _number(count: int) -> dict[str, Any]:
    return {"text": f"{count:,}", "width": None}


def _share(n: int, total: int) -> dict[str, Any]:
    if total < MIN_FOR_PERCENT:
        return {"text": fraction(n, total) if total else NOTHING, "width": None}
    return {"text": f"{percent(n / total)} ({fraction(n, total)})", "width": bar_width(n / total)}


def _cases(page: View) -> None:
    parts = page.program.figures["outside_view"].parts
    if due := parts.get("circles_due"):
        days = parts["due_in_days"]
        _write(
            f"{counted(due, 'circle')} {plural(due, 'has', 'have')} not had an outside guest this quarter; "
            f"{counted(days, 'day')} {plural(days, 'is', 'are')} left."
        )


def _turns(page: View) -> None:
    texts = []
    for key, done in _TURNS.items():
        turns = [
            (figures[key].parts.get("ever", 0), figures[key].parts.get("active", 0))
            for circle, figures in page.program.circles.items()
            if circle in set(page.program.status["circle"]) and not figures[key].missing
        ]
        turns = [(ever, active) for ever, active in turns if active]
        if turns:
            every = sum(ever >= active for ever, active in turns)
            of = counted(len(turns), "circle")
            texts.append(f"In {every:,} of {of}, every member has {done} at least once.")
    _write(*texts)
    st.caption("To see who is next, open the circle’s own page.")


def _members(page: View) -> None:
    program = page.program
    mix, agreed = program.figures["roster_mix"].parts, program.figures["mandate"].parts
    pairs, norms = mix.get("reporting_pairs", 0), program.figures["norms_signed"].parts.get("circles_due", 0)
    _write(
        _chances(mix.get("by", {})),
        f"In {counted(pairs, 'pair')} of members of the same circle, one reports to the other; the goal is none."
        if pairs
        else "",
        f"{counted(norms, 'circle')} agreed on {plural(norms, 'its', 'their')} norms more than 12 months ago."
        if norms
        else "",
        _named("Priorities that no active circle serves", agreed.get("priorities_without_circle")),
        _named("Circles without a priority", agreed.get("circles_without_priority")),
    )
    with st.grid(2, min_column_width=330, gap="large"):
        _reached(program, "function")
        _reached(program, "region")
    _retention(page)


def _chances(by: dict[str, list[int]]) -> str:
    words = [f"{name} {percent(n / total)}" for name, (n, total) in by.items() if total >= MIN_FOR_PERCENT]
    return f"Chance that two members of the same circle differ: {listed(words)}." if words else ""


def _named(what: str, names: list[str] | None) -> str:
    return f"{what}: {listed(names, MOST_NAMED)}." if names else ""


def _reached(program: Program, column: Literal["function", "region"]) -> None:
    found = coverage(program.people, column)
    with st.container():
        st.subheader(f"{column.title()}s reached")
        if found.empty:
            st.caption(
                f"Not recorded: the {column} column of the members and teams tabs is missing or empty."
            )
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
        if program.withheld:
            st.caption(f"Members of circles {BELOW} are left out.")
        elif without:
            st.caption(plain(_named(f"{column.title()}s with teams but no members", without)))


def _retention(page: View) -> None:
    st.subheader("How long members stay")
    if page.program.figures["retention"].is_withheld:
        st.caption(f"How long members stay is {BELOW}.")
        return
    curve = retention.curve(page.program.people)
    if curve.empty:
        st.caption("Not recorded. Fill in joined and left in the members tab.")
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
        pairs, triads = counted(parts["pairs"], "member"), parts["triads"]
        _write(f"{pairs} in pairs, {triads:,} in triads.")
    st.caption("Goals and observations stay with the members; only whether the steps took place is counted.")


_PARTS: dict[str, Callable[[View], None]] = {
    "Sessions": _sessions,
    "Cases": _cases,
    "Taking turns": _turns,
    "Members": _members,
    "Coaching": _coaching,
}


def habits(page: View) -> None:
    """Pairs of habits that are correlated across circles: the strongest in words, all of them in the table."""
    st.subheader("Which habits go together")
    found = compare.habits(page.program)
    if found.empty:
        st.caption(
            f"Too early to tell. It takes {MIN_FOR_HABITS} circles with 3 held sessions and enough data on both habits."
        )
        return
    clear = found[found["stands_out"]]
    st.caption(
        plain(
            f"{len(clear):,} of {len(found):,} pairs of habits go together more often than chance would explain. This "
            "is association, not cause: circles that do one thing well often do others well."
        )
    )
    if len(clear):
        rows = [(words, "") for words in clear["words"].head(MOST_HABITS)]
        html.show("list.html", rows=rows)
    charts.numbers(page, "habits", _pairs(found))


def _pairs(found: pd.DataFrame) -> pd.DataFrame:
    names = {"words": "pair of habits", "circles": "circles", "rho": "rank correlation", "p": "p"}
    table = found[list(names)].rename(columns=names)
    return table.assign(**{"beyond chance": found["stands_out"]})
