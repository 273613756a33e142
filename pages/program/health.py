"""Which habits of good circles hold, which slip?"""

import streamlit as st

from lib.metrics.program import health_words
from lib.ui import health, health_parts, health_table, html, pulse, view

page = view.open_view()

st.title("Which habits of good circles hold, which slip?")
html.show(
    "answers.html",
    answers=[
        ("What holds?", health_words.holds(page.program)),
        ("What slips?", health_words.slips(page.program)),
        ("Where to look first?", health_words.look_first(page.program)),
    ],
)

st.header("Through time")
with st.container():  # one place, so that the choice below keeps its own, and with it its hold on the address
    health.through_time(page)

st.header("Figure by figure")
chosen = health.aspect()
if chosen == health.TOGETHER:
    health_parts.habits(page)
else:
    health.tiles(page, chosen)
    health_parts.beside(page, chosen)
    st.subheader("Circle by circle")
    health_table.show(page, chosen)

pulse.section(page)
