"""What changed since the viewer was last here, by rule."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.metrics.desk import since
from lib.metrics.desk.words import Since, since_day
from lib.source import caches, visits
from lib.ui.entry import session
from lib.ui.frame.view import View
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain

MOST_LISTED = 4


def last_visit(page: View) -> date | None:
    """The day of the visit before this one; None without sign-in, and on the first day."""
    email = page.viewer.email
    if not email or session.settings() is None or not caches.settings().keep_snapshot:
        return None
    known: dict[str, date | None] = st.session_state.setdefault("visit_before", {})
    if email not in known:
        known[email] = visits.visit(caches.kept(visits.FOLDER), email, date.today())
    return known[email]


def show(page: View, *, is_open: bool) -> None:
    """Draw what changed, the viewer's own circles first: a few lines, and the rest in a closed section; or, unless
    `is_open`, all of it in a closed section."""
    start = since_when(page, last_visit(page))
    if start is None:
        return
    if not is_open:
        section.closed(plain(start.heading), "what_changed", lambda: _lines(page, start, _found(page, start)))
        return
    found = _found(page, start)
    st.subheader(plain(start.heading), anchor=False)
    _lines(page, start, found[:MOST_LISTED])
    if rest := found[MOST_LISTED:]:
        section.closed("What else changed", "also_changed", lambda: _lines(page, start, rest))


def since_when(page: View, visit: date | None) -> Since | None:
    """`words.since_day`, found once per state of the view."""
    email = page.viewer.email
    return page.first_sight(("since", email, visit), lambda: since_day(page.program, email, visit))


def _found(page: View, start: Since) -> list[str]:
    program = page.program
    found = page.derived(
        ("what changed", start.day), lambda: since.changes(program, program.as_known_on(start.day))
    )
    return [each.words for each in since.own_first(found, page.own)]


def _lines(page: View, start: Since, lines: list[str]) -> None:
    if lines:
        html.show("changes.html", lines=lines)
    else:
        st.caption(plain(since.nothing(page.program, start.day)))
