"""What should the sponsor decide now?"""

from dataclasses import replace

import streamlit as st

from lib.metrics.core import newest
from lib.metrics.review import narrative
from lib.ui.edits import saving
from lib.ui.frame import brief, view
from lib.ui.review import calendar, deciding, earlier, figures, freezing, head, lists, own_mails
from lib.ui.widgets import section
from lib.ui.widgets.text import plain

page = view.open_view(of_circles=False, is_filtered=False)
st.title("What should the sponsor decide now?", anchor=False)
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    review = head.choose(page)
    brief.download(review.view)
    calendar.download(review)
view.print_line(replace(review.view, filters=replace(review.view.filters, circles=())))
st.markdown(plain(narrative.opening_sentence(review.program, review.scope)))
head.about(review)
if stale := newest.stale_in_words(review.program.facts):
    st.caption(plain(stale))
saving.outcome()

with st.grid(2, min_column_width=330, gap="large"):
    with st.container():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header("Decisions", anchor=False)
            deciding.new(review)
        deciding.show(review)
    with st.container():
        st.header("What changed", anchor=False)
        lists.changed(review)

st.header("Figures, now and before", anchor=False)
figures.show(review)

with st.grid(2, min_column_width=330, gap="large"):
    with st.container():
        st.header("Asks", anchor=False)
        lists.asks(review)
    with st.container():
        st.header("Promises", anchor=False)
        lists.promises(review)

st.header("The review", anchor=False)
freezing.show(review)
earlier.section_of(review)
section.closed(
    "Changes of the program's design, with their verdict", "review_design", lambda: lists.tweaks(review)
)
section.closed("Results", "review_outcome", lambda: lists.results(review))
section.closed("What sponsors did", "review_sponsors", lambda: lists.acts(review))
if own_mails.may_choose(page):
    section.closed("My mails: which ones, and how often", "review_mails", lambda: own_mails.show(page))
saving.outcome(otherwise=True)
