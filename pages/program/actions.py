"""Does what circles decide get done?"""

import streamlit as st

from lib.metrics.program import action_words
from lib.ui import actions, actions_export, actions_list, actions_map, actions_parts, html, view

page = view.open_view()
program = page.program

st.title("Does what circles decide get done?")
html.show(
    "answers.html",
    answers=[
        ("Does it get done?", action_words.gets_done(program)),
        ("By the date promised?", action_words.on_time(program)),
        ("What waits?", action_words.waits(program)),
    ],
)

st.header("Figures")
actions.tiles(page)

st.header("How it goes")
actions.views(page)

st.header("The open list")
listed = actions_list.show(page)
actions_list.nudges(page)
actions_export.button(page, listed)

st.header("Follow one decision")
actions_map.show(page)

st.header("In parts")
actions_parts.in_parts(page)
