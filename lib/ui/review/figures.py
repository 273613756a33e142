"""The figures of a review as a table: now, before, and whether the difference is real, with a next step where one is
needed."""

from __future__ import annotations

import streamlit as st

from lib.metrics.review import compared
from lib.metrics.review.compared import Compared
from lib.ui.review.head import Review
from lib.ui.widgets import html, section
from lib.ui.widgets.text import plain
from lib.words.phrases import sentence

MOST_FIRST = 5


def show(review: Review) -> None:
    """Draw the table of the figures that need a word, and all of them, with those that have no value, in a closed
    section; and which period it compares with."""
    period = review.period
    if period.has_before:
        st.caption(
            plain(
                f"Now is {period.name}; before is {period.name_before}. A change is real if it is more than the usual "
                "ups and downs of the months before (control chart)."
            )
        )
    else:
        st.caption(plain(f"About {period.name}: there is no period before it to compare with."))
    first = compared.first(review.figures, MOST_FIRST)
    if first:
        html.show("review_figures.html", rows=[_row(review, each) for each in first])
    if len(first) < len(review.figures):
        title = f"All {len(review.figures):,} figures, now and before"
        section.closed(title, "review_figures", lambda: _all(review))
    else:
        _lacking(review)


def _all(review: Review) -> None:
    html.show("review_figures.html", rows=[_row(review, each) for each in review.figures])
    _lacking(review)


def _lacking(review: Review) -> None:
    if lacking := compared.without_value(review.program):
        st.caption(plain(sentence(*lacking)))


def _row(review: Review, each: Compared) -> dict[str, str]:
    figure = each.figure
    is_real = each.verdict.startswith(compared.REAL)
    return {
        "label": figure.label,
        "target": each.target,
        "step": review.step(figure.key),
        "now": figure.text,
        "fraction": "" if figure.is_small else figure.fraction,
        "then": each.then,
        "word": each.word or "" if is_real else "",
        "verdict": each.verdict,
    }
