"""How far do proven practices travel, and where do they work?"""

import streamlit as st

from lib.ui.edits import saving
from lib.ui.frame import address, prepared, view
from lib.ui.frame import ahead as waiting_for
from lib.ui.lighthouses import (
    ahead,
    diffusion_map,
    likely_next,
    needs_attention,
    practice,
    record,
    tabs,
    what_works,
)
from lib.ui.widgets import section
from lib.ui.widgets.terms import explained
from lib.ui.widgets.text import plain

page = view.open_view(prepare=None if practice.is_chosen() else prepared.by(ahead.opens))
st.title("How far do proven practices travel, and where do they work?")
saving.outcome()

missing = practice.missing(page)
if missing:
    st.info(plain(missing), icon=":material/lightbulb:")
    address.stop()

travel = practice.choose(page)
with st.container():  # one element, so that the tabs stay in place and tied to the address
    st.markdown(explained(ahead.answers(page) if travel.practice is None else practice.sentence(travel)))
    practice.figures(travel)

    st.header("Adoption")
    with st.container():
        practice.curve(travel)

    diffusion_map.show(travel)

section.closed("Where it arrived, by function and region", "where", lambda: tabs.reach(travel))
section.closed("How it spread", "spread", lambda: tabs.spread(travel))
section.closed("Does it last, and where does it work?", "lasting", lambda: what_works.used_and_works(travel))
section.closed("Likely next teams, and whom they can ask", "next", lambda: likely_next.section(travel))
section.closed("What needs a hand", "needs_a_hand", lambda: needs_attention.section(travel))
if record.can_record(travel):
    section.closed("Record an adoption", "record", lambda: record.form(travel, "tab"))
if travel.practice is None:
    waiting_for.expect(page, ahead.opens(page))
