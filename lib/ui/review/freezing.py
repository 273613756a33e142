"""Writing a review: the draft from the figures, edited by a person, and frozen with them in the reviews tab."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from lib.log.changing.changes import Addition, is_filled
from lib.metrics.review import compared, frozen, narrative
from lib.source import caches
from lib.ui.edits import saving
from lib.ui.edits.target import workbook_for
from lib.ui.review import earlier, head
from lib.ui.review.head import Review
from lib.ui.widgets.text import plain

TAKEN = "already in use"
"""What both validation and a workbook say of a key that somebody took meanwhile."""
_FIRST = "review_frozen_first"
LONGEST = 20_000


def show(review: Review) -> None:
    """Draw the text and the button that freezes it, or why this viewer does not freeze it."""
    view, day = review.view, review.program.as_of
    key = review.scope.key(day)
    if st.session_state.get(_FIRST) == key:
        st.warning(
            "Someone froze this review while you were writing. Theirs is kept, and is shown under “Earlier reviews”; "
            "nothing of yours was saved. Your text is still here.",
            icon=":material/call_split:",
        )
    elif is_frozen(review, key):
        st.caption("The review of this day is frozen: it is shown under “Earlier reviews”.")
        return
    if why := cannot(review):
        st.caption(plain(why))
        return
    text = st.text_area(
        "The review in words",
        value=draft(review),
        key=f"review_text_{key}_{review.period.key}",
        height=165,
        max_chars=LONGEST,
        help="Drafted from the figures, as the sponsor of this review may see them. Change what you like.",
    )
    every = int(float(view.log.settings["review_every_days"]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        next_day = st.date_input(
            "Next review",
            value=day.date() + timedelta(days=every),
            min_value=day.date(),
            key=f"review_next_{key}",
            format="YYYY-MM-DD",
            width=170,
        )
        is_clicked = st.button(
            "Freeze the review", type="primary", key="review_freeze", icon=":material/ac_unit:"
        )
    st.caption(
        "Freezing keeps this text and the figures of the table as they are today. A later look says where the past was "
        "restated since."
    )
    if is_clicked:
        _freeze(review, key, text, next_day if isinstance(next_day, date) else None)


def draft(review: Review) -> str:
    """The first draft, from what the review's sponsor may see."""

    def found() -> str:
        kept = review.kept
        charted = compared.compared(kept, compared.CHARTED)
        return narrative.draft(kept, review.scope, head.changes(kept), charted)

    return review.view.derived(("review draft", review.scope), found)


def is_frozen(review: Review, key: str) -> bool:
    """Whether the review with this key is in the log. Keys are hidden from some viewers: the whole log is asked."""
    return bool((caches.source().current().log.reviews["review"] == key).any())


def cannot(review: Review) -> str:
    """Why this viewer cannot freeze the review; "" if they can."""
    view = review.view
    if view.viewer.role == "lead":
        return (
            "Leads prepare a review, and sponsors and administrators freeze it: what a lead writes may hold what stays "
            "in the circle."
        )
    if view.viewer.role == "sponsor" and not review.scope.sponsor:
        return "Only the sponsor of a circle can freeze a review."
    if not review.scope.circles:
        return "There is no circle to review."
    if review.program.as_of.date() != date.today():
        return "Only today's review can be frozen: choose today under “As of”."
    return ""


def _freeze(review: Review, key: str, text: str, next_day: date | None) -> None:
    log, program = review.view.log, review.kept
    start = program.period.start
    values: dict[str, object] = {
        "review": key,
        "date": program.as_of.date(),
        "sponsor": review.scope.sponsor or None,
        "start": None if start is None or pd.isna(start) else start.date(),
        "end": program.as_of.date(),
        "summary": text.strip() or None,
        "next_review": next_day,
        "figures": frozen.frozen_text(program),
    }
    has_tab = log.has("reviews")
    lacking = [name for name in ("figures", "summary") if has_tab and not log.has("reviews", name)]
    if lacking:
        st.error(
            plain(f"Add the {' and '.join(lacking)} column to the reviews tab first."),
            icon=":material/error:",
        )
        return
    filled = {
        name: value
        for name, value in values.items()
        if is_filled(value) and (not has_tab or log.has("reviews", name))
    }
    addition = Addition(workbook_for(filled, "reviews", log), "reviews", filled)
    st.session_state.pop(_FIRST, None)
    if not saving.commit(
        replace(saving.empty_set(review.view.viewer, "review frozen"), additions=(addition,))
    ):
        shown = saving.last()
        if shown is not None and any(TAKEN in problem.text for problem in shown.result.problems):
            saving.dismiss()
            st.session_state[_FIRST] = key
    st.session_state["review_earlier"] = key  # what was frozen, by whomever, is shown below
    st.session_state[earlier.OPEN] = True
    st.rerun()
