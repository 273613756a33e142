"""A circle's sessions: planned and held over time, and who was there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from lib.charts import circle as chart
from lib.charts import session_lanes
from lib.metrics.circle import history
from lib.metrics.circle import people as circle_people
from lib.metrics.circle.people import MARKS, Mark
from lib.metrics.core import absence
from lib.metrics.health import presence
from lib.metrics.health.gaps import GAP_FLAGGED
from lib.ui.circle.head import One, cell, row, table, waiting_days
from lib.ui.frame import charts
from lib.ui.widgets import html, window
from lib.ui.widgets.text import name, plain
from lib.words.phrases import sentences

WORDS: dict[str, str] = {
    "yes": "present",
    "excused": "excused",
    "no": "absent",
    "as guest": "as a guest",
    "not recorded": "not recorded",
    "not a member": "–",
}
SESSIONS_A_PAGE = 26
"""A year of meetings every two weeks."""
_EXPECTED = [MARKS.index(mark) for mark in ("yes", "excused", "no")]


ONLY_PRESENT = "only those who came are listed"
"""Below the number of those present, where nobody is ever recorded as absent."""


def timeline(one: One) -> None:
    """Draw planned and held sessions, and the gaps between them."""
    rows = history.timeline(one.facts)
    if rows.empty:
        st.caption(
            "No sessions are logged yet. Add the first one to the sessions tab, or log it on the Log a session page."
        )
        return
    waiting = waiting_days(one)
    html.show("circle_key.html", looks=_key(rows, waiting, history.cadence_in_words(one.facts)))
    charts.sketch(
        one.view,
        "sessions",
        lambda: session_lanes.plot(rows, one.as_of, waiting),
        lambda: chart.sessions(rows, one.as_of, waiting),
        alt_text=lambda: chart.described(
            rows, name(one.circle), one.as_of, waiting, history.cadence_in_words(one.facts)
        ),
        table=lambda: chart.table(rows),
    )


def _key(rows: pd.DataFrame, waiting: float | None, cadence: str) -> list[tuple[str, str]]:
    """The shapes that the chart shows, and what they mean."""
    used = set(chart.looks(rows))
    key = [(look, words) for look, (*_, words) in chart.LOOKS.items() if look in used]
    has_gap = waiting is not None or bool(rows["gap_flagged"].any())
    return key + ([("gap", f"days in a gap longer than {GAP_FLAGGED:g} × {cadence}")] if has_gap else [])


def attendance(one: One) -> None:
    """Draw members and held sessions as a grid, newest session first, with how many were there."""
    if not one.names:
        st.caption("Only the circle's lead and program administrators see who was there.")
        return
    rows = circle_people.attendance(one.facts)
    if rows.empty:
        st.caption(plain(_why_nobody(one)))
        return
    _grid(one, rows)


def _why_nobody(one: One) -> str:
    if one.facts.held.empty:
        why = absence.unknown(one.facts, "held")
        none = absence.said("nobody to show yet: no session has been held", "held session", why)
        return sentences(none, "you record who was there when you log a session")
    return "The circle has no members and no attendance yet: fill in the members and attendance tabs."


def _grid(one: One, rows: pd.DataFrame) -> None:
    count = len(one.facts.held)
    held, people = rows.iloc[:count], rows.iloc[::count]
    marks = rows["mark"].cat.codes.to_numpy().astype(np.int8).reshape(len(people), count)
    shown = window.people(people["name"].astype("str").to_list(), "circle_there")
    at = np.arange(count)[::-1][window.pages(count, SESSIONS_A_PAGE, "circle_there_sessions")]
    body = [
        row(
            name(str(called)),
            *(_mark(MARKS[code]) for code in marks[place, at]),
            more="" if is_member else "not on the roster",
        )
        for place, called, is_member in zip(
            shown, people["name"].iloc[shown], people["is_member"].iloc[shown], strict=True
        )
    ]
    program = one.view.program.facts
    is_of_it = (program.log.circles["circle"] == one.circle).to_numpy()
    is_partial = bool((presence.lists_only_present(program) & is_of_it).any())
    totals = [cell(*_total(marks[:, session], is_partial)) for session in at]
    why = presence.no_absences(program)
    label = "" if not is_partial else why if why == presence.NOT_READ else ONLY_PRESENT
    table(
        "Who was there: one row per member, one column per held session, newest first",
        ["Member", *(f"{on.day} {on:%b %y}" for on in held["on"].iloc[at])],
        [row("Present", *totals, more=label), *body],
    )
    window_of = (
        np.arange(len(rows)).reshape(marks.shape)[np.ix_(np.asarray(shown, dtype=int), np.sort(at))].ravel()
    )
    is_all = len(window_of) == len(rows)
    charts.numbers(
        one.view,
        "attendance",
        lambda: _numbers(rows),
        shown=None if is_all else _numbers(rows.iloc[window_of]),
    )


def _mark(mark: Mark) -> dict[str, str]:
    return cell(WORDS[mark], mark="" if mark == "not a member" else mark.replace(" ", "-"))


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = rows.assign(on=rows["on"].dt.strftime("%Y-%m-%d"))
    numbers = numbers.assign(mark=numbers["mark"].astype("str").map(WORDS))
    return numbers[["name", "session", "on", "mark", "prework"]]


def _total(marks: NDArray[np.integer[Any]], is_partial: bool) -> tuple[str, str]:
    """How many were present, of the members whose attendance is recorded, and how many have none; guests are not
    counted. "–" for none. `marks`: by person, as positions in MARKS. `is_partial`: only those who came are listed, so
    nobody knows of how many."""
    known, present = int(np.isin(marks, _EXPECTED).sum()), int((marks == MARKS.index("yes")).sum())
    missing = int((marks == MARKS.index("not recorded")).sum())
    if is_partial or not known:
        return (f"{present:,}" if known else "–"), ""
    return f"{present:,} of {known:,}", f"{missing:,} not recorded" if missing else ""
