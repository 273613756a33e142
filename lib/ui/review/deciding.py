"""Decisions, recorded where they are read: made, declined or deferred; and new ones, asked or already decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from lib.access import addresses
from lib.access.addresses import everyone_in
from lib.access.circles import circles_of
from lib.log.changing.changes import Addition, changes_of_row, is_filled, key_texts
from lib.log.changing.keys import next_key
from lib.metrics.review import happened
from lib.source import caches
from lib.ui.edits import saving
from lib.ui.edits.target import workbook_for
from lib.ui.review.head import Review
from lib.ui.widgets import html, section
from lib.ui.widgets.text import name
from lib.words.phrases import plural

MOST_LISTED = 3
ANSWERS = {"made": "Made", "declined": "Declined", "deferred": "Deferred"}
WHOLE_PROGRAM = "The whole program"
_CHOSEN = "review_deciding"
_REASON = "recorded in the review"


def show(review: Review) -> None:
    """Draw the decisions of the review, those that wait first, with their answers."""
    log = review.view.log
    rows = happened.decisions_of(review.program.facts, review.scope)
    records = rows.assign(key=key_texts("decisions", rows)).to_dict("records")
    if not records:
        st.caption(
            "No decision was asked in this time, or waits from before. Ask for one here."
            if log.has("decisions")
            else "Decisions are not recorded. Ask for the first one here: Pharos then adds the decisions tab."
        )
    for place, row in enumerate(records[:MOST_LISTED]):
        _one(review, place, row)
    if more := records[MOST_LISTED:]:
        section.closed(
            f"{len(more):,} more {plural(len(more), 'decision')}",
            "review_decisions",
            lambda: _more(review, more),
        )


def _more(review: Review, rows: list[dict[Any, Any]]) -> None:
    for place, row in enumerate(rows, start=MOST_LISTED):
        _one(review, place, row)


def _one(review: Review, place: int, row: Mapping[Any, Any]) -> None:
    is_open = bool(row["waits"]) and may_answer(review, row)
    with st.container(key=f"review_decision_{place}", gap="xsmall"):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"review_row_{place}"
        ):
            html.show("list.html", rows=[happened.decision_line(row)])
            if is_open:
                _buttons(place, row)
        if not is_open:
            return
        chosen = st.session_state.get(_CHOSEN)
        if chosen and chosen[0] == row["key"]:
            _form(review, row, chosen[1])


def _buttons(place: int, row: Mapping[Any, Any]) -> None:
    with st.container(horizontal=True, gap="xsmall", width="content"):
        for answer, label in ANSWERS.items():
            st.button(
                label,
                key=f"review_{answer}_{place}",
                type="primary" if st.session_state.get(_CHOSEN) == (row["key"], answer) else "secondary",
                disabled=answer == row["state"],
                on_click=_choose,
                args=((str(row["key"]), answer),),
            )


def may_answer(review: Review, row: Mapping[Any, Any]) -> bool:
    """Whether the viewer may say what became of a decision: the sponsor it is asked of, or an administrator."""
    viewer = review.view.viewer
    if viewer.role == "admin":
        return True
    return bool(viewer.email) and addresses.address(viewer.email) in addresses.addresses_in(row["asked_of"])


def _choose(chosen: tuple[str, str]) -> None:
    is_open = st.session_state.get(_CHOSEN) == chosen
    st.session_state[_CHOSEN] = None if is_open else chosen


def _form(review: Review, row: Mapping[Any, Any], answer: str) -> None:
    log = review.view.log
    given: dict[str, object] = {}
    with st.form("review_answer"):
        if answer == "made":
            with st.grid(3, min_column_width=120, gap="small"):
                for column, label in (("hours", "Hours granted"), ("amount", "Amount granted")):
                    if log.has("decisions", column):
                        given[column] = st.number_input(
                            label,
                            min_value=0.0,
                            value=float(row[column]) if is_filled(row[column]) else None,
                            key=f"review_{column}",
                            format="%g",
                            placeholder="–",
                        )
                if log.has("decisions", "currency"):
                    value = row["currency"] if is_filled(row["currency"]) else ""
                    given["currency"] = st.text_input(
                        "Currency", value=value, key="review_currency", placeholder="EUR"
                    )
        if log.has("decisions", "note"):
            given["note"] = st.text_input("A line of reason", key="review_note", placeholder="–")
        if not st.form_submit_button(
            f"Save: {ANSWERS[answer].lower()}", type="primary", key="review_save_answer"
        ):
            return
    is_final = answer != "deferred"
    wanted: dict[str, object] = {"status": answer, "answered": date.today() if is_final else None}
    wanted |= {column: value for column, value in given.items() if is_filled(value)}
    found = {column: value for column, value in wanted.items() if log.has("decisions", column)}
    changes = changes_of_row("decisions", {str(each): value for each, value in row.items()}, found)
    if saving.commit(replace(saving.empty_set(review.view.viewer, _REASON), changes=changes)):
        st.session_state[_CHOSEN] = None
    st.rerun()


def new(review: Review) -> None:
    """The form for a new decision: a lead asks for one, a sponsor and an administrator may record what became of it."""
    viewer = review.view.viewer
    if viewer.role != "admin" and not viewer.email:
        return
    circles = _circles(review)
    if not circles:
        return
    with st.popover("Ask for a decision", icon=":material/gavel:"), st.form("review_new", border=False):
        what = st.text_input("What is to be decided", key="review_new_what", placeholder="–")
        circle = st.selectbox("About", circles, format_func=name, key="review_new_circle")
        people = _asked_of(review)
        asked_of = None
        if people:
            asked_of = st.selectbox("Asked of", people, format_func=name, key="review_new_asked_of")
        else:
            st.caption("The circles tab names no sponsor of these circles: the decision is asked of nobody.")
        states = ["asked"] if viewer.role == "lead" else ["asked", *ANSWERS]
        status = st.selectbox(
            "What became of it", states, format_func=str.capitalize, key="review_new_status"
        )
        is_saved = st.form_submit_button("Save the decision", type="primary", key="review_new_save")
        if is_saved and not what.strip():
            st.error("Write what is to be decided first.", icon=":material/error:")
    if is_saved and what.strip():
        _add(review, what.strip(), circle, asked_of, status)


def _circles(review: Review) -> list[str]:
    """The circles that the viewer may record a decision about; the whole program too, unless they lead."""
    view = review.view
    if view.viewer.role == "lead":
        return sorted(circles_of(view.log, view.viewer), key=str.casefold)
    return [WHOLE_PROGRAM, *review.scope.circles]


def _asked_of(review: Review) -> list[str]:
    """Whom a decision may be asked of: the review's sponsor, or the sponsors of its circles."""
    if review.scope.sponsor:
        return [review.scope.sponsor]
    circles = review.view.log.circles
    return list(everyone_in(circles.loc[circles["circle"].isin(review.scope.circles), "sponsor"]))


def _add(review: Review, what: str, circle: str | None, asked_of: str | None, status: str) -> None:
    log, today = review.view.log, date.today()
    whole = caches.source().current().log
    values: dict[str, object] = {
        "decision": next_key("decisions", whole.decisions["decision"]),
        "what": what,
        "circle": None if circle == WHOLE_PROGRAM else circle,
        "asked_of": asked_of,
        "asked": today,
        "status": status,
        "answered": today if status in ("made", "declined") else None,
    }
    filled = {
        column: value
        for column, value in values.items()
        if is_filled(value) and (log.has("decisions", column) or not log.has("decisions"))
    }
    addition = Addition(workbook_for(filled, "decisions", log), "decisions", filled)
    saving.commit(replace(saving.empty_set(review.view.viewer, _REASON), additions=(addition,)))
    st.rerun()
