"""What came of it?"""

import streamlit as st

from lib.metrics.program import outcome_words
from lib.ui.edits import saving
from lib.ui.frame import view
from lib.ui.outcomes import chain, figures, promises, redesigns, results
from lib.ui.widgets import html, section

page = view.open_view()

st.title("What came of it?")
saving.outcome()
html.show(
    "answers.html", answers=page.derived("outcome answers", lambda: outcome_words.answers(page.program))
)

st.header("From mandate to measured result")
with st.container():
    chain.show(page)
chain.ends_section(page)

st.header("Results before and after")
with st.container():
    results.show(page)

st.header("What changes of the design did")
with st.container():
    redesigns.show(page)
if redesigns.may_record(page):
    section.closed("Record a change of the design", "record_change", lambda: redesigns.record(page))
section.closed("Milestones: promised and kept", "promises", lambda: promises.show(page))
section.closed("The figures, with their definitions", "outcome_figures", lambda: figures.tiles(page))
