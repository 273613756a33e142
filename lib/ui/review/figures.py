"""The figures of a review as a table: now, before, and whether the difference is real, with a next step where one is
needed."""

from __future__ import annotations

import streamlit as st

from lib.metrics.review import compared
from lib.metrics.review.compared import Compared
from lib.ui.review.head import Review
from lib.ui.widgets import html
from lib.ui.widgets.text import plain
from lib.words.phrases import sentence


def show(review: Review) -> None:
    """Draw the table, which period it compares with, and which figures have no value."""
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
    rows = [_row(each) for each in review.figures]
    if rows:
        html.show("review_figures.html", rows=rows)
    if lacking := compared.without_value(review.program):
        st.caption(plain(sentence(*lacking)))


def _row(each: Compared) -> dict[str, str]:
    figure = each.figure
    is_real = each.verdict.startswith(compared.REAL)
    return {
        "label": figure.label,
        "target": each.target,
        "step": each.step,
        "now": figure.text,
        "fraction": "" if figure.is_small else figure.fraction,
        "then": each.then,
        "word": each.word or "" if is_real else "",
        "verdict": each.verdict,
    }
