"""Where do functions hold each other up?"""

import streamlit as st

from lib.ui.dependencies import parts
from lib.ui.frame import view
from lib.ui.widgets import html, section, tile

page = view.open_view()

st.title("Where do functions hold each other up?")
html.show("answers.html", answers=page.derived("dependency answers", lambda: parts.answers(page)))

if page.program.figures["dependencies"].n:
    st.header("Function by function")
    with st.container():
        parts.heat(page)
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            st.header("Month by month")
            parts.over_time(page)
        with st.container():
            st.header("Bottlenecks")
            parts.functions(page)
    st.header("Who could sit together in the next roster")
    with st.container():
        parts.together(page)
section.closed(
    "About this number", "dependency_figure", lambda: tile.figure_tiles(page.program, ["dependencies"])
)
