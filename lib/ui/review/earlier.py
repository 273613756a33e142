"""Earlier reviews: their text, their figures as they were frozen, and exactly where the past was restated since."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.access.redaction import KEPT, Viewer
from lib.log.changing.changes import is_filled
from lib.log.format.model import CircleLog
from lib.metrics.review import frozen, restated, scope
from lib.metrics.review.frozen import Frozen
from lib.metrics.review.restated import Restated
from lib.source import caches
from lib.ui.frame.view import View
from lib.ui.review.head import Review
from lib.ui.widgets import html, section
from lib.ui.widgets.text import MOST_OF_A_TEXT, name, plain

MOST_OFFERED = 40
OPEN = "review_past"
"""The closed section; freezing a review opens it, and so does an address that names a review."""


def section_of(review: Review) -> None:
    """Draw the closed section with the earlier reviews."""
    if "review_earlier" in st.query_params and OPEN not in st.session_state:
        st.session_state[OPEN] = True
    section.closed("Earlier reviews, and what was restated since", "review_past", lambda: show(review))


def show(review: Review) -> None:
    """Draw the list of earlier reviews and the chosen one."""
    view = review.view
    rows = scope.readable(review.program.facts)
    rows = rows[rows["review"].notna()].head(MOST_OFFERED)
    if rows.empty:
        st.caption(plain(_none(view)))
        return
    records = {str(row["review"]): row for row in rows.to_dict("records")}
    labels = labels_of(records)
    chosen = st.selectbox(
        "Review",
        list(records),
        format_func=lambda key: labels.get(key, key),
        key="review_earlier",
        bind="query-params",
        width=420,
    )
    if chosen in records:
        _one(review, records[chosen])


def _none(view: View) -> str:
    if lacking := view.log.lacks("reviews"):
        first = f"No review is recorded: {lacking}."
    elif len(view.log.reviews):
        first = "No review that you may read is recorded yet: sponsors read their own, leads those of their circles."
    else:
        first = "No review is recorded yet."
    if view.viewer.role == "lead":
        return first
    return f"{first} Freeze one above: it keeps the text and figures, and a later look says what was restated since."


def labels_of(records: Mapping[str, Mapping[Any, Any]]) -> dict[str, str]:
    """What each review is called in the list; its key is added where two would be called the same."""
    found = {key: _label(row) for key, row in records.items()}
    called = Counter(found.values())
    return {key: f"{text} · {name(key)}" if called[text] > 1 else text for key, text in found.items()}


def _label(row: Mapping[Any, Any]) -> str:
    sponsor = row["sponsor"]
    whose = (
        "the whole program"
        if not is_filled(sponsor)
        else "a sponsor"
        if sponsor == KEPT
        else name(str(sponsor))
    )
    circle = f" · {name(row['circle'])}" if isinstance(row["circle"], str) else ""
    return f"{row['date']:%-d %b %Y} · {whose}{circle}"


def _one(review: Review, row: Mapping[Any, Any]) -> None:
    summary = row["summary"]
    if is_filled(row["next_review"]):
        st.caption(plain(f"The next review was set for {row['next_review']:%-d %b %Y}."))
    if is_filled(summary):
        html.show("review_text.html", lines=_lines(str(summary)))
    else:
        st.caption("No text was written for this review.")
    if not is_filled(row["figures"]):
        st.caption("No figures were frozen with this review: it was recorded in the sheet.")
        return
    kept = frozen.read(row["figures"])
    if kept is None:
        where = f"row {int(row['_row'])} of the reviews tab"
        st.warning(
            plain(f"The figures of this review, in {where}, could not be read. Expected: {frozen.EXPECTED}."),
            icon=":material/warning:",
        )
        return
    _figures(kept, _restated(review, row, kept))


def _lines(text: str) -> list[list[str]]:
    """The lines of a text, long ones in pieces cut between words: a template cuts what is longer than
    `MOST_OF_A_TEXT`."""
    return [textwrap.wrap(line, MOST_OF_A_TEXT, break_on_hyphens=False) for line in text.splitlines()]


def _restated(review: Review, row: Mapping[Any, Any], kept: Frozen) -> list[Restated]:
    view = review.view
    log = _as_sponsor(review, row)
    return view.derived(
        ("restated", str(row["review"]), str(row["figures"])),
        lambda: restated.restated(kept, kept.measured_again(log)),
    )


def _as_sponsor(review: Review, row: Mapping[Any, Any]) -> CircleLog:
    """The log as the sponsor of a frozen review may see it: what an administrator compares it with."""
    view = review.view
    if view.viewer.role != "admin":
        return view.log
    reader = Viewer("sponsor", str(row["sponsor"]) if is_filled(row["sponsor"]) else "")
    return caches.seen_by(view.loaded.workbook, view.loaded.revision, reader.scope, view.log, reader)


def _figures(kept: Frozen, moved: list[Restated]) -> None:
    if moved:
        st.markdown("**Restated since**")
        html.show("changes.html", lines=[each.words for each in moved])
    else:
        st.caption(restated.NOTHING)
    rows = [(f"{title}: {shown}", "") for title, shown in restated.as_shown(kept)]
    with st.expander(plain(f"The figures as they were on {pd.Timestamp(kept.as_of):%-d %b %Y}")):
        html.show("list.html", rows=rows)
