"""My desk: what is the viewer's own, before anything about the whole program. Administrators have none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT
from lib.metrics.desk import own, waiting
from lib.metrics.desk.own import OwnCircle
from lib.ui.edits import saving
from lib.ui.frame import circle_link
from lib.ui.frame.view import View
from lib.ui.overview import acting, answering, leading
from lib.ui.widgets import html, section
from lib.ui.widgets.text import name, plain
from lib.words.phrases import counted

MOST_CIRCLES, MOST_REASONS, MOST_LISTED = 4, 2, 4


def has_desk(page: View) -> bool:
    """Whether the viewer has circles of their own, or an ask that waits for them."""
    return page.viewer.role != "admin" and (
        bool(page.own) or not waiting.asks_of(page.program.facts, page.viewer.email).empty
    )


def show(page: View) -> None:
    """Draw the desk of a sponsor or a lead."""
    facts, email = page.program.facts, page.viewer.email
    asks = waiting.asks_of(facts, email)
    asked = set(asks["circle"])
    found = page.derived(("my circles", email), lambda: own.own_circles(page.program, page.own, asked))
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
            if page.viewer.role == "lead":
                leading.show(page)
            _due(page)


def _circles(page: View, found: list[OwnCircle]) -> None:
    if not found:
        st.caption("None of your circles is active on this day, or in these filters.")
        return
    link = circle_link.addresses(page.viewer)
    is_lead = page.viewer.role == "lead"
    cards = [_card(each, link(each.circle), is_lead) for each in found]
    html.show("desk.html", circles=cards[:MOST_CIRCLES])
    if more := cards[MOST_CIRCLES:]:
        section.closed(
            f"{counted(len(more), 'more circle')} of mine",
            "my_other_circles",
            lambda: html.show("desk.html", circles=more),
        )


def _card(circle: OwnCircle, link: str, is_lead: bool) -> dict[str, Any]:
    about = [circle.since]
    if circle.speak_to and not is_lead:
        about.append(f"speak to {circle.speak_to}")
    words = " · ".join(filter(None, about))
    more = len(circle.reasons) - MOST_REASONS
    reasons = [*circle.reasons[:MOST_REASONS], *([f"and {more} more"] if more > 0 else [])]
    return {
        "name": name(circle.circle),
        "status": circle.status,
        "reasons": reasons,
        "about": f"{words[:1].upper()}{words[1:]}",
        "step": circle.step,
        "link": link,
    }


def _asks(page: View, asks: pd.DataFrame) -> None:
    is_sponsor = page.viewer.role == "sponsor"
    if asks.empty and not is_sponsor:
        return
    st.subheader("Asks put to me", anchor=False)
    log = page.log
    if asks.empty:
        lacking = log.lacks("asks")
        st.caption(plain(f"Not recorded: {lacking}.") if lacking else "No ask is waiting for you.")
    else:
        answering.asks(page, asks)
    if others := _answered_by_others(page):
        html.show("list.html", rows=others)


def _answered_by_others(page: View) -> list[tuple[str, str]]:
    """Asks put to the viewer that someone else answered in the last 30 days: what, and who said what when."""
    rows = waiting.answered_for(page.program.facts, page.viewer.email)
    return [
        (
            str(row["what"]),
            f"{row['circle']}: {row['status']} by {row['answered_by']} on {row['answered']:%-d %b %Y}",
        )
        for row in rows.head(MOST_LISTED).to_dict("records")
    ]


def _due(page: View) -> None:
    """Decisions asked of the viewer, milestones due, and the next review."""
    facts, email = page.program.facts, page.viewer.email
    rows = [
        (str(row["what"]), f"decision asked of you{_on(row['on'])}, {row['state']}")
        for row in waiting.decisions_of(facts, email).to_dict("records")
    ]
    for row in waiting.milestones_of(facts, page.own).to_dict("records"):
        verb = "was due" if row["due"] < facts.as_of else "due"
        what = "Milestone" if row["milestone"] == KEPT else str(row["milestone"])
        whose = row["circle"] if isinstance(row["circle"], str) else "the whole program"
        rows.append((what, f"{whose}, {verb} {row['due']:%-d %b %Y}"))
    review = waiting.next_review(facts, email) if page.viewer.role == "sponsor" else None
    if review is not None:
        verb = "was due" if review.day < facts.as_of else "is due"
        rows.append(("My next review", f"{verb} {review.day:%-d %b %Y}"))
    if not rows:
        return
    st.subheader("Promised and due", anchor=False)
    html.show("list.html", rows=rows[:MOST_LISTED])
    if more := rows[MOST_LISTED:]:
        section.closed(f"{len(more):,} more", "more_due", lambda: html.show("list.html", rows=more))


def _on(day: Any) -> str:
    return "" if pd.isna(day) else f" on {day:%-d %b %Y}"
