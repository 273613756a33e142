"""Milestones promised and kept, on the outcomes page."""

from __future__ import annotations

import streamlit as st

from lib.access.redaction import KEPT
from lib.metrics.program.outcome_words import kept
from lib.metrics.sponsorship.milestones import promised
from lib.ui.frame import charts
from lib.ui.frame.view import View
from lib.ui.widgets.text import clean, plain
from lib.words.phrases import counted


def show(page: View) -> None:
    """Draw every milestone that was due in the period, and what became of it."""
    rows = promised(page.program.facts)
    if rows.empty:
        why = kept(page.program.facts, page.program.figures["milestones"], page.program.period.opening)
        st.caption(plain(f"{why} Milestones come from the milestones tab (due, reached)."))
        return
    hidden = int((rows["milestone"] == KEPT).sum())
    shown = rows.assign(
        milestone=rows["milestone"].fillna("").map(clean),
        circle=rows["circle"].fillna("whole program").map(clean),
    )
    days = st.column_config.DateColumn(format="YYYY-MM-DD")
    st.dataframe(
        shown,
        hide_index=True,
        column_config={"due": days, "reached": days},
        height="content" if len(shown) <= 12 else 420,
        alt=f"{counted(len(shown), 'milestone')} due in the period, with what became of each",
    )
    if hidden:
        st.caption(plain(f"{counted(hidden, 'milestone')} not shared beyond the circle."))
    charts.numbers(page, "milestones", shown)
