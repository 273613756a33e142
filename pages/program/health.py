"""Which habits of good circles hold, which slip?"""

import streamlit as st

from lib.metrics.program import health_words
from lib.ui.frame import view
from lib.ui.health import details, pulse, table, trends
from lib.ui.widgets import html, status_rules

page = view.open_view()

st.title("Which habits of good circles hold, which slip?")
html.show(
    "answers.html",
    answers=page.derived("health answers", lambda: health_words.answers(page.program, page.own)),
)
status_rules.show()

st.header("Over time")
with st.container():  # one element, so that the control below stays in place and tied to the address
    trends.over_time(page)

st.header("Figure by figure")
chosen = trends.aspect()
if chosen == trends.TOGETHER:
    details.habits(page)
else:
    trends.tiles(page, chosen)
    details.show(page, chosen)
    st.subheader("Circle by circle")
    table.show(page, chosen)

pulse.section(page)
