"""My desk: what is the viewer's own, before anything about the whole program. Administrators have none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.metrics.desk import own, waiting, words
from lib.metrics.desk.own import OwnCircle
from lib.ui.edits import saving
from lib.ui.frame import circle_link
from lib.ui.frame.view import View
from lib.ui.overview import acting, answering, leading
from lib.ui.widgets import html, section
from lib.ui.widgets.text import name, plain

MOST_CIRCLES, MOST_LISTED = 4, 4


def has_desk(page: View) -> bool:
    """Whether the viewer has circles of their own, or an ask that waits for them."""
    return page.viewer.role != "admin" and (
        bool(page.own)
        or page.first_sight(
            "is asked", lambda: not waiting.asks_of(page.program.facts, page.viewer.email).empty
        )
    )


def show(page: View) -> None:
    """Draw the desk of a sponsor or a lead."""
    facts, email = page.program.facts, page.viewer.email
    asks = waiting.asks_of(facts, email)
    asked = set(asks["circle"])
    role = page.viewer.role
    found = page.derived(("my circles", email), lambda: own.own_circles(page.program, page.own, role, asked))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header("My desk", anchor=False)
        acting.record(page, [each.circle for each in found])
    saving.outcome()
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.subheader("My circles", anchor=False)
            _circles(page, found)
        with st.container():
            _asks(page, asks)
            if role == "lead":
                leading.show(page)
            _due(page)


def _circles(page: View, found: list[OwnCircle]) -> None:
    if not found:
        st.caption("None of your circles is active on this day, or in these filters.")
        return
    link = circle_link.addresses(page.viewer, page.address)
    is_lead = page.viewer.role == "lead"
    cards = [_card(each, link(each.circle), is_lead) for each in found]
    html.show("desk.html", circles=cards[:MOST_CIRCLES])
    if more := cards[MOST_CIRCLES:]:
        section.closed(
            "My other circles",
            "my_other_circles",
            lambda: html.show("desk.html", circles=more),
        )


def _card(circle: OwnCircle, link: str, is_lead: bool) -> dict[str, Any]:
    return {
        "name": name(circle.circle),
        "status": circle.status,
        "reasons": circle.reasons,
        "about": circle.since if is_lead else circle.about,
        "step": circle.step,
        "link": link,
    }


def _asks(page: View, asks: pd.DataFrame) -> None:
    is_sponsor = page.viewer.role == "sponsor"
    if asks.empty and not is_sponsor:
        return
    st.subheader("Asks put to me", anchor=False)
    if asks.empty:
        st.caption(plain(words.no_ask(page.program.facts, page.own)))
    else:
        answering.asks(page, asks)
    if others := words.answered_by_others(page.program.facts, page.viewer.email):
        html.show("list.html", rows=others[:MOST_LISTED])


def _due(page: View) -> None:
    """Decisions asked of the viewer, milestones due, and the next review."""
    is_sponsor = page.viewer.role == "sponsor"
    rows = words.due(page.program.facts, page.own, page.viewer.email, is_sponsor=is_sponsor)
    if not rows:
        return
    st.subheader("Promised and due", anchor=False)
    html.show("list.html", rows=rows[:MOST_LISTED])
    if more := rows[MOST_LISTED:]:
        section.closed("Also promised and due", "more_due", lambda: html.show("list.html", rows=more))
