"""The circle page of a sponsor: why the circle has its status, whom to speak to, what was tried, what would help."""

from __future__ import annotations

import streamlit as st

from lib.metrics.circle import outside
from lib.metrics.desk import waiting
from lib.metrics.desk.own import own_circles
from lib.metrics.program import status
from lib.ui.circle import head
from lib.ui.circle.head import One
from lib.ui.widgets import html, status_rules
from lib.ui.widgets.text import plain

NO_REASON = "It is not active on this day, so it has no status."


def show(one: One) -> None:
    """Draw the page below the choice of the circle. It names no member."""
    program, facts = one.view.program, one.facts
    asks = waiting.asks_of(program.facts, one.view.viewer.email)
    head.answers(one)
    head.head(one)
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.header("Why it has this status", anchor=False)
            _reasons(one)
            status_rules.show()
            st.header("Whom to speak to", anchor=False)
            st.markdown(plain(outside.whom_to_speak_to(one.about)))
        with st.container():
            st.header("What would help", anchor=False)
            lines = outside.would_help(program, facts, one.circle, set(asks["circle"]), one.view.own)
            if lines:
                html.show("list.html", rows=lines)
            else:
                st.caption(plain(outside.nothing_to_suggest(program, facts, one.circle)))
    st.header("What has been tried", anchor=False)
    tried = outside.tried(program, facts, one.circle)
    if tried:
        html.show("list.html", rows=tried)
    else:
        st.caption(plain(outside.nothing_tried(facts)))


def _reasons(one: One) -> None:
    program = one.view.program
    found = own_circles(program, [one.circle], "sponsor")
    if not found:
        st.caption(NO_REASON)
        return
    reasons = list(found[0].reasons)
    if found[0].status == status.ON_TRACK:
        reasons = [status.met_in_words(program.circles[one.circle]).capitalize() or reasons[0]]
    html.show("changes.html", lines=[f"{found[0].status}: {reasons[0]}", *reasons[1:]])
    if found[0].since:
        st.caption(plain(f"{found[0].since}."))
