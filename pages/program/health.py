"""Which habits of good circles hold, which slip?"""

import streamlit as st

from lib.metrics.dictionary import keys_of
from lib.ui.frame import ahead as waiting_for
from lib.ui.frame import next_steps, prepared, roll_up, view
from lib.ui.health import ahead, details, habits_list, pulse, table, trends
from lib.ui.widgets import html, section, status_rules

page = view.open_view(prepare=prepared.by(ahead.opens))

st.title("Which habits of good circles hold, which slip?")
html.show(
    "answers.html",
    answers=ahead.answers(page),
)

st.header("Over time")
with st.container():  # one element, so that the control below stays in place and tied to the address
    trends.over_time(page)

st.header("Circle by circle")
with st.container(horizontal=True, vertical_alignment="center"):
    chosen = trends.aspect()
    status_rules.show()
with st.container():  # one element, whatever is chosen
    if chosen == trends.TOGETHER:
        details.habits(page)
    else:
        with st.container():
            table.show(page, chosen)
        section.closed(
            "The figures of this part, with their trends and definitions",
            "part_figures",
            lambda: trends.part(page, chosen),
        )

next_steps.show(page, keys_of("health", "coaching"))
section.closed("Every habit: does it hold, improve or slip?", "every_habit", lambda: habits_list.show(page))
section.closed(
    "Every circle over time, on the same scale", "circle_charts", lambda: trends.circles_over_time(page)
)
roll_up.cohorts(page)
section.closed("Pulse survey", "pulse", lambda: pulse.section(page))
waiting_for.expect(page, ahead.opens(page))
