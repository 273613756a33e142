"""Is the program healthy, where am I needed, what came of it?"""

import streamlit as st

from lib.metrics.dictionary import ON_OVERVIEW
from lib.metrics.program import unread
from lib.ui.frame import view
from lib.ui.overview import cards, needs, parts, sponsorship
from lib.ui.widgets import html, section, tile

page = view.open_view()
program = page.program
spread = parts.practices(page)

st.title("Is the program healthy, where am I needed, what came of it?")
html.show("answers.html", answers=page.derived("overview answers", lambda: parts.answers(page, spread)))

st.header("Key figures")
with st.grid(6, min_column_width=140, gap="medium", key="tiles"):
    for key in ON_OVERVIEW:
        tile.figure_tile(program, key)

st.header("Circles")
with st.container():  # one element, so that what follows stays in place and tied to the address
    parts.circles_grid(cards.cards(program, page.viewer), unread.none_active(program.facts))

st.header("Needs your attention")
with st.grid(2, min_column_width=330, gap="large"):
    with st.container():
        st.subheader("Asks waiting for an answer")
        needs.asks(page)
    with st.container():
        st.subheader("Overdue by strategic priority")
        needs.overdue(page)

section.closed(
    "Line of sight: from mandate to teams that adopted a practice", "sight", lambda: parts.sight(program)
)
section.closed("Sponsors: asks, acts, decisions and promises", "sponsors", lambda: sponsorship.show(page))
section.closed("Practices in use and latest milestones", "in_use", lambda: parts.in_use(page, spread))
parts.link_to_health()
