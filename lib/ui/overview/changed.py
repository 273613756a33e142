"""What changed since the viewer was last here, by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from lib.metrics.desk import since, waiting
from lib.source import caches, visits
from lib.ui.entry import session
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain

MOST_LISTED = 4
_STATE = "visit_before"


@dataclass(frozen=True, slots=True)
class Since:
    """The day that changes are counted from, and what it is in words."""

    day: pd.Timestamp
    words: str


def since_day(page: View) -> Since | None:
    """The viewer's last visit where sign-in is on, else the last review, else the start of the period; None if the
    period is the whole log and nothing else is known."""
    facts = page.program.facts
    before = _last_visit(page)
    if before is not None and pd.Timestamp(before) < facts.as_of:
        day = pd.Timestamp(before)
        return Since(day, f"your last visit on {day:%-d %b %Y}")
    reviewed = waiting.last_review(facts, page.viewer.email)
    if reviewed is not None:
        return Since(reviewed, f"the review on {reviewed:%-d %b %Y}")
    end = page.program.period.end_before
    return None if end is None else Since(end, f"{end:%-d %b %Y}")


def _last_visit(page: View) -> date | None:
    """The day of the visit before this one; None without sign-in, and on the first day."""
    if session.settings() is None or not page.viewer.email or not caches.settings().keep_snapshot:
        return None
    key = f"{_STATE} {page.viewer.email}"
    if key not in st.session_state:
        st.session_state[key] = visits.visit(visits.FOLDER, page.viewer.email, date.today())
    found: date | None = st.session_state[key]
    return found


def show(page: View) -> None:
    """Draw what changed, the viewer's own circles first: a few lines, and the rest in a closed section."""
    start = since_day(page)
    if start is None:
        return
    program, own = page.program, page.own
    found = page.derived(
        ("what changed", start.day), lambda: since.changes(program, program.as_known_on(start.day))
    )
    st.subheader(plain(f"What changed since {start.words}"), anchor=False)
    lines = [(each.words, "") for each in since.own_first(found, own)]
    if not lines:
        st.caption(since.NOTHING)
        return
    html.show("list.html", rows=lines[:MOST_LISTED])
    if rest := lines[MOST_LISTED:]:
        section.closed(
            f"Also changed: {len(rest):,} more", "also_changed", lambda: html.show("list.html", rows=rest)
        )
