"""Does what circles decide get done?"""

import streamlit as st

from lib.ui.actions import ahead, export, impact_map, open_list, parts, views
from lib.ui.edits import saving
from lib.ui.frame import ahead as waiting_for
from lib.ui.frame import nudges, prepared, view
from lib.ui.widgets import html, section

page = view.open_view(prepare=prepared.by(ahead.opens))

st.title("Does what circles decide get done?")
html.show("answers.html", answers=ahead.answers(page))
views.tiles(page)

st.header("How it is going")
views.views(page)

st.header("Open actions")
with st.container():  # one element, so that the choices below stay in place and tied to the address
    listed = open_list.show(page)
    saving.outcome(otherwise=True, keeps_place=False)
with st.container(horizontal=True, key="actions_below"):
    nudges.nudges(page)
    export.button(page, listed)

section.closed("More figures", "more_figures", lambda: views.more_tiles(page))
section.closed(
    "Follow one decision: where it came from and what it led to", "follow", lambda: impact_map.show(page)
)
section.closed(
    "Figures by circle, priority, kind or outcome", "breakdown", lambda: parts.breakdown_table(page)
)
waiting_for.expect(page, ahead.opens(page))
